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
