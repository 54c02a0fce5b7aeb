"""From a checked plan to its results: sources opened, read, credited."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from plancode.actuals.columns import code_of
from plancode.actuals.files import size_of
from plancode.actuals.reading import read
from plancode.actuals.slices import DaySlices
from plancode.actuals.terms import Terms
from plancode.actuals.wanted import WantedRows
from plancode.actuals.watch import Stock
from plancode.analysis.analysis import Analysis
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.actuals import ActualsDocument, Measure, Source
from plancode.model.base import Keyed
from plancode.model.load import OnProgress
from plancode.model.plan import Channel, Product
from plancode.model.rubric import RubricDocument
from plancode.model.team import Person
from plancode.model.territories import Account, Owner, Territory
from plancode.scorecard.results import Results

_DAY = timedelta(days=1)
_CODED: tuple[tuple[str, type[Keyed]], ...] = (
    ("person", Person), ("account", Account), ("territory", Territory), ("product", Product), ("channel", Channel),
)  # fmt: skip


def results_of(
    analysis: Analysis, root: Path | None, terms: Terms | None = None, progress: OnProgress | None = None
) -> Results:
    """Return the results of a plan as of its day; what cannot be read, or may not be on these terms, says why.

    `progress` is told how many sources are read, and how many there are.
    """
    measures: dict[str, list[Measure]] = defaultdict(list)
    markets: dict[str, list[Measure]] = defaultdict(list)
    for document in analysis.graph.all(ActualsDocument):
        for measure in document.model.metrics:
            measures[measure.source].append(measure)
            if measure.measure == "share" and measure.market is not None:
                markets[measure.market].append(measure)
    wanted = measures.keys() | markets.keys()
    sources = {one.model.id: one for one in analysis.graph.all(Source) if one.model.id in wanted}
    slices = DaySlices(analysis.horizon.plan.start, analysis.horizon.plan.end, _cuts(analysis, sources))
    readings, terms = [], terms or Terms()
    stock = Stock(terms.seconds_of_files([size_of(one, root) for one in sources.values() if one.model.file]))
    for number, (name, source) in enumerate(sources.items()):
        if progress is not None:
            progress(number, len(sources))
        asked = _wanted(analysis, source, tuple(measures[name]), tuple(markets[name]), slices)
        readings.append(read(source, asked, root, terms, stock))
    if progress is not None:
        progress(len(sources), len(sources))
    return Results(analysis, sources, readings)


def _cuts(analysis: Analysis, sources: Mapping[str, Entity[Source]]) -> set[date]:
    """Return the days on which something begins that matters for credit: periods, owners, teams, rates, the as-of."""
    found = {period.start for period in analysis.horizon.periods} | {analysis.as_of + _DAY}
    found |= {day for one in analysis.ownership.holdings for day in (one.start, one.end)}
    found |= set(_of_territories(analysis.graph))
    for person in analysis.staffing.people:
        found |= {day for stint in analysis.staffing.stints(person) for day in (stint.start, stint.end)}
    plan = analysis.graph.plan
    found |= {one.from_ for one in (plan.model.rates if plan else ()) if one.from_}
    found |= {one.model.complete_through + _DAY for one in sources.values() if one.model.complete_through}
    return found


def _of_territories(graph: PlanGraph) -> Iterator[date]:
    """Yield the days on which territories, and their owners, begin or have ended."""
    for territory in graph.all(Territory):
        model = territory.model
        for first, last in ((model.from_, model.to), *((one.from_, one.to) for one in model.owners)):
            yield from (day for day in (first, last + _DAY if last else None) if day is not None)


def _wanted(
    analysis: Analysis,
    source: Entity[Source],
    measures: tuple[Measure, ...],
    markets: tuple[Measure, ...],
    slices: DaySlices,
) -> WantedRows:
    keys = tuple(_keys(analysis, source.model, (*measures, *markets)))
    ids = {name: _ids(analysis.graph, kind, source.model.match_by) for name, kind in _CODED if name in keys}
    money = frozenset(one.metric for one in measures if analysis.measures.is_money(one.metric))
    return WantedRows(source.model, measures, slices, keys, ids, analysis.measures.plan_rate, markets, money)


def _keys(analysis: Analysis, source: Source, measures: tuple[Measure, ...]) -> Iterator[str]:
    """Yield what rows are grouped by: no more than credit, and the scopes of targets and points, need."""
    mapping = source.columns
    narrow = _asked_for(analysis, {one.metric for one in measures})
    if source.credit == "owner":
        narrow |= {"account"} | _owned_for(analysis.graph)
    if mapping.territory is None or (narrow & {"channel"} and mapping.channel is None) or "segment" in narrow:
        narrow |= {"account"}
    for name in ("person", "territory", "currency", "account", "product", "channel"):
        if getattr(mapping, name) is not None and (name in narrow or name in ("person", "territory", "currency")):
            yield name


def _asked_for(analysis: Analysis, metrics: set[str]) -> set[str]:
    """Return by what metrics are cut: by targets, and by points outside the hundred."""
    found = {name for metric in metrics for scope in analysis.scopes(metric) for name, _ in scope}
    for rubric in analysis.graph.all(RubricDocument):
        for bonus in (*rubric.model.additions, *rubric.model.deductions):
            if bonus.metric in metrics:
                found |= {name for name, _ in bonus.dimensions}
    return found


def _owned_for(graph: PlanGraph) -> set[str]:
    """Return by what the credit of owners is cut: those of a product or channel get that of it alone."""
    owners: list[Owner] = [one for territory in graph.all(Territory) for one in territory.model.owners]
    owners += [one for account in graph.all(Account) for one in account.model.owners]
    parts = [one.for_ for one in owners if one.for_ is not None]
    return {name for part in parts for name in ("product", "channel") if getattr(part, name) is not None}


def _ids(graph: PlanGraph, kind: type[Keyed], system: str | None) -> dict[str, str]:
    """Return the id behind each code: of the system that the source is matched by, else the id itself."""
    found: dict[str, str] = {}
    for entity in graph.all(kind):
        codes: dict[str, str] = getattr(entity.model, "codes", {})
        code = codes.get(system) if system and kind is not Channel else entity.name
        if code is not None:
            found[code_of(code)] = entity.name
    return found
