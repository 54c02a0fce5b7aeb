"""Facts of sources as credited: who gets what of each, reconciled with what was read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from plancode.actuals.records import Fact, NoReading, SourceReading
from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.graph.above import around
from plancode.graph.entity import Entity
from plancode.model.actuals import ActualsDocument, Source
from plancode.model.kinds import EntityKind
from plancode.model.methods.reading import ZERO
from plancode.model.territories import Account, Territory
from plancode.scorecard.crediting import Credit, Crediting


@dataclass(slots=True)
class Totals:
    """A metric of a source: the parts make the total, always.

    They are what is matched (primary credit), rightly nobody's, of sellers with overlay credit alone, and unmatched.
    Overlay credit stands beside.
    """

    source: str
    metric: str
    rows: int = 0
    total: Decimal = ZERO
    matched: Decimal = ZERO
    unassigned: Decimal = ZERO
    unmatched: Decimal = ZERO
    beside: Decimal = ZERO
    beside_rows: int = 0
    overlay: Decimal = ZERO
    judged_rows: int = 0
    outside_rows: int = 0
    outside: Decimal = ZERO

    def add(self, fact: Fact, given: list[Credit]) -> None:
        """Add a fact with all credit that is given of it."""
        is_named = any(credit.stands_alone for credit in given)
        matched = sum((credit.num for credit in given if not credit.overlay), ZERO)
        self.rows += fact.rows
        self.total += fact.num
        self.matched += matched
        if fact.unassigned:
            self.unassigned += fact.num - matched
        elif is_named:
            self.beside += fact.num
            self.beside_rows += fact.rows
        else:
            self.unmatched += fact.num - matched
        self.overlay += sum((credit.num for credit in given if credit.overlay), ZERO)
        primary = [credit for credit in given if not credit.overlay and credit.inside is not None]
        outside = [credit for credit in primary if not credit.inside]
        self.judged_rows += fact.rows if primary else 0
        self.outside_rows += fact.rows if outside else 0
        self.outside += sum((credit.num for credit in outside), ZERO)


class Credited:
    """What was read of the sources of a plan up to a day, as it is credited."""

    def __init__(
        self, analysis: Analysis, sources: Mapping[str, Entity[Source]], readings: Iterable[SourceReading | NoReading]
    ) -> None:
        """Credit what was read, as far as it lies on or before the day of looking."""
        everything = tuple(readings)
        self.analysis, self.sources = analysis, sources
        self.readings = {reading.source: reading for reading in everything if isinstance(reading, SourceReading)}
        self.refused = tuple(reading for reading in everything if isinstance(reading, NoReading))
        self.totals: dict[tuple[str, str], Totals] = {}
        self._by_metric: dict[str, list[Credit]] = {}
        for metric in self.measured:
            for source in self.sources_of(metric):
                self.totals[source, metric] = Totals(source, metric)
        crediting = self.crediting = Crediting(analysis, sources)
        for reading in self.readings.values():
            for fact in reading.facts:
                if fact.start > analysis.as_of:
                    continue
                given = list(crediting.credits(reading.source, fact))
                if not fact.market:
                    key = (reading.source, fact.metric)
                    self.totals[key].add(fact, given)
                if given and self.is_known(fact.metric):  # where another source cannot be read, a part is no whole
                    self._by_metric.setdefault(fact.metric, []).extend(given)

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The metrics for which there are results."""
        return tuple(self._by_metric)

    def credits(
        self, metric: str, scope: Scope, numbers: Iterable[int], until: date = date.max, *, beside: bool = False
    ) -> Iterator[Credit]:
        """Yield the credit of a metric for a scope in some periods, up to a day.

        Overlay credit is the person's only, or stands `beside`.
        """
        names, wanted = dict(scope), set(numbers)
        narrow = [(name, value) for name, value in scope if name not in ("team", "person")]
        teams = set(self.analysis.staffing.subtree(names["team"])) if "team" in names else None
        for credit in self._of(metric, names):
            if (
                credit.number not in wanted
                or credit.fact.start > until
                or (credit.overlay and not beside and "person" not in names)
            ):
                continue
            if teams is not None and "person" not in names and credit.team not in teams:
                continue
            if all(self.lies_in(credit.fact, name, value) for name, value in narrow):
                yield credit

    def _of(self, metric: str, names: Mapping[str, str]) -> Iterable[Credit]:
        """Return the credit that may be of a scope: that of the person, of the teams, or all."""
        if "person" in names:
            return self._by_scope.get((metric, "person", names["person"]), ())
        if "team" in names:
            teams = self.analysis.staffing.subtree(names["team"])
            return (credit for team in teams for credit in self._by_scope.get((metric, "team", team), ()))
        return self._by_metric.get(metric, ())

    @cached_property
    def _by_scope(self) -> dict[tuple[str, str, str], list[Credit]]:
        """The credit of each metric by person and by team."""
        by_scope: dict[tuple[str, str, str], list[Credit]] = defaultdict(list)
        for metric, given in self._by_metric.items():
            for credit in given:
                by_scope[metric, "person", credit.person].append(credit)
                by_scope[metric, "team", credit.team].append(credit)
        return by_scope

    def lies_in(self, fact: Fact, name: str, value: str) -> bool:
        """Whether a fact is of a territory (or of one within it), account, product, channel or segment."""
        account = self._accounts.get(fact.account or "")
        if name == "territory":
            home = fact.territory or self._homes.get(fact.account or "", "")
            return value in self._around.get(home, ())
        if name == "segment":
            return account is not None and account.segment == value
        if name == "channel" and fact.channel == "":
            return account is not None and account.channel == value
        return bool(getattr(fact, name) == value)

    @cached_property
    def _accounts(self) -> dict[str, Account]:
        return {account.model.id: account.model for account in self.analysis.graph.all(Account)}

    @cached_property
    def _homes(self) -> dict[str, str]:
        """The territory of each account."""
        by_territory = self.analysis.ownership.customers.items()
        return {
            customer.model.id: territory
            for territory, held in by_territory
            for customer in held
            if customer.key.kind is EntityKind.ACCOUNT
        }

    @cached_property
    def _around(self) -> dict[str, frozenset[str]]:
        """Each territory with those that it lies in."""
        graph = self.analysis.graph
        return {territory.model.id: frozenset(around(graph, territory.model.id)) for territory in graph.all(Territory)}

    def parts(self, metric: str) -> tuple[str, str] | None:
        """Return numerator and denominator of a metric that no source measures itself but both its parts."""
        known = self.analysis.measures.metric(metric)
        if metric in self._measured or known is None or known.numerator is None or known.denominator is None:
            return None
        return (known.numerator, known.denominator) if {known.numerator, known.denominator} <= self._measured else None

    def sources_of(self, metric: str) -> tuple[str, ...]:
        """Return the sources that a metric is measured by itself and that were read."""
        return tuple(self._sources.get(metric, ()))

    @cached_property
    def _sources(self) -> dict[str, dict[str, None]]:
        by_metric: dict[str, dict[str, None]] = defaultdict(dict)
        for document in self.analysis.graph.all(ActualsDocument):
            for measure in document.model.metrics:
                if measure.source in self.readings:
                    by_metric[measure.metric][measure.source] = None
        return by_metric

    @property
    def measured(self) -> tuple[str, ...]:
        """The metrics that are measured by a source that was read, as they are written."""
        return tuple(self._sources)

    def is_known(self, metric: str) -> bool:
        """Whether every source of the metric was read, so that no rows mean nothing was reached."""
        return metric in self._measured or self.parts(metric) is not None

    @cached_property
    def _measured(self) -> frozenset[str]:
        """The metrics all of whose sources, and markets, were read."""
        documents = self.analysis.graph.all(ActualsDocument)
        measures = [measure for document in documents for measure in document.model.metrics]
        return frozenset(measure.metric for measure in measures) - {
            measure.metric
            for measure in measures
            if not {measure.source, measure.market or measure.source} <= self.readings.keys()
        }
