"""Maps in a real browser: seen at any width and in any colours, followed by mouse, finger and keyboard."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser

MAP = "/trials/map?status=any"
LISTING = "/trials/NCT05333302"
WIDTHS = {"phone": (PHONE, "coarse", "fine"), "desk": (DESK, "fine", "coarse")}

MIDDLES = """
    [...document.querySelectorAll('.site-map a')].map(link => link.querySelector('path').getBoundingClientRect())
        .filter(box => box.width).map(box => [box.x + box.width / 2, box.y + box.height / 2])
"""


def opened(context: BrowserContext, url: str) -> Page:
    """A page at an address."""
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize(("viewport", "shown", "hidden"), WIDTHS.values(), ids=WIDTHS)
def test_marks_fit_the_width(
    browser: Browser, address: str, viewport: dict[str, int], shown: str, hidden: str
) -> None:
    """A phone has fewer and larger marks; all can be tapped: 24 px from middle to middle."""
    context = browser.new_context(viewport=viewport, base_url=address)  # type: ignore[arg-type]
    page = opened(context, MAP)
    assert page.locator(f".{shown} a").first.is_visible()
    assert not page.locator(f".{hidden} a").first.is_visible()
    middles = page.evaluate(MIDDLES)
    context.close()
    assert len(middles) > 3
    for at, (x, y) in enumerate(middles):
        for other_x, other_y in middles[at + 1 :]:
            assert (x - other_x) ** 2 + (y - other_y) ** 2 >= 23.5**2


def test_marks_are_followed_by_keyboard(context: BrowserContext) -> None:
    """Tab reaches a mark, which shows the focus and has a name; Enter leads to the search at its place."""
    page = opened(context, "/trials/map?near=Leeds&within=100km&status=any")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("Boolean(document.activeElement.closest('.site-map'))"):
            break
    assert page.evaluate("document.activeElement.tagName") == "a"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    name = page.evaluate("document.activeElement.querySelector('title').textContent")
    assert page.get_by_role("link", name=name, exact=True).first.is_visible()
    total = re.findall(r"[\d,]+ trials?", name)[-1]
    page.keyboard.press("Enter")
    page.wait_for_url("**/trials?**")
    assert page.locator(".total").inner_text() == total


def test_the_hidden_layer_is_not_in_the_way(context: BrowserContext) -> None:
    """Marks of the other width are neither in the order of keys nor among the links that are read out."""
    page = opened(context, MAP)
    visible = page.locator(".fine a").count()
    named = page.locator(".site-map").get_by_role("link").count()
    assert named == visible


def test_from_the_results_to_a_place_and_back(context: BrowserContext) -> None:
    """The map is one link away, a town in its list leads to the trials there, the map keeps the question."""
    page = opened(context, "/trials?q=leukaemia&status=any")
    page.get_by_role("link", name="Show on a map").click()
    page.wait_for_url("**/trials/map?q=leukaemia&status=any")
    place = page.locator(".country a").first
    total = page.locator(".country .sites .count").first.inner_text().partition(",")[0]
    place.click()
    page.wait_for_url("**/trials?q=leukaemia&status=any&location=**")
    assert page.locator(".total").inner_text() == total
    page.go_back()
    page.get_by_role("link", name="Back to the results").click()
    page.wait_for_url("**/trials?q=leukaemia&status=any")


def test_looking_closer(context: BrowserContext) -> None:
    """A mark of many places leads to their part of the map, and from there to the whole again."""
    page = opened(context, MAP)
    closer = page.locator(".fine a", has_text="Look closer").first
    closer.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**box=**")
    assert "in this part of the map" in page.locator("main [role=status]").inner_text()
    page.get_by_role("link", name="Show the whole map").click()
    page.wait_for_url(f"**{MAP}")


def test_the_picture_of_a_listing_has_words(context: BrowserContext) -> None:
    """It is an image with a name and a description, and the list of its sites follows."""
    page = opened(context, LISTING)
    picture = page.get_by_role("img", name=re.compile("Map of"))
    assert picture.is_visible()
    assert "names every site" in (picture.locator("desc").text_content() or "")
    order = (
        "document.querySelector('.site-map').compareDocumentPosition(document.querySelector('#where .sites'))"
    )
    assert page.evaluate(order) == 4  # following


COLOURS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}


@pytest.mark.parametrize("colours", COLOURS.values(), ids=COLOURS)
def test_land_and_marks_are_seen_in_any_colours(
    browser: Browser, address: str, colours: dict[str, str]
) -> None:
    """Lines, marks and numbers differ from what is behind them."""
    context = browser.new_context(base_url=address, **colours)  # type: ignore[arg-type]
    page = opened(context, MAP)
    styles = "e => [getComputedStyle(e).fill, getComputedStyle(e).stroke]"
    behind = page.evaluate("getComputedStyle(document.body).backgroundColor")
    land, line = page.locator(".site-map svg > path").first.evaluate(styles)
    mark, edge = page.locator(".fine .open path").first.evaluate(styles)
    number, _ = page.locator(".fine .open text").first.evaluate(styles)
    context.close()
    assert line not in {land, behind}
    assert mark not in {land, edge, number, behind}


def test_a_map_is_printed(context: BrowserContext) -> None:
    """The picture with its legend, and the places below it."""
    page = opened(context, MAP)
    page.emulate_media(media="print")
    for shown in (".site-map svg", ".legend", ".country .sites"):
        assert page.locator(shown).first.is_visible()
