"""The day it is where the service runs: ages are counted in days, and people live by the local calendar."""

from datetime import date, datetime


def today() -> date:
    """The local date."""
    return datetime.now().astimezone().date()
