"""The lay vocabulary: every row is well formed, says something, and its terms stand in real records."""

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from indexer.registry.ctgov import read_study
from indexer.trial.model import Trial
from indexer.words.analysis import STOP_WORDS, carrying_meaning, positions, terms_of_word, words

FOLDER = Path(__file__).parents[2] / "data" / "vocabularies"
COLUMNS = ["words", "means", "kind", "specialty"]
KINDS = ("same", "abbreviation", "ambiguous", "spelling", "brand", "wider")  # as they are sorted
SHORT_FORMS = {"abbreviation", "ambiguous"}

# English words that are short forms in medicine when in capitals. In lower case they would expand ordinary questions.
ORDINARY = (
    "add aids all and art as bat can cap caps car cat cop cup eras fit gist hat hit its led map men met net oct pad "
    "pep pics prep sad sit slit star ted ten tens tips trap traps us who"
).split()


class Row(NamedTuple):
    """One pair of the vocabulary."""

    words: str
    means: str
    kind: str
    specialty: str


def lines() -> list[list[str]]:
    """The file as it is, header first."""
    with (FOLDER / "lay.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@cache
def rows() -> list[Row]:
    """All pairs."""
    return [Row(*line) for line in lines()[1:]]


@cache
def specialties() -> list[str]:
    """The closed list, as the folder's page gives it."""
    table = (FOLDER / "README.md").read_text(encoding="utf-8").split("### Specialties")[1].split("###")[0]
    return re.findall(r"^\| `([a-z' ]+)` \|", table, re.MULTILINE)


def terms(text: str) -> tuple[str, ...]:
    """The terms of a phrase in order, compounds in parts, as the index holds them."""
    return tuple(part for word in words(text) for part in terms_of_word(word)[0])


def meaning(text: str) -> tuple[str, ...]:
    """The terms that a question keeps: those of words that carry meaning."""
    typed = words(text)
    return terms(" ".join(word for word, kept in zip(typed, carrying_meaning(typed), strict=True) if kept))


def joined(text: str) -> tuple[str, ...]:
    """The same with compounds whole: "non-alcoholic" is "nonalcoholic" in the index."""
    return tuple(terms_of_word(word)[1] or terms_of_word(word)[0][0] for word in words(text))


def test_the_file_has_its_columns() -> None:
    """One header line, and every row has four filled columns."""
    header, *body = lines()
    assert header == COLUMNS
    assert [line for line in body if len(line) != len(COLUMNS) or not all(line)] == []


def test_there_is_enough_of_it() -> None:
    """A vocabulary of all medicine has thousands of pairs, hundreds of them brands."""
    kinds = Counter(row.kind for row in rows())
    assert len(rows()) >= 2_000
    assert kinds["brand"] >= 350
    assert set(kinds) == set(KINDS)


def test_specialties_are_the_listed_ones() -> None:
    """Rows keep to the closed list, and every big specialty of it has forty rows or more."""
    counts = Counter(row.specialty for row in rows())
    assert set(counts) == set(specialties())
    assert len(specialties()) == len(set(specialties()))
    assert {name: count for name, count in counts.items() if count < 40} == {}


def test_rows_are_in_order() -> None:
    """Sorted by specialty, words and kind, so that an editor finds a row and a change is one line."""
    order = [(r.specialty, r.words.lower(), r.words, KINDS.index(r.kind), r.means) for r in rows()]
    assert order == sorted(order)


def test_spaces_are_single() -> None:
    """No spaces around a text or doubled inside it."""
    assert [row for row in rows() for text in row if text != " ".join(text.split())] == []


def test_only_short_forms_have_capitals_and_all_of_theirs() -> None:
    """Words are lower case; a short form that is typed in capitals is in capitals throughout, and one word."""
    assert [row for row in rows() if row.means != row.means.lower()] == []
    capital = [row for row in rows() if row.words != row.words.lower()]
    assert {"ALL", "AIDS"} <= {row.words for row in capital}
    assert [row for row in capital if not re.fullmatch(r"[A-Z]{2,6}", row.words)] == []


@pytest.mark.parametrize("word", ORDINARY)
def test_an_ordinary_word_is_no_short_form(word: str) -> None:
    """Who types "all" or "aids" in lower case does not mean a disease."""
    assert [row for row in rows() if row.words == word] == []


def test_no_pair_stands_twice() -> None:
    """After the analysis each pair is there once, and names of one thing are not repeated the other way round."""
    pairs = Counter((row.words.isupper(), meaning(row.words), meaning(row.means)) for row in rows())
    assert [pair for pair, count in pairs.items() if count > 1] == []
    both_ways = [row for row in rows() if row.kind != "wider"]
    reverse = {(row.words.isupper(), meaning(row.means), meaning(row.words)) for row in both_ways}
    repeated = [r for r in both_ways if (r.words.isupper(), meaning(r.words), meaning(r.means)) in reverse]
    assert repeated == []


def test_the_two_sides_differ() -> None:
    """No row says what the analysis knows already."""
    known = [r for r in rows() if meaning(r.words) == meaning(r.means) or joined(r.words) == joined(r.means)]
    assert known == []


def test_words_say_something() -> None:
    """No stop word and no single letter is expanded; nothing is left of such words in a question."""
    assert [row for row in rows() if all(word in STOP_WORDS for word in words(row.words))] == []
    assert [row for row in rows() if len("".join(meaning(row.words))) < 2] == []


def test_a_short_form_is_short() -> None:
    """A short form is a word or two ("tb", "hep b"), and shorter than what it means."""
    long = [
        r
        for r in rows()
        if r.kind in SHORT_FORMS and (len(r.words.split()) > 2 or len(r.words) >= len(r.means))
    ]
    assert long == []


def test_an_ambiguous_short_form_is_so_in_all_its_rows() -> None:
    """Several senses are several rows, and each of them says so."""
    senses: dict[str, list[str]] = {}
    for row in rows():
        senses.setdefault(row.words, []).append(row.kind)
    ambiguous = {word: kinds for word, kinds in senses.items() if "ambiguous" in kinds}
    assert ambiguous
    assert {
        word: kinds for word, kinds in ambiguous.items() if len(kinds) < 2 or set(kinds) != {"ambiguous"}
    } == {}


def test_what_else_was_searched_fits_on_a_line() -> None:
    """No words stand for more than eight terms, which a page can still name."""
    counts = Counter(row.words for row in rows())
    assert [word for word, count in counts.items() if count > 8] == []


PAIRS = {
    "heart attack": ("heart attack", "myocardial infarction", "same"),
    "fat in the liver": ("fat in the liver", "hepatic steatosis", "same"),
    "sugar in the urine": ("sugar in the urine", "glycosuria", "same"),
    "pins and needles": ("pins and needles", "paresthesia", "same"),
    "blood poisoning": ("blood poisoning", "sepsis", "same"),
    "cannot get pregnant": ("can't get pregnant", "infertility", "wider"),
    "dated": ("manic depression", "bipolar disorder", "same"),
    "British drug name": ("paracetamol", "acetaminophen", "same"),
    "class": ("statin", "atorvastatin", "wider"),
    "wider, not the same": ("memory loss", "dementia", "wider"),
    "brand": ("keytruda", "pembrolizumab", "brand"),
    "leukaemia in capitals": ("ALL", "acute lymphoblastic leukemia", "abbreviation"),
    "two senses": ("ad", "atopic dermatitis", "ambiguous"),
    "spelling": ("mould", "mold", "spelling"),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_well_known_pairs(pair: tuple[str, str, str]) -> None:
    """What people type most is there, with the right kind."""
    assert pair in {(row.words, row.means, row.kind) for row in rows()}


def registry_values(trial: Trial) -> Iterator[str]:
    """Where a sponsor names what a trial is about: titles, conditions, interventions; and MeSH."""
    yield trial.brief_title
    yield trial.official_title
    yield from trial.conditions
    for intervention in trial.interventions:
        yield intervention.name
        yield from intervention.other_names
    for part in ("condition_meshes", "condition_ancestors", "intervention_meshes", "intervention_ancestors"):
        yield from (mesh.term for mesh in getattr(trial, part))


def stands(phrase: tuple[str, ...], found: dict[str, list[int]]) -> bool:
    """Whether a phrase stands in a text, given the positions of the text's terms."""
    starts = found.get(phrase[0], ())
    return any(all(start + i in found.get(term, ()) for i, term in enumerate(phrase)) for start in starts)


@pytest.mark.slow
def test_terms_stand_in_real_records(shared: Path) -> None:
    """At least 95 % of the pairs lead to a term that sponsors or MeSH use."""
    values: set[str] = set()
    for name in ("v2", "xml-as-v2"):
        with gzip.open(shared / "data" / "trials" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as records:
            for line in records:
                values.update(registry_values(read_study(json.loads(line))))
    missing = {terms(row.means) for row in rows()}
    by_first_term: dict[str, set[tuple[str, ...]]] = {}
    for phrase in missing:
        by_first_term.setdefault(phrase[0], set()).add(phrase)
    for value in values:
        found = positions([value])
        for first in found.keys() & by_first_term.keys():
            standing = {phrase for phrase in by_first_term[first] if stands(phrase, found)}
            by_first_term[first] -= standing
            missing -= standing
    nowhere = sorted(row.means for row in rows() if terms(row.means) in missing)
    assert len(nowhere) <= 0.05 * len(rows()), nowhere
