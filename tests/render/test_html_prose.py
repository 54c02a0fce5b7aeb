"""Prose of authors on HTML pages: the form that git websites give it, and nothing else."""

import re
from typing import Final

import pytest
from hypothesis import given

from plancode.render.html_prose import prose_html
from plancode.render.markdown import escape_prose
from tests.making import examples
from tests.render.test_hostile_text import ANY_PROSE, PROSE_TAGS, PROSES
from tests.render.test_html import ATTACKS
from tests.support import Page, rendered

PROSE: Final = (
    "One *two* **three** __four__ _five_",
    "text:\n- a\n- b",
    "text:\n1. a\n2. b",
    "text\n3. no list",
    "1) a\n2) b",
    "3. c\n4. d",
    "- a\ngoes on\n- b",
    "- a\n- b\n1. c\n2. d",
    "- a\n\n- b\n\nafter",
    "= x\n: y",
    "snake_case_word __init__ a*b*c",
    "a@example.com | b ~ $5 ~~c~~ #1 &copy; & &amp; x",
    "1. one\n1. two",
    *PROSES,
)


@pytest.mark.parametrize("text", PROSE, ids=lambda text: ascii(text)[1:40])
def test_prose_has_the_form_that_markdown_gives_it(text: str) -> None:
    """Paragraphs, lists and emphasis of prose are those of the Markdown page, and so is its text."""
    made, other = Page(prose_html(text)), Page(rendered(escape_prose(text)))
    assert (made.text, made.names) == (other.text, other.names)


def test_prose_is_what_it_is_by_hand() -> None:
    """Prose is Markdown as far as it is harmless; a line of Chinese that goes on has no space in it."""
    assert prose_html("One *two* **three**:\n- a\n- b | c ~ $5 a@example.com\n") == (
        "<p>One <em>two</em> <strong>three</strong>:</p>\n<ul>\n<li>a</li>\n<li>b | c ~ $5 a@example.com</li>\n</ul>"
    )
    assert prose_html("比去年增长。\n增量来自三处：\nA 和 B") == "<p>比去年增长。增量来自三处：\nA 和 B</p>"


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: ascii(text)[1:40])
def test_hostile_prose_makes_no_tag(text: str) -> None:
    """Text that is hostile in a line is so in prose neither, alone or as an item of a list."""
    for written in (text, f"- {text}", f"a\n\n1. {text}\n2. b"):
        assert set(Page(prose_html(written)).names) <= PROSE_TAGS


@examples(2)
@given(ANY_PROSE)
def test_prose_loses_no_word_and_makes_no_tag(text: str) -> None:
    """Whatever prose is, its letters are all on the page in their order, and no tag but those of its form."""
    page = Page(prose_html(text))
    assert re.sub(r"[\W\d_]+", "", page.text) == re.sub(r"[\W\d_]+", "", text)
    assert set(page.names) <= PROSE_TAGS
    assert {name for _, attributes in page.tags for name, _ in attributes} <= {"start"}
