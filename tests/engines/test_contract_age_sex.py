"""Who may join: ages in every unit, open ends, birth dates, age groups, sex. Nobody is hidden by rounding."""

from collections.abc import Callable

import pytest

from indexer.engines.port import SearchEngine
from tests.engines.asking import asking, counts, names, trials_of

EngineOf = Callable[..., SearchEngine]


def _ages(minimum: str | None = None, maximum: str | None = None) -> dict[str, object]:
    return {"minimum_age": minimum, "maximum_age": maximum}


AGES = trials_of(
    **{
        "open": _ages(),
        "N/A": _ages("N/A", "N/A"),
        "18+": _ages("18 Years"),
        "to 65": _ages(None, "65 Years"),
        "12-17": _ages("12 Years", "17 Years"),
        "6-23 months": _ages("6 Months", "23 Months"),
        "only 1": _ages("1 Year", "1 Year"),
        "2-8 weeks": _ages("2 Weeks", "8 Weeks"),
        "newborn": _ages("0 Days", "28 Days"),
        "hours": _ages("1 Minute", "12 Hours"),
    }
)
ALWAYS = {"open", "N/A"}
TYPED = {
    "65 is admitted by a limit of 65": ("65", {"18+", "to 65"}),
    "66 is not": ("66", {"18+"}),
    "the day before 66 is": ("24106 days", {"18+", "to 65"}),
    "a day after 66 is not": ("24107 days", {"18+"}),
    "17 is no adult": ("17", {"to 65", "12-17"}),
    "18 is one": ("18", {"18+", "to 65"}),
    "1 is 12 to 23 months": ("1", {"to 65", "6-23 months", "only 1"}),
    "0 is the whole first year": ("0", {"to 65", "6-23 months", "2-8 weeks", "newborn", "hours"}),
    "5 months are too few": ("5 months", {"to 65"}),
    "6 months are enough": ("6 months", {"to 65", "6-23 months"}),
    "11 months": ("11 months", {"to 65", "6-23 months"}),
    "12 months are 1 year": ("12 months", {"to 65", "6-23 months", "only 1"}),
    "23 months count whole": ("23 months", {"to 65", "6-23 months", "only 1"}),
    "24 months are 2 years": ("24 months", {"to 65"}),
    "215 months are under 18": ("215 months", {"to 65", "12-17"}),
    "216 months are 18 years": ("216 months", {"18+", "to 65"}),
    "1 week": ("1 week", {"to 65", "newborn"}),
    "2 weeks": ("2 weeks", {"to 65", "newborn", "2-8 weeks"}),
    "3 weeks": ("3 weeks", {"to 65", "newborn", "2-8 weeks"}),
    "8 weeks count whole": ("62 days", {"to 65", "2-8 weeks"}),
    "9 weeks are too many": ("63 days", {"to 65"}),
    "28 days": ("28 days", {"to 65", "newborn", "2-8 weeks"}),
    "29 days": ("29 days", {"to 65", "2-8 weeks"}),
    "10 days": ("10 days", {"to 65", "newborn"}),
    "the first day": ("0 days", {"to 65", "newborn", "hours"}),
    "12 hours count whole": ("12 hours", {"to 65", "newborn", "hours"}),
    "13 hours": ("13 hours", {"to 65", "newborn"}),
    "the oldest": ("119", {"18+"}),
    "12 today": ("2014-11-24", {"to 65", "12-17"}),
    "12 tomorrow": ("2014-11-25", {"to 65"}),
    "born today": ("2026-11-24", {"to 65", "newborn", "hours"}),
    "born yesterday": ("2026-11-23", {"to 65", "newborn"}),
    "18 today": ("2008-11-24", {"18+", "to 65", "12-17"}),  # 6574 days: the quarter days touch both
    "born 1960": ("1960-02-29", {"18+"}),
}


@pytest.mark.parametrize(("typed", "expected"), TYPED.values(), ids=TYPED)
def test_age(engine_of: EngineOf, typed: str, expected: set[str]) -> None:
    """A trial is found when its ages and the typed age, each with its whole last unit, overlap."""
    assert set(names(engine_of(*AGES), asking(age=typed))) == ALWAYS | expected


def test_missing_limit_is_no_limit(engine_of: EngineOf) -> None:
    """No age ever drops a trial without limits: the fault most repeated in other registries' tools."""
    engine = engine_of(*AGES)
    for years in range(120):
        assert set(names(engine, asking(age=str(years)))) >= ALWAYS


GROUPED = trials_of(
    **{
        "open": _ages(),
        "17 at most": _ages(None, "17 Years"),
        "18 at most": _ages(None, "18 Years"),
        "216 months at most": _ages(None, "216 Months"),
        "18 to 64": _ages("18 Years", "64 Years"),
        "18 to 65": _ages("18 Years", "65 Years"),
        "65 and over": _ages("65 Years"),
        "newborn": _ages("0 Days", "28 Days"),
        "standard ages say adult": _ages("2 Years", "9 Years"),
    }
)
GROUPS = {
    "child": {"open", "17 at most", "18 at most", "216 months at most", "newborn", "standard ages say adult"},
    "adult": {"open", "18 at most", "216 months at most", "18 to 64", "18 to 65"},
    "older-adult": {"open", "18 to 65", "65 and over"},
}


@pytest.mark.parametrize(("group", "expected"), GROUPS.items(), ids=GROUPS)
def test_age_group(engine_of: EngineOf, group: str, expected: set[str]) -> None:
    """A trial counts under each age group that its ages touch, and is found under each."""
    engine = engine_of(*GROUPED)
    assert set(names(engine, asking(age_group=(group,)))) == expected
    assert counts(engine.search(asking()).facets["age-group"])[group] == len(expected)


def test_limits_the_wrong_way_round(engine_of: EngineOf) -> None:
    """A record whose lowest age is above its highest is never hidden from a search without an age."""
    engine = engine_of(*trials_of(wrong=_ages("50 Years", "40 Years")))
    assert names(engine, asking()) == ["wrong"]
    assert names(engine, asking(age="45")) == []


SEXES = trials_of(
    women={"sex": "FEMALE"},
    men={"sex": "MALE"},
    all={"sex": "ALL"},
    missing={},
    new_code={"sex": "NEW_CODE"},
)
SEX_CHOSEN = {
    "female": (("female",), {"women", "all", "missing"}),
    "male": (("male",), {"men", "all", "missing"}),
    "both": (("female", "male"), {"women", "men", "all", "missing"}),
    "an unknown code": (("new-code",), {"new_code"}),
    "none": ((), {"women", "men", "all", "missing", "new_code"}),
}


@pytest.mark.parametrize(("chosen", "expected"), SEX_CHOSEN.values(), ids=SEX_CHOSEN)
def test_sex(engine_of: EngineOf, chosen: tuple[str, ...], expected: set[str]) -> None:
    """Who asks for one sex sees trials for it, for all, and those that don't say; never the other's."""
    assert set(names(engine_of(*SEXES), asking(sex=chosen))) == expected


def test_sex_counts_who_can_join(engine_of: EngineOf) -> None:
    """A trial open to all counts under both sexes, and "all" is no value of its own."""
    facet = engine_of(*SEXES).search(asking()).facets["sex"]
    assert counts(facet) == {"female": 3, "male": 3, "new-code": 1}


def test_sex_on_the_card(engine_of: EngineOf) -> None:
    """The card tells a trial for all from one that does not say."""
    cards = {hit.card.title: hit.card.sex for hit in engine_of(*SEXES).search(asking()).hits}
    assert cards == {
        "women": "female",
        "men": "male",
        "all": "all",
        "missing": "not-stated",
        "new_code": "new-code",
    }
