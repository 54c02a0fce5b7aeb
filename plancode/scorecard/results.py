"""Results as credited: who gets what of each source's facts, for any metric, scope and periods, reconciled."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from plancode.actuals.records import Fact, NoReading, Reading
from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.analysis.ownership import Holding
from plancode.graph.entity import Entity, Key
from plancode.model.actuals import ActualsDocument, Source
from plancode.model.kinds import EntityKind
from plancode.model.team import Person

_ZERO, _ONE = Decimal(0), Decimal(1)


class Credit(NamedTuple):
    """A fact, or the part of it, that somebody gets. Overlay credit counts on the person's card only.

    `inside` is false where the seller does not look after the customer or territory; None where that is not judged.
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


@dataclass(slots=True)
class Totals:
    """A metric of a source: matched (primary credit) and unmatched make the total, always; overlay stands beside."""

    source: str
    metric: str
    rows: int = 0
    total: Decimal = _ZERO
    matched: Decimal = _ZERO
    unmatched: Decimal = _ZERO
    overlay: Decimal = _ZERO
    judged_rows: int = 0
    outside_rows: int = 0
    outside: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class Value:
    """An actual: numerator over denominator, of so many rows."""

    amount: Decimal
    rows: int
    num: Decimal
    den: Decimal


class Results:
    """The results of a plan up to a day."""

    def __init__(
        self, analysis: Analysis, sources: Mapping[str, Entity[Source]], readings: Iterable[Reading | NoReading]
    ) -> None:
        """Credit what was read, as far as it lies on or before the day of looking."""
        self.analysis, self.sources = analysis, sources
        self.readings = {one.source: one for one in readings if isinstance(one, Reading)}
        self.refused = tuple(one for one in readings if isinstance(one, NoReading))
        self.totals: dict[tuple[str, str], Totals] = {}
        self._by_metric: dict[str, list[Credit]] = defaultdict(list)
        for reading in self.readings.values():
            for fact in reading.facts:
                if fact.start <= analysis.as_of:
                    self._enter(reading.source, fact)

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The metrics for which there are results."""
        return tuple(self._by_metric)

    def _enter(self, source: str, fact: Fact) -> None:
        totals = self.totals.setdefault((source, fact.metric), Totals(source, fact.metric))
        totals.rows += fact.rows
        totals.total += fact.num
        given = _ZERO
        for credit in self._credits(source, fact):
            self._by_metric[fact.metric].append(credit)
            if credit.overlay:
                totals.overlay += credit.num
                continue
            given += credit.num
            if credit.inside is not None:
                totals.judged_rows += fact.rows
            if credit.inside is False:
                totals.outside_rows += fact.rows
                totals.outside += credit.num
        totals.matched += given
        totals.unmatched += fact.num - given

    def _credits(self, source: str, fact: Fact) -> Iterator[Credit]:
        number = self.analysis.horizon.number_on(fact.start)
        if self.sources[source].model.credit == "owner":
            yield from self._of_owners(source, fact, number)
        elif fact.person:
            person = self.analysis.graph.find(Person, fact.person)
            team = self._team(person, fact.start) if person else ""
            inside = self._is_inside(fact)
            yield Credit(fact, source, number, fact.person, team, fact.num, fact.den, inside=inside)

    def _of_owners(self, source: str, fact: Fact, number: int) -> Iterator[Credit]:
        """Yield the credit of the owners on the day: primary shares make 100 % at the most, overlay stands beside."""
        held = self._held(fact)
        whole = sum((one.owner.share.number for one in held if one.owner.as_ == "primary"), _ZERO)
        for one in held:
            share = one.owner.share.number
            overlay = one.owner.as_ == "overlay"
            part = share if overlay or whole <= 1 else share / whole
            person = self.analysis.graph.find(Person, one.owner.person)
            if person is not None:
                team = self._team(person, fact.start)
                den = fact.den * part if fact.den is not None else None
                yield Credit(fact, source, number, person.model.id, team, fact.num * part, den, overlay, inside=True)

    def _held(self, fact: Fact) -> list[Holding]:
        """Return who looks after the customer of a fact on its days, or after its territory where none is known."""
        ownership, day = self.analysis.ownership, fact.start
        if fact.account:
            found = ownership.by_customer.get(Key(EntityKind.ACCOUNT, fact.account), [])
        else:
            found = list(
                {
                    (one.owner.person, one.index): one for one in self._by_territory.get(fact.territory or "", ())
                }.values()
            )
        return [one for one in found if one.start <= day < one.end and _is_for(one, fact)]

    @cached_property
    def _by_territory(self) -> dict[str, list[Holding]]:
        found: dict[str, list[Holding]] = defaultdict(list)
        for one in self.analysis.ownership.holdings:
            if one.territory is not None:
                found[one.territory.model.id].append(one)
        return found

    def _is_inside(self, fact: Fact) -> bool | None:
        """Whether a seller looks after the customer or territory of a fact; None where they look after none at all."""
        held = self.analysis.ownership.of_person(fact.person or "")
        if not held or not (fact.territory or fact.account):
            return None
        now = [one for one in held if one.start <= fact.start < one.end]
        if fact.territory:
            return any(one.territory is not None and one.territory.model.id == fact.territory for one in now)
        return any(one.customer.model.id == fact.account for one in now)

    def _team(self, person: Entity[Person], day: date) -> str:
        stints = self.analysis.staffing.stints(person)
        if not stints:
            return person.model.team
        at = bisect_right([one.start for one in stints], day) - 1
        return stints[max(at, 0)].team

    def credits(self, metric: str, scope: Scope, numbers: Iterable[int], until: date = date.max) -> Iterator[Credit]:
        """Yield the credit of a metric for a scope in some periods, up to a day: overlay credit for the person only."""
        names, wanted = dict(scope), set(numbers)
        teams = (
            set(self.analysis.staffing.subtree(names["team"])) if "team" in names and "person" not in names else None
        )
        for one in self._of(metric, names.get("person")):
            if one.number not in wanted or one.fact.start > until or (one.overlay and "person" not in names):
                continue
            if teams is not None and one.team not in teams:
                continue
            if all(getattr(one.fact, name) == value for name, value in scope if name not in ("team", "person")):
                yield one

    def _of(self, metric: str, person: str | None) -> list[Credit]:
        if person is None:
            return self._by_metric.get(metric, [])
        return self._by_person.get((metric, person), [])

    @cached_property
    def _by_person(self) -> dict[tuple[str, str], list[Credit]]:
        found: dict[tuple[str, str], list[Credit]] = defaultdict(list)
        for metric, given in self._by_metric.items():
            for one in given:
                found[metric, one.person].append(one)
        return found

    def value(self, metric: str, scope: Scope, numbers: Iterable[int], until: date = date.max) -> Value | None:
        """Return an actual, or None where there is no row: a sum, a quotient, or how many distinct values were seen."""
        found = list(self.credits(metric, scope, numbers, until))
        known = self.analysis.measures.metric(metric)
        if known is not None and known.over_time == "last" and found:
            last = max(one.number for one in found)
            found = [one for one in found if one.number == last]
        return _together(found)

    def is_known(self, metric: str) -> bool:
        """Whether a source of the metric was read, so that no rows mean nothing was reached."""
        return any(measured == metric for _, measured in self.totals) or metric in self._measured

    @cached_property
    def _measured(self) -> frozenset[str]:
        documents = self.analysis.graph.all(ActualsDocument)
        return frozenset(
            one.metric for document in documents for one in document.model.metrics if one.source in self.readings
        )


def _is_for(holding: Holding, fact: Fact) -> bool:
    wanted = holding.owner.for_
    if wanted is None:
        return True
    return (not fact.product or wanted.product in (None, fact.product)) and (
        not fact.channel or wanted.channel in (None, fact.channel)
    )


def _together(found: list[Credit]) -> Value | None:
    if not found:
        return None
    rows = sum(one.fact.rows for one in found)
    if any(one.fact.values for one in found):
        values = frozenset().union(*(one.fact.values for one in found))
        return Value(Decimal(len(values)), rows, Decimal(len(values)), _ONE)
    num = sum((one.num for one in found), _ZERO)
    if all(one.den is None for one in found):
        return Value(num, rows, num, _ONE)
    den = sum((one.den for one in found if one.den is not None), _ZERO)
    return Value(num / den, rows, num, den) if den else None
