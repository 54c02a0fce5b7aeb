"""Which changes a headline names: a single one in the words of its file, several of one kind once, with their sum."""

from typing import Final

from plancode.compare.change import Change
from plancode.render.changes.names import entity_name
from plancode.render.changes.review import Review
from plancode.render.changes.sentences import sentence
from plancode.render.changes.together import counted
from plancode.said.value import Said, Term, Verbatim
from plancode.shape.bearing import Bearing

_NAMED: Final = 2
"""So many groups of changes are named; how many others there are is said."""
_Group = list[Change]


def named(review: Review) -> tuple[Said, ...]:
    """Return the weightiest changes as parts of a headline, and how many others there are."""
    groups = _groups(review)
    if not groups and review.left_out:
        return (Term("headline.only_counted", (("count", len(review.left_out)),)), *_data(review))
    if not groups:
        return (Term("headline.no_change_known" if review.is_partly_unknown else "headline.no_change"), *_data(review))
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
    return counted(review, group)


def _data(review: Review) -> tuple[Said, ...]:
    """Return that files of results are not what they were: one by its name, several by their number."""
    files = review.comparison.background.data
    if len(files) == 1:
        return (Term(f"headline.data_{files[0].sort}", (("file", Verbatim(files[0].path)),)),)
    return (Term("headline.data", (("count", len(files)),)),) if files else ()
