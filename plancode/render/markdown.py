"""Views as Markdown that reads well on a git website. One function escapes, and nothing of an author passes by it."""

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from plancode.locale.catalogue import Language
from plancode.locale.width import steadied
from plancode.render.blocks import Block, Chart, FactList, Items, Line, ProseBlock, Section, View, more, page_of
from plancode.said.speaker import Speaker
from plancode.said.value import Link, Ref, Said
from plancode.tables.table import Table

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
    lines = []
    for line in text.splitlines():
        kept = steadied(line.strip())
        item = _LIST_ITEM.match(kept)
        marker, body = (f"{item[1]} ", kept[item.end() :]) if item else ("", kept)
        body = _PROSE_SPECIAL.sub(_backslash, _ADDRESS.sub("\0", body))
        lines.append(marker + _PROSE_START.sub(_no_list, body).replace("\0", CUT))
    return "\n".join(lines).strip()


def slug(heading: str) -> str:
    """Return the anchor that git websites give a heading: lower case, only letters, digits, `-`, `_` and spaces."""
    line = _SPACES.sub(" ", heading).strip().lower()
    kept = (sign for sign in line if sign in "-_ " or unicodedata.category(sign) in _WORDY)
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
        """Return a name, which leads to its page where it has one."""
        page, name = page_of(ref), super().ref(ref)
        return self._way(page, "", name) if page else name

    def escape(self, text: str) -> str:
        """Return an author's text for a page."""
        return escape(text)

    def verbatim(self, text: str) -> str:
        """Return a code span, or where renderers disagree of one, its tag."""
        line = _SPACES.sub(" ", steadied(text)).strip()
        return f"`{line}`" if _PLAIN_CODE.fullmatch(line) else f"<code>{escape(line)}</code>"

    def link(self, link: Link) -> str:
        """Return a link to a page or a heading of one."""
        return self._way(link.page, f"#{slug(link.anchor)}" if link.anchor else "", self.say(link.text))

    def _way(self, page: str, anchor: str, text: str) -> str:
        address = (posixpath.relpath(page, self.folder) if page != self.page else "") + anchor
        return f"[{text}]({address})" if address and not self.alone else text


class _Writer:
    def __init__(self, page: str, language: Language, *, alone: bool) -> None:
        self.speaker = _MarkdownSpeaker(page, language, alone=alone)

    def page(self, view: View) -> str:
        """Return a whole page."""
        parts = [f"# {self._say(view.title)}", *self._blocks(view.blocks, 2)]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _blocks(self, blocks: tuple[Block, ...], level: int) -> Iterator[str]:
        for block in blocks:
            if not isinstance(block, Section):
                yield self._alone(block)
                continue
            title = self._say(block.title)
            yield f"<details><summary>{title}</summary>" if block.is_folded else f"{'#' * level} {title}"
            yield from self._blocks(block.blocks, level + 1)
            if block.is_folded:
                yield "</details>"

    def _alone(self, block: Table | FactList | Items | ProseBlock | Line | Chart) -> str:
        if isinstance(block, Table):
            return self._table(block.filled())
        if isinstance(block, FactList):
            return "\n".join(f"- **{self._say(name)}:** {self._say(value)}" for name, value in block.rows)
        if isinstance(block, Items):
            if not block.lines:
                return f"*{self._say(block.empty)}*" if block.empty else ""
            return "\n".join(f"{'  ' * depth}- {self._say(line)}" for depth, line in block.lines)
        if isinstance(block, Chart):  # what stands for a picture is text only: no address makes a link of it
            alt = self._say(block.alt).replace(CUT, "")
            return f"![{alt}]({posixpath.relpath(block.path, self.speaker.folder)})"
        return escape_prose(block.text) if isinstance(block, ProseBlock) else self._say(block.text)

    def _table(self, table: Table) -> str:
        if not table.rows:
            return f"*{self._say(table.empty)}*"
        rule = "|" + "|".join(" ---: " if column.is_numeric else " --- " for column in table.columns) + "|"
        lines = [_row(map(self._say, (column.heading for column in table.columns))), rule]
        lines += [_row(map(self._say, table.said(row.cells))) for row in table.rows]
        if table.total:
            total = map(self._say, table.said(table.total))
            lines.append(_row(f"**{cell}**" if cell else "" for cell in total))
        return "\n\n".join(["\n".join(lines), *(self._say(line.text) for line in more(table.left))])

    def _say(self, value: Said) -> str:
        return self.speaker.say(value)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
