"""Which changes a headline names: a single one in the words of its file, several of one kind once, with their sum."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from plancode.compare.change import Change
from plancode.quantity import Quantity
from plancode.render.changes.names import entity_name
from plancode.render.changes.review import Review
from plancode.render.changes.sentences import sentence
from plancode.said.value import KindName, Said, Term, Verbatim
from plancode.shape.bearing import Bearing

_NAMED: Final = 2
"""So many groups of changes are named; how many others there are is said."""
_Group = list[Change]


def named(review: Review) -> tuple[Said, ...]:
    """Return the weightiest changes as parts of a headline, and how many others there are."""
    groups = _groups(review)
    if not groups:
        return (Term("headline.no_change"),) if not review.comparison.background.data else tuple(_data(review))
    others = sum(map(len, groups[_NAMED:]))
    more = (Term("headline.more", (("count", others),)),) if others else ()
    return (*(_told(review, group) for group in groups[:_NAMED]), *more, *_data(review))


def _groups(review: Review) -> list[_Group]:
    """Return changes by what they are of and what happens, the weightiest first, of those the most."""
    groups: dict[tuple[str, str], _Group] = {}
    for change in review.changes:
        groups.setdefault((change.entity.kind, change.id), []).append(change)
    return sorted(groups.values(), key=lambda group: (-group[0].bearing.rank, -len(group)))


def _told(review: Review, group: _Group) -> Said:
    first = group[0]
    if len(group) == 1:
        what = entity_name(review, first)
        if first.bearing is Bearing.PROSE and first.field:
            return Term("headline.reworded", (("what", what), ("field", first.field_name)))
        return Term("headline.named", (("what", what), ("how", sentence(review, first))))
    kind = Verbatim(first.entity.id) if first.entity.kind == "settings" else KindName(first.entity.kind)
    about: tuple[tuple[str, Said], ...] = (("kind", kind), ("count", len(group)))
    if not first.field:
        return Term(f"headline.group_{first.sort.value}", about)
    together = _sum(group)
    if together is None or first.sensitivity in review.masked:
        return Term("headline.group", (*about, ("field", first.field_name)))
    way = "more" if together.number > 0 else "less" if together.number else "even"
    total = replace(together, number=abs(together.number))
    return Term(f"headline.group_{way}", (*about, ("field", first.field_name), ("sum", total)))


def _sum(group: _Group) -> Quantity | None:
    """Return by how much amounts change together; rates and shares are never added."""
    pairs = [(change.before, change.after) for change in group]
    amounts = [pair for pair in pairs if isinstance(pair[0], Quantity) and isinstance(pair[1], Quantity)]
    units = {one.unit for pair in amounts for one in pair if isinstance(one, Quantity)}
    if len(amounts) < len(pairs) or len(units) != 1 or units & {"%", "d", "h", "min", "w", "m", "q", "y"}:
        return None
    moved = sum(
        (new.number - old.number for old, new in amounts if isinstance(old, Quantity) and isinstance(new, Quantity)),
        Decimal(0),
    )
    return Quantity(moved, *units)


def _data(review: Review) -> tuple[Said, ...]:
    """Return that files of results are not what they were."""
    files = review.comparison.background.data
    return (Term("headline.data", (("count", len(files)),)),) if files else ()
