"""From a checked plan to its results: sources opened, read, credited."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from plancode.actuals.engine import open_sources
from plancode.actuals.reading import Wanted, read
from plancode.actuals.records import NoReading, Reading
from plancode.actuals.slices import Slices
from plancode.analysis.analysis import Analysis
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.actuals import ActualsDocument, Measure, Source
from plancode.model.base import Keyed
from plancode.model.plan import Channel, Product
from plancode.model.team import Person
from plancode.model.territories import Account, Territory
from plancode.scorecard.results import Results

_DAY = timedelta(days=1)
_CODED: tuple[tuple[str, type[Keyed]], ...] = (
    ("person", Person), ("account", Account), ("territory", Territory), ("product", Product), ("channel", Channel),
)  # fmt: skip


def results_of(analysis: Analysis, root: Path | None, addresses: Mapping[str, str]) -> Results:
    """Return the results of a plan as of its day; what cannot be read says why."""
    graph = analysis.graph
    measures: dict[str, list[Measure]] = {}
    for document in graph.all(ActualsDocument):
        for measure in document.model.metrics:
            measures.setdefault(measure.source, []).append(measure)
    sources = {one.model.id: one for one in graph.all(Source) if one.model.id in measures}
    tables = open_sources(sources.values(), root, addresses)
    slices = Slices(analysis.horizon.plan.start, analysis.horizon.plan.end, _cuts(analysis, sources.values()))
    readings: list[Reading | NoReading] = []
    for name, source in sources.items():
        table = tables[name]
        wanted = _wanted(analysis, source, tuple(measures[name]), slices)
        readings.append(table if isinstance(table, NoReading) else read(wanted, table))
    return Results(analysis, sources, readings)


def _cuts(analysis: Analysis, sources: Iterable[Entity[Source]]) -> set[date]:
    """Return the days on which something begins that matters for credit: periods, owners, teams, the day of looking."""
    found = {period.start for period in analysis.horizon.periods} | {analysis.as_of + _DAY}
    found |= {day for one in analysis.ownership.holdings for day in (one.start, one.end)}
    for person in analysis.staffing.people:
        found |= {stint.start for stint in analysis.staffing.stints(person)}
    found |= {one.model.complete_through + _DAY for one in sources if one.model.complete_through}
    return found


def _wanted(analysis: Analysis, source: Entity[Source], measures: tuple[Measure, ...], slices: Slices) -> Wanted:
    mapping, model = source.model.columns, source.model
    narrow = {name for one in measures for scope in analysis.scopes(one.metric) for name, _ in scope}
    keys = ["person"]
    if mapping.territory is not None:
        keys.append("territory")
    if mapping.account is not None and (model.credit == "owner" or mapping.territory is None or "account" in narrow):
        keys.append("account")
    keys += [name for name in ("product", "channel") if getattr(mapping, name) is not None and name in narrow]
    keys += ["currency"] if mapping.currency is not None else []
    ids = {name: _ids(analysis.graph, kind, model.match_by) for name, kind in _CODED if name in keys}
    return Wanted(model, measures, slices, tuple(keys), ids, analysis.measures.plan_rate)


def _ids(graph: PlanGraph, kind: type[Keyed], system: str | None) -> dict[str, str]:
    """Return the id behind each code: of the system that the source is matched by, else the id itself."""
    found: dict[str, str] = {}
    for entity in graph.all(kind):
        codes: dict[str, str] = getattr(entity.model, "codes", {})
        code = codes.get(system) if system else entity.name
        if code is not None:
            found[str(code)] = entity.name
    return found
