"""Quotas by rule: what a team hands down, split among its people in each period by what they own, or evenly."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal

from plancode.analysis.desk import Desk
from plancode.analysis.ladder import levels, narrowing
from plancode.analysis.measures import Scope
from plancode.analysis.ownership import Holding
from plancode.analysis.staffing import Spell
from plancode.analysis.targets import Target
from plancode.graph.entity import Entity
from plancode.model.targets import PeopleRule
from plancode.model.team import Person
from plancode.split import split

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
        beside = [one for one in targets if one is not target and one.period.overlaps(target.period)]
        same = [one for one in beside if narrowing(one.scope) == self.narrow]
        self.below = [one for one in same if one.above is target]
        self.with_rows = _by_period((_only(one.scope, "team"), one) for one in same)
        self.with_own = _by_period((one.get("person") or "", one) for one in same)
        self._teams: dict[frozenset[str], frozenset[str]] = {}
        reached = {name for number in target.assigned_by_period for name in self.teams(number)}
        everybody = {one: None for name in sorted(reached) for one in desk.staffing.members.get(name, ())}
        self.people = sorted((one for one in everybody if self._carries(one)), key=lambda one: one.model.id)

    def teams(self, number: int) -> frozenset[str]:
        """Return the teams whose people the target is split among in a period: those without a row of their own."""
        without = self.with_rows.get(number, frozenset()) - {self.team, ""}
        if without not in self._teams:
            self._teams[without] = frozenset(self.desk.staffing.subtree(self.team, without))
        return self._teams[without]

    def _carries(self, person: Entity[Person]) -> bool:
        numbers = self.target.assigned_by_period
        return any(any(self._here(person, number)) for number in numbers)

    def left(self) -> dict[int, Decimal]:
        """Return what the rows below leave in each period."""
        found = dict(self.target.assigned_by_period)
        for one in self.below:
            if one.get("person") or one.get("team"):
                for number, amount in one.by_period.items():
                    found[number] = found.get(number, _ZERO) - amount
        return found

    def weights(self, number: int) -> list[Decimal]:
        """Return the weight of each person in a period."""
        found = self._mixed(number) if self.rule.by == "weighted" else self._measured(self.rule.by, number)
        if not self.rule.ramped:
            return found
        return [weight * self._ramp(one, number) for weight, one in zip(found, self.people, strict=True)]

    def _mixed(self, number: int) -> list[Decimal]:
        found = [_ZERO] * len(self.people)
        for measure, weight in self.rule.weigh.items():
            values = self._measured(measure, number)
            whole = sum(values, _ZERO)
            if whole:
                found = [one + weight.number * value / whole for one, value in zip(found, values, strict=True)]
        return found

    def _measured(self, measure: str, number: int) -> list[Decimal]:
        measured: Callable[[Entity[Person], int], Decimal] = {
            "even": self._presence,
            "potential": lambda one, at: self._owned(one, at, "potential"),
            "history": lambda one, at: self._owned(one, at, "last_year"),
        }[measure]
        return [measured(one, number) for one in self.people]

    def _here(self, person: Entity[Person], number: int) -> Iterator[Spell]:
        """Yield the spells of somebody in a period in these teams, in a role with quota."""
        if person.model.id in self.with_own.get(number, ()):
            return
        staffing, teams = self.desk.staffing, self.teams(number)
        for spell in staffing.spells(person):
            if spell.number == number and spell.stint.team in teams and staffing.carries(spell.stint.role):
                yield spell

    def _presence(self, person: Entity[Person], number: int) -> Decimal:
        """Return full time, as far as somebody is there: long leave takes away, ordinary leave does not."""
        part = self.desk.staffing.part_of_period
        return sum((one.stint.fte * part(person, one.present, number) for one in self._here(person, number)), _ZERO)

    def _owned(self, person: Entity[Person], number: int, what: str) -> Decimal:
        """Return what somebody owns in a period, as far as they are there."""
        holdings = [one for one in self.desk.ownership.of_person(person.model.id) if one.owner.as_ == "primary"]
        here = list(self._here(person, number))
        return sum((self._value(person, one, spell, what) for spell in here for one in holdings), _ZERO)

    def _value(self, person: Entity[Person], holding: Holding, spell: Spell, what: str) -> Decimal:
        """Return what a holding is worth in a spell: by the working days of the period, long leave apart."""
        staffing = self.desk.staffing
        period = staffing.horizon.periods[spell.number]
        amount = self.desk.measures.money(getattr(holding.customer.model, what), period.start)
        days = self._days(person, holding, spell)
        if amount is None or not days:
            return _ZERO
        whole = staffing.part_of_period(person, days, spell.number)
        return amount * holding.part * holding.owner.share.number * whole

    def _days(self, person: Entity[Person], holding: Holding, spell: Spell) -> int:
        first, last = max(holding.start, spell.start), min(holding.end, spell.end)
        if (first, last) == (spell.start, spell.end):
            return spell.present
        return self.desk.staffing.horizon.days(person).present(first, last) if first < last else 0

    def _ramp(self, person: Entity[Person], number: int) -> Decimal:
        staffing = self.desk.staffing
        spells = [spell for spell in staffing.spells(person) if spell.number == number]
        if not spells:
            return _ZERO
        return staffing.ramp(person, staffing.role(spells[-1].stint.role), spells[0].start, spells[-1].end)


def _of_team(sharing: _Sharing) -> Iterator[Target]:
    left = sharing.left()
    if not sharing.people:
        return
    if any(amount < 0 for amount in left.values()):
        sharing.target.fault = "negative"
        return
    ids = [one.model.id for one in sharing.people]
    parts: dict[str, dict[int, Decimal]] = {name: {} for name in ids}
    step = sharing.desk.measures.step(sharing.target.metric)
    for number, amount in left.items():
        weights = sharing.weights(number)
        if not any(weights):
            sharing.target.fault = "weights" if amount else sharing.target.fault
            continue
        for name, part in zip(ids, split(amount, weights, step, ids), strict=True):
            parts[name][number] = part
    yield from (_quota(sharing, name, amounts) for name, amounts in parts.items() if amounts)


def _quota(sharing: _Sharing, name: str, amounts: dict[int, Decimal]) -> Target:
    above = sharing.target
    scope: Scope = (("person", name), *sharing.narrow)
    amount = sum(amounts.values(), _ZERO)
    return Target(
        above.document, above.document, ("people",), None, above.metric, scope, above.period, "people",
        above=above, amount=amount, assigned=amount, by_period=amounts, assigned_by_period=amounts,
    )  # fmt: skip


def _by_period(named: Iterable[tuple[str, Target]]) -> dict[int, frozenset[str]]:
    """Return the names that have a row of their own, by the periods it holds for."""
    found: dict[int, set[str]] = {}
    for name, target in named:
        for number in target.by_period if name else ():
            found.setdefault(number, set()).add(name)
    return {number: frozenset(names) for number, names in found.items()}


def _only(scope: Scope, dimension: str) -> str:
    level = levels(scope)
    return level[0][1] if len(level) == 1 and level[0][0] == dimension else ""
