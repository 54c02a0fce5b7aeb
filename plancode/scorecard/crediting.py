"""Who gets the credit of a fact: its seller, or the owners of its customer or territory on the day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import Final, Literal, NamedTuple

from plancode.actuals.records import Fact, Trouble
from plancode.analysis.analysis import Analysis
from plancode.graph.entity import Entity, Key
from plancode.graph.posts import in_turn
from plancode.model.actuals import Source
from plancode.model.kinds import EntityKind
from plancode.model.methods.reading import ONE, ZERO
from plancode.model.team import Person
from plancode.model.territories import Account, Owner, Territory
from plancode.quantity import together

_DAY = timedelta(days=1)
NAMING: Final[dict[Literal["seller", "owner"], tuple[Trouble, ...]]] = {
    "seller": ("person",), "owner": ("account", "territory"),
}  # fmt: skip
"""The names in a row by which it finds who gets the credit."""


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

    @property
    def stands_alone(self) -> bool:
        """Whether it is that of a seller with overlay credit, so that nobody else gets primary credit of the fact."""
        return self.overlay and self.inside is None


class _Claim(NamedTuple):
    """An owner of a customer or territory, from `start` up to `end`."""

    owner: Owner
    start: date
    end: date


class _Part(NamedTuple):
    """What an owner gets of a fact: so much of it, or what the others leave (None)."""

    person: str
    team: str
    part: Decimal | None
    overlay: bool


class Crediting:
    """The credit of a plan."""

    def __init__(self, analysis: Analysis, sources: Mapping[str, Entity[Source]]) -> None:
        """Take the tables of a plan and its sources."""
        self.analysis, self.sources = analysis, sources
        self.team, self.supports = cache(self._team), cache(self._supports)
        self.number = cache(analysis.horizon.number_on)
        self._is_cost = cache(analysis.measures.is_cost)
        self._inside, self._parts = cache(self._looks_after), cache(self._shares)

    def credits(self, source: str, fact: Fact) -> Iterator[Credit]:
        """Yield the credit of a fact: primary credit is all of it at the most, overlay credit stands beside.

        Of a row that names a seller, the overlays of its customer or territory get theirs, too. A seller whose role has
        overlay credit gets just that. What is spent counts once, for whoever spends it; what nobody does, for the root
        team.
        """
        number, given, is_cost = self.number(fact.start), list[Credit](), self._is_cost(fact.metric)
        if self.sources[source].model.credit == "owner":
            given = [credit for credit in self._of_owners(source, fact) if not (is_cost and credit.overlay)]
        elif fact.person and is_cost:
            given = [Credit(fact, source, number, fact.person, self.team(fact.person, fact.start), fact.num, fact.den)]
        elif fact.person:
            team, overlay = self.team(fact.person, fact.start), self.supports(fact.person, fact.start)
            inside = None if overlay else self._inside(fact.person, fact.territory, fact.account, fact.start)
            given = [Credit(fact, source, number, fact.person, team, fact.num, fact.den, overlay, inside)]
            beside = (credit for credit in self._of_owners(source, fact) if credit.overlay)
            given += [credit for credit in beside if credit.person != fact.person]
        if is_cost and all(getattr(fact, name) == "" for name in NAMING[self.sources[source].model.credit]):
            given = [Credit(fact, source, number, "", self.analysis.targets.root or "", fact.num, fact.den)]
        yield from given
        if fact.market and fact.den is not None:
            left = fact.den - sum((credit.den or ZERO for credit in given if not credit.overlay), ZERO)
            if left:
                yield Credit(fact, source, number, "", "", ZERO, left)

    def _of_owners(self, source: str, fact: Fact) -> Iterator[Credit]:
        """Yield the credit of the owners on the day; where they share all of it, the last one gets what is left."""
        number, num, den = self.number(fact.start), fact.num, fact.den
        for person, team, part, overlay in self._parts(
            fact.start, fact.account, fact.territory, fact.product, fact.channel
        ):
            mine = num if part is None else fact.num * part
            under = den if part is None or fact.den is None else fact.den * part
            if not overlay:
                num -= mine
                den = den - under if den is not None and under is not None else None
            yield Credit(fact, source, number, person, team, mine, under, overlay, inside=True)

    def _shares(
        self, day: date, account: str | None, territory: str | None, product: str | None, channel: str | None
    ) -> tuple[_Part, ...]:
        """Return which part each owner of a day gets: primary shares make 100 % at the most, overlay stands beside."""
        claims = (self._by_account.get(account) if account else None) or self._by_territory.get(territory or "", [])
        owners = (claim.owner for claim in claims if claim.start <= day < claim.end)
        held = [owner for owner in owners if _is_for(owner, product, channel)]
        primary = [owner for owner in held if owner.as_ == "primary" and owner.share.number > 0]
        whole = together(owner.share for owner in primary)
        parts: list[Decimal | None] = [owner.share.number / max(whole, ONE) for owner in primary]
        if whole >= 1:
            parts[-1] = None
        overlays = [owner for owner in held if owner.as_ == "overlay"]
        parts += [owner.share.number for owner in overlays]
        return tuple(
            _Part(owner.person, self.team(owner.person, day), part, owner.as_ == "overlay")
            for owner, part in zip((*primary, *overlays), parts, strict=True)
        )

    @cached_property
    def _by_account(self) -> dict[str, list[_Claim]]:
        by_account: dict[str, list[_Claim]] = defaultdict(list)
        for key, holdings in self.analysis.ownership.by_customer.items():
            if key.kind is EntityKind.ACCOUNT:
                held = ((holding.owner, holding.start, holding.end) for holding in holdings)
                by_account[key.id] = [claim for terms in held for claim in self._claims(*terms)]
        return by_account

    @cached_property
    def _by_territory(self) -> dict[str, list[_Claim]]:
        """The owners of each territory, whether it has customers in the plan or none."""
        plan = self.analysis.horizon.plan
        by_territory: dict[str, list[_Claim]] = {}
        for territory in self.analysis.graph.all(Territory):
            start, end = _within(plan.start, plan.end, territory.model)
            owners = [owner for owner in territory.model.owners if owner.as_ == "primary"]
            for holder in self.analysis.ownership.overlaid(territory):
                beside = {owner.person for owner in owners if owner.as_ == "overlay"}
                near = (owner for owner in holder.model.owners if owner.as_ == "overlay")
                owners += [owner for owner in near if owner.person not in beside]
            by_territory[territory.model.id] = [claim for owner in owners for claim in self._claims(owner, start, end)]
        return by_territory

    def alike(self) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
        """Yield each customer with one alike in all credit, all who ever look after it, and what tells its overlays."""
        examples: dict[tuple[_Claim, ...], str] = {}
        overlays: dict[tuple[bool, tuple[_Claim, ...]], str] = {}
        for account in self.analysis.graph.all(Account):
            claims = tuple(self._by_account.get(account.name, ()))
            beside = bool(claims), tuple(claim for claim in claims if claim.owner.as_ == "overlay")
            example = examples.setdefault(claims, account.name)
            people = tuple(dict.fromkeys(claim.owner.person for claim in claims))
            yield account.name, example, people, overlays.setdefault(beside, str(len(overlays)))

    def _claims(self, owner: Owner, start: date, end: date) -> Iterator[_Claim]:
        """Yield the claims of an owner in a stretch of days; of an open seat, those of its carrier before it begins."""
        for one in in_turn(self.analysis.graph, owner):
            claim = _Claim(one, *_within(start, end, one))
            if claim.start < claim.end:
                yield claim

    @cached_property
    def _of_person(self) -> dict[str, dict[Key, list[_Claim]]]:
        """What everybody looks after: territories, also those of single customers of theirs, and customers."""
        by_person: dict[str, dict[Key, list[_Claim]]] = defaultdict(lambda: defaultdict(list))
        for name, claims in self._by_territory.items():
            for claim in claims:
                by_person[claim.owner.person][Key(EntityKind.TERRITORY, name)].append(claim)
        for holding in self.analysis.ownership.holdings:
            for claim in self._claims(holding.owner, holding.start, holding.end):
                mine = by_person[claim.owner.person]
                mine[holding.customer.key].append(claim)
                if holding.territory is not None and holding.holder is holding.customer:
                    mine[holding.territory.key].append(claim)
        return by_person

    def _looks_after(self, person: str, territory: str | None, account: str | None, day: date) -> bool | None:
        """Whether a seller looks after a territory or customer on a day; None where they look after none at all."""
        held = self._of_person.get(person)
        if not held or not (territory or account):
            return None
        key = Key(EntityKind.TERRITORY, territory) if territory else Key(EntityKind.ACCOUNT, account or "")
        return any(claim.start <= day < claim.end for claim in held.get(key, ()))

    def _supports(self, name: str, day: date) -> bool:
        """Whether somebody has a role with overlay credit on a day."""
        person = self.analysis.graph.find(Person, name)
        role = self.analysis.staffing.role_on(person, day) if person is not None else None
        return role is not None and role.model.credit == "overlay"

    def _team(self, name: str, day: date) -> str:
        """Return the team that somebody is in on a day; before their first day that of the first, else the last."""
        person = self.analysis.graph.find(Person, name)
        return self.analysis.staffing.team_on(person, day) if person is not None else ""


def _within(start: date, end: date, dated: Territory | Owner) -> tuple[date, date]:
    return max(start, dated.from_ or start), min(end, dated.to + _DAY if dated.to else end)


def _is_for(owner: Owner, product: str | None, channel: str | None) -> bool:
    """Whether an owner of a product or channel alone gets the credit of rows: of that one, or that do not say."""
    wanted = owner.for_
    if wanted is None:
        return True
    return (product == "" or wanted.product in (None, product)) and (  # None is a code that the plan does not have
        channel == "" or wanted.channel in (None, channel)
    )
