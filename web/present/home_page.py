"""The home page: three questions, three examples, and how fresh our copy is."""

from dataclasses import dataclass

from indexer.engines.port import IndexVersion
from indexer.trial.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Example:
    """A search to try."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything that ``pages/home.html`` shows."""

    trials: str
    data_date: str
    examples: tuple[Example, ...]


EXAMPLES = (
    Example("Leukaemia, age 12, near Minsk", "/trials?q=leukaemia&age=12&near=Minsk"),
    Example("Type 2 diabetes, age 58", "/trials?q=type%202%20diabetes&age=58"),
    Example("Asthma, for a child of 7", "/trials?q=asthma&age=7"),
)


def home_page(version: IndexVersion) -> HomePage:
    """The page for the version that answers."""
    return HomePage(f"{version.documents:,}", data_date(version), EXAMPLES)


def data_date(version: IndexVersion) -> str:
    """The day of the registry's data in words; "" when it is not known."""
    return PartialDate.parse(version.data_timestamp[:10]).text if version.data_timestamp else ""
