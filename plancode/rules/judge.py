"""From problems to findings: name and severity of the rule, a fingerprint that outlives line numbers, many made one."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from heapq import nsmallest
from typing import TYPE_CHECKING, Final

from plancode.document.source import SourceText
from plancode.findings.finding import Finding, FindingSort, fingerprint, in_order
from plancode.findings.place import Place
from plancode.findings.problem import MOST_APART, Problem
from plancode.rules.rule import Rule

if TYPE_CHECKING:
    from plancode.findings.acceptance import Acceptance

LIST_ENDING: Final = ".csv"
SHOWN: Final = 5
"""Places that are told of many findings made one."""
MOST_RELATED: Final = 20
OF_CHANGES: Final = "CHG"
"""What a change must answer for is accepted one by one, so that it is never folded."""
_LONGEST_LINE: Final = 400
"""A line that is longer goes into a fingerprint as a digest, made once."""


def judge(
    problems: Iterable[Problem], rules: Mapping[str, Rule], plan: str, sources: Mapping[str, SourceText]
) -> tuple[Finding, ...]:
    """Return a finding for each problem, by file and line."""
    seen: Counter[tuple[str, ...]] = Counter()
    lines = _Lines(sources)
    findings = []
    for problem in sorted(problems, key=_order):
        parts = _identity(problem, lines)
        seen[parts] += 1
        ordinal = str(seen[parts]) if seen[parts] > 1 else ""
        rule = rules[problem.code]
        findings.append(
            Finding(
                code=rule.code,
                name=rule.name,
                severity=rule.severity,
                variant=problem.variant,
                values=problem.values,
                place=problem.place,
                entity=problem.entity,
                related=problem.related[:MOST_RELATED],
                fingerprint=fingerprint(plan, *parts, ordinal),
                count=problem.count,
            )
        )
    return tuple(findings)


def fold(findings: Iterable[Finding], plan: str) -> tuple[Finding, ...]:
    """Return findings in reading order, of many that are alike only one with their count and the first places.

    All rows of a list are made one, elsewhere more than can be mended one by one; what is open and what each statement
    accepts apart. The fingerprint is that of all such findings in the file, so that it stays when some of them go.
    """
    groups: dict[tuple[FindingSort, bool, Acceptance | None], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.sort, finding.place.span is None, finding.accepted_by].append(finding)
    return in_order(kept for group in groups.values() for kept in _kept(group, plan))


def _kept(group: list[Finding], plan: str) -> list[Finding]:
    first, *others = nsmallest(SHOWN, group, key=_where)
    is_list = first.place.path.endswith(LIST_ENDING) and first.place.span is not None
    count = sum(finding.count for finding in group)
    if first.code.startswith(OF_CHANGES) or count <= (1 if is_list else MOST_APART):
        return group
    related = first.related + tuple(other.place for other in others)
    aim = map(str, first.accepted_by.aim) if first.accepted_by is not None else ()
    return [replace(first, count=count, related=related, fingerprint=fingerprint(plan, *first.sort, *aim))]


class _Lines:
    """Lines as they go into fingerprints. Problems come by line, so that one is kept."""

    def __init__(self, sources: Mapping[str, SourceText]) -> None:
        self.sources = sources
        self.last: tuple[str, int] = ("", 0)
        self.text = ""

    def of(self, place: Place) -> str:
        """Return the line of a place without blanks that may change, a long one as a digest."""
        if (place.path, place.line) != self.last:
            self.last = (place.path, place.line)
            source = self.sources.get(place.path)
            text = " ".join(source.line(place.line).split()) if source else ""
            is_long = len(text) > _LONGEST_LINE
            self.text = hashlib.sha256(text.encode()).hexdigest() if is_long else text
        return self.text


def _identity(problem: Problem, lines: _Lines) -> tuple[str, ...]:
    if problem.entity is not None:
        return (problem.code, problem.entity.kind, problem.entity.id, problem.variant, problem.subject)
    line = lines.of(problem.place) if problem.place.span else ""
    return (problem.code, problem.place.path, line, problem.variant, problem.subject)


def _where(finding: Finding) -> tuple[int, int]:
    span = finding.place.span
    return (span.line, span.column) if span else (0, 0)


def _order(problem: Problem) -> tuple[str, int, int, str, str]:
    span = problem.place.span
    return (problem.place.path, problem.place.line, span.column if span else 0, problem.code, problem.subject)
