"""What of a plan does not go on: who leaves, what has ended, what is done, and whatever means nothing without them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from plancode.findings.place import Route
from plancode.graph.entity import Entity, Key, Reference
from plancode.graph.graph import PlanGraph
from plancode.model.actions import Action
from plancode.model.adjustment import AdjustmentDocument
from plancode.model.assessments import Assessment, AssessmentsDocument, GivenPoints
from plancode.model.base import Keyed, Scoped
from plancode.model.calendar import Answer, Event
from plancode.model.review import ReviewDocument
from plancode.model.targets import Opportunity, TargetsDocument
from plancode.model.team import Person
from plancode.model.territories import Account, Territory
from plancode.shape.base import Shape
from plancode.shape.fields import attribute_names, fields_by_key

_OF_THE_YEAR: Final = (AdjustmentDocument, AssessmentsDocument, ReviewDocument)
"""Documents that tell what was in a year; what of them goes on is taken over into the next plan."""
_ALONE: Final = {(Answer, "answered_by")}
"""Fields without which the rest of a record means nothing."""


def leaving(graph: PlanGraph, first: date) -> "Leaving":
    """Return what of a plan does not go on into one that begins on a day."""
    gone = Leaving(graph)
    for entity in graph.listed:
        if _ends(graph, entity, first):
            gone.take(entity)
    gone.follow()
    return gone


class Leaving:
    """Entities that go, and the names of them in what stays, with what these names stand for."""

    def __init__(self, graph: PlanGraph) -> None:
        """Begin with nothing."""
        self.graph = graph
        self.keys: set[Key] = set()
        self._routes: list[tuple[Entity[Keyed], Route]] = []

    def take(self, entity: Entity[Keyed]) -> None:
        """Let an entity go."""
        self.keys.add(entity.key)

    def has(self, entity: Entity[Keyed]) -> bool:
        """Whether an entity goes, or lies in one that does."""
        key: Key | None = entity.key
        while key is not None:
            if key in self.keys:
                return True
            above = self.graph.entities.get(key)
            key = above.parent if above is not None else None
        return False

    def follow(self) -> None:
        """Let go whatever means nothing without what goes, until nothing that stays names anything that goes."""
        while True:
            before = len(self.keys)
            self._routes = []
            for reference in self.graph.references:
                target = self.graph.entities.get(reference.target) if reference.target is not None else None
                if target is not None and self.has(target) and not self.has(reference.holder):
                    self._cut(reference)
            if len(self.keys) == before:
                return

    def _cut(self, reference: Reference) -> None:
        holder = reference.holder
        route = _least(holder, reference.route)
        if route is None:
            self.keys.add(holder.key)
        else:
            self._routes.append((holder, route))

    @property
    def routes(self) -> Iterator[tuple[Entity[Keyed], Route]]:
        """The places of all that goes: with its holder, and where it is written in the document of that."""
        entities = (self.graph.entities[key] for key in sorted(self.keys))
        yield from ((entity, entity.origin.route) for entity in entities if not self._above_goes(entity))
        yield from ((holder, route) for holder, route in self._routes if not self.has(holder))

    def _above_goes(self, entity: Entity[Keyed]) -> bool:
        above = self.graph.entities.get(entity.parent) if entity.parent is not None else None
        return above is not None and self.has(above)


def _ends(graph: PlanGraph, entity: Entity[Keyed], first: date) -> bool:  # noqa: PLR0911  # one for each kind
    """Whether something has ended, or is done, before a day."""
    model = entity.model
    if isinstance(model, (*_OF_THE_YEAR, Assessment, GivenPoints)):
        return True
    if isinstance(model, Person):
        return model.end is not None and model.end < first
    if isinstance(model, Territory):
        return model.to is not None and model.to < first
    if isinstance(model, Account):
        return model.until is not None and model.until < first
    if isinstance(model, Event):
        return model.kind == "launch" and model.to < first
    if isinstance(model, Action):
        return model.status in ("done", "dropped")
    if isinstance(model, Opportunity):
        document = graph.find(TargetsDocument, entity.document_id)
        stages = document.model.stages if document is not None else None
        over = stages is not None and model.stage in (*stages.won, *stages.lost)
        return over or (model.closes is not None and model.closes < first)
    return False


def _least(holder: Entity[Keyed], route: Route) -> Route | None:
    """Return the least that can be taken away with a name so that the rest still means something; None: nothing can.

    An item of a list, an entry of a mapping, a field that need not be there; else the record that the field is in. A
    field of a scope is never taken alone: what is left would be about more than it was.
    """
    whole = tuple(_containers(holder, route))
    for container, step, at in reversed(whole):
        if isinstance(container, Shape):
            info = fields_by_key(type(container))[str(step)]
            alone = (type(container), step) in _ALONE and len(getattr(container, str(step))) == 1
            if not (info.is_required() or isinstance(container, Scoped) or alone):
                return at
        elif not (isinstance(container, tuple) and _stands_alone(whole, at)):
            return at
    return None


def _stands_alone(whole: Iterable[tuple[object, str | int, Route]], at: Route) -> bool:
    """Whether an item is the only one of a list without which its record means nothing."""
    above = next(((container, step) for container, step, route in whole if route == at[:-1]), None)
    return above is not None and (type(above[0]), above[1]) in _ALONE and len(getattr(above[0], str(above[1]))) == 1


def _containers(holder: Entity[Keyed], route: Route) -> Iterator[tuple[object, str | int, Route]]:
    """Yield each value on the way to a name, the step into it that is taken, and where that leads."""
    value: object = holder.model
    below = route[len(holder.origin.route) :]
    for number, step in enumerate(below):
        at = route[: len(holder.origin.route) + number + 1]
        if isinstance(value, Shape):
            names = attribute_names(type(value))
            if step not in names:
                continue
            yield value, step, at
            value = getattr(value, names[str(step)])
        elif isinstance(value, tuple) and isinstance(step, int):
            yield value, step, at
            value = value[step]
        elif isinstance(value, dict):
            yield value, step, at
            value = value.get(step)
