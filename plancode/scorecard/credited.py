"""Facts of sources as credited: who gets what of each, reconciled with what was read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property

from plancode.actuals.groupings import Kind, kind_of
from plancode.actuals.records import Fact, NoReading, SourceReading
from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.graph.entity import Entity
from plancode.model.actuals import ActualsDocument, Source
from plancode.model.methods.reading import ZERO
from plancode.scorecard.crediting import Credit, Crediting
from plancode.scorecard.placing import BY_SELLER, ByScope, Placing


@dataclass(slots=True)
class Totals:
    """A metric of a source: the parts make the total, always.

    They are what is matched (primary credit), rightly nobody's, of sellers with overlay credit alone, and unmatched.
    Overlay credit stands beside. Of quotients these are numerators, and `under` has the denominators.
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
    under: "Totals | None" = None

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
        if fact.den:
            self.under = self.under or Totals(self.source, self.metric)
            divisors = [credit._replace(num=credit.den or ZERO) for credit in given]
            self.under.add(fact._replace(num=fact.den, den=None), divisors)


class Credited:
    """What was read of the sources of a plan up to a day, as it is credited."""

    def __init__(
        self, analysis: Analysis, sources: Mapping[str, Entity[Source]], readings: Iterable[SourceReading | NoReading]
    ) -> None:
        """Credit what was read, as far as it lies on or before the day of looking."""
        everything = tuple(readings)
        self.analysis, self.sources = analysis, sources
        self.readings = {reading.source: reading for reading in everything if isinstance(reading, SourceReading)}
        parts = (one for reading in self.readings.values() for one in reading.refused)
        self.refused = (*(reading for reading in everything if isinstance(reading, NoReading)), *parts)
        self.totals: dict[tuple[str, str], Totals] = {}
        self._by_metric: dict[str, list[Credit]] = {}
        for metric in self.measured:
            for source in self.sources_of(metric):
                self.totals[source, metric] = Totals(source, metric)
        crediting = self.crediting = Crediting(analysis, sources)
        self.placing, self._by_scope = Placing(analysis), cache(self._indexed)
        self._of_kind, self._placed = cache(self._credited), cache(self._everything)
        for reading in self.readings.values():
            for fact in reading.credit.facts:
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
        self, metric: str, scope: Scope, numbers: Iterable[int], until: date = date.max, by: tuple[str, ...] = ()
    ) -> Iterator[Credit]:
        """Yield the credit of a metric for a scope in some periods, up to a day: overlay credit for the person only.

        What is sold of a product, in a territory or to a customer is all of it, whoever gets the credit. `by` is what
        the results are to be told by beside: where they lie is known of no more than that and the scope.
        """
        names, wanted = dict(scope), set(numbers)
        if "person" in names:
            names.pop("team", None)
        for credit in self._by_scope(metric, tuple(names), kind_of((*names, *by))).get(tuple(names.values()), ()):
            if credit.number in wanted and credit.fact.start <= until:
                yield credit

    def _indexed(self, metric: str, names: tuple[str, ...], kind: Kind) -> ByScope:
        """Return the credit of a metric by what scopes name."""
        given: Iterable[Credit]
        if names and BY_SELLER.isdisjoint(names):
            given = self._placed(metric, kind)
        else:
            given = self._of_kind(metric, kind)
            if "person" not in names:
                given = (credit for credit in given if not credit.overlay)
        return self.placing.by_scope(given, names)

    def _credited(self, metric: str, kind: Kind) -> list[Credit]:
        """Return the credit of a metric, told as scopes of a kind need it."""
        given = self._by_metric.get(metric, [])
        if all(reading.cut(metric, kind) is reading.credit for reading in self.readings.values()):
            return given
        found: list[Credit] = []
        for reading in self.readings.values():
            if reading.cut(metric, kind) is reading.credit:
                found += (credit for credit in given if credit.source == reading.source)
            else:
                facts = self._known_facts(reading, metric, kind)
                found += (credit for fact in facts for credit in self.crediting.credits(reading.source, fact))
        return found

    def _everything(self, metric: str, kind: Kind) -> list[Credit]:
        """Return everything that was read of a metric, whoever gets the credit, told as scopes of a kind need it."""
        return [
            Credit(fact, reading.source, self.crediting.number(fact.start), "", "", fact.num, fact.den)
            for reading in self.readings.values()
            for fact in self._known_facts(reading, metric, kind)
        ]

    def _known_facts(self, reading: SourceReading, metric: str, kind: Kind) -> Iterator[Fact]:
        """Yield what was read of a metric up to the day; nothing where another source of it cannot be read."""
        facts = reading.cut(metric, kind).facts if self.is_known(metric) else ()
        return (fact for fact in facts if fact.metric == metric and fact.start <= self.analysis.as_of)

    def overlay_sellers(self, source: str, metric: str) -> tuple[str, ...]:
        """Return who has sold with overlay credit alone, by a source."""
        given = (credit for credit in self._by_metric.get(metric, ()) if credit.source == source)
        return tuple(dict.fromkeys(credit.person for credit in given if credit.stands_alone))

    def parts(self, metric: str) -> tuple[str, str] | None:
        """Return numerator and denominator of a metric that no source measures itself but both its parts."""
        known = self.analysis.measures.metric(metric)
        if metric in self._measured or known is None or known.numerator is None or known.denominator is None:
            return None
        return (known.numerator, known.denominator) if {known.numerator, known.denominator} <= self._measured else None

    def sources_of(self, metric: str) -> tuple[str, ...]:
        """Return the sources that a metric is measured by itself and that were read."""
        return tuple(self._sources.get(metric, ()))

    def _gives(self, source: str, metric: str) -> bool:
        """Whether a metric was read of a source."""
        refused = self.readings[source].refused if source in self.readings else None
        return refused is not None and all(metric not in one.metrics for one in refused)

    @cached_property
    def _sources(self) -> dict[str, dict[str, None]]:
        by_metric: dict[str, dict[str, None]] = defaultdict(dict)
        for document in self.analysis.graph.all(ActualsDocument):
            for measure in document.model.metrics:
                if self._gives(measure.source, measure.metric):
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
    def misfits(self) -> frozenset[str]:
        """The metrics that are measured in another unit than they are counted in: their figures mean nothing."""
        documents = self.analysis.graph.all(ActualsDocument)
        measures = (measure for document in documents for measure in document.model.metrics)
        unit = self.analysis.measures.unit
        return frozenset(measure.metric for measure in measures if not measure.fits(unit(measure.metric)))

    @cached_property
    def _measured(self) -> frozenset[str]:
        """The metrics all of whose sources, and markets, were read, in the unit that they are counted in."""
        documents = self.analysis.graph.all(ActualsDocument)
        measures = [measure for document in documents for measure in document.model.metrics]
        of_all = ((name, one.metric) for one in measures for name in (one.source, one.market) if name is not None)
        lacking = {metric for source, metric in of_all if not self._gives(source, metric)}
        return frozenset(measure.metric for measure in measures) - self.misfits - lacking
