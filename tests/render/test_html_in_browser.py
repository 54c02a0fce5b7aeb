"""Pages in a real browser, from a folder, without JavaScript: on a screen, on a phone, on paper, for every reader."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from plancode.locale.catalogue import LANGUAGES, Language
from plancode.render.html import html_path, write_html
from tests.render.test_html import views_of
from tests.support import require

pytestmark = pytest.mark.slow

CHROMIUM: Final = Path("/usr/bin/chromium")
FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
)  # fmt: skip
PAGES: Final = frozenset({
    "README.md", "results.md", "timetable.md", "workload.md", "responsibilities.md", "people/ye-qing.md",
    "teams/hangzhou.md", "follow-up/shanghai.md",
})  # fmt: skip
PAPER: Final = 688
"""How wide the text of an A4 page is in CSS pixels, between margins of 14 mm."""
JUTTING: Final = "[...document.querySelectorAll('.wide')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
WIDTH: Final = "document.documentElement.scrollWidth"
Browser = Any
"""Playwright's browser, whose types are there only where it is installed."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a browser that is closed after the tests of this module."""
    require(CHROMIUM.exists(), "Debian's chromium is not installed")
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with some pages of huadong in both languages."""
    top = tmp_path_factory.mktemp("site")
    for language in LANGUAGES:
        for view in views_of("huadong", language):
            if view.page in PAGES:
                path = top / language / html_path(view.page)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(write_html(view, language), "utf-8")
    return top


def _files(folder: Path, language: Language) -> list[Path]:
    found = sorted((folder / language).rglob("*.html"))
    assert len(found) == len(PAGES)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wide", [375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_ask_for_nothing_and_fit(
    browser: Browser, folder: Path, language: Language, wide: int, scheme: str
) -> None:
    """A page asks for its own file only, the console stays empty, and the page does not scroll to the side."""
    context = browser.new_context(
        viewport={"width": wide, "height": 900}, color_scheme=scheme, java_script_enabled=False
    )
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    files = _files(folder, language)
    for file in files:
        page.goto(file.as_uri())
        assert page.evaluate(WIDTH) <= wide, file.name
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    assert said == []
    assert asked == [file.as_uri() for file in files]
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_fit_on_paper(browser: Browser, folder: Path, language: Language) -> None:
    """On A4 no table juts out, folded sections are open, and the colours are those of paper in the dark too."""
    context = browser.new_context(
        viewport={"width": PAPER, "height": 900}, color_scheme="dark", java_script_enabled=False
    )
    page = context.new_page()
    page.emulate_media(media="print")
    for file in _files(folder, language):
        page.goto(file.as_uri())
        assert page.evaluate(WIDTH) <= PAPER, file.name
        assert page.evaluate(JUTTING) == 0, file.name
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_there_for_every_reader(browser: Browser, folder: Path, language: Language, scheme: str) -> None:
    """No page breaks a rule of accessibility: contrast, names, headings, tables, what a keyboard reaches."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for file in _files(folder, language):
        page.goto(file.as_uri())
        found = axe.run(page).response
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == [], file.name
        assert "color-contrast" in {one["id"] for one in found["passes"]}
    context.close()
