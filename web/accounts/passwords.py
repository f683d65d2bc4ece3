"""Passwords: what makes a good one, and Argon2id. The one door to argon2 and to the list of common passwords."""

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from web.errors import Unavailable

SHORTEST, LONGEST = 8, 256
# OWASP's password storage sheet (2025): 19 MiB, 2 rounds, 1 lane.
MEMORY, ROUNDS, LANES = 19 * 1024, 2, 1
AT_ONCE = 4  # hashes in one process: each takes a core and 19 MiB
PATIENCE = 20.0  # seconds to wait for one's turn
OUR_NAME = "findatrial"


class Passwords:
    """Hashes and checks, a few at once."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY, parallelism=LANES)
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._nobodys = self.hash("nobody's password")

    def hash(self, password: str) -> str:
        """What is kept of a password."""
        with _Turn(self._turns):
            return self._hasher.hash(_normal(password))

    def fits(self, password: str, password_hash: str) -> bool:
        """Whether it is the password. Without a hash the work is the same, and the answer is no."""
        with _Turn(self._turns):
            try:
                self._hasher.verify(password_hash or self._nobodys, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return bool(password_hash)

    def is_old(self, password_hash: str) -> bool:
        """Whether it was hashed in another way than today's."""
        return self._hasher.check_needs_rehash(password_hash)


class _Turn:
    """One of the few turns; Unavailable when none comes."""

    def __init__(self, turns: threading.Semaphore) -> None:
        self._turns = turns

    def __enter__(self) -> None:
        if not self._turns.acquire(timeout=PATIENCE):
            raise Unavailable("Too many people are signing in right now.", "Please try again in a minute.")

    def __exit__(self, *_: object) -> None:
        self._turns.release()


def problem_with(password: str, address: str) -> str:
    """What is wrong with a new password, in one sentence; "" when it will do.

    >>> problem_with("correct horse", "anna@example.org")
    ''
    >>> problem_with("Password1", "anna@example.org")
    'Many people use this password, so it is easy to guess. Choose another.'
    """
    length = len(_normal(password))
    plain = _plain(password)
    if length < SHORTEST:
        return f"Use at least {SHORTEST} characters. A few words in a row are easy to remember."
    if length > LONGEST:
        return f"Use at most {LONGEST} characters."
    if len(set(plain)) < 3:  # noqa: PLR2004 - "aaaaaaaa", "abababab"
        return "Use more than one or two different characters."
    if plain in {_plain(address), _plain(address.partition("@")[0]), OUR_NAME}:
        return "Choose a password that is not your address or the name of this site."
    if plain in _common():
        return "Many people use this password, so it is easy to guess. Choose another."
    return ""


@cache
def _common() -> frozenset[str]:
    """Passwords that people use most; those too short for us are left out."""
    return frozenset(word for word in map(_plain, FREQUENCY_LISTS["passwords"]) if len(word) >= SHORTEST)


def _normal(password: str) -> str:
    """One form of each letter: keyboards differ in how they write the same (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)


def _plain(password: str) -> str:
    return "".join(_normal(password).casefold().split())
