"""The pages of the example plans: links lead somewhere, tables have their shape, and golden pages stay as they are."""

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import pytest

from tests.examples import EXAMPLES, pages_of
from tests.support import ROOT, Page, rendered

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
every_plan = pytest.mark.parametrize("name", EXAMPLES)


@cache
def _pages(name: str) -> dict[str, Page]:
    """Return the pages of an example plan as a git website shows them."""
    return {page: Page(rendered(text)) for page, text in pages_of(name).items() if page.endswith(".md")}


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


@every_plan
def test_links_lead_to_pages_and_headings(name: str) -> None:
    """Every link is relative, leads to a page of the plan, and its anchor is a heading there."""
    pages = _pages(name)
    headings = {page: anchors(found) for page, found in pages.items()}
    for page, found in pages.items():
        for link in found.links:
            path, _, anchor = link.partition("#")
            assert not re.match(r"[a-z+.-]+:|/", link), (page, link)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
            assert target in pages_of(name), (page, link)
            assert not anchor or unquote(anchor) in headings[target], (page, link)


@every_plan
def test_every_page_is_reached_from_the_first(name: str) -> None:
    """Starting at README.md every page can be reached by links."""
    pages, seen, pending = _pages(name), set(), ["README.md"]
    while pending:
        page = pending.pop()
        if page in seen:
            continue
        seen.add(page)
        links = (link.partition("#")[0] for link in pages[page].links) if page in pages else ()
        folder = posixpath.dirname(page)
        pending += [posixpath.normpath(posixpath.join(folder, unquote(link))) for link in links if link]
    assert seen == set(pages_of(name))


@every_plan
def test_tables_have_their_shape(name: str) -> None:
    """Every table of the Markdown is a table of the HTML, with as many cells in each row as its source has."""
    for page, found in _pages(name).items():
        written = [[_cells(line) for line in rows] for rows in _tables(pages_of(name)[page])]
        assert found.tables == written, page
        assert all(len(set(rows)) == 1 for rows in found.tables), page


def _tables(text: str) -> Iterator[list[str]]:
    for block in text.split("\n\n"):
        lines = block.strip().split("\n")
        if lines[0].startswith("|"):
            yield [line for number, line in enumerate(lines) if number != 1]


def _cells(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line)) - 1


@every_plan
def test_pages_are_well_formed(name: str) -> None:
    """A page has one title, headings without a level left out, no tag of HTML, no empty heading, and one line end."""
    allowed = {"a", "code", "em", "h1", "h2", "h3", "img", "li", "p", "strong", "ul", "ol", *_TABLE}
    for page, found in _pages(name).items():
        levels = [int(tag[1]) for tag, _ in found.headings]
        assert levels[0] == 1, page
        assert levels.count(1) == 1, page
        assert all(after <= before + 1 for before, after in pairwise(levels)), page
        assert all(heading.strip() for _, heading in found.headings), page
        assert set(found.names) <= allowed, page
        text = pages_of(name)[page]
        assert text.endswith("\n"), page
        assert not text.endswith("\n\n"), page
        assert "\r" not in text, page
        assert [line for line in text.splitlines() if line != line.rstrip()] == [], page


@every_plan
def test_no_word_of_the_program_is_left_on_a_page(name: str) -> None:
    """No page shows a place for a value, `None`, or the form of an object of Python."""
    ours = re.compile(r"\{[a-z_]*\}|\bNone\b(?!:)|Decimal\(|<[a-z]+ object|datetime\.")
    assert [page for page, found in _pages(name).items() if ours.search(found.text.replace("None.", ""))] == []


@every_plan
def test_every_page_says_its_day(name: str) -> None:
    """Every page says of which day it is."""
    days = ("1 Apr 2026", "2026年4月1日", "15 Oct 2013")
    assert [page for page, found in _pages(name).items() if not any(day in found.text for day in days)] == []


def _golden(name: str) -> dict[Path, str]:
    """Return the pages of a plan that a person has read, by where they lie."""
    chosen = GOLDEN_PAGES[name] or sorted(pages_of(name))
    return {GOLDEN / name / page: pages_of(name)[page] for page in chosen}


@pytest.mark.parametrize("name", GOLDEN_PAGES)
def test_golden_pages(name: str, update_golden: bool) -> None:  # noqa: FBT001  # a fixture
    """A page is, byte for byte, the one that a person has read and committed."""
    for golden, text in _golden(name).items():
        if update_golden:
            golden.parent.mkdir(parents=True, exist_ok=True)
            golden.write_bytes(text.encode())
        assert golden.is_file(), f"there is no {golden} yet: read the page, then run pytest --update-golden"
        assert golden.read_bytes().decode() == text, golden


def test_no_golden_page_is_an_orphan(update_golden: bool) -> None:  # noqa: FBT001  # a fixture
    """Every golden file belongs to a page that is still made."""
    wanted = {path for name in GOLDEN_PAGES for path in _golden(name)}
    orphans = [path for path in sorted(GOLDEN.rglob("*")) if path.is_file() and path not in wanted]
    for path in orphans if update_golden else ():
        path.unlink()
    assert [path.relative_to(GOLDEN).as_posix() for path in orphans if path.exists()] == []
