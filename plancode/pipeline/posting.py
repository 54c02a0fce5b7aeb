"""Whether a comparison is worth a comment, and what a plan no longer needs to accept."""

from collections.abc import Mapping
from decimal import Decimal

from plancode.compare.comparison import Comparison
from plancode.compare.figures import RATIOS
from plancode.compare.people import PersonEffect
from plancode.config.belonging import ACCEPTED_FILE
from plancode.edit.apply import apply_all
from plancode.edit.edits import Delete
from plancode.tree.interface import Tree

_QUOTA = "quota"


def is_above(comparison: Comparison, limits: Mapping[str, Decimal]) -> bool:
    """Whether some figure moves by more than its limit: a part of what it was, of shares points.

    The limit of `quota` holds for the quotas of people too.
    """
    later = [effect for day in comparison.ahead for effect in day.effects]
    for effect in (*comparison.effects, *later):
        limit = limits.get(effect.figure.measure)
        by = effect.delta if effect.figure.measure in RATIOS else effect.growth
        if limit is not None and (by is None or abs(by) > limit):
            return True
    people = (*comparison.people, *(person for day in comparison.ahead for person in day.people))
    return _QUOTA in limits and any(_quota_moves(person, limits[_QUOTA]) for person in people)


def _quota_moves(person: PersonEffect, limit: Decimal) -> bool:
    for key in person.metrics:
        before, after = person.whole(key)
        if not before or after is None or abs(after - before) / abs(before) > limit:
            return True
    return False


def without_spent(tree: Tree, comparison: Comparison) -> tuple[dict[str, bytes], int]:
    """Return accepted.yaml of a tree without the entries that the old side had already, and how many those are."""
    count, new = len(comparison.head.accepted.accepted), set(comparison.new_accepted)
    spent = [number for number in range(count) if number not in new]
    if not spent:
        return {}, 0
    edits = [Delete(("accepted",))] if len(spent) == count else [Delete(("accepted", number)) for number in spent]
    return apply_all(tree, {ACCEPTED_FILE: edits}), len(spent)
