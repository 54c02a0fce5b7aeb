"""Findings that the plan accepts: inline comments and plancode.yaml, with reasons, and the ones not needed."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from plancode.config.settings import Suppression
from plancode.document.reader import PlanReading, is_yaml
from plancode.document.source import SourceText
from plancode.document.yaml_document import YamlDocument
from plancode.findings.acceptance import Acceptance, Aim, aims_at
from plancode.findings.finding import Finding
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.findings.severity import Severity

if TYPE_CHECKING:
    from plancode.said.value import Said

UNREAD: Final = frozenset({"TXT", "SHP"})
"""The families of what could not be read or used."""
_OF_CHANGES: Final = "CHG"
_ACCEPTABLE: Final = frozenset({"TXT113", "TXT114", "SHP119"})
_OF_COMMENTS: Final = frozenset({"comment", "comments"})
_COMMENT: Final = re.compile(r"(?:^|(?<=[ \t\r\n]))#[ \t]*plancode:[ \t]*ignore[ \t]*([^\r\n]*)", re.IGNORECASE)
_CODE: Final = r"([A-Z0-9]+)(?: *<= *([1-9][0-9]{0,8}))?"
_CODES: Final = re.compile(rf"\[((?:[, ]*{_CODE})+[, ]*)\][ \t]*(.*)")
_COUNTS: Final = ("rows", "count")
"""The values of a finding about data that say how many rows or ids it tells of; elsewhere each finding is one."""
_OF_DATA: Final = "DAT"


def inline_acceptances(reading: PlanReading) -> tuple[list[Acceptance], list[Problem]]:
    """Return what comments accept, and which files have more or longer such comments than are read.

    A comment means findings on its own line, or on the next where it has a line alone.
    """
    by_path: dict[str, list[YamlDocument]] = {}
    for document in reading.documents:
        by_path.setdefault(document.path, []).append(document)
    accepted: list[Acceptance] = []
    problems: list[Problem] = []
    for path, source in reading.sources.items():
        if is_yaml(path) and "#" in source.text and _COMMENT.search(source.text):
            comments, blocks = _comments(source, by_path.get(path, [])), _Blocks(source)
            for match in islice(comments, reading.limits.comments):
                if len(match[0]) > reading.limits.comment:
                    problems.append(_over(source, match, "comment", reading.limits.comment))
                else:
                    accepted += _stated(source, match, blocks)
            problems += (_over(source, match, "comments", reading.limits.comments) for match in islice(comments, 1))
    return accepted, problems


def settings_acceptances(entries: Sequence[Suppression], document: YamlDocument | None) -> Iterator[Acceptance]:
    """Yield what plancode.yaml accepts."""
    for index, entry in enumerate(entries):
        place = document.place(("suppress", index, "code")) if document else Place("plancode.yaml")
        yield Acceptance(
            place, entry.code, entry.reason or "", entity=entry.entity or "", until=entry.until, up_to=entry.up_to
        )


def apply(
    findings: Sequence[Finding],
    acceptances: Sequence[Acceptance],
    as_of: date,
    known: Iterable[str],
    waiting: AbstractSet[str] = frozenset(),
) -> tuple[list[Finding], list[Problem]]:
    """Return the findings, the accepted ones marked with the reason, and what is wrong with acceptances.

    What an acceptance means stays open where that is more, all together, than it accepts.

    What accepts a code that is `waiting`, because nobody could look for it, is not called unused.
    """
    by_aim: dict[Aim, tuple[int, Acceptance]] = {}
    for number, acceptance in enumerate(acceptances):
        if acceptance.reason and not (acceptance.until and acceptance.until < as_of) and may_accept(acceptance.code):
            by_aim.setdefault(acceptance.aim, (number, acceptance))
    met: set[Aim] = set()
    firsts: list[Acceptance | None] = []
    sizes: Counter[Acceptance] = Counter()
    for finding in findings:
        aims = aims_at(finding.code, finding.place, finding.entity)
        met.update(aims)
        _, first = min((by_aim[aim] for aim in aims if aim in by_aim), key=itemgetter(0), default=(0, None))
        firsts.append(first)
        if first is not None:
            sizes[first] += _size(finding)
    past = {one: size for one, size in sizes.items() if one.up_to is not None and size > one.up_to}
    judged = [
        replace(finding, suppressed_because=first.reason, accepted_by=first) if first and first not in past else finding
        for finding, first in zip(findings, firsts, strict=True)
    ]
    codes = frozenset(known)
    met |= {acceptance.aim for acceptance in acceptances if acceptance.code in waiting}
    faults = [problem for acceptance in acceptances if (problem := _fault(acceptance, codes, met, as_of))]
    return judged, faults + [_past(one, size) for one, size in past.items()]


def _size(finding: Finding) -> int:
    """Return of how many rows or cases a finding tells."""
    counts = [finding.values.get(name) for name in _COUNTS] if finding.code.startswith(_OF_DATA) else []
    return next((count for count in counts if isinstance(count, int)), finding.count)


def _past(acceptance: Acceptance, size: int) -> Problem:
    values: dict[str, Said] = {"code": acceptance.code, "limit": acceptance.up_to or 0, "count": size}
    return Problem(acceptance.place, "plain", values, subject=acceptance.code, code="CFG106")


def unread_in(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the files of which something could not be read or used, by the errors that say so.

    That comments were too many says nothing of what the plan says.
    """
    errors = (one for one in findings if one.severity is Severity.ERROR and one.variant not in _OF_COMMENTS)
    return frozenset(one.place.path for one in errors if one.code[:3] in UNREAD and one.code not in _ACCEPTABLE)


def may_accept(code: str) -> bool:
    """Whether findings of a code can be accepted in the plan.

    What could not be read or used cannot: nobody has judged it. What is found in a change is accepted in accepted.yaml,
    which holds for that change only.
    """
    return code in _ACCEPTABLE or (code[:3] not in UNREAD and not code.startswith(_OF_CHANGES))


def _fault(acceptance: Acceptance, known: frozenset[str], met: AbstractSet[Aim], as_of: date) -> Problem | None:
    place, code, until = acceptance.place, acceptance.code, acceptance.until
    values: dict[str, Said] = {"code": code}
    if code not in known:
        return Problem(place, "plain", values, subject=code, code="CFG104")
    if not may_accept(code):
        variant = "change" if code.startswith(_OF_CHANGES) else "never"
        return Problem(place, variant, values, subject=code, code="CFG104")
    if not acceptance.reason:
        return Problem(place, "plain", values, subject=code, code="CFG102")
    if until and until < as_of:
        return Problem(place, "plain", {**values, "until": until}, subject=code, code="CFG103")
    if acceptance.aim not in met:
        return Problem(place, "plain", values, subject=code, code="CFG101")
    return None


def _comments(source: SourceText, documents: Sequence[YamlDocument]) -> Iterator[re.Match[str]]:
    """Yield the comments that accept something; what stands inside a text is none."""
    texts = [scalar for document in documents for scalar in document.scalars]
    for match in _COMMENT.finditer(source.text):
        before = bisect_right(texts, (match.start(), len(source.text)))
        if not before or match.start() >= texts[before - 1][1]:
            yield match


def _over(source: SourceText, match: re.Match[str], variant: str, limit: int) -> Problem:
    return Problem(source.place(match.start(), match.end()), variant, {"limit": limit}, code="TXT104")


class _Blocks:
    """Lines that are comments alone, one below the other, as far as they were asked for, from the top down."""

    def __init__(self, source: SourceText) -> None:
        self.source, self.end = source, 0

    def below(self, line: int) -> int:
        """Return the first line below a comment that is none; the next where there is no such line."""
        if line >= self.end:
            self.end = line + 1
            while self.holds(self.end):
                self.end += 1
        return self.end if self.end <= self.source.lines else line + 1

    def holds(self, line: int) -> bool:
        """Whether a line is a comment alone."""
        return self.source.line(line).lstrip().startswith("#")


def _stated(source: SourceText, match: re.Match[str], blocks: _Blocks) -> Iterator[Acceptance]:
    place = source.place(match.start(), match.end())
    line = blocks.below(place.line) if blocks.holds(place.line) else place.line
    parts = _CODES.fullmatch(match[1].rstrip())
    codes = re.findall(_CODE, parts[1]) if parts else [(match[1].strip()[:20], "")]
    reason = parts[4].strip() if parts else ""
    for code, most in codes:
        yield Acceptance(place, code, reason, source.path, line, up_to=int(most) if most else None)
