"""Pages with one form: what is asked, how it was filled in, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked. ``kind``: email, password, text, check, choice, shown or hidden."""

    name: str
    label: str = ""
    kind: str = "text"
    autocomplete: str = "off"
    hint: str = ""
    options: tuple[str, ...] = ()
    value: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Another way to go."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What has to be changed, and in which field; "" for the form as a whole."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """Everything that ``pages/accounts/form.html`` shows."""

    title: str
    action: str
    button: str
    fields: tuple[Field, ...]
    lead: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()

    def filled(
        self, values: Mapping[str, str], problems: Sequence[Problem] = (), links: tuple[Link, ...] = ()
    ) -> "FormPage":
        """The page with what was typed, passwords left out, and with what is wrong beside each field."""
        wrong = {problem.field: problem.message for problem in problems if problem.field}
        fields = tuple(
            replace(
                field,
                value="" if field.kind == "password" else values.get(field.name, field.value),
                problem=wrong.get(field.name, ""),
            )
            for field in self.fields
        )
        return replace(self, fields=fields, problems=tuple(problems), links=links or self.links)


@dataclass(frozen=True, slots=True)
class SaidPage:
    """Everything that ``pages/accounts/said.html`` shows: what happened, and what to do now."""

    title: str
    paragraphs: tuple[str, ...]
    links: tuple[Link, ...] = ()
    note: str = ""  # for whoever runs the service
