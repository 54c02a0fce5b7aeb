"""The starter with the people of a company: their teams, roles, areas, targets, duties and meetings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from plancode.edit.edits import EditValue, Insert, Plain, Set, TextEdit
from plancode.locale.catalogue import Language, word
from plancode.outset.staff import LedTeam, Member, Staff
from plancode.period import Period, months_between
from plancode.quantity import rounded

_MONTHLY: Final[dict[Language, tuple[int, str]]] = {"en": (70, "k"), "zh": (55, "万")}
"""What each seller is asked for in a month, less than the starter's role brings."""
_CUSTOMERS: Final = 30
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StaffedPlan:
    """People in the plan of a period."""

    staff: Staff
    period: Period
    language: Language

    def edits(self, kind: str, number: int) -> Iterator[TextEdit]:
        """Yield what makes a document of the starter one of these people."""
        made = {
            "team": self._team, "territories": self._territories, "targets": self._targets, "actions": self._actions,
            "rubric": self._rubric, "responsibilities": self._duties, "cadence": self._meetings,
        }.get(kind)  # fmt: skip
        yield from made(number) if made is not None else ()

    @property
    def whole(self) -> Decimal:
        """What all are asked for, in the unit of the starter's amounts."""
        return sum((self._months(member) for member in self.staff.sellers), Decimal(0)) * _MONTHLY[self.language][0]

    def amount(self, number: Decimal) -> Plain:
        """Return an amount as the starter writes it."""
        return Plain(f"{rounded(number, 1).normalize():f}{_MONTHLY[self.language][1]}")

    def _months(self, member: Member) -> Decimal:
        """Return how many months of the period somebody is there."""
        start = max(self.period.start, member.start or self.period.start)
        return rounded(months_between(start, self.period.end), 1)

    def _quota(self, member: Member) -> Decimal:
        return self._months(member) * _MONTHLY[self.language][0]

    def _joins(self, member: Member) -> date | None:
        """Return the first day of somebody who comes while the plan runs."""
        return member.start if member.start is not None and member.start > self.period.start else None

    def _team(self, number: int) -> Iterator[TextEdit]:
        roles: list[EditValue] = []
        for job in self.staff.jobs:
            role: dict[str, EditValue] = {"id": job.id, "title": job.title}
            brings: EditValue = {
                "metric": "revenue",
                "amount": Plain({"en": "1.2M/year", "zh": "900万/year"}[self.language]),
            }
            more: dict[str, EditValue] = (
                {"manages": True} if job.leads else {"carries_quota": True, "productivity": brings}
            )
            roles.append(role | more)
        yield Set(("roles",), roles, number)
        yield Set(("teams",), [_given(_unit(unit)) for unit in self.staff.units], number)
        people: list[EditValue] = [_given(_person(member)) for member in self.staff.members]
        yield Set(("people",), people, number)

    def _territories(self, number: int) -> Iterator[TextEdit]:
        yield Set(("territories",), [self._territory(member) for member in self.staff.sellers], number)

    def _deputy(self, member: Member) -> str:
        """Return who steps in: the next in the team who is there all along, else who leads it."""
        team = [one for one in self.staff.sellers if one.team == member.team]
        after = [*team[team.index(member) + 1 :], *team[: team.index(member)]]
        return next((one.id for one in after if self._joins(one) is None), self._manager(member))

    def _territory(self, member: Member) -> EditValue:
        joins = self._joins(member)
        owners: list[EditValue] = [{"person": member.id} | ({"from": joins.isoformat()} if joins else {})]
        if joins is not None:
            owners.insert(0, {"person": self._manager(member), "to": (joins - _DAY).isoformat()})
        quota = self._months_whole * _MONTHLY[self.language][0]
        group: dict[str, EditValue] = {
            "id": f"customers-{member.id}", "title": self._word("customers", member), "count": _CUSTOMERS,
            "potential": self.amount(quota * Decimal("1.4")), "last_year": self.amount(quota * Decimal("0.9")),
        }  # fmt: skip
        return {
            "id": f"area-{member.id}", "title": self._word("area", member), "team": member.team, "owners": owners,
            "deputy": self._deputy(member), "account_groups": [group],
        }  # fmt: skip

    @property
    def _months_whole(self) -> Decimal:
        return rounded(months_between(self.period.start, self.period.end), 1)

    def _manager(self, member: Member) -> str:
        """Return who leads somebody and is there all along, else who leads those, else the first who is there."""
        managers = {unit.id: unit.manager for unit in self.staff.units}
        above = {unit.id: unit.parent for unit in self.staff.units}
        there = [one.id for one in self.staff.members if self._joins(one) is None]
        team: str | None = member.team
        while team is not None and managers[team] not in there:
            team = above[team]
        return managers[team] if team is not None else next(iter(there), managers[member.team])

    def _targets(self, number: int) -> Iterator[TextEdit]:
        yield Set(("target", "amount"), self.amount(self.whole), number)
        yield Set(("target", "baseline", "amount"), self.amount(self.whole * Decimal("0.9")), number)
        some_join = any(self._joins(member) for member in self.staff.sellers)
        rows: list[EditValue] = [
            {"person": member.id, "rest": True}
            if some_join and self._joins(member) is None
            else {"person": member.id, "amount": self.amount(self._quota(member))}
            for member in self.staff.sellers
        ]
        yield Set(("split",), rows, number)

    def _actions(self, number: int) -> Iterator[TextEdit]:
        first = next((member for member in self.staff.sellers if self._joins(member) is None), self.staff.sellers[0])
        yield Set(("actions", 0, "owner"), first.id, number)
        yield Set(("actions", 0, "people"), self._roles, number)
        yield Set(("actions", 0, "effects", 0, "amount"), self.amount(self.whole * Decimal("0.08")), number)

    @property
    def _roles(self) -> list[EditValue]:
        return [job.id for job in self.staff.jobs if not job.leads]

    def _rubric(self, number: int) -> Iterator[TextEdit]:
        yield Set(("roles",), self._roles, number)

    def _duties(self, number: int) -> Iterator[TextEdit]:
        teams: list[EditValue] = list(dict.fromkeys(member.team for member in self.staff.sellers))
        for duty in range(2):
            yield Set(("duties", duty, "R"), self._roles, number)
            yield Insert(("duties", duty), "for", {"team": teams}, before="R", document=number)
        units: list[EditValue] = [unit.id for unit in self.staff.units]
        yield Insert(("duties", 2), "for", {"team": units}, before="R", document=number)
        yield Set(("duties", 2, "R"), "manager", number)
        yield Set(("duties", 2, "A"), "manager", number)

    def _meetings(self, number: int) -> Iterator[TextEdit]:
        if len(self.staff.units) > 1:
            yield Set(("meetings", 0, "who"), {"team": "each"}, number)

    def _word(self, key: str, member: Member) -> str:
        return word(f"outset.{key}", self.language).format(name=member.name)


def _unit(unit: LedTeam) -> dict[str, EditValue]:
    return {"id": unit.id, "title": unit.title, "parent": unit.parent, "manager": unit.manager}


def _person(member: Member) -> dict[str, EditValue]:
    return {
        "id": member.id, "name": member.name, "role": member.role, "team": member.team,
        "start": member.start.isoformat() if member.start is not None else None, "codes": dict(member.codes) or None,
    }  # fmt: skip


def _given(values: dict[str, EditValue]) -> EditValue:
    return {name: value for name, value in values.items() if value is not None}
