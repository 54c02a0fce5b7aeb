"""Quotas by rule: what a team hands down, split among its people in each period by what they own, or evenly."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from plancode.analysis.desk import Desk
from plancode.analysis.ladder import levels, narrowing
from plancode.analysis.measures import Scope
from plancode.analysis.ownership import CustomerWorth, Holding
from plancode.analysis.spread import take
from plancode.analysis.staffing import Spell, by_days
from plancode.analysis.targets import ByPeriod, Target
from plancode.graph.entity import Entity
from plancode.model.targets import PeopleRule
from plancode.model.team import Person
from plancode.model.territories import Account
from plancode.split import share_out

if TYPE_CHECKING:
    from plancode.graph.parts import Customer

_ZERO, _ONE = Decimal(0), Decimal(1)
QuotaMeasure = Literal["even", "potential", "history"]


def quotas(desk: Desk, rule: PeopleRule, targets: Sequence[Target]) -> Iterator[Target]:
    """Yield the quotas that a document's rule gives to people without a row of their own."""
    root = desk.staffing.graph.plan
    for target in targets:
        level = levels(target.scope)
        team = dict(level).get("team") or (root.model.team if root and not level else None)
        if team and len(level) <= 1 and target.assigned is not None:
            yield from _of_team(_Sharing(desk, rule, target, team, targets))


class _Sharing:
    """One team's amount on its way to people."""

    def __init__(self, desk: Desk, rule: PeopleRule, target: Target, team: str, targets: Sequence[Target]) -> None:
        self.desk, self.rule, self.target, self.team = desk, rule, target, team
        self.narrow = narrowing(target.scope)
        beside = [other for other in targets if other is not target and other.period.overlaps(target.period)]
        same = [other for other in beside if narrowing(other.scope) == self.narrow]
        self.below = [other for other in same if other.above is target]
        self.with_rows = _by_period((_only_team(other.scope), other) for other in same)
        self.with_own = _by_period((other.get("person") or "", other) for other in same)
        self._teams: dict[frozenset[str], frozenset[str]] = {}
        numbers = target.assigned_by_period
        reached = {name for number in numbers for name in self.teams(number)}
        members = {person: None for name in sorted(reached) for person in desk.staffing.members.get(name, ())}
        carrying = (person for person in members if any(any(self._here(person, number)) for number in numbers))
        self.people = sorted(carrying, key=lambda person: person.model.id)
        self.customers: dict[Customer, bool] = {}
        """Those looked after by them, and whether each has what is split by."""

    def teams(self, number: int) -> frozenset[str]:
        """Return the teams whose people the target is split among in a period: those without a row of their own."""
        without = self.with_rows.get(number, frozenset()) - {self.team, ""}
        if without not in self._teams:
            self._teams[without] = frozenset(self.desk.staffing.subtree(self.team, without))
        return self._teams[without]

    def left(self) -> dict[int, Decimal]:
        """Return what the rows below leave in each period."""
        left = dict(self.target.assigned_by_period)
        for target in self.below:
            if target.get("person") or target.get("team"):
                take(left, self.desk.counted(target))
        return left

    def weights(self, number: int) -> list[Decimal]:
        """Return the weight of each person in a period."""
        weights = self._mixed(number) if self.rule.by == "weighted" else self._measured(self.rule.by, number)
        if not self.rule.ramped:
            return weights
        return [
            weight * self.desk.staffing.ramp_in(person, number)
            for weight, person in zip(weights, self.people, strict=True)
        ]

    def _mixed(self, number: int) -> list[Decimal]:
        mixed = [_ZERO] * len(self.people)
        for measure, weight in self.rule.weigh.items():
            values = self._measured(measure, number)
            whole = sum(values, _ZERO)
            if whole:
                mixed = [before + weight.number * value / whole for before, value in zip(mixed, values, strict=True)]
        return mixed

    def _measured(self, measure: str, number: int) -> list[Decimal]:
        measured: Callable[[Entity[Person], int], Decimal] = {
            "even": self._presence,
            "potential": lambda person, at: self._owned(person, at, "potential"),
            "history": lambda person, at: self._owned(person, at, "last_year"),
        }[measure]
        return [measured(person, number) for person in self.people]

    def _here(self, person: Entity[Person], number: int) -> Iterator[Spell]:
        """Yield the spells of somebody in a period in these teams, in a role with quota."""
        if person.model.id in self.with_own.get(number, ()):
            return
        staffing, teams = self.desk.staffing, self.teams(number)
        for spell in staffing.spells(person):
            if spell.number == number and spell.stint.team in teams and staffing.carries(spell.stint.role):
                yield spell

    def by_team(self, person: Entity[Person], amounts: ByPeriod) -> dict[int, dict[str, Decimal]]:
        """Return what each team has of the quota of somebody who changes teams: by their days, as far as they share."""
        if len({stint.team for stint in self.desk.staffing.stints(person)}) == 1:
            return {}
        return {number: by_days(self._here(person, number), amount) for number, amount in amounts.items() if amount}

    def _presence(self, person: Entity[Person], number: int) -> Decimal:
        """Return full time, as far as somebody is there: long leave takes away, ordinary leave does not."""
        part = self.desk.staffing.part_of_period
        return sum(
            (spell.stint.fte * part(person, spell.present, number) for spell in self._here(person, number)), _ZERO
        )

    def _owned(self, person: Entity[Person], number: int, field: CustomerWorth) -> Decimal:
        """Return what somebody owns in a period, as far as they are there."""
        held = self.desk.ownership.of_person(person.model.id)
        holdings = [holding for holding in held if holding.owner.as_ == "primary" and self._buys(holding)]
        here = list(self._here(person, number))
        return sum((self._value(person, holding, spell, field) for spell in here for holding in holdings), _ZERO)

    def _buys(self, holding: Holding) -> bool:
        """Whether a target of a product may be of a customer: one that says what it buys must name the product."""
        product, customer = self.target.get("product"), holding.customer.model
        part = holding.owner.for_.product if holding.owner.for_ is not None else None
        if product is None or part not in {None, product}:
            return product is None
        return not isinstance(customer, Account) or not customer.products or product in customer.products

    def _value(self, person: Entity[Person], holding: Holding, spell: Spell, field: CustomerWorth) -> Decimal:
        """Return what a holding is worth in a spell: by the working days of the period, long leave apart."""
        staffing = self.desk.staffing
        day = staffing.horizon.periods[spell.number].start
        worth = self.desk.ownership.worth(holding.customer, field)
        first, last = max(holding.start, spell.start), min(holding.end, spell.end)
        days = spell.present
        if (first, last) != (spell.start, spell.end):
            days = staffing.horizon.days(person).present(first, last) if first < last else 0
        if days:
            self.customers[holding.customer] = self.customers.get(holding.customer, True) and worth is not None
        amount = self.desk.measures.money(worth, day) if days else None
        if amount is None:
            return _ZERO
        whole = staffing.part_of_period(person, days, spell.number)
        is_of_product = holding.owner.for_ is not None and holding.owner.for_.product is not None
        part = _ONE if is_of_product and self.target.get("product") else holding.part  # all of the one that is split
        return amount * part * holding.owner.share.number * whole


def _of_team(sharing: _Sharing) -> Iterator[Target]:
    left, above = sharing.left(), sharing.target
    if not sharing.people:
        return
    if above.assigned is not None and above.assigned < 0:
        above.fault = "undivided"
        return
    if any(amount < 0 for amount in left.values()):
        above.fault = "overdrawn"
        left = {number: amount for number, amount in left.items() if amount >= 0}
    weights = {number: sharing.weights(number) for number in left}
    above.blanks = tuple(customer for customer, is_known in sharing.customers.items() if not is_known)
    is_by_one = sharing.rule.by != "weighted"
    if above.blanks and not (is_by_one and len(above.blanks) == len(sharing.customers)):
        above.fault, above.customers = "blank", len(sharing.customers)
        return
    if any(left[number] for number in left if not any(weights[number])):
        above.fault = "weights"
    weighed = [number for number in left if any(weights[number])]
    if not weighed:
        return
    rows = list(zip(*(weights[number] for number in weighed), strict=True))
    parts = share_out([left[number] for number in weighed], rows, sharing.desk.measures.step(above.metric))
    for person, row in zip(sharing.people, parts, strict=True):
        amounts = dict(zip(weighed, row, strict=True))
        scope, quota = (("person", person.model.id), *sharing.narrow), sum(row, _ZERO)
        yield Target(
            above.document, above.document, ("people",), None, above.metric, scope, above.period, "people",
            above=above, amount=quota, assigned=quota, by_period=amounts, assigned_by_period=amounts,
            by_team=sharing.by_team(person, amounts),
        )  # fmt: skip


def _by_period(named: Iterable[tuple[str, Target]]) -> dict[int, frozenset[str]]:
    """Return the names that have a row of their own, by the periods it holds for."""
    by_period: dict[int, set[str]] = {}
    for name, target in named:
        for number in target.by_period if name else ():
            by_period.setdefault(number, set()).add(name)
    return {number: frozenset(names) for number, names in by_period.items()}


def _only_team(scope: Scope) -> str:
    names = dict(levels(scope))
    return names["team"] if set(names) == {"team"} else ""
