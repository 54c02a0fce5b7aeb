"""The pages of the example plans: links lead somewhere, tables have their shape, and golden pages stay as they are."""

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final
from urllib.parse import unquote

import pytest

from tests.support import ROOT, Page, pages_of, rendered

EXAMPLES: Final = ("starter", "starter-zh", "adventure-works", "huadong")
GOLDEN: Final = ROOT / "tests" / "golden"
GOLDEN_PAGES: Final = {
    "starter": None,  # all of them
    "huadong": (
        "README.md",
        "adjustments.md",
        "capacity.md",
        "charts/season.svg",
        "coverage.md",
        "feasibility.md",
        "follow-up/shanghai.md",
        "people/ye-qing.md",
        "people/zhou-min.md",
        "results.md",
        "targets.md",
        "teams/shanghai.md",
        "territories/xiaoshao.md",
        "timetable.md",
        "workload.md",
    ),
    "adventure-works": ("follow-up/europe.md", "people/p275.md", "targets.md"),
}
_KEPT: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"})
_TABLE: Final = ("table", "thead", "tbody", "tr", "th", "td")
ALL_PAGES: Final = [(name, page) for name in EXAMPLES for page in sorted(pages_of(name)) if page.endswith(".md")]


def anchors(page: Page) -> dict[str, tuple[str, str]]:
    """Return the headings of a page, each with tag and text, by the anchors that a git website gives them."""
    seen: Counter[str] = Counter()
    found = {}
    for tag, text in page.headings:
        name = "".join(one for one in text.strip().lower() if _stays(one)).replace(" ", "-")
        found[f"{name}-{seen[name]}" if seen[name] else name] = (tag, text.strip())
        seen[name] += 1
    return found


def _stays(character: str) -> bool:
    """Whether git websites keep a character: letters, marks, decimal digits, connecting signs, hyphen and space."""
    return character in " -" or unicodedata.category(character) in _KEPT


@pytest.mark.parametrize(("name", "page"), ALL_PAGES)
def test_links_lead_to_pages_and_headings(name: str, page: str) -> None:
    """Every link is relative, leads to a page of the plan, and its anchor is a heading there."""
    pages = pages_of(name)
    for link in Page(rendered(pages[page])).links:
        path, _, anchor = link.partition("#")
        assert not re.match(r"[a-z+.-]+:|/", link), link
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
        assert target in pages, link
        assert not anchor or unquote(anchor) in anchors(Page(rendered(pages[target]))), link


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_page_is_reached_from_the_first(name: str) -> None:
    """Starting at README.md every page can be reached by links."""
    pages, seen, pending = pages_of(name), set(), ["README.md"]
    while pending:
        page = pending.pop()
        if page in seen:
            continue
        seen.add(page)
        links = (link.partition("#")[0] for link in Page(rendered(pages[page])).links) if page.endswith(".md") else ()
        folder = posixpath.dirname(page)
        pending += [posixpath.normpath(posixpath.join(folder, unquote(link))) for link in links if link]
    assert seen == set(pages)


@pytest.mark.parametrize(("name", "page"), ALL_PAGES)
def test_tables_have_their_shape(name: str, page: str) -> None:
    """Every table of the Markdown is a table of the HTML, with as many cells in each row as its source has."""
    text = pages_of(name)[page]
    found = Page(rendered(text))
    written = [[_cells(line) for line in rows] for rows in _tables(text)]
    assert found.tables == written
    assert all(len(set(rows)) == 1 for rows in found.tables)


def _tables(text: str) -> Iterator[list[str]]:
    for block in text.split("\n\n"):
        lines = block.strip().split("\n")
        if lines[0].startswith("|"):
            yield [line for number, line in enumerate(lines) if number != 1]


def _cells(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line)) - 1


@pytest.mark.parametrize(("name", "page"), ALL_PAGES)
def test_pages_are_well_formed(name: str, page: str) -> None:
    """A page has one title, headings without a level left out, no tag of HTML, no empty heading, and one line end."""
    text = pages_of(name)[page]
    found = Page(rendered(text))
    levels = [int(tag[1]) for tag, _ in found.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(heading.strip() for _, heading in found.headings)
    allowed = {"a", "code", "em", "h1", "h2", "h3", "img", "li", "p", "strong", "ul", "ol", *_TABLE}
    assert set(found.names) <= allowed
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\r" not in text
    assert not any(line != line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize(("name", "page"), ALL_PAGES)
def test_no_word_of_the_program_is_left_on_a_page(name: str, page: str) -> None:
    """No page shows a place for a value, `None`, or the form of an object of Python."""
    text = Page(rendered(pages_of(name)[page])).text
    assert not re.search(r"\{[a-z_]*\}|\bNone\b(?!:)|Decimal\(|<[a-z]+ object|datetime\.", text.replace("None.", ""))


@pytest.mark.parametrize(("name", "page"), ALL_PAGES)
def test_every_page_says_its_day(name: str, page: str) -> None:
    """Every page says of which day it is."""
    text = Page(rendered(pages_of(name)[page])).text
    assert any(day in text for day in ("1 Apr 2026", "2026年4月1日", "15 Oct 2013"))


def _golden() -> list[tuple[str, str]]:
    return [
        (name, page)
        for name, chosen in GOLDEN_PAGES.items()
        for page in (sorted(pages_of(name)) if chosen is None else chosen)
    ]


@pytest.mark.parametrize(("name", "page"), _golden())
def test_golden_page(name: str, page: str, update_golden: bool) -> None:  # noqa: FBT001  # a fixture
    """A page is, byte for byte, the one that a person has read and committed."""
    golden = GOLDEN / name / page
    data = pages_of(name)[page].encode()
    if update_golden:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(data)
    assert golden.is_file(), "there is no golden page yet: read the page, then run pytest --update-golden"
    assert golden.read_bytes().decode() == data.decode()


def test_no_golden_page_is_an_orphan(update_golden: bool) -> None:  # noqa: FBT001  # a fixture
    """Every golden file belongs to a page that is still made."""
    wanted = {GOLDEN / name / page for name, page in _golden()}
    orphans = [path for path in sorted(GOLDEN.rglob("*")) if path.is_file() and path not in wanted]
    for path in orphans if update_golden else ():
        path.unlink()
    assert [path.relative_to(GOLDEN).as_posix() for path in orphans if path.exists()] == []
