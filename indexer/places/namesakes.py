"""Which other readings of a place a person may well have meant, so that the page asks."""

from indexer.places.cities import LARGE
from indexer.places.distance import distance_km
from indexer.places.place import Place
from indexer.places.spelling import fold

_SMALLEST = 20_000  # people; nobody means a smaller namesake without saying its state or country
_SMALLEST_LONGER = 75_000  # of one whose name goes on: Santiago de Compostela, but not Perth Amboy
_SHARE = 60  # times as many: beside Paris with 2.1 million nobody means Paris, Texas, without Texas
_APART_KM = 50  # nearer readings find the same trials: Mexico and Mexico City


def namesakes(typed: str, places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Of all readings of a text, best first, those other than the first that are worth asking about, the largest first.

    None for a text that is the first one's full name. Each lies elsewhere than those before it and has another name.
    """
    if not places or fold(typed) == fold(places[0].name):
        return ()
    taken = places[0]
    others = {
        place.name: place for place in reversed(places)
    }.values()  # of one name the best, as when it is asked for
    asked: list[Place] = []
    for place in sorted(others, key=lambda place: 0 if place.kind == "postcode" else -place.population):
        apart = all(
            place.name != before.name and distance_km(*place.point, *before.point) > _APART_KM
            for before in (taken, *asked)
        )
        if apart and _is_meant(place, taken, typed):
            asked.append(place)
    return tuple(asked)


def _is_meant(place: Place, taken: Place, typed: str) -> bool:
    """Whether a place is large enough for its name, which must be the one typed: York is no question of Toronto."""
    if place.kind == "postcode":
        return True
    names = {fold(typed.split(",", maxsplit=1)[0]), fold(taken.city)}
    if place.kind != "city" or fold(place.city) in names:
        return place.population >= max(_SMALLEST, min(taken.population // _SHARE, LARGE))
    longer = any(fold(place.city).startswith(f"{name} ") for name in names if name)
    return longer and place.population >= _SMALLEST_LONGER
