"""Somebody's page as lines of values, and how the pages of two plans differ in more than place and order."""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from operator import is_not
from typing import Any

from plancode.said.speaker import plain
from plancode.said.value import Joined, Ref, Said, Term

Called = Callable[[Ref], Ref]


@dataclass(frozen=True)
class PageLine:
    """A line of a page: the headings it stands under, what it is about, and what it says of it under which heads.

    A sentence is about itself, and says nothing more. What lies ahead holds only from a later day on.
    """

    under: tuple[Said, ...]
    name: Said
    cells: tuple[tuple[Said, Said], ...] = ()
    is_sentence: bool = False
    is_ahead: bool = False

    @cached_property
    def text(self) -> tuple[object, ...]:
        """What its reader reads; cells without a value are not read."""
        return (*self.about, _text(self.name), tuple((head, text) for head, text in self.texts.items() if text))

    @cached_property
    def texts(self) -> dict[str, str]:
        """What its reader reads under each head."""
        return {_text(head): _text(value) for head, value in self.cells}

    @cached_property
    def about(self) -> tuple[object, ...]:
        """What tells lines of one page apart that are about different things; of sentences their pattern."""
        name = self.name.key if self.is_sentence and isinstance(self.name, Term) else _text(self.name)
        return (*map(_text, self.under), self.is_sentence, name)

    @property
    def topic(self) -> tuple[object, ...]:
        """What a sentence is about, however it is put: its headings and the first part of its key; else nothing."""
        if not self.is_sentence or not isinstance(self.name, Term) or "." not in self.name.key:
            return ()
        topic = self.name.key.partition(".")[0]
        return (*map(_text, self.under), topic) if topic != "note" else ()

    def without(self, heads: Container[Said]) -> "PageLine":
        """Return the same without what it says under some heads."""
        return replace(self, cells=tuple(cell for cell in self.cells if cell[0] not in heads))

    def called(self, name: Called) -> "PageLine":
        """Return the same with what it names called by the ids of another plan."""
        renamed: PageLine = _called(self, name)
        return renamed


PageOf = Callable[[str], tuple[PageLine, ...]]
"""Gives the page of somebody by their id."""


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that is not the same on both pages; None where a page does not have it."""

    before: PageLine | None
    after: PageLine | None

    @property
    def line(self) -> PageLine:
        """The line as the new page has it, else the old one."""
        line = self.after or self.before
        if line is None:
            raise LookupError
        return line

    @property
    def cells(self) -> tuple[tuple[Said, Said, Said], ...]:
        """What is said under each head, before and after, where that is not the same; all of what is new or gone."""
        old, new = (dict[Said, Said](line.cells if line else ()) for line in (self.before, self.after))
        every = ((head, old.get(head), new.get(head)) for head in dict.fromkeys((*old, *new)))
        return tuple(cells for cells in every if _text(cells[1]) != _text(cells[2]))

    def without(self, heads: Container[Said]) -> "LineChange | None":
        """Return the change without what is said under some heads; None where nothing else is different."""
        before, after = (side.without(heads) if side is not None else None for side in (self.before, self.after))
        left = LineChange(before, after)
        return left if before is None or after is None or left.cells else None


def line_changes(before: tuple[PageLine, ...], after: tuple[PageLine, ...]) -> tuple[LineChange, ...]:
    """Return what is different between two pages: in the order of the new one, what it does not have last."""
    old, new = list(_beyond(before, after)), list(_beyond(after, before))
    if old and new:
        old, new = _unread(old, new), _unread(new, old)
    candidates: dict[tuple[object, ...], list[PageLine]] = defaultdict(list)
    for line in old:
        candidates[line.about].append(line)
    changes = []
    for line in new:
        like = max(candidates[line.about], key=lambda other: _likeness(other, line), default=None)
        if like is not None:
            candidates[line.about].remove(like)
        changes.append(LineChange(like, line))
    gone = [line for lines in candidates.values() for line in lines]
    return (*_said_otherwise(changes, gone), *(LineChange(line, None) for line in gone))


def _said_otherwise(changes: Iterable[LineChange], gone: list[PageLine]) -> Iterator[LineChange]:
    """Yield changes; a sentence that is new may say otherwise what one that is gone said: `time.over`, `time.within`.

    Those are taken out of what is `gone`.
    """
    for change in changes:
        line = change.line
        like = next((other for other in gone if line.topic and other.topic == line.topic), None)
        if change.before is None and like is not None:
            gone.remove(like)
            yield LineChange(like, line)
        else:
            yield change


def _beyond(lines: Iterable[PageLine], others: Iterable[PageLine]) -> Iterator[PageLine]:
    """Yield the lines beyond those that others have too, by their values."""
    left = Counter(others)
    for line in lines:
        if left[line] > 0:
            left[line] -= 1
        else:
            yield line


def _unread(lines: list[PageLine], others: list[PageLine]) -> list[PageLine]:
    """Return the lines beyond those that read the same."""
    left = Counter(line.text for line in others)
    kept = []
    for line in lines:
        left[line.text] -= 1
        if left[line.text] < 0:
            kept.append(line)
    return kept


def _likeness(one: PageLine, other: PageLine) -> int:
    return sum(text == other.texts.get(head) for head, text in one.texts.items())


def _text(value: Said) -> str:
    """Return a value as its reader reads it; in which order names are listed says nothing."""
    if isinstance(value, Joined) and value.parts and all(isinstance(part, Ref) for part in value.parts):
        value = replace(value, parts=tuple(sorted(value.parts, key=plain("en").say)))
    elif isinstance(value, tuple) and all(isinstance(part, Ref) for part in value):
        value = tuple(sorted(value, key=plain("en").say))
    return plain("en").say(value)


def _called(value: Any, name: Called) -> Any:  # noqa: ANN401  # any part of a line
    """Return a part of a line with what it names called otherwise; itself where nothing is."""
    if isinstance(value, Ref):
        called = name(value).id
        return value if called == value.id else replace(value, id=called)
    if isinstance(value, tuple):
        parts = tuple(_called(part, name) for part in value)
        return parts if any(map(is_not, parts, value)) else value
    if not is_dataclass(value) or isinstance(value, type):
        return value
    old = {field.name: getattr(value, field.name) for field in fields(value)}
    new = {key: called for key, part in old.items() if (called := _called(part, name)) is not part}
    return replace(value, **new) if new else value
