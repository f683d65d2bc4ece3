"""How points and postal codes are found in what people type, and what of them is not kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.places.written import coarse, codes_in, point_in

POINTS = {
    "53.9,27.5667": (53.9, 27.57),
    " -33.86 ; 151.2 ": (-33.86, 151.2),
    "−33.86 151.2": (-33.86, 151.2),
    "53.9°, 27.5667°": (53.9, 27.57),
    "53.90, 27.57 (Minsk)": (53.9, 27.57),
    "90,-180": (90, -180),
    "-0.001,0.004": (0, 0),
    "90.1,0": None,
    "0,180.1": None,
    "1e2,3": None,
    "53,9,27,56": None,
    "Minsk": None,
    "": None,
}


@pytest.mark.parametrize(("text", "point"), POINTS.items(), ids=POINTS)
def test_a_point(text: str, point: tuple[float, float] | None) -> None:
    """A latitude and a longitude are read to a hundredth of a degree, which is a kilometre."""
    assert point_in(text) == point


COARSE = {
    "53.900641,27.566953": "53.90,27.57",
    "-0.001, 0.004": "0.00,0.00",
    "53.90,27.57": "53.90,27.57",
    "LS1 4AP": "LS1",
    "sw1a2aa, London": "sw1a, London",
    "M5V 2T6": "M5V",
    "D02 AF30": "D02",
    "77030-1234": "77030",
    "Houston, TX 77030-1234": "Houston, TX 77030",
    "77030": "77030",
    "1012 AB Amsterdam": "1012 AB Amsterdam",
    "Birmingham, UK": "Birmingham, UK",
    "6th of October City": "6th of October City",
    "": "",
}


@pytest.mark.parametrize(("text", "kept"), COARSE.items(), ids=COARSE)
def test_what_is_kept(text: str, kept: str) -> None:
    """Of a point or a code only what names a district is kept, so that no address betrays a house."""
    assert coarse(text) == kept


CODES = {
    "77030": ("77030", ""),
    "TX 77030": ("77030", "TX"),
    "12 Main Street, Houston TX 77030": ("77030", "12 Main Street, Houston TX"),
    "77030-1234": ("77030", ""),
    "LS1 4AP, UK": ("LS1", "UK"),
    "ls14ap": ("LS1", ""),
    "m9": ("M9", ""),
    "EC1A": ("EC1A", ""),
    "M5V 2T6": ("M5V", ""),
    "D02 AF30": ("D02", ""),
    "1012 AB": ("1012", ""),
    "111 20 Stockholm": ("11120", "Stockholm"),
    "110 029": ("110029", ""),
    "44-352": ("44352", ""),
    "1000-001": ("1000001", ""),
    "〒100-0001": ("1000001", "〒"),
    "１００１１５": ("100115", ""),
    "D-69120 Heidelberg": ("69120", "Germany,   Heidelberg"),
    "CH-8000": ("8000", "CH"),
    "TX-77030": ("77030", "TX"),
    "AD500": ("AD500", ""),
}


@pytest.mark.parametrize(("text", "found"), CODES.items(), ids=CODES)
def test_a_code(text: str, found: tuple[str, str]) -> None:
    """The likeliest code of a text comes first, as it is kept, with the text around it."""
    first = next(codes_in(text))
    assert (first.code, first.rest) == found


@pytest.mark.parametrize(
    "text", ["", "Minsk", "Praha 4", "53.9,27.56,1", "0,180.1", "10 de Octubre", "A1B2C3D4E5"]
)
def test_no_code(text: str) -> None:
    """Short numbers, parts of other numbers and names are no codes."""
    assert list(codes_in(text)) == []


@given(st.text() | st.text("0123456789ABab-., ", max_size=20))
def test_any_text_may_hold_codes(text: str) -> None:
    """Reading never raises, codes are plain, and what is kept of a text stays the same when it is read again."""
    for written in codes_in(text):
        assert written.code.isascii()
        assert written.code.isalnum()
        assert written.code == written.code.upper()
    assert coarse(coarse(text)) == coarse(text)
