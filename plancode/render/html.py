"""Views as pages for a browser: one file each, nothing fetched, nothing that runs. Jinja2 escapes what is unmarked."""

import base64
import hashlib
import posixpath
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from itertools import pairwise
from typing import Final
from urllib.parse import quote

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from plancode.locale.catalogue import Language
from plancode.locale.width import steadied, width
from plancode.render.blocks import Block, Chart, FactList, Items, ProseBlock, Section, View, more, page_of
from plancode.render.html_prose import prose_html
from plancode.render.markdown import slug
from plancode.render.svg import write_svg
from plancode.said.speaker import QUOTED, Speaker
from plancode.said.value import Link, Ref, Said
from plancode.tables.table import Column, Table

_BLOCKS: Final = "blocks.html.jinja"
_PAGE: Final = "page.html.jinja"
_STYLE: Final = "page.css"
_LEVELS: Final = 6
_SHORT, _LONG = 16, 30
"""Columns of a terminal up to which a text stays in one line, and from which a column needs room."""
_LANGUAGES: Final[dict[Language, str]] = {"en": "en", "zh": "zh-CN"}
BlockRecord = dict[str, object]
"""A block as the template takes it."""


def write_html(view: View, language: Language, *, alone: bool = False) -> str:
    """Return a view as a page; one that stands alone has its links as plain text, for there are no other pages."""
    writer = _Writer(view.page, language, alone=alone)
    style = "\n" + _read(_STYLE)
    return _template().render(
        language=_LANGUAGES[language],
        name=writer.plain(view.title),
        title=writer.say(view.title),
        content=writer.blocks(view.blocks, 2, view.title),
        style=Markup(style),  # noqa: S704  # our own file
        digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


def html_path(page: str) -> str:
    """Return where a page of Markdown lies as HTML: beside it; the first page of a folder where websites look."""
    folder, name = posixpath.split(page)
    if not name.endswith(".md"):
        return page
    return posixpath.join(folder, "index.html" if name == "README.md" else f"{name.removesuffix('.md')}.html")


def escape_html(text: str) -> str:
    """Return an author's text so that a browser shows exactly it, in one line."""
    return escape(steadied(" ".join(text.split())))


@cache
def _template() -> Template:
    environment = Environment(
        loader=DictLoader({name: _read(name) for name in (_BLOCKS, _PAGE)}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(_PAGE)


@cache
def _read(name: str) -> str:
    return (files("plancode.render") / "templates" / name).read_text("utf-8")


class _HtmlSpeaker(Speaker):
    """Speaks for a page, from which links lead to others; on one that stands alone they are plain text."""

    def __init__(self, page: str, language: Language, *, alone: bool) -> None:
        super().__init__(language)
        self.page, self.alone = page, alone

    def escape(self, text: str) -> str:
        """Return an author's text for a page."""
        return escape_html(text)

    def verbatim(self, text: str) -> str:
        """Return a code, an id or a path in its tag."""
        return f"<code>{escape_html(text)}</code>"

    def ours(self, sentence: str) -> str:
        """Return a sentence of ours with what it quotes in a tag."""
        return QUOTED.sub(r"<code>\1</code>", sentence)

    def ref(self, ref: Ref) -> str:
        """Return a name, which leads to its page where it has one."""
        page = page_of(ref)
        return self._way(page, "", super().ref(ref)) if page else super().ref(ref)

    def link(self, link: Link) -> str:
        """Return a link to a page or a heading of one."""
        return self._way(link.page, f"#{slug(link.anchor)}" if link.anchor else "", self.say(link.text))

    def _way(self, page: str, anchor: str, text: str) -> str:
        folder = posixpath.dirname(self.page) or "."
        address = (quote(posixpath.relpath(html_path(page), folder)) if page != self.page else "") + anchor
        return f'<a href="{escape(address)}">{text}</a>' if address and not self.alone else text


class _TextSpeaker(Speaker):
    """Speaks what stands in no mark: titles, and texts to be measured."""

    def escape(self, text: str) -> str:
        """Return an author's text as it is, without what moves the text around it."""
        return steadied(text)


class _Writer:
    """Blocks as records of marked text."""

    def __init__(self, page: str, language: Language, *, alone: bool) -> None:
        self.language = language
        self.speaker, self.speaker_of_text = _HtmlSpeaker(page, language, alone=alone), _TextSpeaker(language)
        self.ids: set[str] = set()
        self.charts = 0

    def say(self, value: Said) -> Markup:
        """Return what stands in a line, escaped by the speaker."""
        return Markup(self.speaker.say(value))  # noqa: S704  # escaped piece by piece

    def plain(self, value: Said) -> str:
        """Return the same as text, for the template to escape."""
        return " ".join(self.speaker_of_text.say(value).split())

    def blocks(self, blocks: tuple[Block, ...], level: int, title: Said) -> list[BlockRecord]:
        """Return blocks for the template; `level` is that of their headings, `title` the heading they stand under."""
        return [self._block(block, level, title) for block in blocks]

    def _block(self, block: Block, level: int, title: Said) -> BlockRecord:
        if isinstance(block, Section):
            return self._section(block, level)
        if isinstance(block, Table):
            return self._table(block.filled(), title)
        if isinstance(block, Chart):
            return self._chart(block)
        if isinstance(block, FactList):
            return {"kind": "facts", "rows": [(self.say(name), self.say(value)) for name, value in block.rows]}
        if isinstance(block, Items):
            return {"kind": "items", "lines": self._lines(block), "empty": self.say(block.empty)}
        return (
            {"kind": "prose", "html": prose_html(block.text)}
            if isinstance(block, ProseBlock)
            else {"kind": "line", "text": self.say(block.text)}
        )

    def _section(self, section: Section, level: int) -> BlockRecord:
        """Return a section. A folded one has no anchor, for on a git website it has none that a link could name."""
        return {
            "kind": "folded" if section.is_folded else "section",
            "title": self.say(section.title),
            "level": min(level, _LEVELS),
            "id": "" if section.is_folded else self._id(self.plain(section.title)),
            "blocks": self.blocks(section.blocks, level + 1, section.title),
        }

    def _id(self, title: str) -> str:
        """Return the anchor of a heading as git websites make it; where one is taken it gets a number."""
        name = slug(title) or "section"
        free, count = name, 0
        while free in self.ids:
            count += 1
            free = f"{name}-{count}"
        self.ids.add(free)
        return free

    def _table(self, table: Table, title: Said) -> BlockRecord:
        rows = [table.said(row.cells) for row in table.rows]
        return {
            "kind": "table",
            "title": self.plain(title),
            "forms": [self._form(column, [row[number] for row in rows]) for number, column in enumerate(table.columns)],
            "heads": [self.say(column.heading) for column in table.columns],
            "rows": [[self.say(cell) for cell in row] for row in rows],
            "total": [self.say(cell) for cell in table.said(table.total)] if table.total else [],
            "empty": self.say(table.empty),
            "more": [self.say(line.text) for line in more(table.left)],
        }

    def _form(self, column: Column, cells: Sequence[Said]) -> str:
        """Return how a column is set: to the right, in one line, with some room, with much."""
        if column.is_numeric:
            return "number"
        longest = max((width(self.plain(cell)) for cell in cells), default=0)
        return "short" if longest <= _SHORT else "long" if longest >= _LONG else "middle"

    def _lines(self, items: Items) -> list[BlockRecord]:
        """Return the lines of a list; each says whether a list below it begins, and how many end after it."""
        depths = [-1]
        for depth, _ in items.lines:
            depths.append(min(depth, depths[-1] + 1))
        steps = [after - before for before, after in pairwise([*depths[1:], 0])]
        lines = zip(items.lines, steps, strict=True)
        return [{"text": self.say(line), "has_more": step > 0, "ends": max(-step, 0)} for (_, line), step in lines]

    def _chart(self, chart: Chart) -> BlockRecord:
        """Return a picture as a part of the page, with ids that no heading can have: a slug has no dot."""
        self.charts += 1
        title, desc = f"chart.{self.charts}.title", f"chart.{self.charts}.desc"
        drawn = write_svg(chart, self.language)
        drawn = drawn.replace('aria-labelledby="title desc"', f'aria-labelledby="{title} {desc}"', 1)
        drawn = drawn.replace('<title id="title">', f'<title id="{title}">', 1)
        drawn = drawn.replace('<desc id="desc">', f'<desc id="{desc}">', 1)
        return {"kind": "chart", "title": self.plain(chart.title), "picture": Markup(drawn)}  # noqa: S704  # escaped
