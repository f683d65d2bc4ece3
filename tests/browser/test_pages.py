"""What patients and their doctors do, in a real browser: find, narrow, read, by keyboard, on a phone, in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "results": "/trials?q=leukaemia&age=12&near=Minsk",
    "results with filters": "/trials?status=any&phase=2&phase=3&sex=female",
    "problems": "/trials?age=banana&near=xyzzyxq&phase=5",
    "nothing found": "/trials?q=leukaemia&phase=4&location=Belarus",
    "fewer words": "/trials?q=leukaemia+zebra+asthma",
    "spans": "/trials?status=any&start=2020..&enrolment=..100&q=phase:2+OR+sites:1..3",
    "how to search": "/help/search",
    "facet": "/trials/facets/location?status=any",
    "map": "/trials/map?status=any",
    "map near a place": "/trials/map?near=Leeds&within=200km&status=any",
    "part of the map": "/trials/map?status=any&box=35,-12,60,30",
    "no map": "/trials/map?q=zebra",
    "listing": "/trials/NCT05333302?near=Minsk",
    "unknown trial": "/trials/NCT09999999",
}

TAPPED_AND_LOW = """
    [...document.querySelectorAll(
        'main button, main input:not([type=hidden]):not([type=checkbox]), .chip, .facet-value, .pager a'
    )].filter(element => {
        const height = element.getBoundingClientRect().height;
        return height && height < 43.5;
    }).map(element => element.outerHTML)
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing(browser: Browser, address: str, url: str, scheme: str) -> None:
    """No page or state breaks a rule for accessibility that a program can check, in light and in dark."""
    context = browser.new_context(color_scheme=scheme, base_url=address)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    found = Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES)
def test_a_phone_never_scrolls_sideways(browser: Browser, address: str, url: str) -> None:
    """At 320 px everything is in one column; what can be tapped in the page is tall enough."""
    context = browser.new_context(viewport=PHONE, base_url=address)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    low = page.evaluate(TAPPED_AND_LOW)
    context.close()
    assert low == []


@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES)
def test_enlarged_four_times_nothing_is_lost(browser: Browser, address: str, url: str) -> None:
    """A desk's window at 400 % is 320 by 225 points: still one column, and nothing stands over the page."""
    context = browser.new_context(
        viewport={"width": 320, "height": 225}, device_scale_factor=4, base_url=address
    )
    page = context.new_page()
    page.goto(url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    stuck = "[...document.querySelectorAll('*')].filter(e => /fixed|sticky/.test(getComputedStyle(e).position)).length"
    assert page.evaluate(stuck) == 0
    context.close()


def test_forced_colours_leave_the_choice_to_be_seen(browser: Browser, address: str) -> None:
    """With the system's own colours a chosen value still differs from one that is not."""
    context = browser.new_context(forced_colors="active", base_url=address)
    page = context.new_page()
    page.goto("/trials?phase=2")
    colour = "e => getComputedStyle(e).backgroundColor"
    phases = page.locator("fieldset.facet", has_text="Phase").first
    chosen = phases.locator("[aria-current] .box").first.evaluate(colour)
    other = phases.locator("a:not([aria-current]) .box").first.evaluate(colour)
    context.close()
    assert chosen != other


def test_the_examples_have_answers(context: BrowserContext) -> None:
    """Each search that the home page proposes finds trials in the sample."""
    page = context.new_page()
    page.goto("/")
    examples = [link.get_attribute("href") for link in page.locator(".examples a").all()]
    assert len(examples) == 3
    for example in examples:
        page.goto(example or "")
        assert page.locator(".trial-card").count() > 0


def test_a_phone_shows_the_order_and_lets_it_be_changed(browser: Browser, address: str) -> None:
    """The fold names the order in force; opened, another order is one tap away."""
    context = browser.new_context(viewport=PHONE, base_url=address)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/trials?q=leukaemia")
    page.get_by_text("Sorted by best match", exact=True).click()
    page.get_by_role("link", name="Newest").click()
    assert "sort=newest" in page.url
    assert page.get_by_text("Sorted by newest", exact=True).is_visible()
    context.close()


def test_a_mother_finds_a_trial_for_her_child(context: BrowserContext) -> None:
    """Three questions, a result near home, why it matched, and the listing with its place."""
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Which condition?").fill("leukaemia")
    page.get_by_label("How old is the person?").fill("12")
    page.get_by_label("Near which place?").fill("Minsk")
    page.get_by_role("button", name="Find trials").click()
    assert (
        page.get_by_role("heading", level=1).inner_text()
        == "Recruiting trials for leukaemia, age 12, within 100 km of Minsk"
    )
    card = page.locator(".trial-card", has_text="NCT05333302")
    assert "In or near Minsk" in card.inner_text()
    assert card.locator("mark").first.inner_text().lower().startswith("leuk")
    card.get_by_role("link").first.click()
    assert "NCT05333302" in page.url
    assert page.get_by_text("Only the study team can decide").is_visible()
    page.get_by_text("All criteria, to tick and take along").click()
    assert page.locator(".all-criteria input").count() == 15


def test_filters_are_links_and_can_be_taken_back(context: BrowserContext) -> None:
    """A tap adds a value, its chip takes it away, the number changes with it, Back goes back."""
    page = context.new_page()
    page.goto("/trials?status=any")
    everything = page.locator(".total").inner_text()
    page.locator("fieldset.facet", has_text="Phase").first.get_by_role("link", name="Phase 2").click()
    assert "phase=2" in page.url
    fewer = page.locator(".total").inner_text()
    assert fewer != everything
    page.get_by_role("link", name="Take away: Phase: Phase 2").click()
    assert page.locator(".total").inner_text() == everything
    page.go_back()
    assert page.locator(".total").inner_text() == fewer


def test_everything_works_by_keyboard(context: BrowserContext) -> None:
    """From the skip link through the questions to a listing without touching a mouse."""
    page = context.new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("leukaemia")
    page.keyboard.press("Enter")
    page.wait_for_url("**/trials?**")
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("Boolean(document.activeElement.closest('.card-title'))"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    page.keyboard.press("Enter")
    page.wait_for_url("**/trials/NCT*")


def test_nothing_needs_a_script(browser: Browser, address: str) -> None:
    """With scripts switched off the same things are found."""
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/trials?q=leukaemia")
    page.locator(".card-title a").first.click()
    assert "/trials/NCT" in page.url
    context.close()


def test_a_long_facet_is_searched_within(context: BrowserContext) -> None:
    """See all countries, find one in the list, choose it."""
    page = context.new_page()
    page.goto("/trials?status=any")
    page.get_by_role("link", name="See all").first.click()
    page.goto("/trials/facets/location?status=any")
    page.get_by_role("textbox", name="Find in this list").fill("belar")
    page.get_by_role("button", name="Find").click()
    page.locator(".facet-value").first.click()
    assert "location=Belarus" in page.url


def test_a_printed_listing_opens_its_folds(context: BrowserContext) -> None:
    """On paper the criteria are readable without a click."""
    page = context.new_page()
    page.goto("/trials/NCT05333302")
    page.emulate_media(media="print")
    box = page.locator(".all-criteria .criteria").first.bounding_box()
    assert box
    assert box["height"] > 0
    assert page.locator(".terms").first.is_visible()  # a heading on paper has something under it
    assert not page.locator(".contents").is_visible()


def test_printed_results_are_the_results_and_their_date(context: BrowserContext) -> None:
    """On paper stand the question, the trials and the day of the data; what can only be tapped is left out."""
    page = context.new_page()
    page.goto("/trials?q=leukaemia")
    page.emulate_media(media="print")
    for shown in ("h1", ".trial-card", ".list-foot"):
        assert page.locator(shown).first.is_visible()
    for hidden in (".questions", ".filters", ".sorts", ".for-programs"):
        assert not page.locator(hidden).first.is_visible()
