"""What rules for changes share: where a change stands, how a finding says it, and the tables of both plans."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from plancode.analysis.adjusted import Adjustments
from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.analysis.targets import ByPeriod, Target
from plancode.compare.change import Change, fingerprint
from plancode.compare.comparison import Comparison
from plancode.compare.pairing import Pairing
from plancode.findings.place import Place
from plancode.model.actuals import BY_NAME, Source
from plancode.model.adjustment import AdjustmentDocument
from plancode.model.kinds import EntityKind
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.said.value import PlanWord, Ref, Said, Values
from plancode.shape.bearing import Bearing

_ZERO: Final = Decimal(0)
_MATCHED: Final = frozenset({EntityKind.PERSON, EntityKind.ACCOUNT, EntityKind.TERRITORY, EntityKind.PRODUCT})


def where(change: Change) -> Place:
    """Return where a change stands in the new plan; of what is gone, the file of the old plan that had it."""
    return change.head_place or Place(change.base_place.path if change.base_place else "plancode.yaml")


def described(change: Change) -> Values:
    """Return the values that every finding about one change has, with what it is accepted under."""
    return {"entity": change.entity, "field": change.field_name, "change": change.fingerprint}


def shown(said: Said) -> Said | None:
    """Return a value of a change as a value of a finding; None of what only a page can show, and of nothing."""
    if isinstance(said, tuple):
        return said if all(isinstance(part, str | PlanWord) for part in said) else None
    return said if isinstance(said, str | int | Decimal | date | Quantity | Ref | PlanWord) else None


def from_to(change: Change) -> Values:
    """Return both values of a change where both can be said in a sentence, else nothing."""
    before, after = shown(change.before), shown(change.after)
    return {"before": before, "after": after} if before is not None and after is not None else {}


def digest(*parts: str) -> str:
    """Return a text that is another one when any of the parts is: other figures make another finding."""
    return fingerprint("", parts)


def agreed_changes(comparison: Comparison) -> tuple[Change, ...]:
    """Return the changes of what is promised to people, or by which they are measured and paid."""
    changes = (replace(change, bearing=bearing_of(comparison, change)) for change in comparison.structure.changes)
    return tuple(change for change in changes if change.bearing.is_agreed)


def bearing_of(comparison: Comparison, change: Change) -> Bearing:
    """Return what a change bears on: that of a name on credit, where a source goes by names."""
    is_name = change.field in {("name",), ("title",)} and change.key.kind in _MATCHED
    return Bearing.CREDIT if is_name and BY_NAME in _ways(comparison) else change.bearing


def counts(comparison: Comparison, change: Change) -> bool:
    """Whether a change is of what results are found by: a code of a system that no source goes by is only a name."""
    return change.field[:1] != ("codes",) or len(change.field) == 1 or change.field[1] in _ways(comparison)


def _ways(comparison: Comparison) -> set[str]:
    """Return by what sources of either plan name things."""
    sources = (source.model for side in (comparison.base, comparison.head) for source in side.written.all(Source))
    return {way for source in sources for kind in _MATCHED for way in source.ways(kind)}


def in_force(context: RuleContext) -> bool:
    """Whether people work by the old plan: its time has begun, or somebody has approved a change of it."""
    base, day = context.change.base, context.as_of
    approvals = (one.model.approved for one in base.written.all(AdjustmentDocument))
    has_begun = base.analysis is None or base.analysis.horizon.plan.start <= day
    return has_begun or any(approved is not None and approved.on <= day for approved in approvals)


def is_of(scope: Scope, dimension: str) -> bool:
    """Whether a scope names something of a dimension, such as `person`."""
    return any(name == dimension for name, _ in scope)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of both plans, as of the same day."""

    base: Analysis
    head: Analysis
    pairing: Pairing

    def renamed(self, metric: str, scope: Scope) -> tuple[str, Scope]:
        """Return how the new plan names a metric and a scope of the old one."""
        name = self.pairing.head_ref
        return name(Ref("metric", metric)).id, tuple((kind, name(Ref(kind, value)).id) for kind, value in scope)

    def targets_before(self, metric: str, scope: Scope) -> tuple[Target, ...]:
        """Return the targets of the old plan of a metric and a scope as the new one names them."""
        targets = self.base.targets
        known = ((name, named) for name in targets.metrics for named in targets.scopes(name))
        return next((targets.of(*one) for one in known if self.renamed(*one) == (metric, scope)), ())


def agreed(analysis: Analysis, metric: str, scope: Scope) -> ByPeriod:
    """Return what is asked for by period, with every approved adjustment of the plan, those ahead too."""
    planned, shifts = analysis.targets.planned(metric, scope), to_the_end(analysis).of(metric, scope)
    return {number: planned.get(number, _ZERO) + shifts.get(number, _ZERO) for number in planned.keys() | shifts.keys()}


@lru_cache(maxsize=4)
def to_the_end(analysis: Analysis) -> Adjustments:
    """Return what all approved adjustments change, those ahead too."""
    last = analysis.horizon.plan.last
    return Adjustments(analysis.horizon, analysis.measures, analysis.targets, analysis.books, last)


def tables(context: RuleContext) -> Tables | None:
    """Return the tables of both plans; None where one has none, or where they are plans of different times."""
    base, head = context.change.base.analysis, context.change.head.analysis
    if base is None or head is None or not base.horizon.plan.overlaps(head.horizon.plan):
        return None
    return Tables(base, head, context.change.pairing)
