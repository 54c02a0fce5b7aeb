"""Results of a plan: the actuals of any metric, scope and periods."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from plancode.analysis.measures import Scope
from plancode.model.actuals import ActualsDocument
from plancode.model.methods.reading import ONE, ZERO, Quotient
from plancode.period import Period
from plancode.scorecard.credited import Credited
from plancode.scorecard.crediting import Credit, Crediting
from plancode.scorecard.earlier import Earlier
from plancode.scorecard.losses import Losses


@dataclass(frozen=True, slots=True)
class Like:
    """Which credit counts, and by what results must be told to know that."""

    counts: Callable[[Credit], bool]
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActualValue:
    """An actual: numerator over denominator, of so many rows; `cases` are what a quotient divides by.

    Of answers that make a net promoter score, `promoters` says how many are that.
    """

    amount: Decimal
    rows: int
    num: Decimal
    den: Decimal
    cases: Decimal | None = None
    promoters: Decimal | None = None

    @property
    def made_of(self) -> Quotient | None:
        """What it is made of, where it is a quotient."""
        return Quotient(self.num, self.cases, self.promoters) if self.cases is not None else None


class Results(Credited):
    """The results of a plan up to a day: figures for any metric, scope and periods."""

    def value(
        self,
        metric: str,
        scope: Scope,
        numbers: Iterable[int],
        until: date = date.max,
        only: Like | None = None,
    ) -> ActualValue | None:
        """Return an actual, or None where there is no row: a sum, a quotient, or how many distinct values were seen.

        `only` says which credit counts, where not all does.
        """
        parts = self.parts(metric)
        if parts is not None:
            numbers = tuple(numbers)
            return self._times(metric, _divided(*(self.value(part, scope, numbers, until, only) for part in parts)))
        given = list(self.credits(metric, scope, numbers, until, only.by if only is not None else ()))
        given = list(filter(only.counts, given)) if only is not None else given
        known = self.analysis.measures.metric(metric)
        if known is not None and known.over_time == "last" and given:
            last = max(credit.number for credit in given)
            given = [credit for credit in given if credit.number == last]
        return self._times(metric, _together(given))

    def _times(self, metric: str, value: ActualValue | None) -> ActualValue | None:
        """Return a quotient times the factor of its metric, such as days of a year; what is no quotient as it is."""
        known = self.analysis.measures.metric(metric)
        if value is None or value.cases is None or known is None or known.factor is None:
            return value
        return replace(value, amount=value.num * known.factor / value.den, num=value.num * known.factor)

    def earlier_value(self, metric: str, scope: Scope, period: Period) -> ActualValue | None:
        """Return an actual of a person or team in a period of the year before, None where the sources hold none."""
        parts = self.parts(metric)
        if parts is not None:
            return self._times(metric, _divided(*(self.earlier_value(part, scope, period) for part in parts)))
        given = self._earlier.credits(metric, scope, period) if self.is_known(metric) else None
        known = self.analysis.measures.metric(metric)
        if given and known is not None and known.over_time == "last":
            last = max(credit.fact.start for credit in given)
            given = [credit for credit in given if credit.fact.start == last]
        return self._times(metric, _together(given)) if given else None

    @cached_property
    def _earlier(self) -> Earlier:
        return Earlier(self.analysis, Crediting(self.analysis, self.sources), self.readings.values())

    def has_market(self, metric: str) -> bool:
        """Whether rows of the market that a metric is a share of count for somebody."""
        return any(credit.fact.market and credit.person for credit in self._by_metric.get(metric, ()))

    def through(self, source: str) -> date | None:
        """Return the day through which a source is complete: as it says, else that of its last row in the plan."""
        reading = self.readings.get(source)
        return self.sources[source].model.complete_through or (reading.last_inside if reading else None)

    @cached_property
    def losses(self) -> Losses:
        """What the sources have lost."""
        return Losses(self)

    @property
    def is_partial(self) -> bool:
        """Whether a source gives nothing, or more of its rows cannot be read than may be."""
        return bool(self.refused) or any(self.losses.past_unread(name) is not None for name in self.readings)

    def is_measured(self, metric: str) -> bool:
        """Whether the plan names a source for the metric, or for the parts that it is the quotient of."""
        known = self.analysis.measures.metric(metric)
        parts = {known.numerator, known.denominator} if known is not None else {None}
        return metric in self._named or (None not in parts and parts <= self._named)

    @cached_property
    def _named(self) -> frozenset[str | None]:
        documents = self.analysis.graph.all(ActualsDocument)
        return frozenset(measure.metric for document in documents for measure in document.model.metrics)


def _divided(over: ActualValue | None, under: ActualValue | None) -> ActualValue | None:
    """Return the quotient of two metrics; None of a denominator without rows or of nothing."""
    if under is None or not under.amount:
        return None
    num = over.amount if over is not None else ZERO
    return ActualValue(num / under.amount, under.rows, num, under.amount, under.amount)


def _together(given: list[Credit]) -> ActualValue | None:
    """Return credit as one figure; None of none, and of a quotient over nothing."""
    own = [credit for credit in given if not credit.fact.market]
    if not own:
        return None
    rows = sum(credit.fact.rows for credit in own)
    if any(credit.fact.values for credit in own):
        values = frozenset[str]().union(*(credit.fact.values for credit in own))
        return ActualValue(Decimal(len(values)), rows, Decimal(len(values)), ONE)
    num = sum((credit.num for credit in own), ZERO)
    if all(credit.den is None for credit in given):
        return ActualValue(num, rows, num, ONE)
    den = sum((credit.den for credit in given if credit.den is not None), ZERO)
    return ActualValue(num / den, rows, num, den, den, _promoters(own)) if den else None


def _promoters(given: list[Credit]) -> Decimal | None:
    """Return how many answers are of promoters, of each fact as many as its credit has of it."""
    counted = [
        credit.fact.promoters * (credit.den or ZERO) / credit.fact.den
        for credit in given
        if credit.fact.promoters is not None and credit.fact.den
    ]
    return sum(counted, ZERO) if counted else None
