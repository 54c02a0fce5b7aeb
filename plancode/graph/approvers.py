"""Who may decide a change: a filled seat that stands above all that it names, or a party that the policy lists."""

from collections.abc import Iterable, Iterator

from plancode.graph.above import upwards
from plancode.graph.entity import Entity, Key
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.graph.touched import bosses, people_of, teams_of
from plancode.model.adjustment import AdjustmentDocument
from plancode.model.base import Keyed
from plancode.model.kinds import EntityKind
from plancode.model.plan import Party
from plancode.model.targets import TargetsDocument
from plancode.model.team import Person, Role, Team
from plancode.model.territories import Territory
from plancode.said.value import Ref

Concerned = tuple[Entity[Keyed], ...]
"""The people and teams that a change itself names; whose figures only add up of theirs is not among them."""


def named_in(graph: PlanGraph, adjustment: Entity[AdjustmentDocument]) -> Concerned:
    """Return whom an adjustment names: people, owners old and new, teams; else those at the top."""
    people = (person for change in adjustment.model.changes for person in people_of(graph, adjustment, change))
    teams = (team for change in adjustment.model.changes for team in teams_of(graph, change))
    return tuple(dict.fromkeys((*people, *teams)))


def named_by(graph: PlanGraph, keys: Iterable[Key]) -> Concerned:
    """Return whom entities are about: people and teams themselves, else those they name; else the teams at the top."""
    top = tuple(team for name in graph.root_teams if (team := graph.find(Team, name)) is not None)
    return tuple(dict.fromkeys(one for key in keys for one in _about(graph, graph.entities.get(key)) or top))


def _about(graph: PlanGraph, entity: Entity[Keyed] | None) -> Concerned:
    """Return the people and teams that an entity is about, else those that what it is written in is about."""
    if entity is None:
        return ()
    model = entity.model
    if isinstance(model, Person | Team):
        return (entity,)
    adjustment = graph.find(AdjustmentDocument, entity.name) if isinstance(model, AdjustmentDocument) else None
    if adjustment is not None:
        return named_in(graph, adjustment)
    about = model.target if isinstance(model, TargetsDocument) else model
    territory = graph.find(Territory, getattr(about, "territory", None))
    people = (getattr(about, "person", None), *(owner.person for owner in getattr(about, "owners", ())))
    teams = (getattr(about, "team", None), territory.model.team if territory is not None else None)
    found: list[Entity[Keyed] | None] = [graph.find(Person, name) for name in people]
    found += [graph.find(Team, name) for name in teams]
    own = tuple(one for one in found if one is not None)
    return own or (_about(graph, graph.entities.get(entity.parent)) if entity.parent is not None else ())


class Approvers:
    """Who may decide what on a day."""

    def __init__(self, facts: Facts) -> None:
        """Take what holds on the day."""
        self.facts, self.graph = facts, facts.graph

    @property
    def listed(self) -> tuple[Entity[Party], ...]:
        """The outside parties that may decide everything."""
        parties = (self.graph.find(Party, name) for name in self.graph.policy.approvers)
        return tuple(party for party in parties if party is not None)

    def signers(self, name: str) -> tuple[Entity[Person], ...]:
        """Return who is meant by the name of a person or a role: those who are there; an open seat is nobody."""
        role, person = self.graph.find(Role, name), self.graph.find(Person, name)
        if role is None:
            return (person,) if person is not None and self._is_filled(person) else ()
        return tuple(one for one in self.graph.all(Person) if self._is_filled(one) and self.facts.has(one, role))

    def objection(self, name: str, named: Concerned) -> tuple[str, tuple[Ref, ...]]:
        """Return why somebody may not decide on those named, and on whom of them; "" where they may.

        A role that several have may decide where all of them may. A name that means nothing is not judged.
        """
        actor = self.graph.actor(name)
        if actor is None:
            return "", ()
        variant, beside = self._against(actor, name, named)
        if variant and not self.above(named) and not self.listed:
            alone = tuple(one for one in named if not self.above((one,)))
            return "nobody", tuple(one.ref for one in alone or named)
        return variant, beside

    def _against(self, actor: Entity[Keyed], name: str, named: Concerned) -> tuple[str, tuple[Ref, ...]]:
        if actor.key.kind is EntityKind.TEAM:
            return "team", ()
        if actor.key.kind is EntityKind.PARTY:
            return ("" if actor in self.listed else "unlisted"), ()
        signers = self.signers(name)
        if not signers:
            return "vacant", ()
        beside = (one for signer in signers for one in named if one != signer and signer not in self._line(one))
        refs = tuple(dict.fromkeys(one.ref for one in beside))
        return ("plain" if refs else ""), refs

    def above(self, named: Concerned) -> tuple[Entity[Person], ...]:
        """Return the people who stand above all who are named, the nearest first; open seats are none."""
        lines = [self._line(one) for one in named]
        every = dict.fromkeys(boss for line in lines for boss in line)
        return tuple(boss for boss in every if self._is_filled(boss) and all(boss in line for line in lines))

    def _line(self, one: Entity[Keyed]) -> tuple[Entity[Person], ...]:
        """Return who leads somebody, directly and further up; of a team its managers and those of the teams above."""
        person = self.graph.find(Person, one.name) if isinstance(one.model, Person) else None
        if person is not None:
            return bosses(self.facts, person)
        return tuple(self._managers(one))

    def _managers(self, team: Entity[Keyed]) -> Iterator[Entity[Person]]:
        for above in upwards(self.graph, team.name):
            manager = self.graph.find(Person, above.model.manager)
            if manager is not None:
                yield manager

    def _is_filled(self, person: Entity[Person]) -> bool:
        return person.model.works_on(self.facts.day) and not person.model.open
