"""Random trials, questions and boxes: Whoosh tells exactly the places that the plain loops tell, in the same order."""

import random
from collections.abc import Iterator

import pytest

from indexer.engines.whoosh import found_sites
from indexer.search.request import SearchRequest
from indexer.search.where import CELL, MOST_PLACES, Box
from indexer.trial.vocabulary import STATUS
from tests.builders import SiteParts
from tests.engines import reference_sites
from tests.engines.asking import asking, near, site, trials_of
from tests.engines.conftest import ENGINES, Index, new_index

SEED, QUESTIONS = 11, 60
COUNTRIES = ("United Kingdom", "Belarus", "United States", "Fiji", "")
WORDS = ("asthma", "leukaemia", "diabetes")


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Index]]:
    """Both engines over the same trials, in two segments where there are such."""
    draw = random.Random(SEED)
    towns = list(random_towns(draw))
    trials = trials_of(
        **{
            f"{draw.choice(WORDS)} {number}": {
                "status": draw.choice(STATUS.terms).code,
                "sites": draw.sample(towns, draw.choice((0, 1, 2, 90))),
            }
            for number in range(300)
        }
    )
    made = []
    for kind in ENGINES:
        index = new_index(kind, tmp_path_factory.mktemp("sites") / "index")
        index.rebuild(trials[:200])
        index.apply(trials[150:])
        made.append(index)
    yield made
    for index in made:
        index.engine.close()


def random_towns(draw: random.Random) -> Iterator[SiteParts]:
    """Sites of many towns, some with several points, some without, some on the edges of squares."""
    for number in range(MOST_PLACES * 2):
        country, state = draw.choice(COUNTRIES), draw.choice(("", "North", "South"))
        for _ in range(draw.choice((1, 1, 3))):
            point = (draw.uniform(-89, 89), draw.uniform(-180, 180))
            edge = (CELL * draw.randint(-10, 10), CELL * draw.randint(-36, 36))
            yield site(
                "" if number % 50 == 0 else f"Town {number % 700}",
                draw.choice(("", "RECRUITING", "COMPLETED", "NOT_YET_RECRUITING", "AVAILABLE")),
                draw.choice((point, point, edge, None)),
                country=country,
                state=state,
            )


def questions(draw: random.Random) -> Iterator[tuple[SearchRequest, Box | None]]:
    """Any mixture of words, circle, place and status, whole or inside a box."""
    for _ in range(QUESTIONS):
        circle = near((draw.uniform(-80, 80), draw.uniform(-180, 180)), draw.choice((500, 5_000)))
        south, west = draw.uniform(-90, 80), draw.uniform(-180, 180)
        box = Box(south, west, draw.uniform(south, 90), draw.uniform(-180, 180))
        status = draw.choice(((), ("any",), ("completed", "recruiting"), ("not-yet-recruiting",)))
        filters = {"status": status} if status else {}
        location = draw.choice(((), (), ("Fiji",), ("United States/North", "Belarus"), ("not-stated",)))
        if location:
            filters["location"] = location
        request = asking(
            draw.choice(("", "", *WORDS)), near=draw.choice((None, None, circle)), filters=filters
        )
        yield request, draw.choice((None, box))


def test_both_engines_tell_the_same_places(indexes: list[Index], monkeypatch: pytest.MonkeyPatch) -> None:
    """Places, their points and their counts, alone or together, and unions of any of them."""
    for module in (found_sites, reference_sites):
        monkeypatch.setattr(module, "MOST_PLACES", 20)  # so that many questions have more
    draw = random.Random(SEED)
    told = 0
    for request, box in questions(draw):
        plain, ours = (index.engine.sites(request, box) for index in indexes)
        assert ours.places == plain.places, (request, box)
        assert ours.trials == plain.trials, (request, box)
        numbers = list(range(len(plain.places)))
        draw.shuffle(numbers)
        groups = [numbers[first::7] for first in range(6)]
        assert ours.together(groups) == plain.together(groups), (request, box)
        told += any(place.places > 1 for place in plain.places)
    assert told > QUESTIONS / 6


def test_a_trial_found_has_a_place_wherever_places_are_asked_for(indexes: list[Index]) -> None:
    """With a circle or a country every trial has a counting site, so the map misses none."""
    draw = random.Random(SEED)
    for request, _ in questions(draw):
        if (
            request.near
            or set(request.chosen("location")) - {"not-stated"} == set(request.chosen("location")) != set()
        ):
            for index in indexes:
                assert index.engine.sites(request).trials == index.engine.search(request).total
