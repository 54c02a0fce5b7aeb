"""Views as pages for a browser: one file each, nothing fetched, nothing that runs. Jinja2 escapes what is unmarked."""

import base64
import hashlib
import posixpath
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any, Final

import nh3
from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markdown import Markdown
from markupsafe import Markup

from plancode.locale.catalogue import Language
from plancode.locale.width import steadied
from plancode.render.blocks import (
    Block,
    Chart,
    Facts,
    Inline,
    Items,
    Line,
    Link,
    Prose,
    Section,
    Table,
    View,
    without_empty_columns,
)
from plancode.render.markdown import escape_prose, slug
from plancode.render.speak import Speaker
from plancode.render.svg import write_svg

_LEVELS: Final = 6
_PAGE: Final = "page.html.jinja"
_PROSE_TAGS: Final = {"p", "ul", "ol", "li", "em", "strong", "br"}
_ESCAPED: Final = ("|", "~", "$", "<", ":")
"""What `escape_prose` puts a backslash before, and Python-Markdown does not know as escaped."""
_HTML_LANGUAGE: Final[dict[Language, str]] = {"en": "en", "zh": "zh-CN"}
Record = dict[str, Any]
"""A block as the template takes it."""


def write_html(view: View, language: Language, *, alone: bool = False) -> str:
    """Return a view as a page; one that stands alone has its links as plain text, for there are no other pages."""
    writer = _Writer(view.page, language, alone=alone)
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _template().render(
        language=_HTML_LANGUAGE[language],
        name=writer.plain(view.title),
        title=writer.say(view.title),
        content=writer.blocks(view.blocks, 2),
        style=Markup(style),  # noqa: S704  # our own file
        digest=digest,
    )


def escape_html(text: str) -> str:
    """Return an author's text so that a browser shows exactly it, in one line."""
    return escape(steadied(" ".join(text.split())))


@cache
def _template() -> Template:
    text = (files("plancode.render") / "templates" / _PAGE).read_text("utf-8")
    environment = Environment(loader=DictLoader({_PAGE: text}), autoescape=True, undefined=StrictUndefined)
    return environment.get_template(_PAGE)


@cache
def _style() -> str:
    return (files("plancode.render") / "templates" / "page.css").read_text("utf-8")


@dataclass
class _Node:
    """A line of a list, with those below it."""

    text: Markup
    below: "list[_Node]"


class _Writer:
    """Blocks as records of marked text."""

    def __init__(self, page: str, language: Language, *, alone: bool) -> None:
        self.folder, self.page, self.language, self.alone = posixpath.dirname(page), page, language, alone
        self.speaker = Speaker(language, escape_html, self._link, _code)
        self.speaker_of_text = Speaker(language, steadied, lambda _, text: text, str)
        self.ids: dict[str, int] = {}

    def say(self, value: Inline) -> Markup:
        """Return what stands in a line, escaped by the speaker."""
        return Markup(self.speaker.say(value))  # noqa: S704  # escaped piece by piece

    def plain(self, value: Inline) -> str:
        """Return the same as text, for the template to escape."""
        return self.speaker_of_text.say(value)

    def blocks(self, blocks: tuple[Block, ...], level: int) -> list[Record]:
        """Return blocks for the template; `level` is that of their headings."""
        return [self._block(block, level) for block in blocks]

    def _block(self, block: Block, level: int) -> Record:
        if isinstance(block, Section):
            return self._section(block, level)
        if isinstance(block, Table):
            return self._table(without_empty_columns(block))
        if isinstance(block, Facts):
            return {"kind": "facts", "rows": [(self.say(name), self.say(value)) for name, value in block.rows]}
        if isinstance(block, Items):
            return {"kind": "items", "nodes": self._nodes(block), "empty": self.say(block.empty)}
        if isinstance(block, Chart):
            return self._chart(block)
        return self._text(block)

    def _section(self, section: Section, level: int) -> Record:
        return {
            "kind": "section",
            "title": self.say(section.title),
            "is_folded": section.is_folded,
            "level": min(level, _LEVELS),
            "id": self._id(self.plain(section.title)),
            "blocks": self.blocks(section.blocks, level + 1),
        }

    def _id(self, title: str) -> str:
        """Return the anchor of a heading as git websites make it; one that is taken gets a number."""
        name = slug(title) or "section"
        count = self.ids.get(name, 0)
        self.ids[name] = count + 1
        return f"{name}-{count}" if count else name

    def _table(self, table: Table) -> Record:
        return {
            "kind": "table",
            "title": self.plain(table.columns[0].title),
            "heads": [{"text": self.say(column.title), "numeric": column.numeric} for column in table.columns],
            "rows": [[self.say(cell) for cell in row] for row in table.rows],
            "total": [self.say(cell) for cell in table.total] if table.total else None,
            "empty": self.say(table.empty),
        }

    def _nodes(self, items: Items) -> list[_Node]:
        """Return the lines of a list as a tree, by their depths."""
        top = _Node(Markup(), [])
        way = [top]
        for depth, line in items.lines:
            del way[depth + 1 :]
            node = _Node(self.say(line), [])
            way[-1].below.append(node)
            way.append(node)
        return top.below

    def _chart(self, chart: Chart) -> Record:
        data = base64.b64encode(write_svg(chart, self.language).encode()).decode()
        return {"kind": "chart", "source": f"data:image/svg+xml;base64,{data}", "alt": self.plain(chart.alt)}

    def _text(self, block: Prose | Line) -> Record:
        if isinstance(block, Prose):
            return {"kind": "prose", "html": prose_html(block.text)}
        return {"kind": "line", "text": self.say(block.text)}

    def _link(self, link: Link, text: str) -> str:
        if self.alone:
            return text
        path = posixpath.relpath(link.page, self.folder or ".") if link.page != self.page else ""
        path = f"{path.removesuffix('.md')}.html" if path.endswith(".md") else path
        anchor = f"#{slug(link.anchor)}" if link.anchor else ""
        return f'<a href="{escape(path + anchor)}">{text}</a>' if path or anchor else text


def prose_html(text: str) -> Markup:
    """Return an author's prose: paragraphs, lists and emphasis, nothing else; what else Markdown knows is text."""
    converter = Markdown(output_format="html")
    converter.ESCAPED_CHARS = [*converter.ESCAPED_CHARS, *_ESCAPED]
    made = converter.convert(escape_prose(text))
    return Markup(nh3.clean(made, tags=_PROSE_TAGS, attributes={}))  # noqa: S704  # cleaned


def _code(text: str) -> str:
    return f"<code>{escape_html(text)}</code>"
