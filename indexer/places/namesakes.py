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
    others: dict[str, Place] = {}
    for place in places[1:]:
        others.setdefault(place.name, place)  # of one name the best, to which its name leads
    asked: list[Place] = []
    for place in sorted(others.values(), key=_order):
        if _is_meant(place, taken, typed) and all(_is_apart(place, before) for before in (taken, *asked)):
            asked.append(place)
    return tuple(asked)


def _order(place: Place) -> int:
    """Codes stay in the order of their countries."""
    return 0 if place.kind == "postcode" else -place.population


def _is_apart(place: Place, before: Place) -> bool:
    km = distance_km(*place.point, before.latitude, before.longitude)
    return place.name != before.name and km > _APART_KM


def _is_meant(place: Place, taken: Place, typed: str) -> bool:
    """Whether a place is large enough for its name, which must be the one typed: York is no question of Toronto."""
    if place.kind == "postcode":
        return True
    names = {fold(typed.split(",", maxsplit=1)[0]), fold(taken.city)}
    if place.kind != "city" or fold(place.city) in names:
        return place.population >= max(_SMALLEST, min(taken.population // _SHARE, LARGE))
    longer = any(fold(place.city).startswith(f"{name} ") for name in names if name)
    return longer and place.population >= _SMALLEST_LONGER
