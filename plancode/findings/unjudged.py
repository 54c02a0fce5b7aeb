"""What was not judged, and why: it is no finding, but silence would say that it is well."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from plancode.findings.sentences import say
from plancode.locale.catalogue import Language
from plancode.said.shortened import shortened
from plancode.said.value import Joined, Said, Term

UnjudgedTable = Literal["files", "rules", "steps", "capacity", "workload", "feasibility", "results", "pace", "scores"]
ORDER: Final[tuple[UnjudgedTable, ...]] = (
    "files", "rules", "steps", "capacity", "workload", "feasibility", "results", "pace", "scores",
)  # fmt: skip
"""The tables as they are told: what takes most along first."""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Something that was not judged: in which table, what it is, why, and how many things that are.

    `why` picks the words: `unjudged.TABLE_WHY` tells in the line below a report how many there are, and
    `unjudged_why.TABLE_WHY` says of one what it takes to judge it, with its `values`.
    """

    table: UnjudgedTable
    why: str
    about: Said
    count: int = 1
    values: tuple[tuple[str, Said], ...] = ()

    @property
    def reason(self) -> Term:
        """Why it was not judged, and what it takes."""
        return Term(f"unjudged_why.{self.table}_{self.why}", self.values)


def in_order(unjudged: Iterable[Unjudged]) -> tuple[Unjudged, ...]:
    """Return what was not judged by table, in the order of being found within each."""
    return tuple(sorted(unjudged, key=lambda one: ORDER.index(one.table)))


def not_judged(unjudged: Iterable[Unjudged]) -> Term | None:
    """Return the line that says what was not judged, counted by table and reason; None where all was."""
    parts = not_judged_parts(unjudged)
    return Term("unjudged.line", (("parts", parts),)) if parts is not None else None


def not_judged_parts(unjudged: Iterable[Unjudged]) -> Said:
    """Return the same as a list, to be told within a sentence."""
    groups: dict[tuple[UnjudgedTable, str], list[Unjudged]] = {}
    for one in unjudged:
        groups.setdefault((one.table, one.why), []).append(one)
    parts = tuple(
        Term(f"unjudged.{table}_{why}", (("count", sum(one.count for one in group)), ("names", _names(group))))
        for (table, why), group in groups.items()
    )
    return Joined(parts, "list.semicolon") if parts else None


def _names(group: Iterable[Unjudged]) -> Said:
    return shortened(tuple(dict.fromkeys(one.about for one in group)))


def line(unjudged: Iterable[Unjudged], language: Language) -> str:
    """Return the same as a sentence, an empty text where all was judged."""
    said = not_judged(unjudged)
    return say(said, language) if said is not None else ""
