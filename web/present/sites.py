"""Sites of a trial by country, open ones first; and whom to ask."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.places.countries import country_name
from indexer.places.distance import distance_km
from indexer.search.request import Near
from indexer.trial.model import Trial
from indexer.trial.parts import Contact, Site
from indexer.trial.vocabulary import CONTACT_ROLE, OPEN_STATUSES, STATUS
from web.present.card import StatusBadge, distance_in_words, status_badge
from web.present.sourced import counted

SITES_OPEN_UP_TO = 12  # countries with more sites are folded

_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[A-Za-z]{2,}")
_FEWEST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A person or desk; ``phone_url`` and ``email_url`` are "" where the number or address is not usable."""

    name: str
    role: str
    phone: str
    phone_url: str
    email: str
    email_url: str


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site."""

    facility: str
    town: str
    status: StatusBadge
    is_open: bool
    distance: str
    contacts: tuple[ContactLine, ...]


@dataclass(frozen=True, slots=True)
class CountrySites:
    """The sites of one country; ``folded`` when the list is long."""

    country: str
    count: str
    folded: bool
    sites: tuple[SiteLine, ...]


def countries_of(trial: Trial, near: Near | None) -> tuple[CountrySites, ...]:
    """All sites by country: with a place the nearest country first, else those with open sites and many sites."""
    by_country: dict[str, list[Site]] = {}
    for site in trial.sites:
        by_country.setdefault(country_name(site.country) or "Country not stated", []).append(site)
    ordered = sorted(by_country.items(), key=lambda item: _country_rank(trial, item[1], near))
    return tuple(
        _country(trial, country, sites, near, first=not index)
        for index, (country, sites) in enumerate(ordered)
    )


def contacts_of(trial: Trial, near: Near | None) -> tuple[ContactLine, ...]:
    """Whom to ask: contacts of the nearest open site, then central ones, then who leads the study."""
    if near:
        sites = sorted(
            (site for site in trial.sites if site.contacts and _is_open(trial, site)),
            key=lambda site: _far(site, near),
        )
        if sites and _far(sites[0], near) <= near.radius.km:
            return contact_lines((*sites[0].contacts, *trial.central_contacts))
    if trial.central_contacts:
        return contact_lines(trial.central_contacts)
    return tuple(
        ContactLine(official.name, CONTACT_ROLE.label_of_code(official.role), "", "", "", "")
        for official in trial.officials
        if official.name
    )


def contact_lines(contacts: Iterable[Contact]) -> tuple[ContactLine, ...]:
    """Contacts with links that a telephone or mail program understands, each once."""
    return tuple(
        dict.fromkeys(
            _contact(contact) for contact in contacts if contact.name or contact.phone or contact.email
        )
    )


def sites_in_words(trial: Trial) -> str:
    """As in "12 sites in 3 countries, 8 open"; "" without sites."""
    if not trial.sites:
        return ""
    countries = {country_name(site.country) for site in trial.sites if site.country}
    open_sites = sum(_is_open(trial, site) for site in trial.sites)
    where = f" in {counted(len(countries), 'country', 'countries')}" if len(countries) > 1 else ""
    return f"{counted(len(trial.sites), 'site')}{where}, {open_sites:,} open"


def _country(
    trial: Trial, country: str, sites: list[Site], near: Near | None, *, first: bool
) -> CountrySites:
    ordered = sorted(
        sites, key=lambda site: (not _is_open(trial, site), _far(site, near), site.state, site.city)
    )
    open_sites = sum(_is_open(trial, site) for site in sites)
    return CountrySites(
        country,
        f"{counted(len(sites), 'site')}, {open_sites:,} open",
        folded=len(trial.sites) > SITES_OPEN_UP_TO and not first,
        sites=tuple(_line(trial, site, near) for site in ordered),
    )


def _line(trial: Trial, site: Site, near: Near | None) -> SiteLine:
    far = _far(site, near)
    return SiteLine(
        facility=site.facility or "Name of the site not given",
        town=", ".join(part for part in (site.city, site.state, site.zip) if part),
        status=status_badge(STATUS.value_of(trial.status_of(site))),
        is_open=_is_open(trial, site),
        distance=distance_in_words(far, near) if near and far < float("inf") else "",
        contacts=contact_lines(site.contacts),
    )


def _country_rank(trial: Trial, sites: list[Site], near: Near | None) -> tuple[bool, float, int]:
    open_sites = [site for site in sites if _is_open(trial, site)]
    return not open_sites, min(_far(site, near) for site in open_sites or sites), -len(sites)


def _is_open(trial: Trial, site: Site) -> bool:
    return STATUS.value_of(trial.status_of(site)) in OPEN_STATUSES


def _far(site: Site, near: Near | None) -> float:
    """Kilometres; endless for a site without a point, 0 where no place was asked for."""
    if not near:
        return 0.0
    if not site.geo_point:
        return float("inf")
    return distance_km(near.latitude, near.longitude, site.geo_point.lat, site.geo_point.lon)


def _contact(contact: Contact) -> ContactLine:
    digits = re.sub(r"[^\d+]", "", contact.phone)
    usable = len(digits.strip("+")) >= _FEWEST_DIGITS
    extension = f" ext. {contact.phone_ext}" if contact.phone_ext else ""
    return ContactLine(
        name=contact.name,
        role="" if contact.role in {"", "CONTACT"} else CONTACT_ROLE.label_of_code(contact.role),
        phone=f"{contact.phone}{extension}" if contact.phone else "",
        phone_url=f"tel:{digits}" if usable else "",
        email=contact.email,
        email_url=f"mailto:{contact.email}" if _EMAIL.fullmatch(contact.email) else "",
    )
