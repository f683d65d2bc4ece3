"""The colours: contrast of every pair that the style sheet uses, computed from the style sheet itself."""

import re
from pathlib import Path

import pytest

CSS = Path("web/static/site.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))
    for block in CSS.split("prefers-color-scheme: dark", 1)
)
DARK = LIGHT | dict(
    re.findall(
        r"--(\w+): (#[0-9a-f]{6})", CSS.split("prefers-color-scheme: dark", 1)[1].split("@layer", 1)[0]
    )
)

PAIRS = {
    ("ink", "paper"): 7.0,
    ("ink", "raised"): 7.0,
    ("ink", "mark"): 7.0,
    ("soft", "paper"): 4.5,
    ("soft", "raised"): 4.5,
    ("accent", "paper"): 4.5,
    ("accent", "raised"): 4.5,
    ("amber", "paper"): 4.5,
    ("amber", "raised"): 4.5,
    ("red", "paper"): 4.5,
    ("control", "paper"): 3.0,
    ("control", "raised"): 3.0,
}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("pair", "least"), PAIRS.items(), ids=["-".join(pair) for pair in PAIRS])
def test_contrast(palette: dict[str, str], pair: tuple[str, str], least: float) -> None:
    """7 for body text, 4.5 for other text, 3 for controls, in light and in dark."""
    brighter, darker = sorted((luminance(palette[name]) for name in pair), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= least
