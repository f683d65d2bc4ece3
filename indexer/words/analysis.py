"""One analysis of text, for documents and questions alike: fold, cut into words, unify spelling, stem.

"Leukaemia" and "leukemia", "tumour" and "tumor", "α" and "alpha", "Köln" and "Koln" become the same term.
A compound keeps its parts and also stands as one word, so that CAR-T, CAR T and CART find each other's trials.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

VALUE_GAP = 16  # positions between two values of one field, so that no phrase reaches across
LONGEST_TERM = 64  # characters; longer runs are sequences or base64, and are cut

DENIAL = "non"  # before a row of words: non-Hodgkin lymphoma is no Hodgkin lymphoma
STOP_WORDS = frozenset(
    "a about after again an and are around as at be because been before but by can could did didnt do does doesnt "
    "dont during for from get gets got had has have he her him his i if im in into is isnt it its just me my not of "
    "off on or our own says she since so some still than that the their them then there these they this to too until "
    "up very was we were what when where which while who whose will with wont would you your".split()
)
# What people say of any trial: it tells trials apart no more than a stop word does.
ASKING_WORDS = frozenset(
    "trial trials study studies treat treats treating treatment treatments cure cures curing help helps helping find "
    "finding looking look search searching want wants need needs options option best please any new who where "
    "anyone someone person people patient patients available having already safe".split()
)
# "hepatitis A", "vitamin A", "factor I": after these words a letter is a name, not an article or a pronoun.
_LETTER_IS_A_NAME_AFTER = frozenset(
    "hepatitis hep vitamin factor type group influenza class stage grade phase haemophilia hemophilia "
    "mucopolysaccharidosis".split()
)

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SHORTENED = re.compile(r"(?<=\w)['’‘`´](?:s|m|ve|re|ll|d)\b")  # Crohn's, I'm, we've
_NOT = re.compile(r"(?<=n)['’‘`´](?=t\b)")  # can't is cant, as many write it
_DASHES = {ord(dash): "-" for dash in "‐‑‒–−"}
_GREEK = {
    ord(letter): name
    for letter, name in zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda u nu xi omicron pi rho sigma sigma tau "
        "upsilon phi chi psi omega".split(),
        strict=True,
    )
}  # mu becomes u: it stands in units (µg, ug) far more often than in names
_SPELLINGS = (
    (re.compile(r"(?<=[a-z])ae|ae(?=[a-z])"), "e"),  # anaemia, haem, paediatric, aetiology
    (re.compile(r"oe(?=[a-z])"), "e"),  # oedema, oesophagus, coeliac, diarrhoea
    (re.compile(r"(?<=[a-z]{3})our(?=s?$|ed$|ing$|al$|able$)"), "or"),  # tumour, colour, behavioural
    (re.compile(r"(?<=[a-z]{3})is(?=e[drs]?$|es$|ing$|ations?$)"), "iz"),  # randomised, hospitalisation
    (re.compile(r"(?<=[a-z]{3})ys(?=e[drs]?$|ing$)"), "yz"),  # catalyse, paralysed
    (re.compile(r"(?<=[a-z]{2})tre(?=s?$)"), "ter"),  # centre, litre, fibre is met by the stem
    (re.compile(r"(?<=[a-z]{2})ph(?=ur)|(?<=^s)ulph"), lambda m: "f" if m[0] == "ph" else "ulf"),  # sulphate
)

# What stemming takes off and a person may have begun to type.
_ENDINGS = (
    "ations",
    "atives",
    "ions",
    "ives",
    "ing",
    "ings",
    "ed",
    "es",
    "al",
    "ally",
    "ities",
    "ments",
    "ers",
    "ous",
)
SHORTEST_STEM = 4  # of which an ending is thought

LONGEST_SHORT = 3  # letters: these are names more often than words, and ALS, IBS and ACS would lose their S
_WHOLE = frozenset({"aids"})  # hearing aids are rarer than the disease
_INFLAMMATION = "itis"  # the stemmer takes esophagitis for esophageal

_stemmer = Stemmer.Stemmer("english")
_stemming = threading.Lock()  # a stemmer object must not be used by two threads at once


def fold(text: str) -> str:
    """Lower case, without accents; dashes alike; Greek letters by name; without shortened endings.

    >>> fold("TNF‑α in Köln")
    'tnf-alpha in koln'
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_DASHES)).casefold()
        text = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_GREEK)
    return _NOT.sub("", _SHORTENED.sub("", text.lower()))


@lru_cache(maxsize=1 << 17)
def spelled(word: str) -> str:
    """A folded word in the one spelling that the index uses, not stemmed.

    >>> spelled("haemophilia"), spelled("leukaem")
    ('hemophilia', 'leukem')
    """
    for pattern, replacement in _SPELLINGS:
        word = pattern.sub(replacement, word)
    return word[:LONGEST_TERM]


@lru_cache(maxsize=1 << 18)
def term(word: str) -> str:
    """The term of one folded word: spelling unified, stemmed; words with a digit and short ones stay as they are.

    >>> term("als"), term("studies"), term("oesophagitis")
    ('als', 'studi', 'esophagitis')
    """
    if not word.isalpha() or len(word) <= LONGEST_SHORT or word in _WHOLE:
        return word[:LONGEST_TERM]
    if word.endswith(_INFLAMMATION):
        return spelled(word)
    with _stemming:
        return str(_stemmer.stemWord(spelled(word)))


def may_end_in(beginning: str, stem: str) -> bool:
    """Whether a typed beginning reaches from a stem into one of its endings, which the index does not hold.

    >>> may_end_in("hypertensi", "hypertens"), may_end_in("asthmat", "asthma")
    (True, False)
    """
    rest = beginning.removeprefix(stem)
    return beginning.startswith(stem) and any(ending.startswith(rest) for ending in _ENDINGS)


@lru_cache(maxsize=1 << 17)
def terms_of_word(word: str) -> tuple[tuple[str, ...], str]:
    """The terms of a folded word and, for a compound, the term of the whole ("" for a plain word).

    >>> terms_of_word("car-t")
    (('car', 't'), 'cart')
    """
    parts = word.split("-")
    if len(parts) == 1:
        return (term(word),), ""
    return tuple(term(part) for part in parts), term("".join(parts))


def words(text: str) -> list[str]:
    """The folded words of a text, compounds whole.

    >>> words("Crohn's disease, HER2+ and CAR-T")
    ['crohn', 'disease', 'her2', 'and', 'car-t']
    """
    return _WORD.findall(fold(text))


def positions(values: Iterable[str]) -> dict[str, list[int]]:
    """Term -> the positions at which it stands in the values of one field, ascending."""
    found: dict[str, list[int]] = {}
    position = 0
    for value in values:
        for word in words(value):
            parts, whole = terms_of_word(word)
            if whole and whole != parts[0]:  # "patient-s" must not stand twice in one place
                found.setdefault(whole, []).append(position)
            for part in parts:
                found.setdefault(part, []).append(position)
                position += 1
        position += VALUE_GAP
    return found


def carrying_meaning(typed: list[str]) -> list[bool]:
    """For each typed word whether it says something; all do when none does ("to be or not to be").

    >>> carrying_meaning(["hepatitis", "a", "in", "my", "child"])
    [True, True, False, False, True]
    """
    folded = [fold(word) for word in typed]
    kept = [
        word not in STOP_WORDS or (len(word) == 1 and before in _LETTER_IS_A_NAME_AFTER)
        for before, word in zip(["", *folded], folded, strict=False)
    ]
    return kept if any(kept) else [True] * len(kept)
