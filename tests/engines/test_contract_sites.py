"""Where what is found runs: each place with its trials, open and recruiting ones, and nothing left out."""

import random
from collections.abc import Callable

import pytest

from indexer.engines.port import SearchEngine
from indexer.search.request import SearchRequest
from indexer.search.where import MOST_PLACES, Box, FoundSummary, PlaceCount
from tests.engines.asking import ALL_STATUSES, LEEDS, LONDON, MINSK, asking, near, site, trials_of

EngineOf = Callable[..., SearchEngine]
UK, BY, US = "United Kingdom", "Belarus", "United States"
FIJI, EAST_OF_FIJI = (-16.8, 179.95), (-16.8, -179.95)

PLACES = trials_of(
    both={
        "sites": [
            site("Leeds", "RECRUITING", LEEDS, country=UK),
            site("Minsk", "NOT_YET_RECRUITING", MINSK, country=BY),
        ]
    },
    twice={
        "sites": [
            site("Leeds", "RECRUITING", LEEDS, country=UK),
            site("Leeds", "COMPLETED", LEEDS, country=UK),
            site("London", "COMPLETED", LONDON, country=UK),
        ]
    },
    closed={"status": "COMPLETED", "sites": [site("Leeds", "", LEEDS, country=UK)]},
    moved={"sites": [site("Leeds", "RECRUITING", (53.0, -1.0), country=UK)]},
    unlocated={"sites": [site("Nowhere-on-Sea", "RECRUITING", country=UK)]},
    nameless={"sites": [site("", "RECRUITING", LONDON)]},
    siteless={},
    shut={"sites": [site("London", "WITHDRAWN", LONDON, country=UK)]},
)
AT_LEEDS = f"{UK}/Leeds"


def told(*places: PlaceCount) -> list[PlaceCount]:
    """The places expected, in order."""
    return list(places)


OPEN_PLACES = told(
    PlaceCount(AT_LEEDS, *LEEDS, 3, 3, 3),
    PlaceCount("not-stated", *LONDON, 1, 1, 1),
    PlaceCount("Belarus/Minsk", *MINSK, 1, 1, 0),
    PlaceCount(f"{UK}/Nowhere-on-Sea", None, None, 1, 1, 1),
)
CASES: dict[str, tuple[SearchRequest, Box | None, list[PlaceCount], int]] = {
    "open sites only": (asking(), None, OPEN_PLACES, 5),
    "closed ones where they were asked for": (
        asking(filters=ALL_STATUSES),
        None,
        told(
            PlaceCount(AT_LEEDS, *LEEDS, 4, 3, 3),
            PlaceCount(f"{UK}/London", *LONDON, 2, 0, 0),
            *OPEN_PLACES[1:],
        ),
        7,
    ),
    "a status that only other sites have": (
        asking(status=("not-yet-recruiting",)),
        None,
        [],
        0,
    ),
    "in the circle": (
        asking(near=near(MINSK, 50)),
        None,
        told(PlaceCount("Belarus/Minsk", *MINSK, 1, 1, 0)),
        1,
    ),
    "in a country": (
        asking(location=(UK,)),
        None,
        told(OPEN_PLACES[0], OPEN_PLACES[3]),
        4,
    ),
    "in the circle and in a country": (
        asking(near=near(LONDON, 50), location=(UK,), filters=ALL_STATUSES),
        None,
        told(PlaceCount(f"{UK}/London", *LONDON, 2, 0, 0)),
        2,
    ),
    "in a box": (asking(), Box(50, 20, 60, 30), told(OPEN_PLACES[2]), 1),
    "in a box around everything: what has no point is outside": (
        asking(),
        Box(-90, -180, 90, 180),
        OPEN_PLACES[:3],
        4,
    ),
    "by words": (asking("both"), None, told(OPEN_PLACES[2], PlaceCount(AT_LEEDS, *LEEDS, 1, 1, 1)), 1),
    "by some of the words, as the page shows": (
        asking("both zebra"),
        None,
        told(OPEN_PLACES[2], PlaceCount(AT_LEEDS, *LEEDS, 1, 1, 1)),
        1,
    ),
    "nothing found": (asking("zebra"), None, [], 0),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "box", "places", "trials"), CASES.values(), ids=CASES)
def test_places(
    engine_of: EngineOf, request_: SearchRequest, box: Box | None, places: list[PlaceCount], trials: int
) -> None:
    """The sites that count for the question, by place, most trials first, at the point that most of them have."""
    found = engine_of(*PLACES).sites(request_, box)
    assert list(found.places) == places
    assert found.trials == trials
    answer = engine_of(*PLACES).search(request_)
    assert found.summary == FoundSummary(answer.total, answer.words_used, answer.corrected)


def test_trials_at_several_places_count_once(engine_of: EngineOf) -> None:
    """A group of places has each trial once, however many of its places are in the group."""
    found = engine_of(*PLACES).sites(asking(filters=ALL_STATUSES))
    at = {place.location: number for number, place in enumerate(found.places)}
    groups = [[at[AT_LEEDS], at["Belarus/Minsk"]], [at[f"{UK}/London"]], []]
    assert found.together(groups) == (4, 2, 0)
    assert found.together([]) == ()


def test_a_box_may_cross_the_date_line(engine_of: EngineOf) -> None:
    """Both sides of 180 degrees are in it, the other half of the globe is not."""
    engine = engine_of(
        *trials_of(
            west={"sites": [site("Taveuni", "RECRUITING", FIJI, country="Fiji")]},
            east={"sites": [site("Lakeba", "RECRUITING", EAST_OF_FIJI, country="Fiji")]},
            far={"sites": [site("Minsk", "RECRUITING", MINSK, country=BY)]},
        )
    )
    assert engine.sites(asking(), Box(-20, 175, -10, -175)).trials == 2


def test_what_most_trials_have_stands_alone_and_the_rest_together(engine_of: EngineOf) -> None:
    """Beyond MOST_PLACES they are told by country and square, with every place and trial counted."""
    draw = random.Random(7)
    towns = [
        site(
            f"Town {number}",
            draw.choice(("RECRUITING", "NOT_YET_RECRUITING")),
            (draw.uniform(-60, 70), draw.uniform(-180, 180)) if number % 9 else None,
            country=draw.choice((UK, BY, US)),
        )
        for number in range(MOST_PLACES + 300)
    ]
    trials = trials_of(
        **{f"trial {number}": {"sites": draw.sample(towns, draw.choice((1, 2, 40)))} for number in range(80)}
    )
    found = engine_of(*trials).sites(asking())
    different = {site.city for trial in trials for site in trial.sites}
    several = [place for place in found.places if place.places > 1]
    assert sum(place.places for place in found.places) == len(different)
    assert len(found.places) > MOST_PLACES
    assert {place.location for place in several} <= {UK, BY, US}
    assert all(place.places == 1 for place in found.places[:MOST_PLACES])
    assert found.trials == found.together([range(len(found.places))])[0] == 80
    assert tuple(place.trials for place in found.places) == found.together(
        [[n] for n in range(len(found.places))]
    )
