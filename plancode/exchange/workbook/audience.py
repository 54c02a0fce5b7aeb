"""For whom a workbook is: of a team only what belongs to it and the teams below it."""

from functools import cached_property

from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.exchange.calendar import people_of_team
from plancode.graph.above import territory_of
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.graph.stints import stints
from plancode.model.actions import Action
from plancode.model.base import Keyed
from plancode.model.responsibilities import Duty
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person
from plancode.model.territories import Account, Territory


class BookAudience:
    """What of a plan is for a team, or for everybody where none is named."""

    def __init__(self, graph: PlanGraph, analysis: Analysis, team: str | None) -> None:
        """Take the plan as it is written, and the team."""
        self.graph, self.analysis, self.team = graph, analysis, team

    @cached_property
    def people(self) -> frozenset[str]:
        """Everybody of the team."""
        return people_of_team(self.analysis, self.team) if self.team else frozenset()

    @cached_property
    def teams(self) -> frozenset[str]:
        """The team and those below it."""
        return frozenset(self.analysis.staffing.subtree(self.team)) if self.team else frozenset()

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that somebody of the team has."""
        own = (one for one in self.graph.all(Person) if one.model.id in self.people)
        return frozenset(stint.role for one in own for stint in stints(one.model, self.analysis.horizon.plan))

    @cached_property
    def territories(self) -> frozenset[str]:
        """The territories that belong to the team, or to somebody of it."""
        return frozenset(one.model.id for one in self.graph.all(Territory) if self._has_territory(one.model))

    def _has_territory(self, territory: Territory) -> bool:
        return territory.team in self.teams or any(one.person in self.people for one in territory.owners)

    def sees(self, entity: Entity[Keyed]) -> bool:
        """Whether something is for the team."""
        model = entity.model
        if self.team is None:
            return True
        if isinstance(model, Person):
            return model.id in self.people
        if isinstance(model, Territory):
            return model.id in self.territories
        if isinstance(model, Account):
            return territory_of(entity) in self.territories or any(one.person in self.people for one in model.owners)
        if isinstance(model, Kpi):
            rubric = self.graph.entities.get(entity.parent) if entity.parent is not None else None
            return (
                rubric is not None
                and isinstance(rubric.model, RubricDocument)
                and bool({*rubric.model.roles} & self.roles)
            )
        return self._takes_part(model)

    def _takes_part(self, model: Keyed) -> bool:
        actors = self.people | self.teams | self.roles
        if isinstance(model, Action):
            return model.owner in self.people or bool(actors.intersection(model.people))
        if isinstance(model, Duty):
            own = model.for_ is not None and bool({"each", *self.teams}.intersection(model.for_.team))
            return own or bool(actors.intersection((*model.R, *model.A, *model.C, *model.I, *model.S)))
        return False

    def sees_target(self, scope: Scope) -> bool:
        """Whether a figure is one of the team: of it or a team below it, its people, territories, or customers."""
        if self.team is None:
            return True
        own = {"team": self.teams, "person": self.people, "territory": self.territories}
        return any(name in own.get(dimension, ()) for dimension, name in scope)
