"""What sources have lost, and what that touches: a figure that may lack rows is no figure.

A row that cannot be read touches its seller and those above; a code that the plan does not have the totals, and those
who have no code in that system or no row by it; a row without a day or a seller everybody. What is lost counts once it
is more than `policy.sources` allows, or all that somebody has.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, cached_property
from typing import Final, Literal

from plancode.actuals.groupings import Kind, kind_of
from plancode.actuals.matching import known_by
from plancode.actuals.records import OF_ANY, Fact, Lost, Sifted, SourceReading, Trouble, Unread
from plancode.analysis.measures import Scope
from plancode.model.actuals import ActualsDocument, Measure
from plancode.model.base import Authored, coded
from plancode.model.methods.reading import ZERO
from plancode.model.plan import Channel, Product, Segment
from plancode.model.team import Person, Team
from plancode.model.territories import Account, Territory
from plancode.scorecard.accounts import Loss, MetricAccount, SourceAccount
from plancode.scorecard.credited import Credited
from plancode.scorecard.crediting import NAMING
from plancode.scorecard.placing import BY_SELLER, is_of_things

_NAMED: Final[tuple[type[Authored], ...]] = (Product, Channel, Segment, Account, Territory, Person, Team)


def _rows(reading: SourceReading, kind: Trouble) -> int:
    return sum(sample.rows for sample in reading.samples(kind))


class Losses:
    """The losses of all sources of a plan."""

    def __init__(self, results: Credited) -> None:
        """Take what was read."""
        self.results, self.analysis = results, results.analysis
        self.policy = results.analysis.graph.policy.sources
        self._metrics: dict[tuple[str, str], MetricAccount] = {}
        self._sellers: dict[str, frozenset[str]] = {}
        self._facts, self._lost = cache(self._facts_of), cache(self._lost_of)
        self._nameable = cache(self._who_can_be_named)
        self._lacking, self._is_silent_of = cache(self._lacking_of), cache(self._is_often_silent)

    @cached_property
    def sources(self) -> tuple[SourceAccount, ...]:
        """What became of the rows of each source."""
        return tuple(map(self._account, self.results.readings.values()))

    def _account(self, reading: SourceReading) -> SourceAccount:
        later = sum(rows for day, rows in reading.by_day.items() if day > self.analysis.as_of)
        return SourceAccount(
            reading.source,
            reading.rows + reading.blank + reading.filtered + _rows(reading, "no_order"),
            reading.blank,
            reading.filtered,
            _rows(reading, "period"),
            later,
            _rows(reading, "date"),
            _rows(reading, "no_order"),
            sum(reading.by_day.values()) - later,
        )

    def metric(self, source: str, metric: str) -> MetricAccount:
        """Return what became of the rows of a source for a metric."""
        if (source, metric) not in self._metrics:
            self._metrics[source, metric] = self._metric(source, metric)
        return self._metrics[source, metric]

    def _metric(self, source: str, metric: str) -> MetricAccount:
        facts, lost = self._facts(source, metric), self._lost(source, metric)
        nobodys = [fact for fact in facts if self._of_whom(source, fact) is None]
        read, unmatched = sum(fact.rows for fact in facts), sum(fact.rows for fact in nobodys)
        amount, lacking = (sum((abs(fact.num) for fact in some), ZERO) for some in (facts, nobodys))
        shares = [Decimal(unmatched) / read if read else ZERO]
        if amount and all(fact.den is None for fact in facts):
            shares.append(lacking / amount)
        rows: Counter[Unread] = Counter()
        for each in lost:
            rows[each.kind] += each.fact.rows
        unread = rows.total() - rows["date"] - rows["order"]
        return MetricAccount(source, metric, read, unread, rows["date"], rows["order"], unmatched, max(shares))

    def is_unread(self, source: str, metric: str) -> bool:
        """Whether more rows of a source cannot be read for a metric than the policy allows."""
        return self.metric(source, metric).lost_share > self.policy.unread.number

    def is_unmatched(self, source: str, metric: str) -> bool:
        """Whether more rows of a source, or of their amount, are nobody's than the policy allows."""
        return self.metric(source, metric).unmatched_share > self.policy.unmatched.number

    def barren(self, source: str, metric: str) -> Sifted | None:
        """Return the filter that lets no row count for a metric, if the plan knows none of what it asks for.

        What the plan knows may rightly have no rows, and so may cases of which fewer are better.
        """
        known = self.analysis.measures.metric(metric)
        kinds = {one.measure for one in self._measures if (one.source, one.metric) == (source, metric)}
        if known is not None and known.better == "lower" and kinds <= {"count", "distinct"}:
            return None
        sifted = [one for one in self.results.readings[source].barren if one.metric in ("", metric)]
        return next((one for one in sifted if self._names.isdisjoint(map(str.casefold, one.asked))), None)

    @cached_property
    def _measures(self) -> tuple[Measure, ...]:
        documents = self.analysis.graph.all(ActualsDocument)
        return tuple(measure for document in documents for measure in document.model.metrics)

    @cached_property
    def _names(self) -> frozenset[str]:
        """Ids, codes and titles of whatever a row can name."""
        graph = self.analysis.graph
        return frozenset(
            name.casefold()
            for kind in _NAMED
            for entity in graph.all(kind)
            for name in (entity.name, entity.model.title or "", *(code for _, code in coded(entity.model)))
        )

    def past_unread(self, source: str) -> MetricAccount | None:
        """Return the metric of a source for which most rows cannot be read, if they are more than the policy allows."""
        past = [self.metric(source, name) for name in self._metrics_of(source) if self.is_unread(source, name)]
        return max(past, key=lambda account: account.lost_share, default=None)

    def past_unmatched(self, source: str) -> MetricAccount | None:
        """Return the metric of a source of which most is nobody's, if that is more than the policy allows."""
        past = [self.metric(source, name) for name in self._metrics_of(source) if self.is_unmatched(source, name)]
        return max(past, key=lambda account: account.unmatched_share, default=None)

    def sellers(self, source: str, metric: str) -> tuple[str, ...]:
        """Return who has rows that cannot be read, as far as that is known, those with most rows first."""
        rows: Counter[str] = Counter()
        for each in self._lost(source, metric):
            if each.kind not in OF_ANY:
                rows.update(dict.fromkeys((name for name, _ in self._of_whom(source, each.fact) or ()), each.fact.rows))
        return tuple(sorted(rows, key=lambda name: (-rows[name], name)))

    def _metrics_of(self, source: str) -> tuple[str, ...]:
        return tuple(name for name in self.results.measured if source in self.results.sources_of(name))

    def of(self, metric: str, scope: Scope, numbers: Iterable[int]) -> Loss | None:
        """Return why a figure is not known; None where all rows that it may be made of are read and somebody's."""
        wanted = frozenset(numbers)
        pairs = [
            (source, name)
            for name in self.results.parts(metric) or (metric,)
            for source in self.results.sources_of(name)
        ]
        unread = sum(self._touching(source, name, scope, wanted) for source, name in pairs)
        if unread and (
            any(self.is_unread(*pair) for pair in pairs)
            or not any(True for _, name in pairs for _ in self.results.credits(name, scope, wanted))
        ):
            return Loss("unread", unread)
        if any(self.barren(*pair) is not None for pair in pairs):
            return Loss("filtered")
        if any(self.results.readings[source].last_inside is None for source, _ in pairs):
            return Loss("empty")
        past = [pair for pair in pairs if self._is_past(*pair, scope)]
        unmatched = sum(self._nobodys(source, name, scope, wanted) for source, name in past)
        return Loss("unmatched", unmatched) if unmatched else None

    def _facts_of(self, source: str, metric: str, kind: Kind = frozenset()) -> list[Fact]:
        """Return what was read for a metric up to the day, told as scopes of a kind need it, but no market."""
        facts = self.results.readings[source].cut(metric, kind).facts
        return [
            fact for fact in facts if fact.metric == metric and not fact.market and fact.start <= self.analysis.as_of
        ]

    def _lost_of(self, source: str, metric: str, kind: Kind = frozenset()) -> list[Lost]:
        lost = self.results.readings[source].cut(metric, kind).lost
        return [each for each in lost if each.fact.metric == metric and each.fact.start <= self.analysis.as_of]

    def _touching(self, source: str, metric: str, scope: Scope, numbers: frozenset[int]) -> int:
        """Return how many rows that cannot be read may be of a scope in some periods."""
        return sum(
            each.fact.rows
            for each in self._lost(source, metric, kind_of(dict(scope)))
            if each.kind in OF_ANY or (self._in(each.fact, numbers) and self._may_be_of(source, each.fact, scope))
        )

    def _nobodys(self, source: str, metric: str, scope: Scope, numbers: frozenset[int]) -> int:
        """Return how many rows that are nobody's may be of a scope in some periods."""
        return sum(
            fact.rows
            for fact in self._lacking(source, metric, tuple(dict(scope)))
            if self._in(fact, numbers) and self._may_be_of(source, fact, scope)
        )

    def _is_past(self, source: str, metric: str, scope: Scope) -> bool:
        """Whether more rows than the policy allows are nobody's, or do not say of what they are."""
        if not is_of_things(scope) and self.is_unmatched(source, metric):
            return True
        return self._is_silent_of(source, metric, tuple(dict(scope)))

    def _is_often_silent(self, source: str, metric: str, names: tuple[str, ...]) -> bool:
        facts = self._facts(source, metric, kind_of(names))
        silent = sum(fact.rows for fact in facts if self._is_silent(fact, names))
        return silent > self.policy.unmatched.number * sum(fact.rows for fact in facts)

    def _lacking_of(self, source: str, metric: str, names: tuple[str, ...]) -> list[Fact]:
        """Return rows that are nobody's, unless it does not matter whose they are, or do not say of what they are."""
        by_seller = not names or not BY_SELLER.isdisjoint(names)
        return [
            fact
            for fact in self._facts(source, metric, kind_of(names))
            if self._is_silent(fact, names) or (by_seller and self._of_whom(source, fact) is None)
        ]

    def _is_silent(self, fact: Fact, names: Iterable[str]) -> bool:
        """Whether rows do not say something that scopes are cut by; a product that the plan has not is another one."""
        return any(not self.results.placing.says(fact, name) for name in names if name not in BY_SELLER)

    def _in(self, fact: Fact, numbers: frozenset[int]) -> bool:
        return self.results.crediting.number(fact.start) in numbers

    def _may_be_of(self, source: str, fact: Fact, scope: Scope) -> bool:
        """Whether rows may be of a scope: of those who get the credit, or of whoever might be meant by their code."""
        names, credited = dict(scope), self._of_whom(source, fact)
        narrow = [(name, value) for name, value in scope if name not in ("team", "person")]
        if any(
            getattr(fact, name, "") and not self.results.placing.lies_in(fact, name, value) for name, value in narrow
        ):
            return False
        if is_of_things(scope):
            return True
        if credited is None:
            is_coded = any(getattr(fact, name) is None for name in NAMING[self._credit(source)])
            return "person" not in names or not is_coded or not self._is_known(source, names["person"])
        if "person" in names:
            return any(person == names["person"] for person, _ in credited)
        teams = set(self.analysis.staffing.subtree(names["team"])) if "team" in names else None
        return teams is None or any(team in teams for _, team in credited)

    def _of_whom(self, source: str, fact: Fact) -> tuple[tuple[str, str], ...] | None:
        """Return who gets the credit of rows, with their teams; None of rows that name nobody who could get it.

        The team of overlay credit is empty: it is no part of it.
        """
        if fact.unassigned:
            return ()
        given = self.results.crediting.credits(source, fact)
        whose = tuple((credit.person, "" if credit.overlay else credit.team) for credit in given)
        is_named = any(getattr(fact, name) for name in NAMING[self._credit(source)])
        return whose if whose or is_named else None

    def _credit(self, source: str) -> Literal["seller", "owner"]:
        return self.results.sources[source].model.credit

    def _is_known(self, source: str, name: str) -> bool:
        """Whether a source knows somebody: it has rows by a code of theirs, so that no other can mean them."""
        if source not in self._sellers:
            credited = (self._of_whom(source, fact) or () for fact in self.results.readings[source].credit.facts)
            self._sellers[source] = frozenset(person for shares in credited for person, _ in shares)
        return name in self._sellers[source] and name in self._nameable(source)

    def _who_can_be_named(self, source: str) -> frozenset[str]:
        known = known_by(self.analysis.graph, self.results.sources[source].model, Person)
        return frozenset(person.name for person in known.values())
