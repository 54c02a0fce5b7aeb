"""Findings told as one: rows of a list for good, and, where people read, those of one rule that one thing mends.

The first are one finding in every report (`counted`). The others stay findings of their own for suppression,
acceptance, comparison and programs; only who writes for people takes them together (`folded`).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, partial
from heapq import nsmallest
from string import Formatter
from typing import TYPE_CHECKING, Final

from plancode.findings.finding import Finding, FindingSort, fingerprint, in_order
from plancode.findings.problem import MOST_APART
from plancode.findings.severity import Severity
from plancode.locale.catalogue import message_of
from plancode.period import Period
from plancode.said.value import KindName, Ref, Said, Verbatim

if TYPE_CHECKING:
    from plancode.findings.acceptance import Acceptance

LIST_ENDINGS: Final = (".csv", ".tsv", ".xlsx", ".xlsm", ".parquet", ".duckdb", ".db")
SHOWN: Final = 5
"""Places that are told of many findings made one, and names of those that are told with another."""
OF_CHANGES: Final = "CHG"
"""What a change must answer for is accepted one by one, so that it is never folded."""
_ONE_BY_ONE: Final = ("TXT", "SHP", "REF", "CFG", "DAT")
"""Here every fault is mended by itself: only what reads the same, such as one misspelt id in many places, is one."""
_WEIGHTLESS: Final = Decimal("-Infinity")


def counted(findings: Iterable[Finding], plan: str) -> tuple[Finding, ...]:
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
    is_list = first.place.path.endswith(LIST_ENDINGS) and first.place.span is not None
    count = sum(finding.count for finding in group)
    if first.code.startswith(OF_CHANGES) or count <= (1 if is_list else MOST_APART):
        return group
    related = first.related + tuple(other.place for other in others)
    aim = map(str, first.accepted_by.aim) if first.accepted_by is not None else ()
    return [replace(first, count=count, related=related, fingerprint=fingerprint(plan, *first.sort, *aim))]


def _where(finding: Finding) -> tuple[int, int]:
    span = finding.place.span
    return (span.line, span.column) if span else (0, 0)


@dataclass(frozen=True, slots=True)
class Fold:
    """Findings of one rule with one cause, the worst first; most often only one."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The one that is told in full."""
        return self.findings[0]

    @property
    def others(self) -> tuple[Finding, ...]:
        """Those that are told with it."""
        return self.findings[1:]

    @property
    def names(self) -> tuple[Said, ...]:
        """What the others are about, each once: what they are of, else the first value that differs, else where."""
        refs = (name for name, value in self.first.values.items() if isinstance(value, Ref | Period))
        ways: list[Callable[[Finding], Said]] = [partial(_value, name=name) for name in refs]
        entity = self.first.entity
        ways.insert(len(ways) if entity is None or not entity.title else 0, _entity)
        way = next((way for way in ways if len(set(map(way, self.findings))) > 1), _place)
        return tuple(dict.fromkeys(way(finding) or _place(finding) for finding in self.others))

    @property
    def places(self) -> tuple[Said, ...]:
        """Where the others are, each place once: of those that read like the first nothing else is to be said."""
        return tuple(dict.fromkeys(place for one in self.others if (place := _place(one)) != _place(self.first)))


def folded(findings: Iterable[Finding]) -> tuple[Fold, ...]:
    """Return findings as they are told to people: what one thing mends together; errors first, then in order."""
    causes: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for number, finding in enumerate(findings):
        alone = finding.count > 1 or finding.code.startswith(OF_CHANGES)
        causes[(number,) if alone else _cause(finding)].append(finding)
    folds = (Fold(tuple(sorted(alike, key=_lightness))) for alike in causes.values())
    return tuple(sorted(folds, key=lambda fold: -fold.first.severity.rank))


def alone(findings: Iterable[Finding]) -> tuple[Fold, ...]:
    """Return findings as they are told one by one, in the same order of severity."""
    return tuple(sorted((Fold((finding,)) for finding in findings), key=lambda fold: -fold.first.severity.rank))


def count_of(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings there are of each severity, the worst first."""
    numbers = Counter(finding.severity for finding in findings)
    return {severity: numbers[severity] for severity in reversed(Severity)}


def _lightness(finding: Finding) -> Decimal:
    return -(finding.weight if finding.weight is not None else _WEIGHTLESS)


def _cause(finding: Finding) -> tuple[object, ...]:
    """Return what findings share that one thing mends: rule, severity, metric, and whatever the advice names."""
    values = finding.values
    named = values if finding.code.startswith(_ONE_BY_ONE) else _asked(finding.code, finding.variant)
    metrics = (value for value in values.values() if isinstance(value, Ref) and value.kind == "metric")
    advised = tuple((name, values.get(name)) for name in named if not _is_kind(values.get(name)))
    return (finding.code, finding.variant, finding.severity, *metrics, *advised)


def _is_kind(value: Said) -> bool:
    """Whether a value says what was wanted somewhere, which differs from place to place."""
    return isinstance(value, KindName) or (isinstance(value, tuple) and any(isinstance(one, KindName) for one in value))


@cache
def _asked(code: str, variant: str) -> tuple[str, ...]:
    """Return the values that the advice of a message names."""
    return tuple(name for _, name, _, _ in Formatter().parse(message_of(code, variant, "en").hint) if name)


def _entity(finding: Finding) -> Said:
    return finding.entity


def _value(finding: Finding, name: str) -> Said:
    return finding.values.get(name)


def _place(finding: Finding) -> Said:
    place = finding.place
    return Verbatim(f"{place.path}:{place.line}" if place.span is not None else place.path)
