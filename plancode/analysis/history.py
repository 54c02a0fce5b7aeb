"""What was reached before: one kind of record, whatever it was read from."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from plancode.analysis.measures import Measures, Scope
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.base import Keyed
from plancode.model.targets import HistoryRow, TargetsDocument
from plancode.period import Period, add_months

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PastAmount:
    """An amount of a metric that was reached by a scope in a period, and where that stands."""

    metric: str
    scope: Scope
    period: Period
    amount: Decimal
    holder: Entity[Keyed]


class History:
    """The records of a plan."""

    def __init__(self, graph: PlanGraph, measures: Measures) -> None:
        """Read the rows of all targets documents."""
        self.graph = graph
        self._records: dict[tuple[str, Scope], list[PastAmount]] = defaultdict(list)
        metrics = {document.model.id: document.model.metric for document in graph.all(TargetsDocument)}
        for row in graph.all(HistoryRow):
            metric = row.model.metric or metrics.get(row.document_id, "")
            period = graph.period(row.model.period)
            amount = measures.number(row.model.amount, period.start, metric) if period else None
            if period is not None and amount is not None:
                record = PastAmount(metric, row.model.dimensions, period, amount, row)
                self._records[metric, record.scope].append(record)

    @property
    def kept(self) -> tuple[tuple[str, Scope], ...]:
        """The metrics and scopes that there are records of, in order."""
        return tuple(sorted(self._records))

    def records(self, metric: str, scope: Scope) -> tuple[PastAmount, ...]:
        """Return the records of a scope, in order of time."""
        return tuple(
            sorted(self._records.get((metric, scope), ()), key=lambda record: (record.period.start, record.period.end))
        )

    def within(self, metric: str, scope: Scope, period: Period) -> tuple[PastAmount, ...]:
        """Return the records that together make up a period: one of it, or several that leave no day out; else none."""
        records = [record for record in self.records(metric, scope) if period.covers(record.period)]
        exact = [record for record in records if record.period.days == period.days]
        if exact:
            return (exact[0],)
        return tuple(records) if sum(record.period.days for record in records) == period.days else ()

    def amount(self, metric: str, scope: Scope, period: Period) -> Decimal | None:
        """Return what was reached in a period, where the records cover it."""
        records = self.within(metric, scope, period)
        return sum((record.amount for record in records), _ZERO) if records else None

    def year_before(self, period: Period) -> Period:
        """Return the same period one year earlier: of the same place in the year before, else the same days."""
        return self.graph.year_before(period) or Period(add_months(period.start, -12), add_months(period.end, -12))
