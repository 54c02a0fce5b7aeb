"""What a rule may look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from plancode.analysis.analysis import Analysis
from plancode.analysis.memo import Memo
from plancode.document.yaml_document import YamlDocument
from plancode.graph.duties import Instance, instances
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.graph.in_force import in_force

if TYPE_CHECKING:
    from plancode.compare.comparison import Comparison
    from plancode.scorecard.results import Results

T = TypeVar("T")


@dataclass(eq=False)
class RuleContext:
    """The plan, and the day it is looked at."""

    base: PlanGraph
    """The plan as it is written; adjustments are judged by it."""
    as_of: date
    schemas: Mapping[str, YamlDocument] = field(default_factory=dict)
    """The schemas of own fields that could be read, by kind of entity."""
    results: "Results | None" = None
    """What was reached, where a command has read the sources."""
    memo: Memo | None = None
    """Figures of another revision to borrow, where both have the same entities."""
    compared: "Comparison | None" = None
    """What is different from another revision, where a command compares."""

    @cached_property
    def graph(self) -> PlanGraph:
        """The plan as of the day: adjustments of owners and people that are in force are applied."""
        return in_force(self.base, self.as_of)

    @cached_property
    def analysis(self) -> Analysis | None:
        """The tables of the plan, where its period can be read."""
        period = self.graph.period(None)
        return Analysis(self.graph, period, self.as_of, self.memo, self.base) if period else None

    @property
    def figures(self) -> Analysis:
        """The tables of the plan, for rules that say they need them."""
        if self.analysis is None:
            raise LookupError
        return self.analysis

    @property
    def reached(self) -> "Results":
        """What was reached, for rules that say they need results."""
        if self.results is None:
            raise LookupError
        return self.results

    @property
    def change(self) -> "Comparison":
        """What is different, for rules that say they judge changes."""
        if self.compared is None:
            raise LookupError
        return self.compared

    def once(self, make: "Callable[[RuleContext], T]") -> T:
        """Return what a function finds in the plan, worked out once for all rules that ask for it."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    @cached_property
    def _made(self) -> dict[object, object]:
        return {}

    @property
    def schema_kinds(self) -> tuple[str, ...]:
        """The kinds of entity for which the plan names a schema."""
        return tuple(self.graph.plan.model.extra_schemas) if self.graph.plan else ()

    @cached_property
    def day(self) -> date:
        """The as-of day, or the nearest day of the plan's period."""
        period = self.graph.period(None)
        return period.nearest(self.as_of) if period else self.as_of

    @cached_property
    def duties(self) -> tuple[Instance, ...]:
        """Every duty as each of its teams has it."""
        return self.analysis.duties if self.analysis else tuple(instances(self.facts))

    @cached_property
    def facts(self) -> Facts:
        """What holds on that day."""
        return self.analysis.facts if self.analysis else Facts(self.graph, self.day)
