"""What a document may hold: every event of the parser that the dialect leaves out is told, and where."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from plancode.document.layout import find_block_doubts, find_doubts, is_doubtful
from plancode.document.limits import Limits
from plancode.document.scalars import (
    Scalar,
    is_ambiguous,
    is_digits,
    is_name,
    is_too_long,
    type_plain,
    written_plainly,
)
from plancode.document.signs import has_signs, hidden_sign, named, signs_in, variant_of
from plancode.document.source import SourceText
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.said.value import Said

if TYPE_CHECKING:
    from plancode.document.yaml_document import YamlDocument

ParserEvent = Any
"""An event of PyYAML, whose kinds have different fields; whoever has one asks for the kind first."""

KNOWN: Final[dict[str, Scalar]] = {}
"""Values of plain texts that have been looked at before."""
NAMES: Final[set[str]] = set()
"""Plain keys that have been looked at before, and are what they seem to be."""

_GROUP: Final = 3
"""Digits that a comma cuts off a number at the most."""
_KNOWN_AT_MOST: Final = 50_000
_SHORT: Final = 64  # longer texts do not come twice
_ODD_COMMENT: Final = re.compile("[^\\S \\t\\r\\n]#")
"""What a reader takes for a comment, and a parser does not: another blank than a space stands before it."""
_BLOCK_STYLES: Final = ("|", ">")
_NO_VALUE: Final = re.compile(r"\s*[,}]")


class GiveUpError(Exception):
    """The rest of this document cannot be read."""


class YamlDialect:
    """Judges the events of a text that begins at an offset of a file, and keeps what is wrong with them.

    `doubtful` is whether the layout may be one that the editor reads otherwise, `decorated` whether there may be
    tags or anchors; `document` is the one that problems belong to.
    """

    def __init__(  # what problems are told with
        self, source: SourceText, text: str, offset: int, limits: Limits, problems: list[Problem]
    ) -> None:
        """Look at the text as a whole."""
        self.source, self.text, self.offset, self.limits, self.problems = source, text, offset, limits, problems
        self.doubtful = is_doubtful(text)
        self.decorated = "!" in text or "&" in text  # tags begin with one, anchors with the other
        self.document: YamlDocument | None = None

    def plain(self, event: ParserEvent) -> Scalar:
        """Return the value of a text without quotes."""
        text: str = event.value
        if event.end_mark.line != event.start_mark.line:
            self.doubtful = True
        if is_ambiguous(text):
            plainly = written_plainly(text)
            variant = "plain" if plainly is None else "number" if plainly else "no_number"
            self.tell_at("TXT111", event, variant, text=text[:60], write=plainly or "")
            return text
        if is_too_long(text, self.limits.digits):
            self.tell_at("TXT112", event, "plain", limit=self.limits.digits)
            return 0
        if "#" in text and _ODD_COMMENT.search(text):
            self.tell_at("TXT115", event, "comment")
            return text
        value = type_plain(text)
        if len(KNOWN) < _KNOWN_AT_MOST and len(text) <= _SHORT and text.split() == [text]:  # blanks may be line breaks
            KNOWN[text] = value
        return value

    def is_key(self, event: ParserEvent) -> bool:
        """Whether a key is the same name to everybody."""
        key = event.value
        if not key or "\n" in key or has_signs(key):
            return False
        if event.style:
            return True
        if not is_name(key):  # the end of a number with commas in braces is told where the number's model is known
            return (
                len(key) <= _GROUP and is_digits(key) and _NO_VALUE.match(self.text, event.end_mark.index) is not None
            )
        if len(NAMES) < _KNOWN_AT_MOST and len(key) <= _SHORT:
            NAMES.add(key)
        return True

    def tell_key(self, event: ParserEvent) -> None:
        """Tell what is wrong with a key."""
        key = event.value
        if key == "<<" and not event.style:
            self.tell_at("TXT107", event, "merge")
        elif not key or "\n" in key:
            self.tell_at("TXT110", event, "lines" if key else "plain")
        elif sign := next(signs_in(key), None):
            self.tell_at("TXT103", event, variant_of(sign[0]), character=named(sign[0]))
        else:
            self.tell_at("TXT110", event, "unquoted", key=key[:60])

    def check_styled(self, event: ParserEvent) -> None:
        """Tell what is wrong with a text in quotes, or below `|` or `>`."""
        if event.style in _BLOCK_STYLES:
            for variant, start, stop in find_block_doubts(self.text, event.start_mark.index, event.end_mark.index):
                self.tell("TXT115", self.offset + start, self.offset + stop, variant)
        elif event.end_mark.line != event.start_mark.line:
            self.doubtful = True
        sign = hidden_sign(event.value)
        if sign:
            self.tell_at("TXT103", event, variant_of(sign[0]), character=named(sign[0]))

    def check_decoration(self, event: ParserEvent) -> None:
        """Tell of an anchor and of a tag."""
        if event.anchor is not None:
            self.tell_at("TXT107", event, "anchor")
        if event.tag is not None:
            self.tell_at("TXT108", event, "plain", tag=str(event.tag)[:60])

    def check_collection(self, event: ParserEvent, depth: int, *, key_wanted: bool) -> None:
        """Tell of a collection that is decorated, nested too deep, or stands where a key should be."""
        self.check_decoration(event)
        if depth >= self.limits.depth:
            self.leave("depth", event, self.limits.depth)
        if key_wanted:
            self.tell_at("TXT110", event, "collection")
            raise GiveUpError

    def check_layout(self, end: int | None) -> None:
        """Tell what the editor reads otherwise, up to an offset in the text or to its end."""
        if not self.doubtful:
            return
        told = {problem.place.line for problem in self.problems}
        for variant, start, stop in find_doubts(self.text, end, self.limits.depth):
            if len(self.problems) >= self.limits.faults:
                return
            if variant == "outdented" and (opened := self._unclosed(start)) is not None:
                self.problems.pop()
                self.tell("TXT105", opened, opened + 1, "quote")
            elif self.source.position(self.offset + start)[0] not in told:
                self.tell("TXT115", self.offset + start, self.offset + stop, variant)

    def _unclosed(self, start: int) -> int | None:
        """Return where the quote opens that runs on to a line below, if the parser stumbles further on."""
        last = self.problems[-1] if self.problems else None
        if last is None or last.code != "TXT105" or last.place.line <= self.source.position(self.offset + start)[0]:
            return None
        opened = max(self.text.rfind(quote, 0, start) for quote in ("'", '"'))
        return self.offset + opened if opened >= 0 else None

    def leave(self, variant: str, event: ParserEvent, limit: int) -> None:
        """Tell of a limit, and leave the document."""
        self.tell_at("TXT104", event, variant, limit=limit)
        raise GiveUpError

    def tell_at(
        self, code: str, event: ParserEvent, variant: str, related: tuple[Place, ...] = (), **values: Said
    ) -> None:
        """Keep a problem at the place of an event; leave the document when there are too many."""
        start, end = self.offset + event.start_mark.index, self.offset + event.end_mark.index
        self.tell(code, start, max(end, start + 1), variant, values, related)
        if len(self.problems) >= self.limits.faults:
            raise GiveUpError

    def tell(  # noqa: PLR0913, PLR0917  # the parts of a problem
        self,
        code: str,
        start: int,
        end: int,
        variant: str,
        values: Mapping[str, Said] | None = None,
        related: tuple[Place, ...] = (),
    ) -> None:
        """Keep a problem between two offsets of the file."""
        place = self.source.place(start, end)
        if self.document is not None and place.span is not None:
            self.document.faulty.add(place.span)
        self.problems.append(Problem(place, variant, values or {}, code=code, related=related))
