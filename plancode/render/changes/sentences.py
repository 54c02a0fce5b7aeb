"""One change as one line."""

from plancode.compare.change import Change, ChangeSort
from plancode.render.changes.names import value
from plancode.render.changes.review import Review
from plancode.said.value import Fixed, Record, Said, Term, Verbatim


def sentence(review: Review, change: Change) -> Said:
    """Return what changed; values that are not to be shown are left out."""
    if change.sensitivity in review.masked:
        return Term("change.masked", (("field", change.field_name),))
    if change.sort is ChangeSort.RENAMED:
        return _renamed(change)
    is_whole = not change.field and change.sort in (ChangeSort.ADDED, ChangeSort.REMOVED)
    return _whole(change) if is_whole else _valued(change)


def _whole(change: Change) -> Said:
    said = change.after if change.sort is ChangeSort.ADDED else change.before
    if said is None:
        return Term(f"change.{change.sort.value}")
    return Term(f"change.{change.sort.value}_with", (("value", value(said)),))


def _renamed(change: Change) -> Said:
    old = Verbatim(str(change.before))
    if change.likeness is None:
        return Term("change.renamed", (("old", old),))
    share = Fixed(change.likeness * 100, 0)
    return Term("change.guessed", (("old", old), ("share", share), ("line", Verbatim(f"formerly: [{change.before}]"))))


def _valued(change: Change) -> Said:
    name = ("field", change.field_name)
    before, after = ("before", value(change.before)), ("after", value(change.after))
    if change.before is None:
        return Term("change.gained", (name, after))
    if change.after is None:
        return Term("change.lost", (name, before))
    if change.sort is not ChangeSort.MOVED:
        return Term("change.from_to", (name, before, after))
    if isinstance(change.before, Record) and isinstance(change.after, Record):
        return _handed_over(change.before, change.after)
    return Term("change.moved", (name, before, after))


def _handed_over(before: Record, after: Record) -> Said:
    """Return who takes over from whom; of owners only what is new is said of the second."""
    who, other = dict(before.fields).get("person"), dict(after.fields).get("person")
    rest = Record(tuple(field for field in after.fields if field[0] != "person"), after.model)
    values = (("before", value(who)), ("after", value(other)))
    if rest.fields:
        return Term("change.handed_over_with", (*values, ("terms", value(rest))))
    return Term("change.handed_over", values)
