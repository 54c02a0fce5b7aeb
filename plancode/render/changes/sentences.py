"""One change as one line."""

from typing import Final

from plancode.compare.change import Change, ChangeSort
from plancode.render.changes.names import field_name, value
from plancode.render.changes.review import Review
from plancode.said.value import Fixed, Record, Said, Term, Verbatim

_HUNDRED: Final = 100


def sentence(review: Review, change: Change) -> Said:
    """Return what changed; values that are not to be shown are left out."""
    if change.sensitivity in review.masked:
        return Term("change.masked", (("field", field_name(change)),))
    if change.sort in (ChangeSort.ADDED, ChangeSort.REMOVED) and not change.field:
        return _whole(change)
    if change.sort is ChangeSort.RENAMED:
        return _renamed(change)
    return _valued(change)


def _whole(change: Change) -> Said:
    said = change.after if change.sort is ChangeSort.ADDED else change.before
    if said is None:
        return Term(f"change.{change.sort.value}")
    return Term(f"change.{change.sort.value}_with", (("value", value(said)),))


def _renamed(change: Change) -> Said:
    old = Verbatim(str(change.before))
    if change.likeness is None:
        return Term("change.renamed", (("old", old),))
    share = Fixed(change.likeness * _HUNDRED, 0)
    return Term("change.guessed", (("old", old), ("share", share), ("line", Verbatim(f"formerly: [{change.before}]"))))


def _valued(change: Change) -> Said:
    name = ("field", field_name(change))
    before, after = ("before", value(change.before)), ("after", value(change.after))
    if change.before is None:
        return Term("change.gained", (name, after))
    if change.after is None:
        return Term("change.lost", (name, before))
    if change.sort is ChangeSort.MOVED:
        return _moved(change, name[1])
    return Term("change.from_to", (name, before, after))


def _moved(change: Change, name: Said) -> Said:
    """Return who takes over from whom; of owners only what is new is said of the second."""
    if isinstance(change.before, Record) and isinstance(change.after, Record):
        who, other = _person(change.before), _person(change.after)
        rest = Record(tuple(one for one in change.after.fields if one[0] != "person"), change.after.model)
        values = (("before", value(who)), ("after", value(other)))
        if rest.fields:
            return Term("change.handed_over_with", (*values, ("terms", value(rest))))
        return Term("change.handed_over", values)
    return Term("change.moved", (("field", name), ("before", value(change.before)), ("after", value(change.after))))


def _person(record: Record) -> Said:
    return dict(record.fields).get("person")
