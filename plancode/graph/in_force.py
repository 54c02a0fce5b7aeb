"""The plan as of a day: approved adjustments of owners and people that are in force, applied as edits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar, cast

from plancode.findings.place import Place, Route
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.graph.overlay import Put, overlay
from plancode.model.adjustment import AdjustmentDocument, Alteration
from plancode.model.base import Keyed
from plancode.model.plan import Channel
from plancode.model.team import Person
from plancode.model.territories import WHOLE, Account, Owner, OwnerFor, Territory
from plancode.quantity import Quantity
from plancode.shape.validate import Located

_DAY = timedelta(days=1)
_NONE, _ONE = Decimal(0), Decimal(1)
M = TypeVar("M", bound=Keyed)


@dataclass(frozen=True)
class Amended:
    """A document some of whose values come from elsewhere: their places are where the change is written."""

    base: Located
    changed: Mapping[Route, Place] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path of the document that is amended."""
        return self.base.place(()).path

    def place(self, route: Route, *, key: bool = False) -> Place:
        """Return the place of a value: of the change that made it, else in the document."""
        for length in range(len(route), 0, -1):
            if route[:length] in self.changed:
                return self.changed[route[:length]]
        return self.base.place(route, key=key)

    def real_route(self, route: Route) -> Route:
        """Return a route without the steps that the document does not have."""
        return self.base.real_route(route)


def adjustments_in_force(graph: PlanGraph, day: date) -> tuple[Entity[AdjustmentDocument], ...]:
    """Return the approved adjustments that are effective by a day, in the order in which they apply."""
    found = (one for one in graph.all(AdjustmentDocument) if one.model.approved and one.model.effective <= day)
    return tuple(sorted(found, key=lambda one: (one.model.effective, one.model.id)))


def in_force(graph: PlanGraph, day: date) -> PlanGraph:
    """Return the plan with the adjustments of owners and people that are in force on a day.

    Changes of targets are no edits of the text: the tables show what was planned, the adjustment, and what comes out.
    """
    drafts: dict[Key, _Draft] = {}
    for adjustment in adjustments_in_force(graph, day):
        for index, alteration in enumerate(adjustment.model.changes):
            for entity in _changed(graph, alteration):
                draft = drafts.setdefault(entity.key, _Draft(entity, entity.model))
                draft.alter(graph, adjustment, index)
    return overlay(graph, [draft.edit() for draft in drafts.values()]) if drafts else graph


def _changed(graph: PlanGraph, alteration: Alteration) -> Iterator[Entity[Keyed]]:
    found: Entity[Keyed] | None = None
    if alteration.owner is not None:
        found = graph.find(Account, alteration.account) or graph.find(Territory, alteration.territory)
    elif alteration.change is not None:
        found = graph.find(Person, alteration.person)
    if found is not None:
        yield found


@dataclass
class _Draft:
    """An entity on its way through the adjustments, with the places of what they change."""

    entity: Entity[Keyed]
    model: Keyed
    places: dict[Route, Place] = field(default_factory=dict)

    def alter(self, graph: PlanGraph, adjustment: Entity[AdjustmentDocument], index: int) -> None:
        alteration = adjustment.model.changes[index]
        place = adjustment.place("changes", index)
        if isinstance(self.model, Person) and alteration.change is not None:
            self._append("changes", (*self.model.changes, alteration.change), place)
        elif isinstance(self.model, Territory | Account) and alteration.owner is not None:
            kept, new = _owners(graph, self.model.owners, alteration, adjustment.model.effective)
            self._append("owners", (*kept, *new), place, len(kept))

    def _append(self, name: str, values: tuple[object, ...], place: Place, first: int | None = None) -> None:
        self.model = self.model.model_copy(update={name: values})
        for number in range(len(values) - 1 if first is None else first, len(values)):
            self.places[*self.entity.origin.route, name, number] = place

    def edit(self) -> Put:
        origin = self.entity.origin
        document = Amended(origin.document, self.places)
        return Put(self.model, document, origin.route, self.entity.document_id, self.entity.parent)


def _owners(
    graph: PlanGraph, owners: tuple[Owner, ...], alteration: Alteration, day: date
) -> tuple[list[Owner], list[Owner]]:
    """Return the owners that stay or end, in their order, and those that begin on the day."""
    kept: list[Owner] = []
    begun: list[Owner] = []
    replaced: list[Owner] = []
    for owner in owners:
        if not (owner.holds_on(day) and owner.as_ == "primary" and _is_meant(owner.for_, alteration.for_)):
            kept.append(owner)
            continue
        replaced.append(owner)
        if owner.from_ is None or owner.from_ < day:
            kept.append(owner.model_copy(update={"to": day - _DAY}))
        begun += _carved(graph, owner, alteration, day)
    whole = sum((one.share.number for one in replaced), _NONE) or _ONE
    share = alteration.share.number if alteration.share else whole
    if share < whole:
        begun += [_from(one, day, {"share": _share(one.share.number * (whole - share) / whole)}) for one in replaced]
    return kept, [_new(alteration, day, share, replaced), *begun]


def _new(alteration: Alteration, day: date, share: Decimal, replaced: list[Owner]) -> Owner:
    ends = [one.to for one in replaced if one.to is not None]
    return Owner.model_construct(
        person=alteration.owner or "",
        share=_share(share) if share < 1 else WHOLE,
        for_=alteration.for_,
        from_=day,
        to=max(ends) if ends and len(ends) == len(replaced) else None,
        as_="primary",
    )


def _is_meant(held: OwnerFor | None, wanted: OwnerFor | None) -> bool:
    """Whether an owner of a part is replaced: of any part where all is meant, of the same, or of one around it."""
    if wanted is None or held is None:
        return True
    pairs = ((held.channel, wanted.channel), (held.product, wanted.product), (held.segment, wanted.segment))
    return all(of is None or of == one for of, one in pairs)


def _carved(graph: PlanGraph, owner: Owner, alteration: Alteration, day: date) -> Iterator[Owner]:
    """Yield what an owner of all channels keeps where one channel goes to somebody else."""
    wanted = alteration.for_
    if wanted is None or wanted.channel is None or (owner.for_ is not None and owner.for_.channel is not None):
        return
    held = owner.for_ or OwnerFor()
    for channel in graph.all(Channel):
        if channel.model.id != wanted.channel:
            yield _from(owner, day, {"for_": held.model_copy(update={"channel": channel.model.id})})


def _from(owner: Owner, day: date, update: dict[str, object]) -> Owner:
    return owner.model_copy(update={"from_": day, **update})


def _share(number: Decimal) -> Quantity:
    return Quantity(number, "%")


def changed_by(graph: PlanGraph, entity: Entity[M]) -> Entity[M]:
    """Return an entity of an adjusted plan as the base plan has it, to tell what was there before."""
    return cast("Entity[M]", graph.entities.get(entity.key, entity))
