"""The patches of each intent, on a text as it is by now."""

from collections.abc import Sequence
from functools import cached_property

from plancode.document.yaml_document import YamlDocument
from plancode.edit import blocks, flows
from plancode.edit.habits import WIDTH, Habits, habits_of, pattern_of
from plancode.edit.intents import DropEntry, Intent, PutEntry, Rekey, Replace
from plancode.edit.moving import as_lines, as_text
from plancode.edit.outline import Outline, Site, Style
from plancode.edit.patches import Patch
from plancode.edit.setting import replace
from plancode.edit.values import Written
from plancode.edit.writer import Writer, inline, key_text

Entries = Sequence[tuple[str | None, Written]]


class Page:
    """A document that is being edited."""

    def __init__(self, document: YamlDocument) -> None:
        """Read how it is written."""
        self.outline = Outline(document)

    @cached_property
    def habits(self) -> Habits:
        """How the document is written, asked for where something is written in block style."""
        return habits_of(self.outline)

    @cached_property
    def writer(self) -> Writer:
        """Writes as the document does."""
        return Writer(self.habits)

    def patches(self, intent: Intent) -> list[Patch]:
        """Return what an intent changes of the text."""
        if isinstance(intent, Replace):
            return replace(self.outline, self.outline.at(intent.cell.route), intent.value, self.writer)
        if isinstance(intent, DropEntry):
            return self._drop(self.outline.at(intent.cell.route))
        if isinstance(intent, Rekey):
            site = self.outline.at(intent.cell.route)
            assert site.key is not None  # noqa: S101  # only keys are renamed
            sign = self.outline.text[site.key[0]]
            return [Patch(*site.key, key_text(intent.key, sign if sign in "'\"" else ""))]
        into = self.outline.at(intent.into.route)
        index = intent.into.position(intent.before)
        if intent.moved is None:
            return self._put(into, index, intent.entries)
        return self._move(intent, into, index, self.outline.at(intent.moved.route))

    def _drop(self, site: Site) -> list[Patch]:
        return flows.drop(self.outline, site) if site.in_flow else blocks.drop(self.outline, site)

    def _put(self, into: Site, index: int, entries: Entries) -> list[Patch]:
        if into.style is Style.BLOCK:
            return blocks.put(self.outline, into, index, self._lines(into, entries))
        if into.style is Style.FLOW and not into.items and self._takes_block(into, entries):
            return replace(self.outline, into, _whole(into, entries), self.writer)
        return flows.put(self.outline, into, index, [_text(key, value) for key, value in entries])

    def _takes_block(self, into: Site, entries: Entries) -> bool:
        """Whether what comes into empty brackets is to stand below them instead."""
        if into.above is None or into.in_flow or self.outline.text[into.start + 1 : into.end - 1].strip():
            return False
        length = self.outline.column(into.start) + len(inline(_whole(into, entries)))
        return length > WIDTH or any(
            isinstance(value, dict | list) or (isinstance(value, str) and "\n" in value) for _, value in entries
        )

    def _lines(self, into: Site, entries: Entries) -> list[str]:
        column, pattern = self.outline.column(into.start), pattern_of(into.route)
        lines: list[str] = []
        for key, value in entries:
            if key is None:
                lines += self.writer.item(value, column, pattern)
            else:
                lines += self.writer.keyed(key, value, column, pattern)
        return lines

    def _move(self, intent: PutEntry, into: Site, index: int, site: Site) -> list[Patch]:
        key = intent.entries[0][0]
        lines = as_lines(self.outline, site, into, key) if into.style is Style.BLOCK else None
        text = as_text(self.outline, site, into, key) if into.style is not Style.BLOCK else None
        if lines is not None:
            return [*blocks.put(self.outline, into, index, lines), *self._drop(site)]
        if text is not None and into.items:
            return [*flows.put(self.outline, into, index, [text]), *self._drop(site)]
        return [*self._put(into, index, intent.entries), *self._drop(site)]


def _whole(into: Site, entries: Entries) -> Written:
    if isinstance(into.data, dict):
        return {str(key): value for key, value in entries}
    return [value for _, value in entries]


def _text(key: str | None, value: Written) -> str:
    return inline(value) if key is None else f"{key_text(key)}: {inline(value)}"
