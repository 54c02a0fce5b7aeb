"""From a checked plan to its results: sources opened, read, credited."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from plancode.actuals.alike import AlikeCustomer, AlikeCustomers
from plancode.actuals.columns import code_of
from plancode.actuals.files import size_of
from plancode.actuals.local_time import LocalTime
from plancode.actuals.looking import look
from plancode.actuals.matching import known_by
from plancode.actuals.reading import read
from plancode.actuals.records import NoReading
from plancode.actuals.slices import DaySlices
from plancode.actuals.terms import Terms
from plancode.actuals.wanted import WantedRows
from plancode.actuals.watch import Stock
from plancode.analysis.analysis import Analysis
from plancode.document.understood import UnderstoodTable
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.actuals import ActualsDocument, Measure, Source
from plancode.model.base import Keyed
from plancode.model.load import OnProgress
from plancode.model.plan import Channel, Product
from plancode.model.rubric import Kpi
from plancode.model.team import Person
from plancode.model.territories import Account, Owner, Territory
from plancode.model.units import bounds_of
from plancode.pipeline.grouping import groupings_of
from plancode.scorecard.crediting import Crediting
from plancode.scorecard.results import Results

_Asked = tuple[Entity[Source], WantedRows]
_DAY = timedelta(days=1)
_FEW: Final = 10_000
"""So many pairs of a seller and a customer may come back as they are: it costs less than to tell who is alike."""
_CODED: tuple[tuple[str, type[Keyed]], ...] = (
    ("person", Person), ("account", Account), ("territory", Territory), ("product", Product), ("channel", Channel),
)  # fmt: skip


def results_of(
    analysis: Analysis, root: Path | None, terms: Terms | None = None, progress: OnProgress | None = None
) -> Results:
    """Return the results of a plan as of its day; what cannot be read, or may not be on these terms, says why.

    `progress` is told how many sources are read, and how many there are.
    """
    asked, terms = _asked(analysis), terms or Terms()
    readings, stock = [], _stock(asked, root, terms)
    for number, (source, wanted) in enumerate(asked.values()):
        if progress is not None:
            progress(number, len(asked))
        readings.append(read(source, wanted, root, terms, stock))
    if progress is not None:
        progress(len(asked), len(asked))
    return Results(analysis, {name: source for name, (source, _) in asked.items()}, readings)


def understood_of(analysis: Analysis, root: Path | None) -> Iterator[tuple[UnderstoodTable, ...] | NoReading]:
    """Yield what is understood of each source that is a file, or why nothing is; databases are not asked."""
    asked, terms = _asked(analysis), Terms()
    stock = _stock(asked, root, terms)
    for source, wanted in asked.values():
        if source.model.file is not None:
            yield look(source, wanted, root, terms, stock)


def _stock(asked: Mapping[str, _Asked], root: Path | None, terms: Terms) -> Stock:
    """Return the time that all files share."""
    return Stock(terms.seconds_of_files([size_of(source, root) for source, _ in asked.values() if source.model.file]))


def _asked(analysis: Analysis) -> dict[str, _Asked]:
    """Return each source of which any metric is made, and what is wanted of it."""
    measures: dict[str, list[Measure]] = defaultdict(list)
    markets: dict[str, list[Measure]] = defaultdict(list)
    for document in analysis.graph.all(ActualsDocument):
        for measure in document.model.metrics:
            measures[measure.source].append(measure)
            if measure.measure == "share" and measure.market is not None:
                markets[measure.market].append(measure)
    wanted = measures.keys() | markets.keys()
    sources = {source.model.id: source for source in analysis.graph.all(Source) if source.model.id in wanted}
    slices = DaySlices(
        analysis.horizon.plan.start, analysis.horizon.plan.end, _cuts(analysis, sources), _before(analysis)
    )
    return {
        name: (source, _wanted(analysis, source, tuple(measures[name]), tuple(markets[name]), slices))
        for name, source in sources.items()
    }


def _cuts(analysis: Analysis, sources: Mapping[str, Entity[Source]]) -> set[date]:
    """Return the days on which something begins that matters for credit: periods, owners, teams, rates, the as-of."""
    days = {period.start for period in analysis.horizon.periods} | {analysis.as_of + _DAY}
    days |= {day for holding in analysis.ownership.holdings for day in (holding.start, holding.end)}
    areas = [territory.model for territory in analysis.graph.all(Territory)]
    dated: list[Territory | Owner] = [*areas, *(owner for area in areas for owner in area.owners)]
    days |= {day for part in dated for day in (part.from_, part.to + _DAY if part.to else None) if day is not None}
    for person in analysis.staffing.people:
        days |= {day for stint in analysis.staffing.stints(person) for day in (stint.start, stint.end)}
    plan = analysis.graph.plan
    days |= {rate.from_ for rate in (plan.model.rates if plan else ()) if rate.from_}
    days |= {source.model.complete_through + _DAY for source in sources.values() if source.model.complete_through}
    return days


def _before(analysis: Analysis) -> set[date]:
    """Return where the periods of the year before begin, if somebody is scored by growth over it."""
    scores = [kpi.model.score for kpi in analysis.graph.all(Kpi)]
    if not any(score.grown_over is not None or score.ranked_by == "growth" for score in scores):
        return set()
    return {analysis.history.year_before(period).start for period in analysis.horizon.periods}


def _wanted(
    analysis: Analysis,
    source: Entity[Source],
    measures: tuple[Measure, ...],
    markets: tuple[Measure, ...],
    slices: DaySlices,
) -> WantedRows:
    people, customers = (len(analysis.graph.all(kind)) for kind in (Person, Account))
    is_alike = people * customers > _FEW
    groupings = groupings_of(analysis, source.model, (*measures, *markets), is_alike=is_alike)
    ids = {name: _ids(analysis.graph, source.model, kind) for name, kind in _CODED if name in groupings.keys}
    units = {measure.metric: analysis.measures.unit(measure.metric) for measure in measures}
    money, percent = (frozenset(name for name, unit in units.items() if unit == sort) for sort in ("money", "percent"))
    metrics = {name: metric for name in units if (metric := analysis.measures.metric(name)) is not None}
    bounds = {name: found for name, metric in metrics.items() if (found := bounds_of(metric)) is not None}
    plan, whole = analysis.graph.plan, analysis.horizon.plan
    zone = plan.model.time_zone if plan is not None else None
    return WantedRows(
        source.model, measures, slices, groupings, ids, analysis.measures.plan_rate, markets, money, percent,
        bounds, analysis.measures.currency, LocalTime(zone, whole.start, whole.last),
        {name: least for name in percent if (least := _least_target(analysis, name)) is not None},
        _ids(analysis.graph, source.model, Product) if source.model.mapping.product is not None else {},
        _alike(analysis, source, ids) if groupings.each[0].alike else None,
    )  # fmt: skip


def _alike(analysis: Analysis, source: Entity[Source], ids: Mapping[str, Mapping[str, str]]) -> AlikeCustomers:
    """Return the customers by what credit asks of them; codes that are rightly nobody's stand for themselves."""
    nobodys = {code_of(code) for code in source.model.unassigned.values} if source.model.unassigned else set[str]()
    by_seller = source.model.credit == "seller"
    sellers: dict[str, list[str]] = defaultdict(list)
    for code, person in ids.get("person", {}).items() if by_seller else ():
        sellers[person].append(code)
    alike = {one[0]: one for one in Crediting(analysis, {source.model.id: source}).alike()}
    each = []
    for code, name in ids["account"].items():
        _, example, people, overlays = alike[name]
        if code not in nobodys:
            owners = tuple(own for person in people for own in sellers[person])
            each.append(AlikeCustomer(code, example, owners, overlays))
    return AlikeCustomers(tuple(each), tuple(code for codes in sellers.values() for code in codes))


def _least_target(analysis: Analysis, metric: str) -> Decimal | None:
    """Return the least that is asked for in a metric."""
    amounts = (analysis.current(metric, scope).values() for scope in analysis.scopes(metric))
    return min((amount for some in amounts for amount in some if amount), default=None)


def _ids(graph: PlanGraph, source: Source, kind: type[Keyed]) -> dict[str, str]:
    """Return the id behind each code."""
    return {code: entity.name for code, entity in known_by(graph, source, kind).items()}
