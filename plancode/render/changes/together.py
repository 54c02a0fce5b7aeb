"""Equal changes told once: how many they are, of whom, and what they add up to."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from plancode.compare.alike import alike, growth_of, moved_by
from plancode.compare.change import Change, ChangeSort
from plancode.model.targets import TargetRow, TargetsDocument
from plancode.period import Period
from plancode.quantity import Quantity, rounded
from plancode.render.changes.names import subject
from plancode.render.changes.review import Review
from plancode.render.changes.sentences import sentence
from plancode.said.value import Fixed, Joined, KindName, Said, Term, Verbatim

_ZERO: Final = Decimal(0)
_ADDING: Final = frozenset(
    {
        ("opportunity", "amount"),
        ("action", "budget"),
        ("account", "potential"),
        ("account", "last_year"),
        ("account_group", "potential"),
        ("account_group", "last_year"),
    }
)
"""Fields whose amounts add up whatever they are of; those of targets do where their metric and their scopes do."""
_CARRIERS: Final = ("person", "account")
"""What no other of its kind is a part of."""


def counted(review: Review, group: Sequence[Change]) -> Said:
    """Return several changes of one kind in a few words: how many, what, by how much each, and in all."""
    first = group[0]
    kind = Verbatim(first.entity.id) if first.entity.kind == "settings" else KindName(first.entity.kind)
    about: tuple[tuple[str, Said], ...] = (("kind", kind), ("count", len(group)))
    if first.sort is ChangeSort.RENAMED:
        return Term("together.renamed", about)
    if first.field and moved_by(first) is None and len(alike(group)) == 1:
        return Term("together.same", (*about, ("how", sentence(review, first))))
    what = Term(
        "together.field" if first.field else f"together.{first.sort.value}", (*about, ("field", first.field_sort))
    )
    how = tuple(_how_much(review, group)) if first.sensitivity not in review.masked else ()
    return Term("together.how", (("what", what), ("how", Joined(how, "together.and")))) if how else what


def names(review: Review, group: Sequence[Change], most: int = 3) -> Said:
    """Return of what some changes are: the first few, and how many others there are."""
    every: list[Said] = list(dict.fromkeys(subject(review, change) for change in group))
    others = (Term("and_more", (("count", len(every) - most),)),) if len(every) > most else ()
    return Joined((*every[:most], *others), "list.semicolon")


def _how_much(review: Review, group: Sequence[Change]) -> Iterator[Said]:
    """Yield by how much each amount changes, where that is the same, and all of them, where they add up."""
    each = {_each(change) for change in group} if group[0].field and len(alike(group)) == 1 else set()
    if len(each) == 1 and None not in each:
        yield Term("together.each", (("each", each.pop()),))
    total = _sum(review, group)
    if total is not None and not total.number:
        yield Term("together.even")
    elif total is not None:
        yield Term("together.all", (("sum", _signed(total)),))


def _each(change: Change) -> Said:
    """Return by which part an amount grows, to a tenth of a percent, else by how much."""
    growth, by = growth_of(change), moved_by(change)
    part = Fixed(rounded((growth or _ZERO) * 100, 1), 1)
    return _signed(Quantity(part.value, "%"), part) if part.value else _signed(by) if by is not None else None


def _signed(amount: Quantity, part: Fixed | None = None) -> Said:
    size = replace(amount, number=abs(amount.number))
    said = Term("effect.percent", (("part", replace(part, value=abs(part.value))),)) if part is not None else size
    return Term("effect.more" if amount.number > 0 else "effect.less", (("by", said),))


def _sum(review: Review, group: Sequence[Change]) -> Quantity | None:
    """Return by how much amounts change together; None of rates, shares, and amounts of which one is within another."""
    moves = [moved_by(change) for change in group]
    units = {move.unit for move in moves if move is not None}
    if None in moves or len(units) != 1 or units & {"%", "d", "h", "min", "w", "m", "q", "y"}:
        return None
    if not all((change.entity.kind, *change.field) in _ADDING for change in group) and not _add_up(review, group):
        return None
    return Quantity(sum((move.number for move in moves if move is not None), _ZERO), *units)


def _add_up(review: Review, group: Sequence[Change]) -> bool:
    """Whether amounts of targets are those of one metric that adds up, and none of them is a part of another."""
    rows = [entity for change in group if (entity := review.entity(change)) is not None]
    models = [row.model for row in rows if isinstance(row.model, TargetRow)]
    fields = {change.field for change in group}
    graph, analysis = review.edition.graph, review.comparison.head.analysis or review.comparison.base.analysis
    documents = {row.document_id for row in rows}
    if len(models) < len(group) or len(documents) != 1 or not fields <= {(), ("amount",)} or analysis is None:
        return False
    document = graph.find(TargetsDocument, *documents)
    if document is None or not analysis.measures.adds_up(document.model.metric):
        return False
    if len({tuple(sorted(dict(model.dimensions))) for model in models}) != 1:
        return False
    scopes: dict[tuple[tuple[str, str], ...], list[Period | None]] = {}
    for model in models:
        scopes.setdefault(tuple(sorted(model.dimensions)), []).append(graph.period(model.period))
    if len(scopes) > 1 and not any(name in _CARRIERS for name, _ in next(iter(scopes))):
        return False
    return not any(_share_days(periods) for periods in scopes.values())


def _share_days(periods: Sequence[Period | None]) -> bool:
    """Whether two of some periods share a day, or one is not known."""
    known = sorted((period for period in periods if period is not None), key=lambda period: period.start)
    is_all = len(known) == len(periods)
    return not is_all or any(one.overlaps(other) for one, other in pairwise(known))
