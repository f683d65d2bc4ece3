"""Remembered: the last answers to the same questions. Belongs to one object and goes with it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """An answer that says how large it is."""

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        ...


Answer = TypeVar("Answer", bound=Sized)


class Remembered(Generic[Answer]):
    """Keeps the answers used last, up to ``most`` bytes of them; safe for many threads.

    Unlike ``lru_cache`` around a method it does not hold the object it is for, so an old snapshot lets go of
    its files as soon as the last request is done with it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, question: Hashable, find: Callable[[], Answer]) -> Answer:
        """The answer to a question; ``find`` is asked where it is not remembered."""
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                return self._answers[question]
        answer = find()  # outside the lock: two threads may find the same, which does no harm
        with self._lock:
            if question not in self._answers:
                self._answers[question] = answer
                self._bytes += answer.nbytes
            while self._bytes > self._most and len(self._answers) > 1:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= oldest.nbytes
        return answer
