"""Charts: well-formed, the same every time, with nothing in them but what they show."""

import re
from decimal import Decimal
from itertools import pairwise
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from plancode.locale.catalogue import Language
from plancode.render.blocks import Chart, Mark, Series, View
from plancode.render.markdown import write_markdown
from plancode.render.svg import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, escape_xml, shortened, write_svg
from plancode.render.terminal import write_terminal
from plancode.said.value import Said, Term
from tests.examples import pages_of
from tests.render.test_hostile_text import TEXTS
from tests.support import Page, rendered, spaced

SPACE: Final = "{http://www.w3.org/2000/svg}"
TAGS: Final = {"svg", "title", "desc", "rect", "text", "line", "polyline", "circle"}
PLACES: Final = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height")


def chart(text: str = "Title", values: tuple[str | None, ...] = ("10", "20", None, "40")) -> Chart:
    """Return a chart with one text wherever an author's text may come."""
    numbers = tuple(Decimal(one) if one is not None else None for one in values)
    labels: tuple[Said, ...] = (text,) * len(values)
    series = (Series(text, numbers), Series(text, numbers, "line"))
    return Chart("name", text, text, labels, series, (Mark(0, 1, text, "high"), Mark(3, 3, text, "low")))


def elements(svg: str) -> list[ET.Element]:
    """Return the elements of a chart."""
    return list(ET.fromstring(svg).iter())  # noqa: S314  # our own text


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[1:40])
def test_hostile_text_is_only_text(text: str) -> None:
    """With any text the picture has the same elements, and its title says exactly that text."""
    found, plain = elements(write_svg(chart(text), "en")), elements(write_svg(chart(), "en"))
    assert [one.tag for one in found] == [one.tag for one in plain]
    assert [one.keys() for one in found] == [one.keys() for one in plain]
    title = next(one for one in found if one.tag == f"{SPACE}title")
    assert spaced(title.text or "") == spaced(text).replace("\u00ad", "\ufffd")


@pytest.mark.parametrize("text", ["\x00", "\x1b[31m", "\ufffe", "\uffff", "\ud800", "a\u2028b", "\u202eabc"])
def test_what_xml_forbids_becomes_a_sign(text: str) -> None:
    """Characters that no XML may hold, or that hide or turn others, are replaced."""
    assert ET.fromstring(f"<a>{escape_xml(text)}</a>").text  # noqa: S314
    assert not re.search("[\x00-\x1f\ud800-\udfff\ufffe\uffff\u202e]", escape_xml(text))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_same_chart_gives_same_bytes(language: Language) -> None:
    """Nothing of the time, the machine or the order of a set is in a chart."""
    assert write_svg(chart(), language) == write_svg(chart(), language)


@pytest.mark.parametrize(
    "values", [("1", "2"), ("0", "0"), ("-5", "3"), ("0.001", None), ("1e15", "1"), (None, None), ()]
)
def test_places_are_whole_numbers_inside_the_picture(values: tuple[str | None, ...]) -> None:
    """Every place is a whole number in the picture, whatever the figures are, none and negative ones too."""
    for one in elements(write_svg(Chart("n", "t", "a", ("l",) * len(values), chart("t", values).series), "en")):
        assert one.tag.removeprefix(SPACE) in TAGS
        numbers = [int(value) for name, value in one.items() if name in PLACES]
        assert all(0 <= number <= max(WIDTH, HEIGHT) for number in numbers)
        points = re.findall(r"(-?\d+),(-?\d+)", one.get("points", ""))
        assert all(LEFT <= int(x) <= RIGHT and TOP <= int(y) <= BOTTOM for x, y in points)


def test_bars_are_as_high_as_their_figures() -> None:
    """Twice the figure makes twice the height; no figure makes no bar, and cuts the line."""
    svg = write_svg(Chart("n", "t", "a", ("l",) * 4, chart("t").series), "en")
    bars = [int(one.get("height", "0")) for one in elements(svg) if one.get("fill") == "#4c78a8"][1:]
    assert [round(one / bars[0]) for one in bars] == [1, 2, 4]
    assert [one.get("points", "").count(",") for one in elements(svg) if one.tag == f"{SPACE}polyline"] == [2, 1]


@pytest.mark.parametrize("count", [1, 12, 52, 365])
def test_labels_do_not_run_into_each_other(count: int) -> None:
    """Of many labels only so many are written as there is room for."""
    svg = write_svg(Chart("n", "t", "a", ("2026年12月",) * count, (Series("s", (Decimal(1),) * count),)), "zh")
    places = [int(one.get("x", "0")) for one in elements(svg) if one.tag == f"{SPACE}text" and one.text == "2026年12月"]
    assert places
    assert all(after - before >= 70 for before, after in pairwise(places))


@pytest.mark.parametrize(
    ("finest", "most", "ticks"),
    [("1", "2", ["0", "1", "2", "3", "4"]), ("0.001", "0.004", ["0", "0.001", "0.002", "0.003", "0.004"])],
)
def test_ticks_are_parts_that_there_are(finest: str, most: str, ticks: list[str]) -> None:
    """No tick is half a yen or half a customer, and thousandths of a dinar are told as such."""
    svg = write_svg(Chart("n", "t", "a", ("l",), (Series("s", (Decimal(most),)),), finest=Decimal(finest)), "en")
    assert [one.text for one in elements(svg) if one.get("text-anchor") == "end"] == ticks


def test_long_texts_are_cut() -> None:
    """A text that is too long ends in an ellipsis, wide characters counted as two."""
    assert shortened("华东大区销售计划", 7) == "华东大…"
    assert shortened("short", 7) == "short"


def test_page_says_what_the_picture_shows() -> None:
    """The page links the file, and says the main figures to those who do not see it; it lies beside the pages."""
    page = Page(rendered(pages_of("huadong")["timetable.md"]))
    ((_, attributes),) = [one for one in page.tags if one[0] == "img"]
    picture = dict(attributes)
    assert picture["src"] == "charts/season.svg"
    assert "1,320万" in (picture["alt"] or "")
    root = ET.fromstring(pages_of("huadong")["charts/season.svg"])  # noqa: S314
    assert root.get("role") == "img"
    assert [one.tag for one in root][:2] == [f"{SPACE}title", f"{SPACE}desc"]
    assert (root[1].text or "") == picture["alt"]


def test_picture_of_a_page_in_a_folder_is_found() -> None:
    """A page in a folder goes up to the picture; an address in the text stays text."""
    text = write_markdown(View("people/bob.md", "t", (chart("mail a@b.co"),)), "en")
    assert "![mail a@b.co](../charts/name.svg)" in text
    assert Page(rendered(text)).names == ["h1", "p", "img"]


def test_terminal_shows_bars_of_characters() -> None:
    """In a terminal the first figures stand as bars, wide labels aligned."""
    one = Chart("n", "t", "a", ("一月", "Feb", "Mar"), (Series(Term("col.target"), (Decimal(5), Decimal(10), None)),))
    lines = write_terminal(View("", "t", (one,)), "en", 80).splitlines()
    assert lines[3:] == ["Target", f"一月  {'#' * 15} 5", f"Feb   {'#' * 30} 10", "Mar"]
