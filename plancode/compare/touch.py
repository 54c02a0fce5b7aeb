"""Whom a change touches by so little that a report only counts them: by less than a step, or a small part."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from plancode.compare.page_lines import LineChange
from plancode.compare.people import PersonEffect, Quota
from plancode.compare.small import is_said_small, is_small

StepOf = Callable[[str], Decimal]
"""Gives the smallest step of a metric."""


def is_slight(effect: PersonEffect, step_of: StepOf, part: Decimal) -> bool:
    """Whether only figures are different for somebody, and these by less than their step or by a small part."""
    before, after = effect.before, effect.after
    if before is None or after is None or effect.scores:
        return False
    alike = replace(after, quotas=before.quotas, wholes=before.wholes, utilisation=before.utilisation)
    if alike != before:
        return False
    for key in effect.metrics:
        old, new = before.quotas.get(key), after.quotas.get(key)
        if old is None or new is None or not _is_slight_quota(old, new, step_of(key[0]), part):
            return False
    loads = (before.utilisation, after.utilisation)
    return is_small(*loads, step=part) and all(_is_slight_line(change, part) for change in effect.lines)


def _is_slight_quota(before: Quota, after: Quota, step: Decimal, part: Decimal) -> bool:
    return before.keys() == after.keys() and all(
        is_small(amount, after[period], step, part) for period, amount in before.items()
    )


def _is_slight_line(change: LineChange, part: Decimal) -> bool:
    before, after = change.before, change.after
    if before is None or after is None or not is_said_small(before.name, after.name, part):
        return False
    return all(is_said_small(old, new, part) for _, old, new in change.cells)
