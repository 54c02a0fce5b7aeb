"""Text of authors is text in every renderer of Markdown that people use, not only in that of GitHub."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from markdown import markdown
from markdown_it import MarkdownIt

from plancode.render.blocks import FactList, Items, Line, ProseBlock, Section, View
from plancode.render.markdown import write_markdown
from plancode.said.value import Link, Said, Sentence, Term, Verbatim
from plancode.tables.table import Column, table
from tests.render.test_hostile_text import BENIGN, PROSE_TAGS, PROSES, TEXTS, shape
from tests.support import Page, environment, rendered, require

NODE: Final = os.environ.get("PLANCODE_NODE", "")
CODES: Final = (
    "a|b", "a\\|b", "a\\\\|b", "\\", "a\\", "`", "a`b", "``a`` b", "`|`", "\\`|<b>x</b>", "|<img src=x>",
    "x\\|<img src=x>|y", "`\\|<b>", "&lt;b&gt;", "<b>", "</code><b>x</b>", "a\n\n<b>x</b>", "[x](http://evil.example)",
    "http://evil.example", "www.evil.example", "somebody@evil.example", " a ", "*a*", "_a_", "$a$", "&#124;<b>",
    "\\\\\\|`<b>`", "` `|` `", "- a", "# a", "1. a", "~~a~~", "<!--", "-->", "<http://evil.example>", "\\`", "a\\`b<i>",
)  # fmt: skip
"""Texts that renderers take apart in different ways where they stand in a span of code, above all in a table."""
SHORT: Final = 100
"""A sentence of ours has no longer text between backticks."""
HOSTILE: Final = tuple(text for text in dict.fromkeys((*CODES, *TEXTS)) if len(text) <= SHORT)
_NONE: Final = Term("list.comma")


def page_with(text: str) -> str:
    """Return a page with a text wherever one can stand: title, heading, cells, facts, lists, links, code, sentences."""
    without = text.replace("`", "")  # in a sentence a pair of them makes a span of code, as the sentences of ours do
    link, code, told = Link("other.md", text), Verbatim(text), Sentence(f"See `{without or '?'}` of {without}.")
    row: tuple[Said, ...] = (text, code, link, told, "x")
    made = table(tuple(Column("x", title=one) for one in row), (row, row), _NONE, row)
    lines: tuple[tuple[int, Said], ...] = ((0, text), (0, code), (1, link), (1, told))
    blocks = (made, FactList(tuple((text, one) for one in row)), Items(lines), Line(text), Line(link), Line(told))
    return write_markdown(View("page.md", text, (Section(text, blocks), Section("x", (made,), is_folded=True))), "en")


def _python_markdown(text: str) -> str:
    return markdown(text, extensions=["tables", "sane_lists"])


@cache
def _in_javascript() -> dict[str, dict[str, str]]:
    """Return all pages in the renderers of JavaScript, by renderer and source."""
    require(
        shutil.which("node") and (Path(NODE) / "node_modules").is_dir(), "needs node, and renderers in PLANCODE_NODE"
    )
    sources = [page_with(BENIGN), *map(page_with, HOSTILE), *map(prose_with, (BENIGN, *PROSES, *TEXTS))]
    script = Path(__file__).with_name("renderers.mjs")
    done = subprocess.run(
        ["node", str(script)], input=json.dumps(sources), capture_output=True, check=True, text=True, timeout=120,
        env=environment(PLANCODE_NODE=NODE), encoding="utf-8",
    )  # fmt: skip
    return {name: dict(zip(sources, found, strict=True)) for name, found in json.loads(done.stdout).items()}


def _javascript(name: str) -> Callable[[str], str]:
    return lambda text: _in_javascript()[name][text]


RENDERERS: Final[dict[str, Callable[[str], str]]] = {
    "cmark-gfm": rendered,
    "python-markdown": _python_markdown,
    "markdown-it-py": MarkdownIt("commonmark", {"html": True}).enable("table").render,
    "markdown-it": _javascript("markdown-it"),
    "marked": _javascript("marked"),
    "remark": _javascript("remark"),
}


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.slow
def test_hostile_text_is_text(name: str) -> None:
    """A page with any text has the tags, attributes and links of one with a plain word, and loses no letter."""
    render = RENDERERS[name]
    plain = Page(render(page_with(BENIGN)))
    assert plain.tables[0] == [5, 5, 5, 5]
    for text in HOSTILE:
        page = Page(render(page_with(text)))
        assert _but_code(page) == _but_code(plain), text
        assert _letters(page.text) == _letters(plain.text.replace(BENIGN, text)), text


def _but_code(page: Page) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """Return the shape of a page without its spans of code: one has a renderer that leaves them out where it folds."""
    return [one for one in shape(page) if one != ("code", [])]


def prose_with(text: str) -> str:
    """Return a page with a prose of an author."""
    return write_markdown(View("page.md", "x", (ProseBlock(text), Line("x"))), "en")


@pytest.mark.parametrize("name", RENDERERS)
def test_hostile_prose_has_only_emphasis_and_lists(name: str) -> None:
    """Prose of an author makes paragraphs, lists and emphasis in every renderer, and nothing else."""
    for text in (*PROSES, *TEXTS):
        page = Page(RENDERERS[name](prose_with(text)))
        assert set(page.names) <= PROSE_TAGS | {"h1"}, text
        assert page.names.count("h1") == 1, text
        assert {one for _, attributes in page.tags for one, _ in attributes} <= {"start"}, text


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text)
