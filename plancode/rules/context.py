"""What a rule may look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from plancode.document.yaml_document import YamlDocument
from plancode.graph.duties import Instance, instances
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph


@dataclass(eq=False)
class RuleContext:
    """The plan, and the day it is looked at."""

    graph: PlanGraph
    as_of: date
    schemas: Mapping[str, YamlDocument] = field(default_factory=dict)
    """The schemas of own fields that could be read, by kind of entity."""

    @property
    def schema_kinds(self) -> tuple[str, ...]:
        """The kinds of entity for which the plan names a schema."""
        return tuple(self.graph.plan.model.extra_schemas) if self.graph.plan else ()

    @cached_property
    def day(self) -> date:
        """The as-of day, or the nearest day of the plan's period."""
        period = self.graph.period(None)
        return min(max(self.as_of, period.start), period.last) if period else self.as_of

    @cached_property
    def duties(self) -> tuple[Instance, ...]:
        """Every duty as each of its teams has it."""
        return tuple(instances(self.facts))

    @cached_property
    def facts(self) -> Facts:
        """What holds on that day."""
        return Facts(self.graph, self.day)
