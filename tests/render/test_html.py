"""Views as HTML: sound, alone, the same figures as Markdown, nothing that runs or is fetched."""

import base64
import hashlib
import posixpath
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Final
from urllib.parse import unquote

import html5lib
import pytest

from plancode.locale.catalogue import LANGUAGES, Language
from plancode.locale.width import steadied
from plancode.pipeline.building import edition_of
from plancode.pipeline.checking import check
from plancode.render.blocks import Chart, FactList, Items, Line, Mark, Section, Series, View
from plancode.render.html import html_path, write_html
from plancode.render.markdown import write_markdown
from plancode.render.pages import pages
from plancode.said.value import Link, Verbatim
from plancode.tables.table import Column, table
from plancode.tree.overlay import OverlayTree
from tests.examples import example
from tests.render.test_hostile_text import BENIGN, TEXTS, plan_with
from tests.support import AS_OF, Page, rendered, spaced

NAMES: Final = ("adventure-works", "huadong", "starter", "starter-zh")
ATTACKS: Final = (
    *TEXTS,
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</main></body></html>",
    "</summary></details><h1>x</h1>",
    "</text></svg><script>alert(1)</script>",
    "javascript:alert(1)//",
    '" autofocus onfocus=alert(1) x="',
    "{% raw %}{{ 7*7 }}{# x #}",
    "url(https://evil.example/x.css) @import 'x'",
    "<style>*{display:none}</style>",
    "<base href='https://evil.example'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "id",
    "title",
    "chart.1.title",
)
ATTRIBUTES: Final = {
    "a": {"href"},
    "div": {"aria-label", "class", "role", "tabindex"},
    "figure": {"aria-label", "class", "role", "tabindex"},
    "html": {"lang"},
    "meta": {"charset", "content", "http-equiv", "name"},
    "ol": {"start"},
    "p": {"class"},
    "table": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
"""Every attribute that a page may have outside its pictures; none but href leads anywhere, none holds style or code."""
_SPACES: Final = re.compile(r"[\s:：]+")
MAIN: Final = re.compile(r"<main>(.*)</main>", re.DOTALL)
_PICTURE: Final = re.compile(r"<svg .*?</svg>", re.DOTALL)
_CAPTION: Final = re.compile(r"<caption>.*?</caption>", re.DOTALL)
STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@cache
def views_of(name: str, language: Language) -> tuple[View, ...]:
    """Return the views of an example plan on the day that tests share."""
    edition = edition_of(example(name))
    assert edition is not None
    return tuple(pages(edition, language))


@cache
def _written(name: str, language: Language) -> dict[str, str]:
    return {html_path(view.page): write_html(view, language) for view in views_of(name, language)}


def found(pattern: re.Pattern[str], text: str) -> str:
    """Return what a pattern finds in a text."""
    match = pattern.search(text)
    assert match is not None
    return match[1]


def _said(page: str) -> str:
    """Return what stands on a page besides pictures and the names of tables that only readers aloud are told."""
    return Page(_CAPTION.sub("", _PICTURE.sub("", found(MAIN, page)))).text


@cache
def _apart(page: str) -> Page:
    """Return a page of an example plan taken apart, for all tests that look at it."""
    return Page(page)


def _outside_pictures(page: str) -> Page:
    return Page(_PICTURE.sub("", page))


every_plan = pytest.mark.parametrize("name", NAMES)
both_languages = pytest.mark.parametrize("language", LANGUAGES)


@every_plan
@both_languages
@pytest.mark.slow
def test_pages_are_sound_html(name: str, language: Language) -> None:
    """Every page parses without a single fault, by the letter of the standard, and names its language."""
    for page in _written(name, language).values():
        html5lib.HTMLParser(strict=True).parse(page)
        assert page.startswith(f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n')


@pytest.mark.slow
@every_plan
@both_languages
def test_pages_say_what_markdown_says(name: str, language: Language) -> None:
    """Every word and figure of the Markdown page stands on the HTML page, in the same order, and nothing else."""
    for view in views_of(name, language):
        one = Page(rendered(write_markdown(view, language)))
        other = write_html(view, language)
        assert _SPACES.sub("", _said(other)) == _SPACES.sub("", one.text), view.page
        assert Page(found(MAIN, other)).tables == one.tables
        assert Page(_CAPTION.sub("", found(MAIN, other))).headings == one.headings


@every_plan
@pytest.mark.slow
def test_links_lead_to_pages_and_headings(name: str) -> None:
    """Links are relative, lead to pages of the site and to headings there; alone, a page has none."""
    written = _written(name, "en")
    ids = {page: set(ids_of(text)) for page, text in written.items()}
    for page, text in written.items():
        for link in _apart(text).links:
            path, _, anchor = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
            assert target in written, (page, link)
            assert not anchor or unquote(anchor) in ids[target], (page, link)
    for view in views_of(name, "en"):
        assert Page(write_html(view, "en", alone=True)).links == []


@every_plan
@both_languages
def test_pages_have_nothing_that_fetches_runs_or_styles(name: str, language: Language) -> None:
    """No tag of a page has an attribute that leads out, runs or holds style, and pictures name no address."""
    for page in _written(name, language).values():
        for tag, attributes in _outside_pictures(page).tags:
            assert {attribute for attribute, _ in attributes} <= ATTRIBUTES.get(tag, set()), tag
        for picture in _PICTURE.findall(page):
            assert set(Page(picture).names) <= {"circle", "desc", "line", "polyline", "rect", "svg", "text", "title"}
            assert not re.search(r"\s(?:href|style|on\w+)=|url\(", picture)


@every_plan
@both_languages
@pytest.mark.slow
def test_headings_are_in_order_and_ids_differ(name: str, language: Language) -> None:
    """A page has one title, leaves no level of headings out, and no two things on it have the same id."""
    for page in _written(name, language).values():
        levels = [int(tag[1]) for tag, _ in _apart(page).headings]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        ids = list(ids_of(page))
        assert len(ids) == len(set(ids))


def ids_of(page: str) -> Iterator[str]:
    """Return the ids of a page in order."""
    return (value or "" for _, attributes in _apart(page).tags for name, value in attributes if name == "id")


def test_policy_lets_only_the_own_style_in() -> None:
    """The page's policy forbids everything but its own style, by its digest, and the style names no address."""
    page = write_html(View("a.md", "t", ()), "en")
    style = found(STYLE, page)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in page
    assert page.count("<meta http-equiv") == page.count("<style>") == 1
    assert not re.search(r"url\(|@import|@font-face|image-set|//|\\|<|expression", style)


def _everywhere(text: str) -> View:
    """Return a view with a text wherever a block can have one."""
    made = table((Column("x", title=text), Column("n", "count", "n")), ((text, text), ("x", 2)), total=(text, text))
    chart = Chart(text, text, text, (text,), (Series(text, (Decimal(1),)),), (Mark(0, 0, text, "high"),))
    folded = Section(text, (FactList(((text, text),)), Line(text)), is_folded=True)
    linked = Items(((0, Link("b.md", text)), (1, text), (0, Link("a.md", text, text))))
    return View(
        "a.md", text, (Line(text), Line(Verbatim(text)), made, linked, chart, Section(text, (Line(text), folded)))
    )


@cache
def _plain() -> Page:
    return _outside_pictures(write_html(_everywhere(BENIGN), "en"))


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: ascii(text)[1:40])
def test_text_that_means_harm_is_text(text: str) -> None:
    """Whatever an author writes in any block, it is shown letter by letter and makes no tag and no attribute."""
    page = write_html(_everywhere(text), "en")
    html5lib.HTMLParser(strict=True).parse(page)
    seen = _outside_pictures(page)
    assert seen.names == _plain().names
    assert [[name for name, _ in held] for _, held in seen.tags] == [
        [name for name, _ in held] for _, held in _plain().tags
    ]
    shown = spaced(steadied(text))
    assert Page(found(MAIN, page)).headings[0] == ("h1", shown)
    code = len(re.findall("<code>", page))
    assert _said(page).count(shown) >= 14 + code
    assert [one for one in seen.links if not one.startswith("#")] == ["b.html"]


@pytest.mark.parametrize("text", ATTACKS[::6], ids=lambda text: ascii(text)[1:40])
def test_pages_of_a_hostile_plan_have_the_tags_of_a_benign_one(text: str) -> None:
    """A plan with a hostile text everywhere an author may write has the tags, attributes and classes of any other."""
    plain, hostile = _of_plan(BENIGN), _of_plan(text)
    assert hostile.keys() == plain.keys()
    for name, page in hostile.items():
        html5lib.HTMLParser(strict=True).parse(page)
        assert _shape(page) == _shape(plain[name]), name


@cache
def _of_plan(text: str) -> dict[str, str]:
    edition = edition_of(check(OverlayTree(plan_with(text)), AS_OF))
    assert edition is not None
    views = (view for view in pages(edition, "en") if view.page != "README.md")
    return {view.page: write_html(view, "en") for view in views}


def _shape(page: str) -> list[tuple[str, list[str]]]:
    return [(tag, [name for name, _ in attributes]) for tag, attributes in Page(page).tags]
