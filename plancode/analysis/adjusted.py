"""Adjustments of targets: what each changes in each period, and what comes out. What was planned stays as it is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plancode.analysis.book import Book
from plancode.analysis.ladder import levels, narrowing
from plancode.analysis.measures import Measures, MetricScope, Scope
from plancode.analysis.targets import ByPeriod, Target, TargetTable
from plancode.calendar.horizon import Horizon
from plancode.graph.entity import Entity
from plancode.graph.in_force import adjustments_in_force
from plancode.model.adjustment import AdjustmentDocument, Alteration
from plancode.model.targets import TargetsDocument
from plancode.period import Period
from plancode.split import split

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
        self._targets: dict[MetricScope, list[Target]] = defaultdict(list)
        for target in table.targets:
            self._targets[target.document.model.id, target.scope].append(target)
        self.shifts = tuple(
            shift
            for adjustment in adjustments_in_force(horizon.graph, day)
            for index in range(len(adjustment.model.changes))
            for shift in self._entered(adjustment, index)
        )
        self._by_scope: dict[tuple[str, Scope], dict[int, Decimal]] = defaultdict(dict)
        for shift in self.shifts:
            _add(self._by_scope[shift.metric, shift.scope], shift.by_period)

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
                _add(self._standing(name), amounts)
                yield Shift(adjustment, index, name[0], document.model.metric, name[1], amounts)

    def _standing(self, account: MetricScope) -> dict[int, Decimal]:
        """Return what stands in an account so far: what was planned, and the shifts before."""
        if account not in self._stands:
            planned: dict[int, Decimal] = {}
            for target in self._targets.get(account, ()):
                _add(planned, target.by_period)
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
            amount -= sum((stands.get(one, _ZERO) for one in self.horizon.touched(span.start, span.end)), _ZERO)
        return self._spread(self.measures.rounded(amount, metric), remains, numbers, metric)

    def _span(self, account: MetricScope) -> Period:
        """Return the period that the targets of an account hold for."""
        found = [target.period for target in self._targets.get(account, ())]
        if not found:
            return self.horizon.plan
        return Period(min(one.start for one in found), max(one.end for one in found))

    def _remains(self, stands: Mapping[int, Decimal], span: Period, day: date) -> dict[int, Decimal]:
        """Return what remains in each period from a day on: phased, or by days of the whole."""
        found = {}
        whole = sum((stands.get(one, _ZERO) for one in self.horizon.touched(span.start, span.end)), _ZERO)
        for number in self.horizon.touched(max(span.start, day), span.end):
            period = self.horizon.periods[number]
            days = (min(period.end, span.end) - max(period.start, day)).days
            if self.horizon.graph.policy.prorate == "days":
                found[number] = whole * days / span.days
            else:
                found[number] = stands.get(number, _ZERO) * days / period.days
        return found

    def _spread(
        self, amount: Decimal, remains: Mapping[int, Decimal], numbers: range, metric: str
    ) -> dict[int, Decimal]:
        if not numbers:
            return {}
        weights = [remains.get(number, _ZERO) for number in numbers]
        return dict(zip(numbers, split(amount, weights, self.measures.step(metric)), strict=True))

    def _counter(
        self, account: MetricScope, alteration: Alteration, added: Mapping[int, Decimal], day: date
    ) -> Iterator[tuple[MetricScope, dict[int, Decimal]]]:
        """Yield what others take over, so that the sum stays."""
        document, scope = account
        if alteration.to is not None:
            other = (document, (("person", alteration.to), *narrowing(scope)))
            yield other, {number: -amount for number, amount in added.items()}
        elif alteration.rebalance:
            yield from self._rebalanced(account, added, day)

    def _rebalanced(
        self, account: MetricScope, added: Mapping[int, Decimal], day: date
    ) -> Iterator[tuple[MetricScope, dict[int, Decimal]]]:
        siblings = self._siblings(account)
        if not siblings:
            return
        weights = [sum(self._remains(self._standing(one), self._span(one), day).values(), _ZERO) for one in siblings]
        metric = self._targets[siblings[0]][0].metric
        step = self.measures.step(metric)
        found: dict[MetricScope, dict[int, Decimal]] = {name: {} for name in siblings}
        for number, amount in added.items():
            for name, part in zip(
                siblings, split(-amount, weights, step, [str(one[1]) for one in siblings]), strict=True
            ):
                found[name][number] = part
        yield from found.items()

    def _siblings(self, account: MetricScope) -> list[MetricScope]:
        """Return the accounts beside one: below the same target, of the same kind of scope."""
        document, scope = account
        mine = self._targets.get(account, ())
        kinds = tuple(name for name, _ in levels(scope))
        found = []
        for other, targets in self._targets.items():
            same = tuple(name for name, _ in levels(other[1])) == kinds and narrowing(other[1]) == narrowing(scope)
            if other[0] == document and other[1] != scope and same and self._beside(document, targets, mine):
                found.append(other)
        return sorted(found)

    def _beside(self, document: str, targets: Iterable[Target], others: Iterable[Target]) -> bool:
        """Whether some of the targets stand below the same one as some of the others."""
        above = self._books[document].above
        uppers = [above.get(one, one.above) for one in others]
        return any(not one.top and above.get(one, one.above) in uppers for one in targets)


def _add(to: dict[int, Decimal], amounts: Mapping[int, Decimal]) -> None:
    for number, amount in amounts.items():
        to[number] = to.get(number, _ZERO) + amount
