"""By what the rows of a source name people, customers and whatever else of a plan: the one place that knows."""

from collections import Counter
from collections.abc import Iterator, Mapping

from plancode.actuals.columns import code_of
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.actuals import BY_ID, BY_NAME, Source
from plancode.model.base import Keyed, coded


def known_by(graph: PlanGraph, source: Source, kind: type[Keyed]) -> Mapping[str, Entity[Keyed]]:
    """Return what of a kind the rows of a source can name, by how they name it: of several ways the first that does."""
    known: dict[str, Entity[Keyed]] = {}
    for way in source.ways(kind.entity_kind):
        known = {**dict(_named(graph, kind, way)), **known}
    return known


def shared_names(graph: PlanGraph, kind: type[Keyed]) -> frozenset[str]:
    """Return the names that several of a kind have: nobody can tell whom of them a row means."""
    names = Counter(code_of(entity.model.label) for entity in graph.all(kind))
    return frozenset(name for name, count in names.items() if count > 1)


def _named(graph: PlanGraph, kind: type[Keyed], way: str) -> Iterator[tuple[str, Entity[Keyed]]]:
    shared = shared_names(graph, kind) if way == BY_NAME else frozenset()
    for entity in graph.all(kind):
        if way == BY_ID:
            yield code_of(entity.name), entity
        elif way != BY_NAME:
            yield from ((code_of(code), entity) for system, code in coded(entity.model) if system == way)
        elif (name := code_of(entity.model.label)) not in shared:
            yield name, entity
