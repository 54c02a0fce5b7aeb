"""How each block becomes HTML: tables, lists, folded sections, charts, anchors and links."""

import re
from decimal import Decimal

from plancode.render.blocks import Chart, FactList, Items, Line, Mark, Section, Series, View
from plancode.render.html import html_path, write_html
from plancode.render.svg import escape_xml, write_svg
from plancode.said.value import Link, Term
from plancode.tables.table import Column, Table, table
from tests.render.test_html import MAIN, STYLE, found, ids_of
from tests.support import Page


def _body(*blocks: Table | Items | FactList | Section | Chart | Line) -> str:
    return found(MAIN, write_html(View("a.md", "t", blocks), "en"))


def test_tables_say_what_their_cells_are() -> None:
    """A table has a name, heads of columns and rows, figures to the right, and what to read where it is empty."""
    heads = (
        Column("x", title="Team"), Column("x", "count", "Amount"), Column("x", title=""), Column("x", title="Why"),
    )  # fmt: skip
    rows = (("North", 1200, "x" * 40, "y"), (None, 5, "z", "w" * 20))
    made = _body(Section("Sums", (table(heads, rows, total=("Total", 1205, None, None)),)))
    assert '<div class="wide" role="group" aria-label="Sums" tabindex="0">\n<table>\n<caption>Sums</caption>' in made
    assert '<th scope="col" class="number">Amount</th>\n<td></td>\n<th scope="col" class="middle">Why</th>' in made
    assert '<th scope="row" class="short">North</th>\n<td class="number">1,200</td>\n<td class="long">' in made
    assert '<td class="short"></td>\n<td class="number">5</td>' in made
    assert '<tfoot>\n<tr>\n<th scope="row" class="short">Total</th>\n<td class="number">1,205</td>' in made
    empty = _body(table(heads, ()))
    assert "<table" not in empty
    assert '<p class="empty">' in empty


def test_lists_nest_as_deep_as_their_lines() -> None:
    """Each line stands in the list of its depth, where a depth is left out too, and however deep it goes."""
    lines = ((0, "a"), (1, "b"), (2, "c"), (1, "d"), (0, "e"), (2, "f"))
    made = "".join(_body(Items(lines)).split()).removeprefix("<h1>t</h1>")
    assert made == ("<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li><li>e<ul><li>f</li></ul></li></ul>")
    deep = _body(Items(tuple((number, "x") for number in range(3000))))
    assert deep.count("<ul>") == deep.count("</ul>") == 3000
    assert _body(Items((), Term("none"))) != _body(Items(())) == _body(FactList(()))


def test_folded_sections_are_closed_and_have_a_heading() -> None:
    """A folded section shows its heading only until it is opened, and has no anchor, as on a git website."""
    made = _body(Section("More", (Line("x"), Section("Deep", ())), is_folded=True), Section("More", ()))
    assert "<details>\n<summary><h2>More</h2></summary>\n<p>x</p>" in made
    assert '<h3 id="deep">Deep</h3>' in made
    assert '<h2 id="more">More</h2>' in made


def test_anchors_that_are_taken_get_a_number() -> None:
    """No heading takes the anchor of another, also where a heading looks like one with a number."""
    titles = ("a", "a-1", "a", "a", "…")
    made = _body(*(Section(title, ()) for title in titles))
    assert list(ids_of(made)) == ["a", "a-1", "a-2", "a-3", "section"]


def test_pages_lie_where_browsers_look() -> None:
    """A page lies beside its Markdown, and the first one is found without its name."""
    assert html_path("README.md") == "index.html"
    assert html_path("people/README.md") == "people/index.html"
    assert html_path("people/readme.md.x") == "people/readme.md.x"
    made = write_html(
        View("people/ann.md", "t", (Line(Link("README.md", "up")), Line(Link("a b/c:d#e.md", "x")))), "en"
    )
    assert Page(made).links == ["../index.html", "../a%20b/c%3Ad%23e.html"]


def test_charts_are_part_of_the_page_and_follow_its_colours() -> None:
    """Charts stand on the page with ids of their own, and the style gives each of their colours a name."""
    chart = _chart()
    made = _body(chart, chart)
    assert list(ids_of(made)) == ["chart.1.title", "chart.1.desc", "chart.2.title", "chart.2.desc"]
    assert 'aria-labelledby="chart.2.title chart.2.desc"' in made
    assert _chart_text(made) == [escape_xml("<Season>"), escape_xml("highest in May")] * 2
    style = found(STYLE, write_html(View("a.md", "t", ()), "en"))
    drawn = set(re.findall(r'(?:fill|stroke)="#[0-9a-f]{6}"', write_svg(chart, "en")))
    assert len(drawn) >= 7
    assert [one for one in sorted(drawn) if f"[{one}]" not in style] == []


def _chart() -> Chart:
    bars, path = Series("b", (Decimal(1), Decimal(2))), Series("l", (Decimal(2), Decimal(1)), "line")
    marks = (Mark(0, 0, "low", "low"), Mark(1, 1, "high", "high"))
    return Chart("season", "<Season>", "highest in May", ("Apr", "May"), (bars, path), marks)


def _chart_text(page: str) -> list[str]:
    return re.findall(r"<(?:title|desc) id=[^>]*>([^<]*)<", page)
