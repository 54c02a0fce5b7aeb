"""How figures of targets follow from others on their sheet, as formulas: only where these give what the plan says."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from plancode.analysis.targets import Target
from plancode.exchange.workbook.cells import plain_digits
from plancode.exchange.workbook.sheets import BookPlan
from plancode.graph.grouped import grouped
from plancode.model.targets import ScopedRow
from plancode.quantity import rounded

LineKey = tuple[str, ...]
_PLACES: Final = 15
"""Decimals of the part of a whole that a period has."""
_MOST: Final = 50
"""Names in a formula, beyond which nobody reads it."""
_ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class TargetFormulas:
    """The formulas of the targets of a sheet. A cell is named `[column]`, one of another line `[column|line]`."""

    plan: BookPlan
    targets: Sequence[Target]

    def key(self, target: Target) -> LineKey:
        """Return what tells lines apart: targets of one scope that state single periods are one line."""
        scope = ",".join(map("=".join, target.scope)) or "plan"
        is_single = self.number(target) is not None and target.row is not None and not target.top
        period = target.period.name or f"{target.period.start}..{target.period.last}"
        return (target.document.model.id, scope, "" if is_single else period)

    def number(self, target: Target) -> int | None:
        """Return the number of the period that a target is for, if it is one of several of the plan."""
        periods, of = self.plan.analysis.horizon.periods, target.period
        single = (number for number, one in enumerate(periods) if (one.start, one.end) == (of.start, of.end))
        return next(single, None) if len(periods) > 1 else None

    def part(self, target: Target, amount: Decimal | None, row: ScopedRow | None) -> str:
        """Return the formula of what a period has of a whole."""
        if not amount or not target.amount or row is None or not self._adds_up(target):
            return ""
        return self._rounded(target, f"[amount]*{plain_digits(rounded(amount / target.amount, _PLACES))}")

    def rule(self, target: Target, row: ScopedRow | None) -> str:
        """Return the formula of an amount that a rule gives."""
        if row is None or target.amount is None or not self._adds_up(target):
            return ""
        formula, amount = self._by_growth(target, row) if row.growth is not None else self._of_above(target, row)
        places = self.plan.analysis.measures.places(target.metric)
        is_so = amount is not None and rounded(amount, places) == rounded(target.amount, places)
        return self._rounded(target, formula) if is_so else ""

    def _by_growth(self, target: Target, row: ScopedRow) -> tuple[str, Decimal | None]:
        if target.baseline is None or row.growth is None:
            return "", None
        return f"{plain_digits(target.baseline)}*(1+[growth])", target.baseline * (1 + row.growth.number)

    def _of_above(self, target: Target, row: ScopedRow) -> tuple[str, Decimal | None]:
        """Return a share, or the rest, of what the line above hands down."""
        above = target.above
        if above is None or above.amount is None or self.key(above) not in self._wholes:
            return "", None
        name = ":".join(self.key(above))
        more = above.row.over_assign.number if above.row is not None and above.row.over_assign is not None else _ZERO
        assigned, amount = f"[amount|{name}]*(1+[over_assign|{name}])", above.amount * (1 + more)
        if row.share is not None:
            return f"{assigned}*[share]", amount * row.share.number
        beside = [one for one in self._below[above] if one is not target]
        is_told = all(one.how != "rest" and one.amount is not None and self.key(one) in self._wholes for one in beside)
        if not is_told or len(beside) > _MOST:
            return "", None
        names = "".join(f"-[amount|{':'.join(self.key(one))}]" for one in beside)
        return f"{assigned}{names}", amount - sum((one.amount or _ZERO for one in beside), _ZERO)

    def _rounded(self, target: Target, formula: str) -> str:
        return f"ROUND({formula},{self.plan.analysis.measures.places(target.metric)})"

    def _adds_up(self, target: Target) -> bool:
        return self.plan.analysis.measures.adds_over_time(target.metric)

    @cached_property
    def _wholes(self) -> frozenset[LineKey]:
        """The lines of one target each."""
        return frozenset(key for key in map(self.key, self.targets) if key[-1])

    @cached_property
    def _below(self) -> dict[Target, list[Target]]:
        """The targets directly below each that have a row."""
        below = (target for target in self.plan.analysis.targets.targets if target.above is not None and target.row)
        return grouped(below, lambda target: target.above or target)
