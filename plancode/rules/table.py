"""The table of all rules: the one place that knows them."""

from functools import cache
from typing import Final

from plancode.rules import (
    acceptances,
    adjustments,
    agreed,
    assessments,
    cadence,
    calendar,
    capacity,
    carriers,
    coverage,
    credit,
    exchange,
    extras,
    feasibility,
    headcount,
    pace,
    quotas,
    reach,
    references,
    responsibilities,
    reviews,
    rollup,
    scorecards,
    scored,
    seasons,
    shape,
    skills,
    sources,
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
    *scored.RULES,
    *assessments.RULES,
    *sources.RULES,
    *credit.RULES,
    *pace.RULES,
    *reviews.RULES,
    *agreed.RULES,
    *adjustments.RULES,
    *acceptances.RULES,
)


@cache
def rules_by_code() -> dict[str, Rule]:
    """Return every rule by its code."""
    return {rule.code: rule for rule in BUILTIN_RULES}
