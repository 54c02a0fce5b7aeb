"""The sheet of targets: a line for each figure, its periods side by side; what is worked out is a locked formula."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from plancode.analysis.targets import Target
from plancode.exchange.workbook.cells import CellValue, number_cell, quantity_cell
from plancode.exchange.workbook.columns import BookColumn, column_of
from plancode.exchange.workbook.sheets import BookCell, BookPlan, BookRow, BookSheet, Spot, can_write
from plancode.exchange.workbook.target_formulas import TargetFormulas
from plancode.graph.entity import Entity
from plancode.graph.grouped import grouped
from plancode.model.base import Keyed
from plancode.model.targets import ScopedRow, TargetRow, TargetsDocument
from plancode.period import Period
from plancode.quantity import Quantity, rounded
from plancode.said.speaker import plain
from plancode.said.value import PlanKey, Said, Term
from plancode.tables.scopes import measured, metric_ref, scope_cell

NAME: Final = "targets"
STATED: Final = ("amount", "share", "growth", "over_assign")
"""Columns of what a line states, as far as it does."""
_TOLD: Final = (
    BookColumn("metric", PlanKey("metric")), BookColumn("scope", Term("col.scope")),
    BookColumn("when", PlanKey("period")), BookColumn("how", Term("book.how")),
)  # fmt: skip


def target_sheet(plan: BookPlan, targets: Sequence[Target]) -> BookSheet | None:
    """Return the sheet of some targets; None where there are none."""
    formulas = TargetFormulas(plan, targets)
    lines = [_Line(plan, formulas, tuple(group)) for group in grouped(targets, formulas.key).values()]
    if not lines:
        return None
    periods = tuple(
        BookColumn(f"amount@{number}", period, "figure", TargetRow, column_of(TargetRow, "amount", "figure").annotation)
        for number, period in enumerate(plan.analysis.horizon.periods)
    )
    stated = tuple(column_of(TargetRow, key, "figure") for key in STATED)
    return BookSheet(NAME, (*_TOLD, *stated, *periods), tuple(line.row() for line in lines))


@dataclass(frozen=True)
class _Line:
    """One line: the targets of a scope, one for all of its time, or one for each of several periods."""

    plan: BookPlan
    formulas: TargetFormulas
    targets: tuple[Target, ...]

    @property
    def first(self) -> Target:
        return self.targets[0]

    @cached_property
    def by_number(self) -> dict[int, Target]:
        """The targets of single periods; none where the line is for a stretch of time."""
        if self.formulas.key(self.first)[-1]:
            return {}
        numbered = ((self.formulas.number(target), target) for target in self.targets)
        return {number: target for number, target in numbered if number is not None}

    @property
    def adds_up(self) -> bool:
        """Whether the amounts of periods add up to that of the whole time."""
        return self.plan.analysis.measures.adds_over_time(self.first.metric)

    def row(self) -> BookRow:
        """Return the line."""
        say, graph = plain(self.plan.language).say, self.plan.graph
        when = Term("book.by_period") if self.by_number else self.first.period
        how: Said = Term(f"book.how_{self.first.how}")
        told = (metric_ref(graph, self.first.metric), scope_cell(graph, self.first.scope), when, how)
        cells = [BookCell(say(one)) for one in told]
        cells += self._by_period() if self.by_number else self._whole()
        return BookRow(":".join(self.formulas.key(self.first)), tuple(cells))

    def _whole(self) -> Iterator[BookCell]:
        target, row = self.first, self._row(self.first)
        for key in STATED:
            value = getattr(row, key) if row is not None else None
            if key == "amount" and target.how != "amount":
                yield BookCell(self._figure(target.amount), formula=self.formulas.rule(target, row))
            elif value is not None or (key == "over_assign" and row is not None and target.how == "amount"):
                yield BookCell(quantity_cell(value) if value is not None else None, self._spot(target, key))
            else:
                yield BookCell()
        for number in range(len(self.plan.analysis.horizon.periods)):
            amount = target.by_period.get(number)
            yield BookCell(self._figure(amount), formula=self.formulas.part(target, amount, row))

    def _by_period(self) -> Iterator[BookCell]:
        numbers = range(len(self.plan.analysis.horizon.periods))
        known = [self.by_number[number].amount for number in sorted(self.by_number)]
        whole = sum((amount for amount in known if amount is not None), Decimal(0)) if None not in known else None
        last = numbers[-1]
        formula = f"SUM([amount@0]:[amount@{last}])" if self.adds_up else ""
        yield BookCell(self._figure(whole) if self.adds_up else None, formula=formula)
        yield from (BookCell() for _ in STATED[1:])
        for number in numbers:
            target = self.by_number.get(number)
            row = self._row(target) if target is not None else None
            if target is not None and row is not None and row.amount is not None:
                yield BookCell(quantity_cell(row.amount), self._spot(target, "amount"))
            elif target is not None:
                yield BookCell(self._figure(target.amount))
            else:
                yield BookCell(spot=self._new(self.plan.analysis.horizon.periods[number]))

    def _row(self, target: Target) -> ScopedRow | None:
        """Return what is written of a target; nothing of a quota that a rule gives."""
        holder = self._holder(target)
        if holder is None or target.row is None:
            return None
        if isinstance(holder.model, TargetsDocument):
            return holder.model.target
        return holder.model if isinstance(holder.model, TargetRow) else None

    def _holder(self, target: Target) -> Entity[Keyed] | None:
        """Return what a target is written in, as the plan has it before adjustments."""
        return self.plan.graph.entities.get(target.holder.key)

    def _spot(self, target: Target, key: str) -> Spot | None:
        holder, route = self._holder(target), (*target.route[:-1], key)
        return Spot(holder, route) if holder is not None and can_write(holder, route) else None

    def _new(self, period: Period) -> Spot | None:
        """Return where the amount of a period would stand that has none: in a new row like the first one."""
        holder = self._holder(self.first)
        writable = holder is not None and all(can_write(holder, (key,)) for key in ("amount", "period"))
        return Spot(holder, ("amount",), period.name) if holder is not None and writable and period.name else None

    def _figure(self, amount: Decimal | None) -> CellValue:
        """Return a figure that is worked out."""
        if amount is None:
            return None
        told = measured(self.plan.analysis.measures, self.first.metric, amount)
        if isinstance(told, Quantity) and told.is_share:
            return Quantity(rounded(amount, 4), "%")
        return number_cell(rounded(amount, self.plan.analysis.measures.places(self.first.metric)))
