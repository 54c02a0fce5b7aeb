"""The plan as of a day: approved adjustments of owners and people that are in force, applied as edits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from plancode.findings.place import Place, Route
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.graph.overlay import Put
from plancode.graph.overlay import overlay as overlaid
from plancode.graph.parts import overlap
from plancode.model.adjustment import AdjustmentDocument, Alteration
from plancode.model.base import Keyed
from plancode.model.plan import Channel, Product, Segment
from plancode.model.team import Person
from plancode.model.territories import WHOLE, Account, Owner, OwnerFor, Territory
from plancode.quantity import Quantity, together
from plancode.shape.validate import Located

_DAY = timedelta(days=1)
_ONE = Decimal(1)
_PARTS: Final[tuple[tuple[str, type[Channel | Product | Segment]], ...]] = (
    ("channel", Channel),
    ("product", Product),
    ("segment", Segment),
)


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
    """Return the adjustments approved and effective by a day, in the order in which they apply."""
    adjustments = (
        adjustment
        for adjustment in graph.all(AdjustmentDocument)
        if adjustment.model.is_approved(day) and adjustment.model.effective <= day
    )
    return tuple(sorted(adjustments, key=lambda adjustment: (adjustment.model.effective, adjustment.model.id)))


def in_force(graph: PlanGraph, day: date) -> PlanGraph:
    """Return the plan with the adjustments of owners and people that are in force on a day.

    Changes of targets are no edits of the text: the tables show what was planned, the adjustment, and what comes out.
    """
    drafts: dict[Key, _Draft] = {}
    for adjustment in adjustments_in_force(graph, day):
        for index, alteration in enumerate(adjustment.model.changes):
            changed: Entity[Keyed] | None = None
            if alteration.owner is not None:
                changed = graph.find(Account, alteration.account) or graph.find(Territory, alteration.territory)
            elif alteration.change is not None:
                changed = graph.find(Person, alteration.person)
            if changed is not None:
                draft = drafts.setdefault(changed.key, _Draft(changed, changed.model))
                draft.alter(graph, adjustment, index)
    return overlaid(graph, [draft.edit() for draft in drafts.values()]) if drafts else graph


def as_agreed(graph: PlanGraph, day: date) -> PlanGraph:
    """Return the plan without the approvals that come after a day."""
    adjustments = graph.all(AdjustmentDocument)
    early = [one for one in adjustments if one.model.approved is not None and not one.model.is_approved(day)]
    edits = [
        Put(one.model.model_copy(update={"approved": None}), one.origin.document, one.origin.route, one.document_id)
        for one in early
    ]
    return overlaid(graph, edits) if edits else graph


@dataclass
class _Draft:
    """An entity on its way through the adjustments, with the places of what they change."""

    entity: Entity[Keyed]
    model: Keyed
    places: dict[Route, Place] = field(default_factory=dict)

    def alter(self, graph: PlanGraph, adjustment: Entity[AdjustmentDocument], index: int) -> None:
        """Apply one change of an adjustment, and keep where it is written."""
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
        """Return the edit that puts the altered entity into a graph."""
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
        if not (owner.holds_on(day) and owner.as_ == "primary" and overlap(owner.for_, alteration.for_)):
            kept.append(owner)
            continue
        if owner.from_ is None or owner.from_ < day:
            kept.append(owner.model_copy(update={"to": day - _DAY}))
        *others, common = _carved(graph, _from(owner, day, {}), alteration.for_)
        begun += others
        replaced.append(common)
    had = [_had(old, replaced) for old in replaced]
    share = alteration.share.number if alteration.share else min(max(had, default=_ONE), _ONE)
    left = (
        (old, old.share.number * (whole - share) / whole) for old, whole in zip(replaced, had, strict=True) if whole
    )
    begun += [_from(old, day, {"share": _share(part)}) for old, part in left if part > 0]
    return kept, [_new(alteration, day, share, replaced), *begun]


def _new(alteration: Alteration, day: date, share: Decimal, replaced: list[Owner]) -> Owner:
    ends = [owner.to for owner in replaced if owner.to is not None]
    return Owner.model_construct(
        person=alteration.owner or "",
        share=_share(share) if share < 1 else WHOLE,
        for_=alteration.for_,
        from_=day,
        to=max(ends) if ends and len(ends) == len(replaced) else None,
        as_="primary",
    )


def _had(owner: Owner, replaced: list[Owner]) -> Decimal:
    """Return what those replaced had together of all that an owner looked after."""
    part = owner.for_ or OwnerFor()
    wider = (
        other
        for other in replaced
        if other.for_ is None or all(getattr(other.for_, name) in (None, getattr(part, name)) for name, _ in _PARTS)
    )
    return together(other.share for other in wider)


def _carved(graph: PlanGraph, owner: Owner, wanted: OwnerFor | None) -> Iterator[Owner]:
    """Yield what an owner keeps where a part goes to somebody else, by the others of the plan; the part itself last."""
    held = owner.for_ or OwnerFor()
    for name, model in _PARTS:
        part = getattr(wanted, name, None)
        if part is None or getattr(held, name) is not None:
            continue
        for other in graph.all(model):
            if other.model.id != part:
                yield owner.model_copy(update={"for_": held.model_copy(update={name: other.model.id})})
        held = held.model_copy(update={name: part})
    yield owner.model_copy(update={"for_": held if owner.for_ is not None or wanted is not None else None})


def _from(owner: Owner, day: date, update: dict[str, object]) -> Owner:
    return owner.model_copy(update={"from_": day, **update})


def _share(number: Decimal) -> Quantity:
    return Quantity(number, "%")
