"""PyYAML's C event stream composed in one pass, without recursion, into values and the offsets of every node.

`CSafeLoader` itself would resolve YAML 1.1 (NO is false), let the last of two keys win, expand aliases, and die
of 25,000 brackets. Here only events are used; what the dialect forbids becomes a problem and reading goes on.
"""

import re
from array import array
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

import yaml
from yaml import AliasEvent, DocumentEndEvent, DocumentStartEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs do not export it

from plancode.document.dialect import KNOWN, NAMES, GiveUpError, ParserEvent, YamlDialect
from plancode.document.limits import Limits
from plancode.document.scalars import is_thousands
from plancode.document.source import SourceText
from plancode.document.syntax import describe
from plancode.document.yaml_document import Node, YamlDocument, count_nodes
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.said.value import Verbatim

if TYPE_CHECKING:
    from collections.abc import Callable

    from plancode.said.value import Said


_FIRST_KEY: Final = "plancode"
"""What every document begins with."""
_TOO_DEEP: Final = "maximum nesting depth"
_NEXT_DOCUMENT = re.compile(r"(?:\A|(?<=\n))---(?=[ \t\r\n]|\Z)")
_DASHES: Final = re.compile("[-\u2010-\u2015\uff0d][-\u2010-\u2015\uff0d ]*")
_NODES: Final = frozenset({ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent})
_MISSING: Final = object()
_TWICE: Final = "\0twice"
"""Stands for a key whose value is read but not kept; told by identity, so that no key of a file can be it."""


@dataclass
class Composed:
    """What a file holds: its documents, what is wrong with the text, and the stretches that could not be read."""

    documents: list[YamlDocument] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


class _StopError(Exception):
    """The rest of this file is not read."""


class _NextDocumentError(Exception):
    """Another document begins, without the line between; `data` and `marks` are those of the one that ends."""

    def __init__(self, at: int, data: dict[str, Node], marks: list[int]) -> None:
        self.at, self.data, self.marks = at, data, marks
        super().__init__(at)


class _MarksWantedError(Exception):
    """The offset of an earlier node has to be told.

    Noting every offset costs time and memory, and of few files one is wanted: so a file is read without, and once more
    from the start if a fault points at a node that has gone by.
    """


def compose(source: SourceText, limits: Limits, *, marked: bool = False) -> Composed:
    """Return all documents of a file; after a fault that ends one, reading goes on at the next `---`.

    Offsets of nodes are only noted where they are wanted: of most files nobody asks for one.
    """
    composed = Composed()
    offset: int | None = 0
    try:
        while offset is not None:
            offset = _Composer(source, limits, composed, offset, marked=marked).run()
    except _MarksWantedError:
        return compose(source, limits, marked=True)
    if len(composed.problems) >= limits.faults:
        values: dict[str, Said] = {"limit": limits.faults}
        composed.problems.append(Problem(Place(source.path), "faults", values, code="TXT104"))
    return composed


def _compose_again(source: SourceText, limits: Limits, composed: Composed) -> None:
    """Give all documents of a file their values and marks, in one pass."""
    for document, anew in zip(composed.documents, compose(source, limits, marked=True).documents, strict=True):
        document.keep(anew.data, anew.marks)


class _Composer:
    def __init__(self, source: SourceText, limits: Limits, composed: Composed, offset: int, *, marked: bool) -> None:
        self.source, self.limits, self.composed, self.offset, self.marked = source, limits, composed, offset, marked
        text = source.text[offset:] if offset else source.text
        if not text.rstrip(" ").endswith("\n"):
            text += "\n"  # so that a last line is read as the editor reads it
        self.next_event: Callable[[], Any] = CParser(text).get_event
        self.dialect = YamlDialect(source, text, offset, limits, composed.problems)
        self.started = self.body = offset

    def run(self) -> int | None:
        """Compose until the end, or until a fault; return where to start again."""
        again = self._compose()
        self.dialect.check_layout(None if again is None else again - self.offset)
        return again

    def _compose(self) -> int | None:
        try:
            while (event := self.next_event()) is not None:
                if event.__class__ is DocumentStartEvent:
                    self._document(event)
        except yaml.MarkedYAMLError as error:
            return self._after_syntax_error(error)
        except yaml.YAMLError as error:
            self.dialect.tell("TXT105", self.started, self.started + 1, "plain", {"detail": str(error)[:200]})
            return self._resume(self.started)
        except _NextDocumentError as following:
            return following.at
        except GiveUpError:
            return self._resume(self.started)
        except _StopError:
            self.composed.unread.append(self.source.text[self.started :])
        return None

    def _document(self, start: ParserEvent) -> None:
        self.started = self.offset + start.start_mark.index
        self.body = self.offset + start.end_mark.index
        if start.version or start.tags:
            self.dialect.tell("TXT109", self.started, self.started + 1, "plain")
        if len(self.composed.documents) >= self.limits.documents:
            values: dict[str, Said] = {"limit": self.limits.documents}
            self.dialect.tell("TXT104", self.started, self.body, "documents", values)
            raise _StopError
        again = partial(_compose_again, self.source, self.limits, self.composed)
        document = self.dialect.document = YamlDocument(self.source, self.offset, again)
        try:
            data, marks = self._root()
        except _NextDocumentError as following:
            document.keep(following.data, array("I", following.marks))
            self.composed.documents.append(document)
            raise
        if data is not None:
            document.keep(data, array("I", marks) if self.marked else None)
            self.composed.documents.append(document)

    def _root(self) -> tuple[Node, list[int]]:  # noqa: C901, PLR0912, PLR0915
        """Read one document. The loop is long because every call in it is paid for by each value of a plan."""
        next_event, known, names, most, marked = self.next_event, KNOWN, NAMES, self.limits.nodes, self.marked
        count, dialect, decorated, deepest = 0, self.dialect, self.dialect.decorated, self.limits.depth
        marks: list[int] = []
        mark = marks.append
        # of each open collection: the one around it, the key that waits there, the slot of its own marks, from where
        # on marks go if that key is passed over, and the line it begins in
        stack: list[tuple[list[Node] | dict[str, Node] | None, str | None, int, int, int]] = []
        root: Node = None
        items: list[Node] | None = None
        pairs: dict[str, Node] | None = None
        key: str | None = None
        twice_at = 0
        while True:
            event = next_event()
            kind = event.__class__
            if marked and kind in _NODES:
                mark(event.start_mark.index)
                mark(event.end_mark.index)
            if kind is ScalarEvent:
                count += 1
                value = event.value
                if decorated and (event.tag is not None or event.anchor is not None):
                    dialect.check_decoration(event)
                if pairs is not None and key is None:
                    key = value
                    # a known name in plain style that is new here needs no look: all but a few keys are that
                    if key in pairs or key not in names or event.style:
                        key, twice_at = self._key(event, pairs, marks, stack[-1][2])
                    continue
                if event.style:
                    start, end = event.start_mark, event.end_mark
                    if end.line != start.line or end.index - start.index != len(value) + 2:  # lines, or escapes
                        dialect.check_styled(event)
                elif (typed := known.get(value, _MISSING)) is not _MISSING:
                    value = typed
                else:
                    value = dialect.plain(event)
                if count > most:
                    dialect.leave("nodes", event, most)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                count += 1
                if decorated or len(stack) >= deepest or (pairs is not None and key is None):
                    dialect.check_collection(event, len(stack), key_wanted=pairs is not None and key is None)
                new: list[Node] | dict[str, Node] = {} if kind is MappingStartEvent else []
                if pairs is not None:
                    if key is not _TWICE:
                        pairs[key] = new  # type: ignore[index]  # a key is there, or the collection check gave up
                elif items is not None:
                    items.append(new)
                else:
                    root = new
                above = pairs if pairs is not None else items
                stack.append((above, key, len(marks) - 2, twice_at, event.start_mark.line))
                key = None
                pairs, items = (new, None) if isinstance(new, dict) else (None, new)
                if count > most:
                    dialect.leave("nodes", event, most)
                continue
            elif kind is AliasEvent:
                dialect.tell_at("TXT107", event, "alias")
                value = None
                if pairs is not None and key is None:
                    raise GiveUpError
            elif kind is DocumentEndEvent:
                return root, marks
            else:
                above, key, slot, twice_at, line = stack.pop()
                if event.end_mark.line != line and event.end_mark.index != event.start_mark.index:
                    dialect.doubtful = True  # brackets over several lines
                if marked:
                    marks[slot + 1] = event.end_mark.index
                pairs = above if isinstance(above, dict) else None
                items = above if isinstance(above, list) else None
                if key is _TWICE:
                    del marks[twice_at:]  # marks and kept nodes correspond by their order alone
                key = None
                continue
            if pairs is not None:
                if key is _TWICE:
                    del marks[twice_at:]
                else:
                    pairs[key] = value  # type: ignore[index]  # a scalar without a key became the key
                key = None
            elif items is not None:
                items.append(value)
            else:
                root = value

    def _after_syntax_error(self, error: yaml.MarkedYAMLError) -> int | None:
        mark = error.problem_mark or error.context_mark
        at = self.offset + (mark.index if mark else 0)
        at = min(at, max(len(self.source.text) - 1, 0))  # a mark may lie on the line break that was added
        if _TOO_DEEP in str(error.problem):  # libyaml looks ahead, and has a limit of its own since PyYAML 6.0.4
            self.dialect.tell("TXT104", at, at + 1, "depth", {"limit": self.limits.depth})
            return self._resume(at)
        dashes = self._dashes(at)
        if dashes is not None:
            return dashes
        variant, values, start, end = describe(error, self.source, at, self.offset)
        last = self.composed.problems[-1] if self.composed.problems else None
        if last is not None and last.code == "TXT106" and last.place.line == self.source.position(start)[0]:
            self.composed.problems.pop()  # a key that stands twice because its indent is wrong
        self.dialect.tell("TXT105", start, end, variant, values)
        return self._resume(at)

    def _dashes(self, at: int) -> int | None:
        """Tell of a line that was to stand between documents, and return where the one below it begins."""
        line, _ = self.source.position(at)
        for number in (line, line - 1):
            text = self.source.line(number).partition(" #")[0].rstrip() if number > 0 else ""
            start = self.source.line_start(number) if text else 0
            if _DASHES.fullmatch(text) and text != "---" and start > self.started:
                self.dialect.tell(
                    "TXT119", start, start + len(text), "dashes", {"found": text, "meant": Verbatim("---")}
                )
                self.composed.unread.append(self.source.text[self.started : start])
                return self.source.line_end(number) + 1
        return None

    def _resume(self, at: int) -> int | None:
        # from the faulty line on, which may itself begin with `---`, but never the `---` that opened this document
        line_start = self.source.line_start(self.source.position(at)[0])
        match = _NEXT_DOCUMENT.search(self.source.text, max(line_start, self.body, self.started + 1))
        end = match.start() if match else len(self.source.text)
        self.composed.unread.append(self.source.text[self.started : end])
        return match.start() if match and len(self.composed.problems) < self.limits.faults else None

    def _key(self, event: ParserEvent, pairs: dict[str, Node], marks: list[int], slot: int) -> tuple[str, int]:
        """Return a key; one that is no name or stands twice is reported, and its value passed over."""
        key = event.value
        if key not in pairs and self.dialect.is_key(event):
            return key, 0
        if not self.marked:
            raise _MarksWantedError
        if key not in pairs:
            self.dialect.tell_key(event)
        elif key == _FIRST_KEY and slot == 0 and event.start_mark.column == 0:
            self.dialect.tell_at("TXT119", event, "plain")
            marks[1:2], marks[-2:] = [event.start_mark.index], []
            raise _NextDocumentError(self.offset + event.start_mark.index, pairs, marks)
        elif not is_thousands(key):  # the comma of a number in braces: told once, where the number's model is known
            first = slot + 2 + 2 * sum(1 + count_nodes(pairs[other]) for other in takewhile(key.__ne__, pairs))
            place = self.source.place(self.offset + marks[first], self.offset + marks[first + 1])
            self.dialect.tell_at("TXT106", event, "plain", (place,), key=key[:60])
        return _TWICE, len(marks) - 2
