"""Values of models as a reader would say them: names resolved, words of the plan language as such."""

from datetime import date
from decimal import Decimal
from typing import Any

from plancode.compare.fields import Field, fields_of
from plancode.graph.graph import PlanGraph
from plancode.model.base import To
from plancode.quantity import Quantity, Rate
from plancode.said.value import PlanWord, Record, Said
from plancode.shape.base import Shape


def said(value: Any, field: Field, graph: PlanGraph) -> Said:  # noqa: ANN401  # whatever a model holds
    """Return a value of a field; names are looked up in the graph of its side."""
    if isinstance(value, str):
        return _text(value, field, graph)
    if isinstance(value, Shape):
        return shape_said(value, graph)
    if isinstance(value, dict):
        return Record(tuple((name, said(entry, field, graph)) for name, entry in value.items()))
    if isinstance(value, tuple):
        return tuple(said(entry, field, graph) for entry in value)
    if isinstance(value, bool | int | Decimal | date | Quantity | Rate) or value is None:
        return value
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)


def shape_said(shape: Shape, graph: PlanGraph) -> Record:
    """Return what a shape states: fields that are as when nothing is said are left out."""
    stated = []
    for field in fields_of(type(shape)):
        value, info = getattr(shape, field.name), type(shape).model_fields[field.name]
        if not field.has_entities and value != info.get_default(call_default_factory=True):
            stated.append((field.key, said(value, field, graph)))
    return Record(tuple(stated), type(shape).__name__, type(shape).in_order)


def ref_of(name: str, to: To, graph: PlanGraph) -> Said:
    """Return what a name means: an entity of the graph, else the name itself."""
    if name in to.words:
        return PlanWord(name)
    for kind in to.kinds:
        entities = graph.named(kind, name)
        if len(entities) == 1:
            return entities[0].ref
    return name


def _text(value: str, field: Field, graph: PlanGraph) -> Said:
    if field.to is not None:
        return ref_of(value, field.to, graph)
    return PlanWord(value, f"{field.model}.{field.key}") if field.words else value
