"""Views as HTML: sound, alone, the same figures as Markdown, nothing that runs or is fetched."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final

import html5lib
import pytest

from plancode.locale.catalogue import LANGUAGES, Language
from plancode.pipeline.building import edition_of
from plancode.pipeline.checking import check
from plancode.pipeline.reaching import reader
from plancode.render.blocks import Column, Items, Line, Prose, Section, Sentence, Table, Term, View
from plancode.render.html import prose_html, write_html
from plancode.render.markdown import write_markdown
from plancode.render.pages import pages
from plancode.tree.folder import FolderTree
from tests.support import AS_OF, DAYS, PLANS, Page, rendered, require

NAMES: Final = ("adventure-works", "huadong", "starter", "starter-zh")
CHROMIUM: Final = Path("/usr/bin/chromium")
FLAGS: Final = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
]  # fmt: skip
HOSTILE: Final = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style><script>x</script>", "{{ 7*7 }}",
    "[x](javascript:alert(1))", "<a href='https://example.com'>y</a>", '" onmouseover="x', "&lt;b&gt;", "]]>",
    "# no heading",
)  # fmt: skip
_SPACES: Final = re.compile(r"[\s:：•]+")
_SHOWN: Final = re.compile(r"<main>(.*)</main>", re.DOTALL)


@cache
def _views(name: str, language: Language) -> tuple[View, ...]:
    checked = check(FolderTree(PLANS / name), DAYS.get(name, AS_OF), reach=reader(PLANS / name, {}))
    edition = edition_of(checked)
    assert edition is not None
    return tuple(pages(edition, language))


def _main(page: str) -> str:
    found = _SHOWN.search(page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_sound_html(name: str, language: Language) -> None:
    """Every page parses without a single fault, by the letter of the standard."""
    for view in _views(name, language):
        html5lib.HTMLParser(strict=True).parse(write_html(view, language))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_say_what_markdown_says(name: str, language: Language) -> None:
    """Every word and figure of the Markdown page stands on the HTML page, in the same order, and nothing else."""
    for view in _views(name, language):
        one = Page(rendered(write_markdown(view, language))).text
        other = Page(_main(write_html(view, language))).text
        assert _SPACES.sub("", other) == _SPACES.sub("", one), view.page


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_pages_of_the_site(name: str) -> None:
    """Links go to other pages of the site or within the page; alone, a page has none."""
    found = {view.page: write_html(view, "en") for view in _views(name, "en")}
    names = {page.removesuffix(".md") + ".html" for page in found}
    for page, text in found.items():
        for link in Page(text).links:
            if not link.startswith(("data:image/svg+xml;base64,", "#")):
                target = (Path("/", page).parent / link.partition("#")[0]).resolve().relative_to("/")
                assert target.as_posix() in names, (page, link)
    for view in _views(name, "en"):
        assert [one for one in Page(write_html(view, "en", alone=True)).links if not one.startswith("data:")] == []


def _hostile(text: str) -> View:
    table = Table((Column(text), Column("n", numeric=True)), ((text, 1), ("x", 2)), Term("none"))
    blocks = (Line(text), Line(Sentence(f"said `{text}` {text}")), table, Items(((0, text), (1, text))), Prose(text))
    return View("a.md", text, (*blocks, Section(text, (Prose(f"* {text}"),)), Section(text, (), is_folded=True)))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_means_harm_is_text(text: str) -> None:
    """What an author writes is shown letter by letter: it makes no tag, no attribute, no address and no code."""
    page = write_html(_hostile(text), "en", alone=True)
    html5lib.HTMLParser(strict=True).parse(page)
    found = Page(page)
    plain = Page(write_html(_hostile("plain"), "en", alone=True))
    prose = {"ul", "li", "p"}
    assert [name for name in found.names if name not in prose] == [name for name in plain.names if name not in prose]
    assert found.links == []
    assert not any(name.startswith("on") for _, attributes in found.tags for name, _ in attributes)
    assert "49" not in page or "7*7" not in text


def test_prose_keeps_paragraphs_lists_and_emphasis() -> None:
    """Prose is Markdown as far as it is harmless."""
    made = prose_html("One *two* **three**\n\n- a\n- b | c ~ $5 a@example.com\n")
    assert made == (
        "<p>One <em>two</em> <strong>three</strong></p>\n<ul>\n<li>a</li>\n<li>b | c ~ $5 a@example.com</li>\n</ul>"
    )


def test_policy_lets_only_the_own_style_in() -> None:
    """The page's policy forbids everything but its own style, by its digest, and pictures that it holds."""
    page = write_html(View("a.md", "t", ()), "en")
    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; " in page
    assert "url(" not in page
    assert "@import" not in page


@pytest.mark.slow
@pytest.mark.parametrize("wide", [375, 1280])
def test_browser_shows_pages_without_script_or_request(wide: int, tmp_path: Path) -> None:
    """Chromium opens pages from a folder: nothing is asked for, nothing complains, nothing juts out."""
    require(CHROMIUM.exists(), "Debian's chromium is not installed")
    sync = pytest.importorskip("playwright.sync_api")
    files = []
    for number, view in enumerate(_views("huadong", "zh")[:12]):
        files.append(tmp_path / f"{number}.html")
        files[-1].write_text(write_html(view, "zh"), "utf-8")
    with sync.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_context(viewport={"width": wide, "height": 900}).new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: said.append(request.url))
        for file in files:
            page.goto(file.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= wide
        browser.close()
    assert [one for one in said if not one.startswith((tmp_path.as_uri(), "data:"))] == []
