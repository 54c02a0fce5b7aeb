"""PyYAML's C event stream composed in one pass, without recursion, into values and the offsets of every node.

`CSafeLoader` itself would resolve YAML 1.1 (NO is false), let the last of two keys win, expand aliases, and die
of 25,000 brackets. Here only events are used; what the dialect forbids becomes a problem and reading goes on.
"""

import re
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from typing import Any, Final

import yaml
from yaml import AliasEvent, DocumentEndEvent, DocumentStartEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs do not export it

from plancode.document.limits import Limits
from plancode.document.scalars import Scalar, is_ambiguous, is_thousands, is_too_long, type_plain
from plancode.document.source import FORBIDDEN, SourceText, variant_of
from plancode.document.syntax import describe
from plancode.document.yaml_document import Node, YamlDocument, count_nodes
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.findings.values import Value

Event = Any
"""An event of PyYAML, whose kinds have different fields; the loop asks for the kind first."""

_TOO_DEEP: Final = "maximum nesting depth"
_NEXT_DOCUMENT = re.compile(r"(?:\A|(?<=[\r\n]))---(?=[ \t\r\n]|\Z)")
_KNOWN_AT_MOST: Final = 50_000
_NODES: Final = frozenset({ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent})
_MISSING: Final = object()
_NO_KEYS: Final = frozenset({"", "<<"})
_TWICE: Final = "\0twice"
_KNOWN: dict[str, Scalar] = {}


@dataclass
class Composed:
    """What a file holds: its documents, what is wrong with the text, and the stretches that could not be read."""

    documents: list[YamlDocument] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


class _GiveUpError(Exception):
    """The rest of this document cannot be read."""


class _StopError(Exception):
    """The rest of this file is not read."""


class _MarksWantedError(Exception):
    """The offset of an earlier node has to be told."""


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
        values: dict[str, Value] = {"limit": limits.faults}
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
        self.next_event: Callable[[], Any] = CParser(text).get_event
        self.decorated = "!" in text or "&" in text  # tags begin with one, anchors with the other
        self.started = self.body = offset
        self.document: YamlDocument | None = None

    def run(self) -> int | None:
        """Compose until the end, or until a fault; return where to start again."""
        try:
            while (event := self.next_event()) is not None:
                if event.__class__ is DocumentStartEvent:
                    self._document(event)
        except yaml.MarkedYAMLError as error:
            return self._after_syntax_error(error)
        except yaml.YAMLError as error:
            self._problem("TXT105", self.started, self.started + 1, "plain", {"detail": str(error)[:200]})
            return self._resume(self.started)
        except _GiveUpError:
            return self._resume(self.started)
        except _StopError:
            self.composed.unread.append(self.source.text[self.started :])
        return None

    def _document(self, start: Event) -> None:
        self.started = self.offset + start.start_mark.index
        self.body = self.offset + start.end_mark.index
        if start.version or start.tags:
            self._problem("TXT109", self.started, self.started + 1, "plain")
        if len(self.composed.documents) >= self.limits.documents:
            values: dict[str, Value] = {"limit": self.limits.documents}
            self._problem("TXT104", self.started, self.body, "documents", values)
            raise _StopError
        again = partial(_compose_again, self.source, self.limits, self.composed)
        document = self.document = YamlDocument(self.source, self.offset, again)
        data, marks = self._root()
        if data is not None:
            document.keep(data, array("I", marks) if self.marked else None)
            self.composed.documents.append(document)

    def _root(self) -> tuple[Node, list[int]]:  # noqa: C901, PLR0912, PLR0915
        """Read one document. The loop is long because every call in it is paid for by each value of a plan."""
        next_event, known, most, marked = self.next_event, _KNOWN, self.limits.nodes, self.marked
        count, decorated = 0, self.decorated
        marks: list[int] = []
        mark = marks.append
        stack: list[tuple[list[Node] | dict[str, Node] | None, str | None, int, int]] = []
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
                    self._check_decoration(event)
                if pairs is not None and key is None:
                    key = value
                    if key in pairs or key in _NO_KEYS or (event.style and self._is_bad_key(event)):
                        key, twice_at = self._odd_key(event, pairs, marks, stack[-1][2])
                    continue
                if event.style:
                    if not value.isprintable():
                        self._check_escapes(event)
                elif (typed := known.get(value, _MISSING)) is not _MISSING:
                    value = typed
                else:
                    value = self._plain(event)
                if count > most:
                    self._over_limit("nodes", event, most)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                count += 1
                self._check_collection(event, len(stack), key_wanted=pairs is not None and key is None)
                new: list[Node] | dict[str, Node] = {} if kind is MappingStartEvent else []
                if pairs is not None:
                    if key is not _TWICE:
                        pairs[key] = new  # type: ignore[index]  # a key is there, or the collection check gave up
                elif items is not None:
                    items.append(new)
                else:
                    root = new
                stack.append((pairs if pairs is not None else items, key, len(marks) - 2, twice_at))
                key = None
                pairs, items = (new, None) if isinstance(new, dict) else (None, new)
                if count > most:
                    self._over_limit("nodes", event, most)
                continue
            elif kind is AliasEvent:
                self._problem_at("TXT107", event, "alias")
                value = None
                if pairs is not None and key is None:
                    raise _GiveUpError
            elif kind is DocumentEndEvent:
                return root, marks
            else:
                above, key, slot, twice_at = stack.pop()
                if marked:
                    marks[slot + 1] = event.end_mark.index
                pairs = above if isinstance(above, dict) else None
                items = above if isinstance(above, list) else None
                if key is _TWICE:
                    del marks[twice_at:]
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

    def _plain(self, event: Event) -> Scalar:
        text: str = event.value
        if is_ambiguous(text):
            self._problem_at("TXT111", event, "plain", text=text[:60])
            return text
        if is_too_long(text, self.limits.digits):
            self._problem_at("TXT112", event, "plain", limit=self.limits.digits)
            return 0
        value = type_plain(text)
        if len(_KNOWN) < _KNOWN_AT_MOST and len(text) <= 64:  # noqa: PLR2004  # long texts do not come twice
            _KNOWN[text] = value
        return value

    def _odd_key(self, event: Event, pairs: dict[str, Node], marks: list[int], slot: int) -> tuple[str, int]:
        """Report a key that is no name or stands twice, and have its value passed over."""
        if not self.marked:
            raise _MarksWantedError
        key = event.value
        if key == "<<" and not event.style:
            self._problem_at("TXT107", event, "merge")
        elif key in pairs and is_thousands(key):
            pass  # the comma of a number in braces: told once, where the number's model is known
        elif key in pairs:
            first = slot + 2 + 2 * sum(1 + count_nodes(pairs[other]) for other in takewhile(key.__ne__, pairs))
            place = self.source.place(self.offset + marks[first], self.offset + marks[first + 1])
            self._problem_at("TXT106", event, "plain", (place,), key=key[:60])
        elif not key or "\n" in key:
            self._problem_at("TXT110", event, "plain")
        else:
            self._check_escapes(event)
        return _TWICE, len(marks) - 2

    @staticmethod
    def _is_bad_key(event: Event) -> bool:
        key = event.value
        return not key.isprintable() and ("\n" in key or FORBIDDEN.search(key) is not None)

    def _check_decoration(self, event: Event) -> None:
        if event.anchor is not None:
            self._problem_at("TXT107", event, "anchor")
        if event.tag is not None:
            self._problem_at("TXT108", event, "plain", tag=str(event.tag)[:60])

    def _check_escapes(self, event: Event) -> None:
        match = FORBIDDEN.search(event.value)
        if match:
            self._problem_at("TXT103", event, variant_of(match[0]), character=f"U+{ord(match[0]):04X}")

    def _check_collection(self, event: Event, depth: int, *, key_wanted: bool) -> None:
        if self.decorated:
            self._check_decoration(event)
        if depth >= self.limits.depth:
            self._over_limit("depth", event, self.limits.depth)
        if key_wanted:
            self._problem_at("TXT110", event, "collection")
            raise _GiveUpError

    def _over_limit(self, variant: str, event: Event, limit: int) -> None:
        self._problem_at("TXT104", event, variant, limit=limit)
        raise _GiveUpError

    def _after_syntax_error(self, error: yaml.MarkedYAMLError) -> int | None:
        mark = error.problem_mark or error.context_mark
        at = self.offset + (mark.index if mark else 0)
        at = min(at, max(len(self.source.text) - 1, 0))
        if _TOO_DEEP in str(error.problem):  # libyaml looks ahead, and has a limit of its own since PyYAML 6.0.4
            self._problem("TXT104", at, at + 1, "depth", {"limit": self.limits.depth})
            return self._resume(at)
        variant, values, start, end = describe(error, self.source, at, self.offset)
        self._problem("TXT105", start, end, variant, values)
        return self._resume(at)

    def _resume(self, at: int) -> int | None:
        line_start = self.source.line_start(self.source.position(at)[0])
        match = _NEXT_DOCUMENT.search(self.source.text, max(line_start, self.body, self.started + 1))
        end = match.start() if match else len(self.source.text)
        self.composed.unread.append(self.source.text[self.started : end])
        return match.start() if match and len(self.composed.problems) < self.limits.faults else None

    def _problem_at(
        self, code: str, event: Event, variant: str, related: tuple[Place, ...] = (), **values: Value
    ) -> None:
        start, end = self.offset + event.start_mark.index, self.offset + event.end_mark.index
        self._problem(code, start, max(end, start + 1), variant, values, related)
        if len(self.composed.problems) >= self.limits.faults:
            raise _GiveUpError

    def _problem(  # noqa: PLR0913, PLR0917  # the parts of a problem
        self,
        code: str,
        start: int,
        end: int,
        variant: str,
        values: Mapping[str, Value] | None = None,
        related: tuple[Place, ...] = (),
    ) -> None:
        place = self.source.place(start, end)
        if self.document is not None and place.span is not None:
            self.document.faulty.add(place.span)
        self.composed.problems.append(Problem(place, variant, values or {}, code=code, related=related))
