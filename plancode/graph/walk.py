"""Entities and references found in models. How to walk a model is worked out once from its annotations."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from plancode.findings.place import Route
from plancode.graph.entity import Entity, Key, Origin, key_of
from plancode.model.base import Keyed, To
from plancode.model.load import Loaded
from plancode.model.rows import ModelRow
from plancode.shape.base import Shape
from plancode.shape.tables import File
from plancode.shape.types import NAMES_PERIOD
from plancode.shape.validate import Located

Mention = tuple[Entity[Keyed], Route, str, To, bool]
NamedPeriod = tuple[Entity[Keyed], Route, str]
Visit = Callable[[Any, Route, "Walk"], None]


@dataclass
class Walk:
    """What has been found so far in one document, and where the walk stands."""

    document: Located
    document_id: str
    rows: Mapping[Route, list[ModelRow]]
    dropped: Mapping[Route, list[int]] = field(default_factory=dict)
    entities: list[Entity[Keyed]] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    periods: list[NamedPeriod] = field(default_factory=list)
    holder: Entity[Keyed] | None = None

    def enter(self, model: Keyed, route: Route) -> None:
        """Take in an entity and everything in it."""
        above = self.holder
        name = model.own_id
        key = key_of(model.entity_kind, self.document_id, name)
        origin = Origin(self.document, route)
        entity = Entity(key, model, origin, above.key if above else None, self.document_id, name)
        self.entities.append(entity)
        self.holder = entity
        for attribute, step, visit in _plan_of(type(model)):
            value = getattr(model, attribute)
            if value is not None and value != ():
                visit(value, (*route, step), self)
        self.holder = above

    def numbered(self, route: Route, values: tuple[Any, ...]) -> Iterable[tuple[int, Any]]:
        """Return the entries of a list with the positions they are written at, entries that did not fit counted."""
        if route not in self.dropped:
            return enumerate(values)
        gone = set(self.dropped[route])
        places = (index for index in range(len(values) + len(gone)) if index not in gone)
        return zip(places, values, strict=True)

    def mention(self, name: str, route: Route, to: To, *, as_key: bool = False) -> None:
        """Take in a reference."""
        if self.holder is not None and name not in to.words:
            self.mentions.append((self.holder, route, name, to, as_key))

    def name_period(self, name: str, route: Route) -> None:
        """Take in the name of a period."""
        if self.holder is not None:
            self.periods.append((self.holder, route, name))

    def enter_rows(self, route: Route) -> None:
        """Take in the rows of a CSV list."""
        home = self.document
        for row in self.rows.get(route, ()):
            self.document = row.document
            self.enter(row.model, (row.index,))
        self.document = home


def entity_key(model: Keyed, document_id: str) -> Key:
    """Return the key of a model: its id, with its document's where ids are a document's own."""
    return key_of(model.entity_kind, document_id, model.own_id)


def walk(loaded: Loaded) -> Walk:
    """Return the entities and mentions of one document."""
    walked = Walk(loaded.document, loaded.model.id, loaded.rows, loaded.dropped)
    walked.enter(loaded.model, ())
    return walked


@cache
def _plan_of(model: type[Shape]) -> tuple[tuple[str, str, Visit], ...]:
    """Return the fields of a model that are worth a visit: attribute, key, and what to do there."""
    fields = model.model_fields.items()
    visits = ((name, info.alias or name, _visit(info.annotation, tuple(info.metadata))) for name, info in fields)
    return tuple((name, step, visit) for name, step, visit in visits if visit is not None)


def _visit(annotation: object, metadata: tuple[object, ...] = ()) -> Visit | None:  # noqa: PLR0911  # one a form
    for item in metadata:
        if isinstance(item, To):
            return _mention(item)
        if item is NAMES_PERIOD:
            return _name_period
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _visit(arguments[0], arguments[1:])
    if origin in (Union, UnionType):
        return _either(arguments)
    if origin is tuple:
        return _each(arguments[0])
    if origin is dict:
        return _entries(*arguments)
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return _shape(annotation)
    return None


def _mention(to: To) -> Visit:
    def visit(value: Any, route: Route, into: Walk) -> None:  # noqa: ANN401
        if isinstance(value, str):
            into.mention(value, route, to)

    return visit


def _name_period(value: Any, route: Route, into: Walk) -> None:  # noqa: ANN401
    if isinstance(value, str):
        into.name_period(value, route)


def _either(options: tuple[object, ...]) -> Visit | None:
    visits = [visit for option in options if (visit := _visit(option)) is not None]
    if len(visits) < 2:  # noqa: PLR2004  # one of two
        return visits[0] if visits else None

    def visit_all(value: Any, route: Route, into: Walk) -> None:  # noqa: ANN401
        for visit in visits:
            visit(value, route, into)

    return visit_all


def _each(item: object) -> Visit | None:
    inner = _visit(item)
    if inner is None:
        return None

    def visit(value: Any, route: Route, into: Walk) -> None:  # noqa: ANN401
        if isinstance(value, tuple):
            for index, entry in into.numbered(route, value):
                inner(entry, (*route, index), into)

    return visit


def _entries(key: object, value: object) -> Visit | None:
    on_key = next((marker for marker in get_args(key) if isinstance(marker, To)), None)
    on_value, has_periods = _visit(value), NAMES_PERIOD in get_args(key)
    if on_key is None and on_value is None and not has_periods:
        return None

    def visit(mapping: Any, route: Route, into: Walk) -> None:  # noqa: ANN401
        for name, entry in mapping.items() if isinstance(mapping, Mapping) else ():
            if on_key is not None:
                into.mention(name, (*route, name), on_key, as_key=True)
            if has_periods:
                into.name_period(name, (*route, name))
            if on_value is not None:
                on_value(entry, (*route, name), into)

    return visit


def _shape(model: type[Shape]) -> Visit | None:
    if issubclass(model, File):
        return _enter_rows
    if issubclass(model, Keyed):
        return _enter_entity(model)

    def visit(value: Any, route: Route, into: Walk) -> None:  # noqa: ANN401
        if isinstance(value, model):
            for name, step, below in _plan_of(type(value)):
                inner = getattr(value, name)
                if inner is not None and inner != ():
                    below(inner, (*route, step), into)

    return visit


def _enter_rows(value: Any, route: Route, into: Walk) -> None:  # noqa: ANN401
    if isinstance(value, File):
        into.enter_rows(route)


def _enter_entity(model: type[Keyed]) -> Visit:
    def visit(value: Any, route: Route, into: Walk) -> None:  # noqa: ANN401
        if isinstance(value, model):
            into.enter(value, route)

    return visit
