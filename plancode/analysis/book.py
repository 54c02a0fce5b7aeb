"""The targets of one document worked out: fixed figures first, then shares and rests from the top down, then quotas."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from plancode.analysis.desk import Desk
from plancode.analysis.division import hand_down
from plancode.analysis.quotas import quotas
from plancode.analysis.spread import Spread
from plancode.analysis.targets import How, Target
from plancode.calendar.phasing import Closing, Weights, weights_of
from plancode.graph.deals import Deal
from plancode.graph.entity import Entity
from plancode.graph.grouped import grouped
from plancode.model.targets import ScopedRow, TargetRow, TargetsDocument
from plancode.period import Period

if TYPE_CHECKING:
    from plancode.findings.place import Route
    from plancode.model.base import Keyed


@dataclass(frozen=True, eq=False)
class Book:
    """The targets of one document: `stated` are its rows, `targets` those and the quotas that its rule gives.

    `weights` are those of its phasing. Nothing in a book changes once it is made.
    """

    desk: Desk
    document: Entity[TargetsDocument]
    weights: Weights
    stated: tuple[Target, ...]
    targets: tuple[Target, ...]

    @property
    def metric(self) -> str:
        """The metric of the document."""
        return self.document.model.metric

    @property
    def top(self) -> Target | None:
        """The target at the top of the document."""
        return _top(self.stated)

    @cached_property
    def above(self) -> Mapping[Target, Target | None]:
        """What stands above each stated target; of the targets themselves only shares, rests and rules need to know."""
        return _above(self.desk, self.stated)


def book_of(
    desk: Desk,
    document: Entity[TargetsDocument],
    rows: Sequence[Entity[TargetRow]],
    deals: Sequence[Deal] = (),
) -> Book:
    """Return the targets of a document with its rows and deals, all of them worked out."""
    stated = tuple(_stated(desk, document, rows))
    rule, top = document.model.people, _top(stated)
    weights = weights_of(
        desk.horizon, document.model.phasing, top.period if top else desk.horizon.plan, _closing(desk, deals)
    )
    above: Mapping[Target, Target | None] = dict.fromkeys(stated)
    if rule is not None or any(target.how in ("share", "rest") for target in stated):
        above = _above(desk, stated)
        for target, upper in above.items():
            target.above = upper
    spread = Spread(desk, document, weights)
    for target in stated:
        _fix(spread, target)
    hand_down(spread, above)
    by_rule = rule is not None and desk.measures.adds_up(document.model.metric)
    return Book(desk, document, weights, stated, (*stated, *(quotas(desk, rule, stated) if rule and by_rule else ())))


def _closing(desk: Desk, deals: Sequence[Deal]) -> list[Closing]:
    """Return what deals bring in the plan, and when: those that were won, and open ones as far as they are likely."""
    plan = desk.horizon.plan
    inside = (deal for deal in deals if deal.counts_in(plan) or deal.is_won_in(plan))
    weighed = ((deal.entity.model.closes, desk.measures.weighted(deal)) for deal in inside)
    return [(day, amount) for day, amount in weighed if day is not None and amount is not None]


def _stated(desk: Desk, document: Entity[TargetsDocument], rows: Sequence[Entity[TargetRow]]) -> Iterator[Target]:
    top, metric = document.model.target, document.model.metric
    written: list[tuple[Entity[Keyed], Route, ScopedRow]] = [(document, ("target",), top)] if top is not None else []
    written += [(row, (), row.model) for row in rows]
    for holder, route, row in written:
        how, period = _how(row), desk.horizon.graph.period(row.period) or desk.horizon.plan
        is_top = holder is document
        yield Target(document, holder, (*route, how), row, metric, row.dimensions, period, how, top=is_top)


def _top(targets: Sequence[Target]) -> Target | None:
    return next((target for target in targets if target.top), None)


def _above(desk: Desk, targets: Sequence[Target]) -> dict[Target, Target | None]:
    """Return what stands above each target: the nearest one up the ladder that holds for all of its period.

    Of several rows of one scope that is the one of the shortest period, then the first written.
    """
    nearest = sorted(targets, key=lambda target: target.period.days)
    by_scope, top = grouped(nearest, lambda target: target.scope), _top(targets)
    above: dict[Target, Target | None] = {}
    for target in targets:
        ways = () if target.top else desk.ladder.above(target.scope, _reach(desk, target))
        near = (other for scope in ways for other in by_scope.get(scope, ()) if other.period.covers(target.period))
        above[target] = next((other for other in near if not _stands_on(other, target, above)), None)
        if above[target] is None and top is not None and top is not target and top.period.covers(target.period):
            above[target] = top
    return above


def _stands_on(target: Target, other: Target, above: Mapping[Target, Target | None]) -> bool:
    """Whether a target is another one, or below it: teams above each other in a circle must not make one of targets."""
    at: Target | None = target
    while at is not None and at is not other:
        at = above.get(at)
    return at is not None


def _reach(desk: Desk, target: Target) -> Period:
    """Return the period of a target, for a person as far as they are employed in it."""
    person = desk.person(target)
    first = person.model.start if person else None
    return Period(first, target.period.end) if first and first in target.period else target.period


def _fix(spread: Spread, target: Target) -> None:
    """Work out what depends on no other target: an amount, growth over what was reached, the baseline at the top."""
    desk, row = spread.desk, target.row
    if row is None:
        return
    if target.top or row.growth is not None:
        target.baseline = _baseline(desk, target, row)
    amount: Decimal | None = None
    if row.amount is not None:
        amount = desk.measures.number(row.amount, target.period.start, target.metric)
        target.fault = "rate" if amount is None else ""
        if amount is not None and row.prorate is not None:
            target.part = spread.part_there(target, row.prorate)
            amount = desk.measures.rounded(amount * target.part, target.metric)
    elif row.growth is not None:
        target.fault = "baseline" if target.baseline is None else "loss" if target.baseline < 0 else ""
        if target.baseline is not None and not target.fault:
            amount = desk.measures.rounded(target.baseline * (1 + row.growth.number), target.metric)
    if amount is not None:
        desk.settle(target, amount)


def _baseline(desk: Desk, target: Target, row: ScopedRow) -> Decimal | None:
    """Return what was reached before: as the row states it, else as the history has it for the year before."""
    if row.baseline is not None:
        period = desk.horizon.graph.period(row.baseline.period)
        day = period.start if period else target.period.start
        return desk.measures.number(row.baseline.amount, day, target.metric)
    return desk.history.amount(target.metric, target.scope, desk.history.year_before(target.period))


def _how(row: ScopedRow) -> How:
    if row.amount is not None:
        return "amount"
    if row.share is not None:
        return "share"
    return "rest" if row.rest else "growth"
