"""The table of all rules: the one place that knows them."""

from functools import cache
from typing import Final

from plancode.rules import (
    acceptances,
    adjustments,
    cadence,
    extras,
    references,
    responsibilities,
    scorecards,
    shape,
    strategy,
    text,
)
from plancode.rules.rule import Rule

BUILTIN_RULES: Final[tuple[Rule, ...]] = (
    *text.RULES,
    *shape.RULES,
    *extras.RULES,
    *references.RULES,
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
