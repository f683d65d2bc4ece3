"""Facts of a listing as label and value, dates in words, freshness, links, and what search engines read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from indexer.search.request import SearchRequest
from indexer.trial.model import Trial
from indexer.trial.parts import DatedEvent, Intervention
from indexer.trial.vocabulary import (
    DATE_TYPE,
    INTERVENTION_TYPE,
    OPEN_STATUSES,
    PURPOSE,
    RESULTS,
    SPONSOR_CLASS,
    STATUS,
    STUDY_TYPE,
    phase_text,
)
from web import urls
from web.present.answers import age_text
from web.present.card import STALE_AFTER_DAYS, sex_in_words
from web.present.plain_language import phase_words
from web.present.sites import sites_in_words
from web.present.sourced import Sourced


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its values; ``source`` names the fields of the record."""

    label: str
    values: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class TextLink:
    """Words that lead somewhere; ``url`` is "" where the address is not one of the web."""

    text: str
    url: str


def key_facts(trial: Trial) -> tuple[Fact, ...]:
    """The four things that people ask first: who, where, which phase, how long."""
    return tuple(
        fact
        for fact in (
            Fact("Who", (f"{ages(trial)}, {sex_in_words(_sex(trial))}",), "eligibility"),
            Fact("Where", _given(_where(trial)), "sites"),
            Fact("Phase", _given(phase_words(trial) or _type_in_words(trial)), "phases, study_type"),
            Fact("How long", _given(_span(trial)), "start, completion"),
        )
        if fact.values
    )


def all_facts(trial: Trial) -> tuple[Fact, ...]:
    """Everything in figures and codes, in words."""
    return tuple(fact for fact in _facts(trial) if fact.values)


def _facts(trial: Trial) -> Iterator[Fact]:
    eligibility, purpose = trial.eligibility, trial.design.primary_purpose
    yield Fact("Status", _given(STATUS.label_of_code(trial.status)), "status")
    if trial.last_known_status:
        yield Fact(
            "Last known status", _given(STATUS.label_of_code(trial.last_known_status)), "last_known_status"
        )
    yield Fact("Phase", _given(phase_text(trial.phases) if trial.phases else ""), "phases")
    yield Fact("Study type", _given(_type_in_words(trial)), "study_type")
    yield Fact("Purpose", _given(purpose and PURPOSE.label_of_code(purpose)), "design.primary_purpose")
    yield Fact("Participants", _given(_enrolment(trial)), "enrolment")
    yield Fact("Ages", (ages(trial),), "eligibility.minimum_age, eligibility.maximum_age")
    yield Fact("Sex", (sex_in_words(_sex(trial)).capitalize(),), "eligibility.sex")
    if eligibility.healthy_volunteers is not None:
        yield Fact("Healthy volunteers", ("Yes" if eligibility.healthy_volunteers else "No",), "eligibility")
    yield Fact("Sponsor", _given(_sponsor(trial)), "lead_sponsor")
    yield Fact("With", tuple(other.name for other in trial.collaborators if other.name), "collaborators")
    for label, named in _by_type(trial.interventions).items():
        yield Fact(label, named, "interventions")
    yield Fact("Sites", _given(sites_in_words(trial)), "sites")
    yield Fact("Starts", _given(event_in_words(trial.start)), "start")
    yield Fact(
        "Main measurement complete", _given(event_in_words(trial.primary_completion)), "primary_completion"
    )
    yield Fact("Ends", _given(event_in_words(trial.completion)), "completion")
    yield Fact("Results", (RESULTS.label_of("yes" if trial.has_results else "no"),), "has_results")


def ages(trial: Trial) -> str:
    """As in "Ages 1 year to 30 years", "Any age"."""
    low, high = trial.eligibility.minimum_age, trial.eligibility.maximum_age
    text = age_text(low.text if low else "", high.text if high else "")
    if low and high and low.unit == high.unit and low != high:
        text = f"{low.count} to {high.text}"
    return "Any age" if text == "any age" else f"Ages {text}"


def event_in_words(event: DatedEvent) -> str:
    """As in "12 May 2026 (estimated)"; "" without a date."""
    if not event.date:
        return ""
    known = f" ({DATE_TYPE.label_of_code(event.type)})" if event.type else ""
    return f"{event.date.text}{known}"


def warnings(trial: Trial, today: date) -> tuple[Sourced, ...]:
    """What makes the record doubtful, and why a study stopped."""
    return tuple(_warnings(trial, today))


def _warnings(trial: Trial, today: date) -> Iterator[Sourced]:
    if trial.why_stopped:
        yield Sourced(f"Why it stopped, in the sponsor's words: {trial.why_stopped}", "why_stopped")
    if STATUS.value_of(trial.status) not in OPEN_STATUSES:
        return
    verified, completion = trial.verified, trial.completion.date
    if verified and (days := (today - verified.latest).days) > STALE_AFTER_DAYS:
        years = "over two years" if days > 2 * STALE_AFTER_DAYS else "over a year"
        yield Sourced(
            f"The sponsor last checked this record in {verified.text}, {years} ago. Ask whether the trial still runs.",
            "verified",
        )
    if completion and completion.latest < today:
        yield Sourced(
            f"The planned end, {completion.text}, has passed, but the record still says that the trial is open.",
            "completion, status",
        )


def dates(trial: Trial, received_at: datetime | None) -> tuple[Fact, ...]:
    """Three different dates, never mixed, and when the record first appeared."""
    ours = f"{received_at.day} {received_at:%B %Y}" if received_at else ""
    found = (
        Fact("Registry last updated", _given(event_in_words(trial.last_update_posted)), "last_update_posted"),
        Fact("Checked by the sponsor", _given(trial.verified.text if trial.verified else ""), "verified"),
        Fact("Our copy received", _given(ours), "received_at"),
        Fact("First posted", _given(event_in_words(trial.first_posted)), "first_posted"),
        Fact(
            "Results first posted", _given(event_in_words(trial.results_first_posted)), "results_first_posted"
        ),
    )
    return tuple(fact for fact in found if fact.values)


def search_links(words: tuple[str, ...]) -> tuple[TextLink, ...]:
    """Each as a link to the trials that have it, all statuses left to the page."""
    unique = dict.fromkeys(word for word in words if word)
    return tuple(TextLink(word, urls.search_url(SearchRequest(text=_quoted(word)))) for word in unique)


def _quoted(word: str) -> str:
    return '"{}"'.format(word.replace('"', " "))


def web_link(text: str, url: str) -> TextLink:
    """A link only where the address is one of the web: a record may hold anything."""
    safe = url if url.lower().startswith(("http://", "https://")) else ""
    return TextLink(text or url, safe)


def json_ld(trial: Trial, title: str) -> Markup:
    """schema.org MedicalTrial for search engines, safe inside a script element."""
    described = {
        "@context": "https://schema.org",
        "@type": "MedicalTrial" if trial.study_type != "OBSERVATIONAL" else "MedicalObservationalStudy",
        "name": title,
        "identifier": trial.nct_id,
        "url": urls.registry_url(trial.nct_id),
        "description": trial.brief_summary[:500],
        "status": STATUS.label_of_code(trial.status),
        "sponsor": {"@type": "Organization", "name": trial.lead_sponsor.name},
        "healthCondition": [{"@type": "MedicalCondition", "name": name} for name in trial.conditions],
    }
    text = json.dumps(described, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  # every sign that could end the element is escaped above


def _sex(trial: Trial) -> str:
    return {"FEMALE": "female", "MALE": "male", "ALL": "all"}.get(trial.eligibility.sex, "")


def _sponsor(trial: Trial) -> str:
    sponsor = trial.lead_sponsor
    if not sponsor.organisation_class:
        return sponsor.name
    return f"{sponsor.name} ({SPONSOR_CLASS.label_of_code(sponsor.organisation_class).lower()})"


def _enrolment(trial: Trial) -> str:
    number = trial.enrolment.known
    if number is None:
        return ""
    known = f" ({DATE_TYPE.label_of_code(trial.enrolment.type)})" if trial.enrolment.type else ""
    return f"{number:,}{known}"


def _where(trial: Trial) -> str:
    if len(trial.sites) == 1:
        site = trial.sites[0]
        return ", ".join(part for part in (site.city, site.country) if part) or "1 site"
    return sites_in_words(trial) or "No sites listed"


def _span(trial: Trial) -> str:
    start, end = trial.start.date, trial.completion.date
    if start and end:
        return f"{start.text} to {end.text}"
    return f"From {start.text}" if start else f"Until {end.text}" if end else ""


def _type_in_words(trial: Trial) -> str:
    known = {
        "INTERVENTIONAL": "A study that gives or does something and looks at the effect",
        "OBSERVATIONAL": "A study that observes and gives no treatment",
        "EXPANDED_ACCESS": "Treatment outside a trial",
    }
    return known.get(trial.study_type, STUDY_TYPE.label_of_code(trial.study_type) if trial.study_type else "")


def _by_type(interventions: tuple[Intervention, ...]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for item in interventions:
        also = f" (also: {', '.join(item.other_names)})" if item.other_names else ""
        grouped.setdefault(INTERVENTION_TYPE.label_of_code(item.type), []).append(f"{item.name}{also}")
    return {label: tuple(dict.fromkeys(names)) for label, names in grouped.items()}


def _given(text: str) -> tuple[str, ...]:
    return (text,) if text else ()
