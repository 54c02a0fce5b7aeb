"""Findings that the plan accepts: inline comments and plancode.yaml, with reasons, and the ones not needed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from plancode.config.settings import Suppression
from plancode.document.reader import is_yaml
from plancode.document.source import SourceText
from plancode.document.yaml_document import YamlDocument
from plancode.findings.acceptance import Acceptance
from plancode.findings.finding import Finding
from plancode.findings.place import Place
from plancode.findings.problem import Problem

if TYPE_CHECKING:
    from plancode.findings.values import Value

_UNREAD: Final = frozenset({"TXT", "SHP"})
_OF_CHANGES: Final = "CHG"
_ACCEPTABLE: Final = frozenset({"TXT113", "TXT114", "SHP119"})
_COMMENT: Final = re.compile(r"(?:^|(?<=[ \t\r\n]))#[ \t]*plancode:[ \t]*ignore[ \t]*([^\r\n]*)", re.IGNORECASE)
_CODES: Final = re.compile(r"\[([A-Z0-9, ]+)\][ \t]*(.*)")


def inline_acceptances(sources: Mapping[str, SourceText], documents: Iterable[YamlDocument]) -> Iterator[Acceptance]:
    """Yield what comments accept: findings on their own line, or on the next where the comment has a line alone."""
    by_path: dict[str, list[YamlDocument]] = {}
    for document in documents:
        by_path.setdefault(document.path, []).append(document)
    for path, source in sources.items():
        if is_yaml(path) and "#" in source.text and _COMMENT.search(source.text):
            yield from _comments(source, by_path.get(path, []))


def settings_acceptances(entries: Sequence[Suppression], document: YamlDocument | None) -> Iterator[Acceptance]:
    """Yield what plancode.yaml accepts."""
    for index, entry in enumerate(entries):
        place = document.place(("suppress", index, "code")) if document else Place("plancode.yaml")
        yield Acceptance(place, entry.code, entry.reason or "", entity=entry.entity or "", until=entry.until)


def apply(
    findings: Sequence[Finding], acceptances: Sequence[Acceptance], as_of: date, known: Iterable[str]
) -> tuple[list[Finding], list[Problem]]:
    """Return the findings, the accepted ones marked with the reason, and what is wrong with acceptances."""
    valid = [
        one for one in acceptances if one.reason and not (one.until and one.until < as_of) and may_accept(one.code)
    ]
    judged = [_accepted(finding, valid) for finding in findings]
    by_code: dict[str, list[Finding]] = {code: [] for code in known}
    for finding in findings:
        by_code[finding.code].append(finding)
    problems = [problem for one in acceptances if (problem := _fault(one, by_code, as_of))]
    return judged, problems


def may_accept(code: str) -> bool:
    """Whether findings of a code can be accepted in the plan.

    What could not be read or used cannot: nobody has judged it. What is found in a change is accepted in accepted.yaml,
    which holds for that change only.
    """
    return code in _ACCEPTABLE or (code[:3] not in _UNREAD and not code.startswith(_OF_CHANGES))


def _accepted(finding: Finding, acceptances: Sequence[Acceptance]) -> Finding:
    reason = next((one.reason for one in acceptances if one.covers(finding)), None)
    return replace(finding, suppressed_because=reason) if reason else finding


def _fault(one: Acceptance, findings: Mapping[str, Sequence[Finding]], as_of: date) -> Problem | None:
    values: dict[str, Value] = {"code": one.code}
    if one.code not in findings:
        return Problem(one.place, "plain", values, subject=one.code, code="CFG104")
    if not may_accept(one.code):
        variant = "change" if one.code.startswith(_OF_CHANGES) else "never"
        return Problem(one.place, variant, values, subject=one.code, code="CFG104")
    if not one.reason:
        return Problem(one.place, "plain", values, subject=one.code, code="CFG102")
    if one.until and one.until < as_of:
        return Problem(one.place, "plain", {**values, "until": one.until}, subject=one.code, code="CFG103")
    if not any(one.covers(finding) for finding in findings[one.code]):
        return Problem(one.place, "plain", values, subject=one.code, code="CFG101")
    return None


def _comments(source: SourceText, documents: Sequence[YamlDocument]) -> Iterator[Acceptance]:
    below = _lines_below(source)
    for match in _COMMENT.finditer(source.text):
        if any(document.enclosing(match.start()) for document in documents):
            continue
        line, _ = source.position(match.start())
        alone = source.line(line).lstrip().startswith("#")
        place = source.place(match.start(), match.end())
        parts = _CODES.fullmatch(match[1].rstrip())
        codes, reason = (parts[1].replace(",", " ").split(), parts[2]) if parts else ([match[1].strip()[:20]], "")
        for code in codes:
            yield Acceptance(place, code, reason.strip(), source.path, below.get(line, line + 1) if alone else line)


def _lines_below(source: SourceText) -> dict[int, int]:
    """Return, for each line that is a comment alone, the first line below that is none."""
    found: dict[int, int] = {}
    following = 0
    for number in range(source.lines, 0, -1):
        if source.line(number).lstrip().startswith("#"):
            found[number] = following or number + 1
        else:
            following = number
    return found
