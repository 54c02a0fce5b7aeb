"""From problems to findings: name and severity of the rule, rows folded, a fingerprint that outlives line numbers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from plancode.document.source import SourceText
from plancode.findings.finding import Finding, fingerprint, in_order
from plancode.findings.problem import Problem
from plancode.rules.rule import Rule

LIST_ENDING: Final = ".csv"
SHOWN_ROWS: Final = 5
OF_CHANGES: Final = "CHG"
"""What a change must answer for is accepted one by one, so that it is never folded."""


def judge(
    problems: Iterable[Problem], rules: Mapping[str, Rule], plan: str, sources: Mapping[str, SourceText]
) -> tuple[Finding, ...]:
    """Return the findings, in reading order."""
    seen: Counter[tuple[str, ...]] = Counter()
    findings = []
    for problem in sorted(problems, key=_order):
        parts = _identity(problem, sources)
        seen[parts] += 1
        ordinal = str(seen[parts]) if seen[parts] > 1 else ""
        findings.append(_finding(problem, rules[problem.code], fingerprint(plan, *parts, ordinal)))
    return in_order(_folded(findings))


def _finding(problem: Problem, rule: Rule, print_: str) -> Finding:
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        variant=problem.variant,
        values=problem.values,
        place=problem.place,
        entity=problem.entity,
        related=problem.related,
        fingerprint=print_,
    )


def _identity(problem: Problem, sources: Mapping[str, SourceText]) -> tuple[str, ...]:
    if problem.entity is not None:
        return (problem.code, problem.entity.kind, problem.entity.id, problem.variant, problem.subject)
    source = sources.get(problem.place.path)
    line = " ".join(source.line(problem.place.line).split()) if source and problem.place.span else ""
    return (problem.code, problem.place.path, line, problem.variant, problem.subject)


def _folded(findings: list[Finding]) -> list[Finding]:
    """Make one finding of all rows of a list with the same code and variant."""
    groups: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for index, finding in enumerate(findings):
        in_list = finding.place.path.endswith(LIST_ENDING) and finding.place.span is not None
        is_row = in_list and not finding.code.startswith(OF_CHANGES)
        own = () if is_row else (str(index),)
        groups[finding.code, finding.variant, finding.place.path, *own].append(finding)
    return [_first_of(group) for group in groups.values()]


def _first_of(group: list[Finding]) -> Finding:
    first = group[0]
    if len(group) == 1:
        return first
    others = tuple(finding.place for finding in group[1:SHOWN_ROWS])
    return replace(first, count=len(group), related=first.related + others)


def _order(problem: Problem) -> tuple[str, int, int, str, str]:
    span = problem.place.span
    return (problem.place.path, problem.place.line, span.column if span else 0, problem.code, problem.subject)
