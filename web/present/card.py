"""One result as a card: every word, link and badge ready to be written down."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from indexer.places.distance import KM_PER_MILE
from indexer.search.excerpt import marked
from indexer.search.request import Near, SearchRequest
from indexer.search.result import Card, Hit, NearestSite, Piece
from indexer.trial.dates import PartialDate
from indexer.trial.vocabulary import OPEN_STATUSES, STATUS
from web import urls
from web.present.answers import age_text
from web.present.sourced import joined

STALE_AFTER_DAYS = 365  # without a check by the sponsor a status is doubtful (BMJ Open 2017, e017719)
MOST_REASONS = 2  # lines under "why it matched"
MOST_FIELDS = 3  # named in a line


@dataclass(frozen=True, slots=True)
class StatusBadge:
    """A status in words, and its shape: "open", "soon", "invitation" or "closed"."""

    label: str
    shape: str


@dataclass(frozen=True, slots=True)
class ResultCard:
    """What the page shows of one trial; empty texts are left out by the template."""

    nct_id: str
    url: str
    status: StatusBadge
    title: Markup  # with the words marked
    sponsors_title: str  # only where it says more than the title
    phase: str
    who: str  # "Ages 12 years and over · women and men"
    badges: tuple[str, ...]
    nearest: str
    nearest_warning: str
    sites: str
    reasons: tuple[Markup, ...]
    excerpt: Markup
    excerpt_from: str  # "summary"
    exclusion_only: bool
    checked: str
    stale: bool


def status_badge(status: str) -> StatusBadge:
    """The badge of a study or site status."""
    shapes = {"recruiting": "open", "available": "open", "not-yet-recruiting": "soon"}
    shape = shapes.get(status, "invitation" if status in OPEN_STATUSES else "closed")
    return StatusBadge(STATUS.label_of(status), shape)


def card_of(hit: Hit, request: SearchRequest, today: date, terms: frozenset[str] = frozenset()) -> ResultCard:
    """The card of a hit; ``terms`` are marked in its title."""
    card = hit.card
    checked = PartialDate.parse(card.verified) if card.verified else None
    return ResultCard(
        nct_id=card.nct_id,
        url=urls.trial_url(card.nct_id, request.near.text if request.near else ""),
        status=status_badge(card.status),
        title=_with_marks(marked(card.plain_title, terms)),
        sponsors_title=_sponsors_title(card),
        phase=card.phase_text if card.phases and card.phases != ("not-applicable",) else "",
        who=f"{_ages(card)} · {sex_in_words(card.sex)}",
        badges=tuple(_badges(card)),
        nearest=_nearest(hit.nearest, request),
        nearest_warning=_warning(hit.nearest),
        sites=_sites(card),
        reasons=_reasons(hit),
        excerpt=_with_marks(hit.excerpt.pieces) if hit.excerpt else Markup(),
        excerpt_from=hit.excerpt.label.lower() if hit.excerpt else "",
        exclusion_only=hit.exclusion_only,
        checked=f"Last checked by the sponsor {checked.text}" if checked else "",
        stale=bool(checked) and (today - checked.latest).days > STALE_AFTER_DAYS if checked else False,
    )


def _sponsors_title(card: Card) -> str:
    """The sponsor's short title under a title of ours, else the official one; "" where it says the same."""
    other = card.title if card.plain_title != card.title else card.official_title
    return "" if _said(other) == _said(card.plain_title) else other


def _said(title: str) -> list[str]:
    """The words of a title without what stands in brackets, which is mostly its acronym.

    >>> _said("Sleep and Exercise (CASE).") == _said("sleep and exercise")
    True
    """
    return re.findall(r"\w+", re.sub(r"\([^()]*\)", " ", title.casefold()))


def _ages(card: Card) -> str:
    text = age_text(card.minimum_age, card.maximum_age)
    return "Any age" if text == "any age" else f"Ages {text}"


def sex_in_words(sex: str) -> str:
    """Who may join by sex."""
    return {"female": "women and girls only", "male": "men and boys only", "all": "any sex"}.get(
        sex, "sex not stated"
    )


def _badges(card: Card) -> list[str]:
    found = []
    if card.healthy_volunteers:
        found.append("Takes healthy volunteers")
    if card.study_type == "expanded-access":
        found.append("Expanded access: treatment outside a trial")
    elif card.study_type == "observational":
        found.append("Observes only, gives no treatment")
    if card.has_results:
        found.append("Results posted")
    if not card.has_contact and card.status in OPEN_STATUSES:
        found.append("No contact listed")
    return found


def _nearest(site: NearestSite | None, request: SearchRequest) -> str:
    if not site or not request.near:
        return ""
    town = ", ".join(part for part in (site.city, site.state, site.country) if part)
    more = f", and {site.others_within} more within {request.near.radius.text}" if site.others_within else ""
    facility = f"{site.facility}, " if site.facility else ""
    return f"{distance_in_words(site.distance_km, request.near)}: {facility}{town}{more}"


def distance_in_words(kilometres: float, near: Near) -> str:
    """A distance in the unit that was asked for; under one it is "in or near" the place, if that has a name."""
    miles = near.radius.unit == "mi"
    value = kilometres / KM_PER_MILE if miles else kilometres
    if value < 1:
        name = near.place.partition(",")[0]
        is_named = not any(character.isdigit() for character in name)  # a point or a postal code is not
        return f"In or near {name}" if is_named else f"Less than 1 {'mile' if miles else 'km'} away"
    return f"{value:,.0f} {'miles' if miles else 'km'} away"


def _warning(site: NearestSite | None) -> str:
    if not site or site.is_open:
        return ""
    return f"The only site near you is not open: {STATUS.label_of(site.status).lower()}."


def _sites(card: Card) -> str:
    if not card.site_count:
        return "No sites listed"
    sites = "1 site" if card.site_count == 1 else f"{card.site_count:,} sites"
    countries = f" in {card.country_count} countries" if card.country_count > 1 else ""
    return f"{sites}{countries}"


def _reasons(hit: Hit) -> tuple[Markup, ...]:
    """The words that were found, with the weightiest fields they were found in."""
    fields: dict[tuple[str, ...], list[str]] = {}
    for found in hit.matched:
        if found.field != "exclusion":
            fields.setdefault(found.words, []).append(found.label.lower())
    return tuple(_reason(words, found, hit) for words, found in list(fields.items())[:MOST_REASONS])


def _reason(words: tuple[str, ...], fields: list[str], hit: Hit) -> Markup:
    """As in "heart, myocardial infarction (for heart attack) in title and condition"."""
    shown = Markup(", ").join(_word(word, hit.by_synonym.get(word, "")) for word in words)
    return shown + escape(f" in {joined(fields[:MOST_FIELDS])}")


def _word(word: str, typed: str) -> Markup:
    mark = Markup("<mark>{}</mark>").format(word)
    return mark + escape(f" (for {typed})") if typed else mark


def _with_marks(pieces: Iterable[Piece]) -> Markup:
    """A trial's own words, safe for HTML, those that were sought marked."""
    return Markup().join(
        Markup("<mark>{}</mark>").format(piece.text) if piece.marked else escape(piece.text)
        for piece in pieces
    )
