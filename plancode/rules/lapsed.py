"""Findings that are not told any more because nobody looks there any more: they are not mended."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.findings.finding import Finding
from plancode.findings.unjudged import Unjudged, UnjudgedTable
from plancode.model.team import Person
from plancode.rules.workload import should_be_used
from plancode.said.value import Ref

_BY_STEP: Final[Mapping[str, tuple[str, ...]]] = {
    "target": ("TGT", "CAP101", "CAP102", "COV108", "TRK", "KPI116", "KPI117"),
    "market": ("TGT109", "TGT110", "TGT111", "TGT132", "TGT138"),
    "strategy": ("STR",),
    "timetable": ("CAL",),
    "territories": ("COV", "CAP103", "CAP104", "CAP110", "DAT109"),
    "duties": ("RES",),
    "meetings": ("CAD", "REV101", "REV110"),
    "scorecard": ("KPI",),
    "assessments": ("KPI114", "KPI118", "KPI119", "KPI120", "KPI121", "KPI122", "KPI142"),
    "follow_up": ("DAT", "TRK", "KPI113", "KPI140"),
}
"""What is looked for in a step of a plan: the beginnings of codes."""
_BY_TABLE: Final[Mapping[UnjudgedTable, tuple[str, ...]]] = {
    "capacity": ("CAP101", "CAP102", "CAP107", "CAP108", "TGT117", "TGT139"),
    "workload": ("CAP103", "CAP104", "CAP105", "CAP106"),
    "feasibility": ("TGT109", "TGT110", "TGT111"),
    "pace": ("TRK",),
    "results": ("DAT", "TRK"),
    "scores": ("KPI114", "KPI142"),
}
"""What is looked for in tables of which more is not judged."""


class Lapses:
    """Knows of findings of an old plan whether the new one is still looked at for them."""

    def __init__(
        self, steps_gone: Iterable[str], unjudged: tuple[Iterable[Unjudged], Iterable[Unjudged]], head: Analysis | None
    ) -> None:
        """Take the steps that went, what is not judged of either plan, and the tables of the new one."""
        known = {(one.table, one.why, one.about) for one in unjudged[0]}
        more = (one.table for one in unjudged[1] if (one.table, one.why, one.about) not in known)
        codes = [*(_BY_STEP[step] for step in steps_gone), *(_BY_TABLE.get(table, ()) for table in more)]
        self._codes = tuple(code for group in codes for code in group)
        self._head = head

    def has(self, finding: Finding) -> bool:
        """Whether nobody looks for a finding any more."""
        if finding.code.startswith(self._codes):
            return True
        narrow = _NARROW.get(finding.code)
        return narrow is not None and self._head is not None and not narrow(self._head, finding)


def _has_load(analysis: Analysis, finding: Finding) -> bool:
    """Whether somebody who is still there has work and hours; one who went is not overloaded."""
    person = analysis.graph.find(Person, finding.entity.id if finding.entity is not None else None)
    return person is None or analysis.workload.of(person).hours is not None


def _is_to_be_used(analysis: Analysis, finding: Finding) -> bool:
    """Whether somebody who is still there has visits to make, and carries quota."""
    person = analysis.graph.find(Person, finding.entity.id if finding.entity is not None else None)
    return person is None or should_be_used(analysis, analysis.workload.of(person))


def _is_balanced(analysis: Analysis, finding: Finding) -> bool:
    """Whether all of those who were unequal, and are still there, are held against each other."""
    role = finding.entity.id if finding.entity is not None else ""
    balanced = {
        person.model.id
        for balance in analysis.balance
        if (balance.role.model.id, balance.measure) == (role, finding.variant)
        for person, _ in balance.values
    }
    people = (finding.values[name] for name in ("lowest", "highest"))
    names = [person.id for person in people if isinstance(person, Ref)]
    return all(name in balanced or analysis.graph.find(Person, name) is None for name in names)


_NARROW: Final[Mapping[str, Callable[[Analysis, Finding], bool]]] = {
    "CAP103": _has_load,
    "CAP104": _is_to_be_used,
    "COV111": _is_balanced,
}
"""Rules that judge only some: whether what a finding was about is still among them."""
