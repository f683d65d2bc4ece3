"""`python -m tests.browser.screenshots`: the pictures of docs/pictures, from the bundled sample."""

import os
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from indexer.settings import Settings
from tests.browser.conftest import ARGUMENTS, serving
from web.cli import prepare_sample
from web.worker import make_app

FOLDER = Path("docs/pictures")
WIDE, PHONE = (1280, 900), (320, 900)
RESULTS = "/trials?q=leukaemia&age=12&near=Minsk"
FILTERED = "/trials?status=any&phase=2&phase=3&sex=female&location=United%20States/Texas"
LISTING = "/trials/NCT05333302?near=Minsk"
FACET = "/trials/facets/location?status=any"
MAP = "/trials/map?status=any"
PICTURES: dict[str, tuple[str, tuple[int, int], Literal["light", "dark"]]] = {
    "home": ("/", WIDE, "light"),
    "home-phone": ("/", PHONE, "light"),
    "home-dark": ("/", WIDE, "dark"),
    "results": (RESULTS, WIDE, "light"),
    "results-phone": (RESULTS, PHONE, "light"),
    "results-dark": (RESULTS, WIDE, "dark"),
    "filters": (FILTERED, WIDE, "light"),
    "facet": (FACET, WIDE, "light"),
    "facet-phone": (FACET, PHONE, "light"),
    "facet-dark": (FACET, WIDE, "dark"),
    "listing": (LISTING, (1280, 1600), "light"),
    "listing-phone": (LISTING, (320, 1600), "light"),
    "listing-dark": (LISTING, (1280, 1600), "dark"),
    "map": (MAP, WIDE, "light"),
    "map-phone": (MAP, PHONE, "light"),
    "map-dark": (MAP, WIDE, "dark"),
    "nothing-found": ("/trials?q=leukaemia&phase=4&location=Belarus", WIDE, "light"),
    "problems": ("/trials?age=banana&near=xyzzyxq", WIDE, "light"),
    "error": ("/trials/NCT09999999", WIDE, "light"),
    "error-phone": ("/trials/NCT09999999", PHONE, "light"),
    "sign-in": ("/account/sign-in", WIDE, "light"),
    "sign-in-phone": ("/account/sign-in", PHONE, "light"),
    "listing-print": (LISTING, (760, 1075), "light"),
    "results-print": (RESULTS, (760, 1075), "light"),
}


def main() -> None:
    """Take every picture anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        os.environ["TRIALS_DATA"] = data
        prepare_sample(Settings())
        with serving(make_app()) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
            for name, (url, (width, height), scheme) in PICTURES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                page = context.new_page()
                page.goto(f"{address}{url}")
                page.emulate_media(media="print" if name.endswith("-print") else "screen")
                page.screenshot(path=FOLDER / f"{name}.png")
                context.close()
            browser.close()


if __name__ == "__main__":
    main()
