"""Views as Markdown that reads well on a git website. One function escapes, and nothing of an author passes by it."""

import posixpath
import re
import unicodedata
from typing import Final

from plancode.locale.catalogue import Language
from plancode.locale.width import steadied
from plancode.render.blocks import Block, Chart, FactList, Items, Line, ProseBlock, Section, View, more, page_of
from plancode.said.speaker import Speaker
from plancode.said.value import Link, Ref, Said
from plancode.tables.table import Cells, Table

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>|~$]|&(?=[#A-Za-z])|#(?=\d)")
_ADDRESS: Final = re.compile(r"(?<=\S)(?=@)|(?<=/)(?=/)|(?<=www)(?=\.)", re.IGNORECASE)
"""Where an address is cut, so that no renderer makes a link of it: some do even where a sign of it is escaped."""
_LINE_START: Final = re.compile(r"^([#+=-]|\d+(?=[.)](?:\s|$)))")
_HEADING_END: Final = re.compile(r"(?<=\s)(?=#+$)")
_LIST_ITEM: Final = re.compile(r"^([-*+]|\d{1,9}[.)])\s+(?=\S)")
_PROSE_START: Final = re.compile(r"^([#+=:-]|\*(?=\s|$)|\*(?=[*\s]*$)|_(?=[_\s]*$)|\d+(?=[.)](?:\s|$)))")
_PROSE_SPECIAL: Final = re.compile(r"[\\`\[\]<>|~$]|&(?=[#A-Za-z])|#(?=\d)")
_SPACES: Final = re.compile(r"\s+")
_ENTITIES: Final = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "&#124;", "[": "&#91;", "]": "&#93;"}
"""What is written by its number or name: of a backslash before a pipe, or a bracket in a link, renderers differ."""
_PLAIN_CODE: Final = re.compile(r"[^\s`|\\<>&](?:[^`|\\<>&]*[^\s`|\\<>&])?")
CUT: Final = "<!-- -->"
"""What no reader sees, and no renderer takes for a part of an address: nothing else keeps all of them from linking."""
_WORDY: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"})


def write_markdown(view: View, language: Language, *, alone: bool = False) -> str:
    """Return a view as a Markdown page; one that stands alone has no links, for there are no other pages."""
    return _Writer(view.page, language, alone=alone).page(view)


def escape(text: str) -> str:
    """Return an author's text so that Markdown shows exactly it, in one line."""
    line = _ADDRESS.sub("\0", steadied(_SPACES.sub(" ", text).strip()))
    line = _HEADING_END.sub(r"\\", _LINE_START.sub(_no_list, _SPECIAL.sub(_backslash, line)))
    return line.replace("\0", CUT)


def escape_prose(text: str) -> str:
    """Return an author's prose: paragraphs, lists and emphasis stay; links, HTML, headings, code become text."""
    return "\n".join(_prose_line(steadied(line.strip())) for line in text.splitlines()).strip()


def _prose_line(line: str) -> str:
    item = _LIST_ITEM.match(line)
    marker, body = (f"{item[1]} ", line[item.end() :]) if item else ("", line)
    body = _PROSE_SPECIAL.sub(_backslash, _ADDRESS.sub("\0", body))
    return marker + _PROSE_START.sub(_no_list, body).replace("\0", CUT)


def slug(heading: str) -> str:
    """Return the anchor that git websites give a heading: lower case, only letters, digits, `-`, `_` and spaces."""
    line = _SPACES.sub(" ", heading).strip().lower()
    kept = (one for one in line if one in "- " or unicodedata.category(one) in _WORDY or one == "_")
    return "".join(kept).replace(" ", "-")


def _no_list(match: re.Match[str]) -> str:
    """Keep a line from beginning a heading or a list, by a backslash before the sign that would make it one."""
    return f"{match[1]}\\" if match[1].isdigit() else f"\\{match[1]}"


def _backslash(match: re.Match[str]) -> str:
    return _ENTITIES.get(match[0], "\\" + match[0])


class _MarkdownSpeaker(Speaker):
    """Speaks for a page, from which links lead to others."""

    def __init__(self, page: str, language: Language, *, alone: bool) -> None:
        super().__init__(language)
        self.page, self.folder, self.alone = page, posixpath.dirname(page) or ".", alone

    def ref(self, ref: Ref) -> str:
        page, name = page_of(ref), super().ref(ref)
        return (
            f"[{name}]({posixpath.relpath(page, self.folder)})"
            if page and page != self.page and not self.alone
            else name
        )

    def escape(self, text: str) -> str:
        return escape(text)

    def verbatim(self, text: str) -> str:
        """Return a code span, or where renderers disagree of one, its tag."""
        line = _SPACES.sub(" ", steadied(text)).strip()
        return f"`{line}`" if _PLAIN_CODE.fullmatch(line) else f"<code>{escape(line)}</code>"

    def link(self, link: Link) -> str:
        return self._way(link.page, f"#{slug(link.anchor)}" if link.anchor else "", self.say(link.text))

    def _way(self, page: str, anchor: str, text: str) -> str:
        address = (posixpath.relpath(page, self.folder) if page != self.page else "") + anchor
        return f"[{text}]({address})" if address and not self.alone else text


class _Writer:
    def __init__(self, page: str, language: Language, *, alone: bool) -> None:
        self.speaker = _MarkdownSpeaker(page, language, alone=alone)

    def page(self, view: View) -> str:
        parts = [f"# {self._say(view.title)}", *self._blocks(view.blocks, 2)]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _blocks(self, blocks: tuple[Block, ...], level: int) -> list[str]:
        return [text for block in blocks for text in self._block(block, level)]

    def _block(self, block: Block, level: int) -> list[str]:
        if isinstance(block, Section) and block.is_folded:
            summary = f"<details><summary>{self._say(block.title)}</summary>"
            return [summary, *self._blocks(block.blocks, level + 1), "</details>"]
        if isinstance(block, Section):
            return [f"{'#' * level} {self._say(block.title)}", *self._blocks(block.blocks, level + 1)]
        return [self._alone(block)]

    def _alone(self, block: Table | FactList | Items | ProseBlock | Line | Chart) -> str:
        if isinstance(block, Table):
            return self._table(block.filled())
        if isinstance(block, FactList):
            return "\n".join(f"- **{self._say(name)}:** {self._say(value)}" for name, value in block.rows)
        if isinstance(block, Items):
            return self._items(block)
        if isinstance(block, Chart):
            return self._chart(block)
        return escape_prose(block.text) if isinstance(block, ProseBlock) else self._say(block.text)

    def _table(self, table: Table) -> str:
        if not table.rows:
            return f"*{self._say(table.empty)}*"
        head = self._row(tuple(column.heading for column in table.columns))
        rule = "|" + "|".join(" ---: " if column.is_numeric else " --- " for column in table.columns) + "|"
        rows = [self._row(table.said(row.cells)) for row in table.rows]
        total = [self._total(table.said(table.total))] if table.total else []
        lines = "\n".join([head, rule, *rows, *total])
        return "\n\n".join([lines, *(self._say(line.text) for line in more(table.left))])

    def _row(self, cells: Cells) -> str:
        return "| " + " | ".join(self._say(cell) for cell in cells) + " |"

    def _total(self, cells: Cells) -> str:
        said = (self._say(cell) for cell in cells)
        return "| " + " | ".join(f"**{cell}**" if cell else "" for cell in said) + " |"

    def _items(self, items: Items) -> str:
        if not items.lines:
            return f"*{self._say(items.empty)}*" if items.empty else ""
        return "\n".join(f"{'  ' * depth}- {self._say(line)}" for depth, line in items.lines)

    def _chart(self, chart: Chart) -> str:
        """Return the link to a picture. What stands for it is text only, where no address makes a link."""
        alt = self._say(chart.alt).replace(CUT, "")
        return f"![{alt}]({posixpath.relpath(chart.path, self.speaker.folder)})"

    def _say(self, value: Said) -> str:
        return self.speaker.say(value)
