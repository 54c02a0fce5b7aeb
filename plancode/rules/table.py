"""The table of all rules: the one place that knows them."""

from functools import cache
from typing import Final

from plancode.rules import (
    acceptances,
    adjustments,
    cadence,
    calendar,
    capacity,
    carriers,
    coverage,
    exchange,
    extras,
    feasibility,
    headcount,
    quotas,
    reach,
    references,
    responsibilities,
    rollup,
    scorecards,
    seasons,
    shape,
    skills,
    strategy,
    street,
    targets,
    text,
    workload,
)
from plancode.rules.rule import Rule

BUILTIN_RULES: Final[tuple[Rule, ...]] = (
    *text.RULES,
    *shape.RULES,
    *extras.RULES,
    *references.RULES,
    *targets.RULES,
    *exchange.RULES,
    *rollup.RULES,
    *street.RULES,
    *quotas.RULES,
    *feasibility.RULES,
    *capacity.RULES,
    *headcount.RULES,
    *workload.RULES,
    *coverage.RULES,
    *reach.RULES,
    *skills.RULES,
    *carriers.RULES,
    *calendar.RULES,
    *seasons.RULES,
    *strategy.RULES,
    *responsibilities.RULES,
    *cadence.RULES,
    *scorecards.RULES,
    *adjustments.RULES,
    *acceptances.RULES,
)


@cache
def rules_by_code() -> dict[str, Rule]:
    """Return every rule by its code."""
    return {rule.code: rule for rule in BUILTIN_RULES}
