"""The listing: a trial in the order in which patients ask, ready for the template."""

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from indexer.search.request import Near
from indexer.trial.criteria import Criterion
from indexer.trial.model import Trial
from indexer.trial.parts import Arm, Outcome, Reference
from indexer.trial.titles import plain_title
from indexer.trial.vocabulary import (
    ARM_TYPE,
    IPD_SHARING,
    REFERENCE_TYPE,
    RESPONSIBLE_PARTY,
    STATUS,
    phase_text,
)
from web import urls
from web.present.card import StatusBadge, status_badge
from web.present.listing_facts import (
    Fact,
    TextLink,
    all_facts,
    dates,
    json_ld,
    key_facts,
    search_links,
    warnings,
    web_link,
)
from web.present.plain_language import arm_sentence, design_sentences, phase_words, summary
from web.present.sites import ContactLine, CountrySites, contacts_of, countries_of
from web.present.sourced import Sourced, paragraphs
from web.present.taking_part import questions, steps
from web.present.trial_map import TrialMap

FIRST_CRITERIA = 5  # shown before the full list
SHORT_CRITERION = 160  # characters of an item in the short list


@dataclass(frozen=True, slots=True)
class ArmText:
    """One group: its name, kind, what it gets, and the sponsor's description."""

    label: str
    kind: str
    gets: str
    description: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that the record cites; ``retracted`` says so in words."""

    citation: str
    kind: str
    url: str
    retracted: str


@dataclass(frozen=True, slots=True)
class CriteriaLists:
    """Both sides in short and in full, what is not sorted, and the text as it was sent."""

    first_inclusion: tuple[str, ...]
    first_exclusion: tuple[str, ...]
    inclusion: tuple[Criterion, ...]
    exclusion: tuple[Criterion, ...]
    unsorted: tuple[Criterion, ...]
    original: str


@dataclass(frozen=True, slots=True)
class TrialPage:
    """Everything that ``pages/trial.html`` shows; empty parts are left out with their headings."""

    nct_id: str
    title: str
    sponsors_title: str
    official_title: str
    status: StatusBadge
    byline: tuple[str, ...]
    summary: Sourced | None
    key_facts: tuple[Fact, ...]
    warnings: tuple[Sourced, ...]
    sponsors_summary: tuple[str, ...]
    sponsors_details: tuple[str, ...]
    design: tuple[Sourced, ...]
    arms: tuple[ArmText, ...]
    main_outcomes: tuple[Outcome, ...]
    other_outcomes: tuple[Outcome, ...]
    criteria: CriteriaLists
    study_population: tuple[str, ...]
    gender_description: str
    phase_words: str
    papers: tuple[Paper, ...]
    results_url: str
    countries: tuple[CountrySites, ...]
    removed_countries: tuple[str, ...]
    contacts: tuple[ContactLine, ...]
    steps: tuple[str, ...]
    questions: tuple[str, ...]
    facts: tuple[Fact, ...]
    conditions: tuple[TextLink, ...]
    keywords: tuple[TextLink, ...]
    headings: tuple[TextLink, ...]
    more: tuple[Fact, ...]
    links: tuple[TextLink, ...]
    dates: tuple[Fact, ...]
    registry_url: str
    json_url: str
    json_ld: Markup
    site_map: TrialMap | None  # where a trial has sites

    @classmethod
    def of(
        cls,
        trial: Trial,
        *,
        received_at: datetime | None,
        near: Near | None,
        today: date,
        site_map: TrialMap | None = None,
    ) -> "TrialPage":
        """The page of a trial; with ``near``, its sites by distance."""
        title = plain_title(trial)
        return cls(
            nct_id=trial.nct_id,
            title=title,
            sponsors_title=trial.title if trial.title != title else "",
            official_title=trial.official_title if trial.official_title not in {title, trial.title} else "",
            status=status_badge(STATUS.value_of(trial.status)),
            byline=_byline(trial),
            summary=summary(trial),
            key_facts=key_facts(trial),
            warnings=warnings(trial, today),
            sponsors_summary=paragraphs(trial.brief_summary),
            sponsors_details=paragraphs(trial.detailed_description),
            design=tuple(design_sentences(trial)),
            arms=tuple(_arm(arm) for arm in trial.arms if arm.label or arm.description),
            main_outcomes=_measured(trial.primary_outcomes),
            other_outcomes=_measured((*trial.secondary_outcomes, *trial.other_outcomes)),
            criteria=_criteria(trial),
            study_population=paragraphs(trial.eligibility.study_population),
            gender_description=trial.eligibility.gender_description,
            phase_words=phase_words(trial),
            papers=tuple(_paper(reference) for reference in trial.references if reference.citation),
            results_url=f"{urls.registry_url(trial.nct_id)}?tab=results" if trial.has_results else "",
            countries=countries_of(trial, near),
            removed_countries=trial.removed_countries,
            contacts=contacts_of(trial, near),
            steps=steps(trial),
            questions=questions(trial),
            facts=all_facts(trial),
            conditions=search_links(trial.conditions),
            keywords=search_links(trial.keywords),
            headings=search_links(
                tuple(mesh.term for mesh in (*trial.condition_meshes, *trial.intervention_meshes))
            ),
            more=_more(trial),
            links=_links(trial),
            dates=dates(trial, received_at),
            registry_url=urls.registry_url(trial.nct_id),
            json_url=urls.api_trial_url(trial.nct_id),
            json_ld=json_ld(trial, title),
            site_map=site_map,
        )


def _byline(trial: Trial) -> tuple[str, ...]:
    phase = phase_text(trial.phases) if trial.phases else ""
    return tuple(part for part in (phase, trial.lead_sponsor.name, trial.nct_id) if part)


def _arm(arm: Arm) -> ArmText:
    kind = ARM_TYPE.label_of_code(arm.type) if arm.type else ""
    return ArmText(arm.label, kind, arm_sentence(arm), paragraphs(arm.description))


def _measured(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    return tuple(outcome for outcome in outcomes if outcome.measure)


def _criteria(trial: Trial) -> CriteriaLists:
    found = trial.eligibility.criteria
    return CriteriaLists(
        first_inclusion=_first(found.inclusion),
        first_exclusion=_first(found.exclusion),
        inclusion=found.inclusion,
        exclusion=found.exclusion,
        unsorted=found.unsorted,
        original=trial.eligibility.criteria_text,
    )


def _first(items: tuple[Criterion, ...]) -> tuple[str, ...]:
    return tuple(_short(item.text) for item in items if item.depth == 0)[:FIRST_CRITERIA]


def _short(text: str) -> str:
    if len(text) <= SHORT_CRITERION:
        return text
    return text[:SHORT_CRITERION].rpartition(" ")[0].rstrip(",;:") + " …"


def _paper(reference: Reference) -> Paper:
    return Paper(
        reference.citation,
        REFERENCE_TYPE.label_of_code(reference.type) if reference.type else "",
        f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/" if reference.pmid.isdigit() else "",
        "This paper was retracted." if reference.retractions else "",
    )


def _more(trial: Trial) -> tuple[Fact, ...]:
    party, sharing = trial.responsible_party, trial.data_sharing
    answers = [
        RESPONSIBLE_PARTY.label_of_code(party.type) if party.type else "",
        party.investigator_full_name,
    ]
    access = trial.expanded_access
    found = (
        Fact(
            "Responsible",
            tuple(part for part in (*answers, party.investigator_affiliation) if part),
            "responsible_party",
        ),
        Fact(
            "Led by",
            tuple(
                ", ".join(part for part in (o.name, o.affiliation) if part) for o in trial.officials if o.name
            ),
            "officials",
        ),
        Fact("Other numbers", _other_ids(trial), "org_study_id, secondary_ids"),
        Fact("Former numbers", trial.nct_id_aliases, "nct_id_aliases"),
        Fact(
            "Outside the trial",
            (f"Expanded access: {access.nct_id}",) if access.nct_id else (),
            "expanded_access",
        ),
        Fact(
            "Sharing of participants' data",
            _sharing(sharing.ipd_sharing, sharing.description),
            "data_sharing",
        ),
    )
    return tuple(fact for fact in found if fact.values)


def _other_ids(trial: Trial) -> tuple[str, ...]:
    others = (_other_id(other.id, other.type) for other in trial.secondary_ids if other.id)
    return tuple(dict.fromkeys(number for number in (trial.org_study_id, *others) if number))


def _other_id(number: str, kind: str) -> str:
    return f"{number} ({kind.replace('_', ' ').capitalize()})" if kind else number


def _sharing(code: str, description: str) -> tuple[str, ...]:
    return tuple(part for part in (IPD_SHARING.label_of_code(code) if code else "", description) if part)


def _links(trial: Trial) -> tuple[TextLink, ...]:
    documents = tuple(
        TextLink(
            f"{document.label or document.filename}{f', {document.date.text}' if document.date else ''}",
            f"https://cdn.clinicaltrials.gov/large-docs/{trial.nct_id[-2:]}/{trial.nct_id}/{document.filename}",
        )
        for document in trial.documents
        if document.filename and "/" not in document.filename and " " not in document.filename
    )
    others = (web_link(link.label, link.url) for link in trial.see_also_links if link.url)
    data = (web_link(item.type or item.id, item.url) for item in trial.available_data if item.url)
    return (*documents, *others, *data)
