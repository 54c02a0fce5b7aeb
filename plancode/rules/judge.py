"""From problems to findings: name and severity of the rule, a fingerprint that outlives line numbers."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from plancode.document.source import SourceText
from plancode.findings.finding import Finding, fingerprint
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.rules.rule import Rule

MOST_RELATED: Final = 20
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
                severity=problem.severity or rule.severity,
                variant=problem.variant,
                values=problem.values,
                place=problem.place,
                entity=problem.entity,
                related=_others(problem)[:MOST_RELATED],
                fingerprint=fingerprint(plan, *parts, ordinal),
                count=problem.count,
                weight=problem.weight,
                is_implied=problem.is_implied,
            )
        )
    return tuple(findings)


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


def _others(problem: Problem) -> tuple[Place, ...]:
    """Return the related places, each once: two values of a list may stand in one cell of a table."""
    return tuple(place for place in dict.fromkeys(problem.related) if place != problem.place)


def _identity(problem: Problem, lines: _Lines) -> tuple[str, ...]:
    if problem.entity is not None:
        return (problem.code, problem.entity.kind, problem.entity.id, problem.variant, problem.subject)
    line = lines.of(problem.place) if problem.place.span else ""
    return (problem.code, problem.place.path, line, problem.variant, problem.subject)


def _order(problem: Problem) -> tuple[str, int, int, str, str]:
    span = problem.place.span
    return (problem.place.path, problem.place.line, span.column if span else 0, problem.code, problem.subject)
