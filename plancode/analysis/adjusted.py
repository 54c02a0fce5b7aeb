"""Adjustments of targets: what each changes in each period, and what comes out. What was planned stays as it is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plancode.analysis.book import Book
from plancode.analysis.division import cut_of
from plancode.analysis.ladder import narrowing
from plancode.analysis.measures import Measures, MetricScope, Scope
from plancode.analysis.targets import ByPeriod, TargetTable, add
from plancode.calendar.horizon import Horizon
from plancode.graph.entity import Entity
from plancode.graph.grouped import grouped
from plancode.graph.in_force import adjustments_in_force
from plancode.model.adjustment import AdjustmentDocument, Alteration
from plancode.model.targets import TargetsDocument
from plancode.period import Period
from plancode.split import share_out, spread

_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Shift:
    """What one alteration adds to a target, by period."""

    adjustment: Entity[AdjustmentDocument]
    index: int
    document: str
    metric: str
    scope: Scope
    by_period: ByPeriod

    @property
    def whole(self) -> Decimal:
        """What it adds in all."""
        return sum(self.by_period.values(), _ZERO)


class Adjustments:
    """The shifts of a plan on a day, in the order in which they apply."""

    def __init__(
        self, horizon: Horizon, measures: Measures, table: TargetTable, books: Iterable[Book], day: date
    ) -> None:
        """Enter all approved adjustments that are effective by a day."""
        self.horizon, self.measures, self.table = horizon, measures, table
        self._books = {book.document.model.id: book for book in books}
        self._stands: dict[MetricScope, dict[int, Decimal]] = {}
        self._targets = grouped(table.targets, lambda target: (target.document.model.id, target.scope))
        self.shifts = tuple(
            shift
            for adjustment in adjustments_in_force(horizon.graph, day)
            for index in range(len(adjustment.model.changes))
            for shift in self._entered(adjustment, index)
        )
        self._by_scope: dict[tuple[str, Scope], dict[int, Decimal]] = defaultdict(dict)
        for shift in self.shifts:
            add(self._by_scope[shift.metric, shift.scope], shift.by_period)

    def of(self, metric: str, scope: Scope) -> Mapping[int, Decimal]:
        """Return what adjustments add to a target, by period."""
        return self._by_scope.get((metric, scope), {})

    def _entered(self, adjustment: Entity[AdjustmentDocument], index: int) -> Iterator[Shift]:
        alteration = adjustment.model.changes[index]
        document = self.horizon.graph.find(TargetsDocument, alteration.target)
        account = (document.model.id, alteration.dimensions) if document is not None else None
        if document is None or account is None or account not in self._targets:
            return
        day = adjustment.model.effective
        added = self._delta(document, account, alteration, day)
        for name, amounts in ((account, added), *self._counter(account, alteration, added, day)):
            if any(amounts.values()):
                add(self._standing(name), amounts)
                yield Shift(adjustment, index, name[0], document.model.metric, name[1], amounts)

    def _standing(self, account: MetricScope) -> dict[int, Decimal]:
        """Return what stands in an account so far: what was planned, and the shifts before."""
        if account not in self._stands:
            planned: dict[int, Decimal] = {}
            for target in self._targets.get(account, ()):
                add(planned, target.by_period)
            self._stands[account] = planned
        return self._stands[account]

    def _delta(
        self, document: Entity[TargetsDocument], account: MetricScope, alteration: Alteration, day: date
    ) -> dict[int, Decimal]:
        metric = document.model.metric
        stated = alteration.delta or alteration.from_effective or alteration.annual
        amount = self.measures.number(stated, day, metric) if stated is not None else None
        span = self.horizon.graph.period(alteration.period) if alteration.period else self._span(account)
        if amount is None or span is None:
            return {}
        stands = self._standing(account)
        numbers = self.horizon.touched(max(span.start, day), span.end)
        if not self.measures.adds_up(metric):
            old = {number: stands.get(number, _ZERO) for number in numbers}
            return {number: amount if alteration.delta else amount - value for number, value in old.items()}
        remains = self._remains(stands, span, day)
        if alteration.from_effective is not None:
            amount -= sum(remains.values(), _ZERO)
        elif alteration.annual is not None:
            amount -= self._within(stands, span)
        amount, step = self.measures.rounded(amount, metric), self.measures.step(metric)
        return dict(zip(remains, spread(amount, list(remains.values()), step), strict=True)) if remains else {}

    def _span(self, account: MetricScope) -> Period:
        """Return the period that the targets of an account hold for."""
        periods = [target.period for target in self._targets.get(account, ())]
        if not periods:
            return self.horizon.plan
        return Period(min(period.start for period in periods), max(period.end for period in periods))

    def _within(self, stands: Mapping[int, Decimal], span: Period) -> Decimal:
        return sum((stands.get(number, _ZERO) for number in self.horizon.touched(span.start, span.end)), _ZERO)

    def _remains(self, stands: Mapping[int, Decimal], span: Period, day: date) -> dict[int, Decimal]:
        """Return what remains in each period from a day on: phased, or by days of the whole."""
        remains, whole, held = {}, self._within(stands, span), self._held(stands, span)
        for number in self.horizon.touched(max(span.start, day), span.end):
            period = self.horizon.periods[number]
            if self.horizon.graph.policy.prorate == "days":
                days = (min(period.end, held.end) - max(period.start, held.start, day)).days
                remains[number] = whole * max(days, 0) / held.days
            else:
                days = (min(period.end, span.end) - max(period.start, day)).days
                remains[number] = stands.get(number, _ZERO) * days / period.days
        return remains

    def _held(self, stands: Mapping[int, Decimal], span: Period) -> Period:
        """Return the stretch of a span over which there is something to hold: not after somebody has left."""
        numbers = [number for number in self.horizon.touched(span.start, span.end) if stands.get(number)]
        if not numbers:
            return span
        first, last = self.horizon.periods[numbers[0]], self.horizon.periods[numbers[-1]]
        return Period(max(span.start, first.start), min(span.end, last.end))

    def _counter(
        self, account: MetricScope, alteration: Alteration, added: Mapping[int, Decimal], day: date
    ) -> Iterator[tuple[MetricScope, dict[int, Decimal]]]:
        """Yield what others take over, so that the sum stays."""
        document, scope = account
        if alteration.to is not None:
            other = (document, (("person", alteration.to), *narrowing(scope)))
            yield other, {number: -amount for number, amount in added.items()}
            return
        siblings = self._siblings(account) if alteration.rebalance else []
        if not siblings:
            return
        remains = [self._remains(self._standing(sibling), self._span(sibling), day) for sibling in siblings]
        weights = [[by_period.get(number, _ZERO) for number in added] for by_period in remains]
        weights = _or_wholes(weights)
        step = self.measures.step(self._targets[siblings[0]][0].metric)
        parts = share_out([-amount for amount in added.values()], weights, step)
        for sibling, row in zip(siblings, parts, strict=True):
            yield sibling, dict(zip(added, row, strict=True))

    def _siblings(self, account: MetricScope) -> list[MetricScope]:
        """Return the accounts beside one: some of their targets below the same one, which they cut in the same way.

        What stands beside as an overlay is moved by overlays alone.
        """
        document, scope = account
        above, stands_beside = self._books[document].above, self._books[document].desk.stands_beside
        overlay = all(map(stands_beside, self._targets.get(account, ())))
        uppers = [above.get(target, target.above) for target in self._targets.get(account, ())]
        siblings = []
        for (other_document, other), targets in self._targets.items():
            same = cut_of(other) == cut_of(scope)
            beside = (not target.top and above.get(target, target.above) in uppers for target in targets)
            alike = all(map(stands_beside, targets)) == overlay
            if other_document == document and other != scope and same and alike and any(beside):
                siblings.append((other_document, other))
        return sorted(siblings)


def _or_wholes(weights: list[list[Decimal]]) -> list[list[Decimal]]:
    """Return what remains of each in each period; where nothing remains of anybody in one, of each in all."""
    empty = [not any(column) for column in zip(*weights, strict=True)]
    return [
        [sum(row, _ZERO) if nothing else weight for weight, nothing in zip(row, empty, strict=True)] for row in weights
    ]
