"""Text of authors is text on every page, whatever it looks like."""

import csv
import html
import io
import json
import re
from functools import cache
from typing import Final
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plancode.document.signs import has_signs
from plancode.findings.severity import Severity
from plancode.locale.catalogue import Language
from plancode.pipeline.building import build
from plancode.pipeline.checking import check
from plancode.render.markdown import escape, escape_prose
from plancode.tree.overlay import OverlayTree
from tests.making import examples
from tests.render.test_markdown_pages import anchors
from tests.support import AS_OF, Page, rendered, spaced

BENIGN: Final = "Plainword"
_ANCHOR: Final = re.compile('(?<=href=")([^"#]*)#[^"]*')
TEXTS: Final = (
    # HTML
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<iframe src="http://evil.example"></iframe>',
    "<details><summary>x</summary>",
    "</td></tr></table><h1>x</h1>",
    "<a href='http://evil.example'>x</a>",
    "<b>bold</b> and <i>it</i>",
    "<!-- comment -->",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[x]]>",
    "<?php echo 1; ?>",
    "<!DOCTYPE html>",
    "<http://evil.example>",
    "<me@evil.example>",
    "<br>",
    "<hr/>",
    '"onmouseover=alert(1)',
    "' onclick='alert(1)",
    "&lt;",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "&#x3c;b&#x3e;",
    "&amp;amp;",
    "AT&T &copy 2026",
    "a < b > c & d",
    # links and pictures
    "[x](javascript:alert(1))",
    "[x](http://evil.example 'title')",
    "[x]: http://evil.example",
    "[x][y]",
    "[^1]: a note",
    "[^1]",
    "![](http://evil/p.png)",
    "![x][y]",
    "http://evil.example",
    "https://evil.example/?a=1&b=2#c",
    "HTTPS://EVIL.EXAMPLE",
    "ftp://evil.example/x",
    "www.evil.example",
    "WWW.EVIL.EXAMPLE/x",
    "(www.evil.example)",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "somebody@evil.example",
    "mailto:somebody@evil.example",
    "xmpp:somebody@evil.example/x",
    "@org/sales",
    "@here and @all",
    "#123",
    "see #123 and org/repo#45",
    "GH-7",
    # templates and formulas
    "{{7*7}}",
    "${7*7}",
    "<%= 7*7 %>",
    "{0.__class__}",
    "{name}",
    "{}",
    "{",
    "}",
    "%s %d %(x)s",
    "=HYPERLINK(1)",
    "+1",
    "@SUM(1)",
    "$x$",
    "$$x^2$$",
    "$5 and $6",
    # Markdown
    "a | b",
    "|",
    "||",
    "\\|",
    "a\\|b",
    "a\\\\|b",
    "| --- |",
    "| --- | --- |",
    "--- | ---",
    "# heading",
    "###### heading ######",
    "C#",
    "heading #",
    "heading ##",
    "- item",
    "* item",
    "+ item",
    "1. x",
    "1) x",
    "2026. A year",
    "123456789. x",
    "- [ ] task",
    "- [x] task",
    "> quote",
    "> [!NOTE]",
    "---",
    "***",
    "* * *",
    "- - -",
    "___",
    "_ _ _",
    "===",
    "=",
    "-",
    "--",
    "`",
    "``",
    "`code`",
    "``` sh",
    "a ` b",
    "~~~",
    "~~struck~~",
    "~sub~",
    "*a*",
    "**a**",
    "***a***",
    "_a_",
    "__init__",
    "a_b_c",
    "snake_case_*star*",
    "**",
    "a*b*c",
    "trailing backslash\\",
    "\\",
    "\\\\",
    "\\n",
    "\\*not\\*",
    "two\nlines",
    "text\n---",
    "text\n===",
    "text\n- item",
    "text\n\n# heading",
    "text\n\n    code",
    "text\n| a | b |\n| --- | --- |\n| c | d |",
    "\ttab",
    "  spaces  ",
    "a  \nb",
    "\u3000wide\u3000spaces\u3000",
    ":tada:",
    "::: note",
    # other scripts and odd characters
    "华东区（销售）",
    "ﷺ",
    "مرحبا",
    "שלום",
    "é e\u0301",
    "👩\u200d💻 👍🏽",
    "Ω≈ç√∫",
    "ⁿ₀ Ⅷ ½",
    "田中さんにあげて下さい",
    "Z̤̈ͅa̴l̷g̸o̶",
    "ʇsǝʇ",
    "‘smart’ “quotes” — … «»",
    "'; DROP TABLE people; --",
    "`; rm -rf / ;`",
    "../../../etc/passwd",
    "CON",
    "null",
    "undefined",
    "NaN",
    "True",
    "0",
    "-1",
    "1e3",
    "00123",
    "2026-01-01",
    "\u00a0no-break\u00a0",
    "x" * 300,
)


def plan_with(text: str) -> dict[str, bytes]:
    """Return a plan that has one text wherever an author may write one that is shown in a line or a cell."""
    said = json.dumps(text, ensure_ascii=False)
    return {"plan.yaml": _YAML.replace("TEXT", said).encode(), "accounts.csv": _accounts(text).encode()}


def _accounts(text: str) -> str:
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(("id", "name", "class", "channel", "potential", "since"))
    rows.writerow(("first", text, "A", "shops", "20k", "2024-01-01"))
    rows.writerow(("second", text, "A", "shops", "10k", ""))
    return file.getvalue()


_YAML: Final = """plancode: v1
kind: plan
id: p
title: TEXT
labels: {source: TEXT}
period: 2026
fiscal:
  periods:
    - {id: first, title: TEXT, from: 2026-01-01, to: 2026-06-30, year: 2026, quarter: 1}
    - {id: second, from: 2026-07-01, to: 2026-12-31, year: 2026, quarter: 2}
currency: EUR
team: sales
market:
  demand: TEXT
  consumer_behaviour: TEXT
  opportunities: [TEXT, TEXT]
  product_traits: TEXT
  rivals: [{id: rival, name: TEXT, share: 10%, strength: TEXT, weakness: TEXT}]
  cycles: [{channel: shops, segment: young, product: tea, sales_cycle: 30d, win_rate: 20%}]
assumptions: [{id: steady, text: TEXT, review: 2026-06-30}, {id: titled, title: TEXT, text: TEXT}]
products: [{id: tea, title: TEXT}]
channels: [{id: shops, title: TEXT, text: TEXT}]
segments: [{id: young, title: TEXT, text: TEXT}]
parties: [{id: finance, title: TEXT}]
skills: [{id: selling, title: TEXT, levels: {"1": TEXT, "2": TEXT}}]
metrics: [{id: smiles, title: TEXT, unit: count, better: higher, over_time: sum, over_scope: sum}]
---
plancode: v1
kind: team
id: people
roles:
  - {id: lead, title: TEXT, manages: true}
  - id: rep
    title: TEXT
    carries_quota: true
    needs: {selling: 2}
    hours_per_week: 40
    productivity: {metric: smiles, amount: 120/year}
teams: [{id: sales, title: TEXT, manager: ann, labels: {source: TEXT}}]
people:
  - {id: ann, name: TEXT, title: TEXT, role: lead, team: sales, labels: {source: TEXT}}
  - id: bob
    name: TEXT
    title: TEXT
    role: rep
    team: sales
    labels: {source: TEXT}
    skills: {selling: 1}
    languages: [en]
    changes: [{from: 2026-09-01, fte: 0.5, reason: TEXT}]
    leave: [{from: 2026-07-06, to: 2026-07-10}]
  - {id: seat, title: TEXT, role: rep, team: sales, open: true}
---
plancode: v1
kind: territories
id: map
call_plan: {A: {calls: 12/year, minutes: 60min}}
territories:
  - id: north
    title: TEXT
    labels: {source: TEXT}
    team: sales
    owners:
      - {person: bob, for: {channel: shops, product: tea, segment: young}, as: overlay}
      - {person: bob, to: 2026-06-30}
      - {person: seat, from: 2026-07-01}
    deputy: ann
    needs: {selling: 1}
    accounts: {file: accounts.csv}
    account_groups: [{id: many, title: TEXT, class: A, channel: shops, count: 4}]
---
plancode: v1
kind: targets
id: smiles-2026
title: TEXT
metric: smiles
assumes: [steady, titled]
note: TEXT
phasing: {shares: [30%, 70%]}
target: {team: sales, amount: 200}
parts: [{id: existing, amount: 200, note: TEXT}]
targets:
  - {person: bob, period: first, amount: 60}
  - {person: bob, period: second, amount: 140, accept: TEXT}
  - {territory: north, amount: 100}
---
plancode: v1
kind: strategy
id: strategy
choices: [{id: choice, title: TEXT, by: service, text: TEXT, segment: young, answers: rival, labels: {source: TEXT}}]
---
plancode: v1
kind: actions
id: actions
actions:
  - {id: do-it, title: TEXT, text: TEXT, owner: bob, to: 2026-05-31, carries: [choice], labels: {source: TEXT}}
  - {id: learn, title: TEXT, kind: training, owner: bob, people: [ann], to: 2026-06-30, labels: {source: TEXT}}
---
plancode: v1
kind: responsibilities
id: duties
duties:
  - id: talk
    title: TEXT
    text: TEXT
    R: [rep]
    A: manager
    C: finance
    needs: {budget: 5k, support: [finance], resources: [TEXT, TEXT]}
    provided: {budget: 5k, support: [finance], resources: [TEXT]}
    labels: {source: TEXT}
---
plancode: v1
kind: cadence
id: rhythm
meetings:
  - {id: weekly, title: TEXT, text: TEXT, every: 1w, on: Mon, minutes: 45, who: {team: sales, people: [finance]}}
one_to_ones: {every: 2w, minutes: 30, text: TEXT}
---
plancode: v1
kind: calendar
id: days
events: [{id: fair, title: TEXT, from: 2026-03-02, to: 2026-03-06, kind: fair, text: TEXT}]
answers: [{period: second, accept: TEXT}]
---
plancode: v1
kind: adjustment
id: more
title: TEXT
effective: 2026-03-01
trigger: market
reason: TEXT
labels: {source: TEXT}
discussed_with: [{person: bob, on: 2026-02-02}]
approved: {by: finance, on: 2026-02-10}
changes: [{target: smiles-2026, person: bob, delta: -10, to: seat, note: TEXT}]
---
plancode: v1
kind: rubric
id: card
title: TEXT
labels: {source: TEXT}
roles: [rep]
kpis:
  - {id: smiles, title: TEXT, text: TEXT, metric: smiles, dimension: outcome, weight: 60, score: {method: ratio}}
  - id: skill
    title: TEXT
    assess: {by: field_visit, assessor: finance}
    dimension: skill
    weight: 20
    score: {method: levels, levels: {"1": 0%, "2": 100%}, texts: {"1": TEXT, "2": TEXT}}
  - id: service
    title: TEXT
    assess: {by: survey}
    dimension: service
    weight: 20
    score: {method: linear, floor: 60, ceiling: 95}
grades: [{grade: TEXT, from: 90, coefficient: 1.2, then: TEXT}, {grade: Z, then: TEXT}]
vetoes: [{metric: smiles, below: 1, grade: Z, text: TEXT}]
additions: [{text: TEXT, each: 1, max: 5}]
deductions: [{text: TEXT, each: 1, max: 5}]
"""


def pages_with(text: str, language: Language = "en") -> dict[str, str]:
    """Return the pages of the plan with one text everywhere, without the table of findings."""
    checked = check(OverlayTree(plan_with(text)), AS_OF)
    assert checked.broken == ()
    assert [(one.code, one.variant, one.place.line) for one in checked.open if one.severity is Severity.ERROR] == []
    pages = {name: data.decode() for name, data in build(checked, language).items() if name.endswith(".md")}
    return pages | {"README.md": pages["README.md"].partition("\n## Open findings\n")[0]}


@cache
def benign() -> dict[str, Page]:
    """Return the pages of the same plan with a plain word everywhere."""
    return {name: Page(rendered(text)) for name, text in pages_with(BENIGN).items()}


def shape(page: Page) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """Return the tags of a page with their attributes; of links into a page only the page, of pictures not the text."""
    return [
        (tag, [(name, (value or "").partition("#")[0]) for name, value in attributes if name != "alt"])
        for tag, attributes in page.tags
    ]


def pictures(page: Page) -> list[str]:
    """Return the texts that stand for the pictures of a page."""
    return [value or "" for _, attributes in page.tags for name, value in attributes if name == "alt"]


def test_plan_for_this_test_shows_many_texts() -> None:
    """The plan of these tests has texts of authors on every page but says them only where they belong."""
    assert sum(page.text.count(BENIGN) for page in benign().values()) > 150
    assert all(BENIGN in page.text for page in benign().values())


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[1:40])
def test_hostile_text_is_only_text(text: str) -> None:
    """With any text everywhere the pages have the same tags, links and tables, and show exactly that text."""
    for name, source in pages_with(text).items():
        markup, plain = rendered(source), benign()[name]
        same = _ANCHOR.sub(r"\1", plain.markup).replace(BENIGN, html.escape(text, quote=False))
        if _ANCHOR.sub(r"\1", markup) == same:
            continue  # but for the text it is the same page, which need not be taken apart
        page = Page(markup)
        assert page.text == spaced(plain.text.replace(BENIGN, f"{spaced(text)}")), name
        assert shape(page) == shape(plain), name
        assert page.tables == plain.tables
        assert pictures(page) == [alt.replace(BENIGN, spaced(text)) for alt in pictures(plain)], name


@pytest.mark.parametrize("text", TEXTS[:4], ids=lambda text: ascii(text)[1:40])
def test_hostile_text_is_only_text_in_chinese_too(text: str) -> None:
    """The pages in the other language are made by the same writer."""
    plain = {name: Page(rendered(source)) for name, source in pages_with(BENIGN, "zh").items()}
    for name, source in pages_with(text, "zh").items():
        page = Page(rendered(source))
        assert page.text == spaced(plain[name].text.replace(BENIGN, spaced(text)))
        assert shape(page) == shape(plain[name])


@pytest.mark.parametrize(
    "title",
    [
        "Card of (all) reps!",
        "<?php echo 1; ?>",
        "Card (!)",
        "(!) Card",
        "C#",
        "a_b-c  d",
        "\u00bd and \u2460",
        "\u2167 \u4e00\u7ea7\uff08\u7532\uff09",
        "\u00c9 e\u0301 \u0130",
        "Scorecards",
        "*Card* [x](y) `z`",
        "%41 & 100 %",
    ],
    ids=ascii,
)
def test_anchor_of_a_title_leads_to_its_heading(title: str) -> None:
    """The link to a scorecard has the anchor that a git website gives its heading, whatever its title is."""
    pages = {name: Page(rendered(source)) for name, source in pages_with(title).items()}
    (link,) = (link for link in pages["people/bob.md"].links if "#" in link)
    found = anchors(pages["scorecards.md"])
    level, heading = found.get(unquote(link.partition("#")[2]), ("", ""))
    assert level == "h2", f"{link} not in {list(found)}"
    assert heading in (spaced(title), f"{spaced(title)} (card)")
    (verdict,) = (link for link in pages["README.md"].links if link.startswith("feasibility.md#"))
    assert anchors(pages["feasibility.md"])[unquote(verdict.partition("#")[2])] == ("h2", spaced(title))


def test_anchors_of_equal_titles_differ() -> None:
    """Two scorecards with the same title are each reached by their own link."""
    files = plan_with(BENIGN)
    source = files["plan.yaml"].decode()
    card = "---\nplancode: v1\nkind: rubric\nid: card" + source.partition("kind: rubric\nid: card")[2]
    other = card.replace("id: card", "id: card-of-leads").replace("roles: [rep]", "roles: [lead]")
    pages = build(check(OverlayTree(files | {"plan.yaml": f"{source}{other}".encode()}), AS_OF))
    links = {
        link
        for name in ("ann", "bob")
        for link in Page(rendered(pages[f"people/{name}.md"].decode())).links
        if "#" in link
    }
    assert len(links) == 2


PROSE_TAGS: Final = frozenset({"p", "em", "strong", "ul", "ol", "li"})
PROSES: Final = (
    "text\n-",
    "text\n -",
    "text\n=",
    "* * *",
    "- - -",
    "_ _ _",
    "a\n\n***\n\nb",
    "- # heading in a list",
    "1. # heading in a list",
    "- - # deep",
    "-     code in a list",
    "- ***",
    "- ---",
    "1.      code",
    "- ~~~\n- x\n- ~~~",
    "- > quote",
    "- <details>",
    "- [ ] task",
    "> quote\n> more",
    "a\n\n\n\n    code",
    "```\ncode\n```",
    "somebody@evil.example",
    "- [x](javascript:alert(1))",
    "Title\n=====\n\nTitle\n-----",
    "| a |\n| --- |\n| b |",
    "**bold** *it* __b__ _i_\n\n- one\n- two\n\n1. one\n2. two",
)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[1:40])
def test_hostile_text_in_prose_makes_no_tag(text: str) -> None:
    """Text that is hostile in a line is so in prose neither, alone or as an item of a list."""
    for written in (text, f"- {text}", f"a\n\n1. {text}\n2. b"):
        page = Page(rendered(escape_prose(written)))
        assert set(page.names) <= PROSE_TAGS


@pytest.mark.parametrize("text", PROSES, ids=lambda text: ascii(text)[1:40])
def test_hostile_prose_has_only_emphasis_and_lists(text: str) -> None:
    """Prose of an author can make paragraphs, lists and emphasis, and nothing else."""
    files = plan_with(BENIGN)
    said = json.dumps(text, ensure_ascii=False)
    source = files["plan.yaml"].decode().replace("team: sales\nmarket", f"about: {said}\nteam: sales\nmarket")
    source = source.replace("id: strategy\n", f"id: strategy\nsummary: {said}\n")
    checked = check(OverlayTree(files | {"plan.yaml": source.encode()}), AS_OF)
    page = Page(rendered(build(checked)["README.md"].decode().partition("\n## Open findings\n")[0]))
    plain = benign()["README.md"]
    others = [one for one in shape(page) if one[0] not in PROSE_TAGS]
    assert others == [one for one in shape(plain) if one[0] not in PROSE_TAGS]
    assert page.headings == plain.headings
    assert page.tables == plain.tables


def test_prose_keeps_what_it_may() -> None:
    """Paragraphs, lists and emphasis of an author are there on the page."""
    page = Page(rendered(escape_prose("First *part*.\n\nSecond **part**:\n\n- one\n- two\n\n1. one\n2. two")))
    assert page.names == ["p", "em", "p", "strong", "ul", "li", "li", "ol", "li", "li"]


LETTERS = st.characters(exclude_categories=("Cs", "Co", "Cn")).filter(lambda one: not has_signs(one))
MARKS = st.sampled_from([*"\\`*_[]<>|~$&:/@#=+-.)(!^{}'\"0123 \t\n", "www.", "http://", "a@b.co", "&lt;", "a", "中"])
ANY_TEXT = st.one_of(st.text(LETTERS), st.lists(MARKS, max_size=12).map("".join))


@examples(2)
@given(ANY_TEXT)
@example("1. x")
@example("a@b.co")
@example("\\|")
def test_escaped_text_in_a_cell_is_that_text(text: str) -> None:
    """Whatever a text is, escaped in a cell of a table it shows itself and makes no tag."""
    page = Page(rendered(f"| h | i |\n| --- | --- |\n| {escape(text)} | x |\n"))
    assert page.names == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]
    assert page.text == spaced(f"h i {text} x")


@examples(2)
@given(ANY_TEXT.filter(str.strip))
@example("1. x")
@example("- - -")
@example("a@b.co")
def test_escaped_text_in_a_list_is_that_text(text: str) -> None:
    """Whatever a text is, escaped in an item of a list it shows itself and makes no tag."""
    page = Page(rendered(f"- {escape(text)}\n- x\n"))
    assert page.names == ["ul", "li", "li"]
    assert page.text == spaced(f"{text} x")


@examples(2)
@given(ANY_TEXT.filter(str.strip))
@example("x #")
@example("x ##")
def test_escaped_text_in_a_heading_is_that_text(text: str) -> None:
    """Whatever a text is, escaped in a heading it shows itself and makes no tag."""
    page = Page(rendered(f"# {escape(text)}\n\nx\n"))
    assert page.names == ["h1", "p"]
    assert page.text == spaced(f"{text} x")


@examples(2)
@given(ANY_TEXT.filter(str.strip))
@example("- a")
@example("text\n-")
def test_escaped_text_in_a_paragraph_is_that_text(text: str) -> None:
    """Whatever a text is, escaped in a paragraph of its own it shows itself and makes no tag."""
    page = Page(rendered(f"{escape(text)}\n\nx\n"))
    assert page.names == ["p", "p"]
    assert page.text == spaced(f"{text} x")


LINES = st.lists(MARKS, max_size=8).map("".join)
ANY_PROSE = st.one_of(ANY_TEXT, st.lists(LINES, max_size=5).map("\n".join))


@examples(2)
@given(ANY_PROSE)
@example("- # x")
@example("text\n-")
@example("-     code")
@example("* * *")
@example("a@b.co")
def test_escaped_prose_has_only_emphasis_and_lists(text: str) -> None:
    """Whatever prose is, it makes paragraphs, emphasis and lists, and no other tag or attribute but a list's start."""
    page = Page(rendered(escape_prose(text)))
    assert set(page.names) <= PROSE_TAGS
    assert {name for _, attributes in page.tags for name, _ in attributes} <= {"start"}


@examples(2)
@given(ANY_PROSE)
def test_escaped_prose_loses_no_word(text: str) -> None:
    """Letters of prose are all on the page, in their order."""
    page = Page(rendered(escape_prose(text)))
    assert _letters(page.text) == _letters(text)


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text)
