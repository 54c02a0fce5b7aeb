"""Those who carry quota, and those who have a target of their own."""

from collections import defaultdict
from functools import cached_property

from plancode.analysis.commitments import Commitments
from plancode.analysis.staffing import Staffing
from plancode.graph.entity import Entity
from plancode.model.team import Person


class Carriers:
    """Who is to have a target, and who has one."""

    def __init__(self, staffing: Staffing, commitments: Commitments) -> None:
        """Take people, and the targets as they stand."""
        self.staffing, self.commitments = staffing, commitments
        self._due: dict[str, frozenset[str]] = {}

    @cached_property
    def by_role(self) -> dict[str, tuple[Entity[Person], ...]]:
        """Those who have a role that carries quota at some time of the plan, by role."""
        roles = ((self.staffing.role(name), people) for name, people in self.staffing.holders.items())
        return {role.model.id: people for role, people in roles if role is not None and role.model.carries_quota}

    @cached_property
    def with_target(self) -> dict[str, tuple[str, ...]]:
        """The metrics in which somebody has a target of their own, by person."""
        metrics_of: dict[str, dict[str, None]] = defaultdict(dict)
        for metric in self.commitments.targets.metrics:
            for scope in self.commitments.scopes(metric):
                if (name := dict(scope).get("person")) is not None:
                    metrics_of[name][metric] = None
        return {name: tuple(metrics) for name, metrics in metrics_of.items()}

    @cached_property
    def by_metric(self) -> dict[str, frozenset[str]]:
        """Those who have a target of their own, by metric."""
        names: dict[str, set[str]] = defaultdict(set)
        for name, metrics in self.with_target.items():
            for metric in metrics:
                names[metric].add(name)
        return {metric: frozenset(people) for metric, people in names.items()}

    def is_due(self, person: Entity[Person], metric: str) -> bool:
        """Whether somebody is to have a target in a metric: others of their role have one, or the role brings it.

        Roles of which nobody has a target in any metric are planned by team.
        """
        return any(role in self._due_roles(metric) for role in self._roles_of.get(person.model.id, ()))

    @cached_property
    def _roles_of(self) -> dict[str, tuple[str, ...]]:
        roles: dict[str, list[str]] = defaultdict(list)
        for role, people in self.by_role.items():
            for person in people:
                roles[person.model.id].append(role)
        return {name: tuple(held) for name, held in roles.items()}

    def brings(self, person: Entity[Person], metric: str) -> bool:
        """Whether a role of somebody is to bring a metric: its `productivity` is stated in it."""
        return any(self._brings(role, metric) for role in self._roles_of.get(person.model.id, ()))

    def _due_roles(self, metric: str) -> frozenset[str]:
        if metric not in self._due:
            has = self.by_metric.get(metric, frozenset())
            self._due[metric] = frozenset(
                role
                for role, people in self.by_role.items()
                if any(person.model.id in has for person in people)
                or (self._brings(role, metric) and any(person.model.id in self.with_target for person in people))
            )
        return self._due[metric]

    def _brings(self, role: str, metric: str) -> bool:
        entity = self.staffing.role(role)
        return entity is not None and any(stated.metric == metric for stated in entity.model.productivity)
