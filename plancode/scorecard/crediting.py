"""Who gets the credit of a fact: its seller, or the owners of its customer or territory on the day."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import NamedTuple

from plancode.actuals.records import Fact
from plancode.analysis.analysis import Analysis
from plancode.graph.entity import Entity, Key
from plancode.model.actuals import Source
from plancode.model.kinds import EntityKind
from plancode.model.team import Person
from plancode.model.territories import Owner, Territory

_ZERO, _ONE = Decimal(0), Decimal(1)
_DAY = timedelta(days=1)


class Credit(NamedTuple):
    """A fact, or the part of it, that somebody gets. Overlay credit counts on the person's card only.

    `inside` is false where the seller does not look after the customer or territory; None where that is not judged.
    The person and team of a market that nobody looks after are empty: it counts for the whole plan.
    """

    fact: Fact
    source: str
    number: int
    person: str
    team: str
    num: Decimal
    den: Decimal | None
    overlay: bool = False
    inside: bool | None = None


class _Claim(NamedTuple):
    """An owner of a customer or territory, from `start` up to `end`."""

    owner: Owner
    start: date
    end: date


class Crediting:
    """The credit of a plan."""

    def __init__(self, analysis: Analysis, sources: Mapping[str, Entity[Source]]) -> None:
        """Take the tables of a plan and its sources."""
        self.analysis, self.sources = analysis, sources
        self.team = cache(self._team)
        self.number = cache(analysis.horizon.number_on)
        self._inside = cache(self._looks_after)

    def credits(self, source: str, fact: Fact) -> Iterator[Credit]:
        """Yield the credit of a fact: primary credit is all of it at the most, overlay credit stands beside."""
        if self.sources[source].model.credit == "owner":
            given = list(self._of_owners(source, fact))
        else:
            given = list(self._of_seller(source, fact))
        yield from given
        if fact.market and fact.den is not None:
            left = fact.den - sum((one.den for one in given if one.den is not None and not one.overlay), _ZERO)
            if left:
                yield Credit(fact, source, self.number(fact.start), "", "", _ZERO, left)

    def _of_seller(self, source: str, fact: Fact) -> Iterator[Credit]:
        if fact.person:
            team = self.team(fact.person, fact.start)
            inside = self._inside(fact.person, fact.territory, fact.account, fact.start)
            yield Credit(
                fact, source, self.number(fact.start), fact.person, team, fact.num, fact.den, overlay=False,
                inside=inside,
            )  # fmt: skip

    def _of_owners(self, source: str, fact: Fact) -> Iterator[Credit]:
        """Yield the credit of the owners on the day, the last of those who share all of it getting what is left."""
        held = [one.owner for one in self._held(fact) if one.start <= fact.start < one.end and _is_for(one.owner, fact)]
        overlays = [one for one in held if one.as_ == "overlay"]
        primary = [one for one in held if one.as_ != "overlay" and one.share.number > 0]
        whole = sum((one.share.number for one in primary), _ZERO)
        num, den = fact.num, fact.den
        for at, one in enumerate(primary):
            part = one.share.number if whole <= 1 else one.share.number / whole
            last = whole >= 1 and at == len(primary) - 1
            mine, under = (num, den) if last else (fact.num * part, fact.den * part if fact.den is not None else None)
            num, den = num - mine, den - under if den is not None and under is not None else None
            yield self._credit(source, fact, one, mine, under)
        for one in overlays:
            part = one.share.number
            yield self._credit(source, fact, one, fact.num * part, fact.den * part if fact.den is not None else None)

    def _credit(self, source: str, fact: Fact, owner: Owner, num: Decimal, den: Decimal | None) -> Credit:
        team, number = self.team(owner.person, fact.start), self.number(fact.start)
        return Credit(fact, source, number, owner.person, team, num, den, owner.as_ == "overlay", inside=True)

    def _held(self, fact: Fact) -> list[_Claim]:
        """Return who looks after the customer of a fact, or after its territory where it is nobody's known customer."""
        found = self._by_account.get(fact.account, []) if fact.account else []
        return found or self._by_territory.get(fact.territory or "", [])

    @cached_property
    def _by_account(self) -> dict[str, list[_Claim]]:
        found: dict[str, list[_Claim]] = defaultdict(list)
        for key, holdings in self.analysis.ownership.by_customer.items():
            if key.kind is EntityKind.ACCOUNT:
                found[key.id] = [_Claim(one.owner, one.start, one.end) for one in holdings]
        return found

    @cached_property
    def _by_territory(self) -> dict[str, list[_Claim]]:
        """The owners of each territory, whether it has customers in the plan or none."""
        plan = self.analysis.horizon.plan
        found: dict[str, list[_Claim]] = {}
        for territory in self.analysis.graph.all(Territory):
            start, end = _within(plan.start, plan.end, territory.model)
            claims = [_Claim(one, *_within(start, end, one)) for one in territory.model.owners]
            found[territory.model.id] = [one for one in claims if one.start < one.end]
        return found

    @cached_property
    def _of_person(self) -> dict[str, dict[Key, list[_Claim]]]:
        """What everybody looks after: territories, also those of single customers of theirs, and customers."""
        found: dict[str, dict[Key, list[_Claim]]] = defaultdict(lambda: defaultdict(list))
        for name, claims in self._by_territory.items():
            for one in claims:
                found[one.owner.person][Key(EntityKind.TERRITORY, name)].append(one)
        for holding in self.analysis.ownership.holdings:
            claim = _Claim(holding.owner, holding.start, holding.end)
            mine = found[holding.owner.person]
            mine[holding.customer.key].append(claim)
            if holding.territory is not None and holding.holder is holding.customer:
                mine[holding.territory.key].append(claim)
        return found

    def _looks_after(self, person: str, territory: str | None, account: str | None, day: date) -> bool | None:
        """Whether a seller looks after a territory or customer on a day; None where they look after none at all."""
        held = self._of_person.get(person)
        if not held or not (territory or account):
            return None
        key = Key(EntityKind.TERRITORY, territory) if territory else Key(EntityKind.ACCOUNT, account or "")
        return any(one.start <= day < one.end for one in held.get(key, ()))

    def _team(self, name: str, day: date) -> str:
        """Return the team that somebody is in on a day; before their first day that of the first, else the last."""
        person = self.analysis.graph.find(Person, name)
        stints = self.analysis.staffing.stints(person) if person is not None else ()
        if person is None or not stints:
            return person.model.team if person is not None else ""
        return stints[max(bisect_right([one.start for one in stints], day) - 1, 0)].team


def _within(start: date, end: date, one: Territory | Owner) -> tuple[date, date]:
    return max(start, one.from_ or start), min(end, one.to + _DAY if one.to else end)


def _is_for(owner: Owner, fact: Fact) -> bool:
    """Whether an owner of a product or channel alone gets a fact's credit: it is of that one, or does not say."""
    wanted = owner.for_
    if wanted is None:
        return True
    return (fact.product == "" or wanted.product in (None, fact.product)) and (
        fact.channel == "" or wanted.channel in (None, fact.channel)
    )
