"""Effects as tables: figures before and after, and what each group of changes does alone."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from plancode.compare.effects import Attribution, Effect, GroupShare
from plancode.compare.figures import RATIOS, MeasuredFigure
from plancode.period import Period
from plancode.render.blocks import Block, Line, Section
from plancode.render.changes.names import thing
from plancode.render.changes.review import Review, over_plan
from plancode.render.figures import share
from plancode.said.value import Fixed, Joined, Rounded, Said, Term
from plancode.tables.table import columns, table

_HUNDRED: Final = Decimal(100)
_NAMED: Final = 3
_COUNTED: Final = frozenset({"overloaded", "people", "open_seats", "customers", "outside_rows"})
_PLAIN: Final = frozenset({"cv", "spread"})
_WORDS: Final = {
    "target": "col.target",
    "quota": "word.street_quota",
    "over_assignment": "word.over_assignment",
    "required": "col.required",
    "capacity": "col.capacity",
    "capacity_ratio": "col.ratio",
    "utilisation": "col.utilisation",
    "people": "col.people",
    "open_seats": "col.open_seats",
    "customers": "col.customers",
}
"""Measures whose word is that of a table or of the glossary."""
_HEADS: Final = ("effect.what", "effect.of", "effect.before", "effect.after", "effect.change")
_NUMERIC: Final = ("effect.before", "effect.after", "effect.change")


def effects_sections(review: Review, most: int, *, periods: bool) -> tuple[Section, ...]:
    """Return the effects over the whole time, the first `most` of them, and those by period where they are wanted."""
    found = over_plan(review)
    if not review.comparison.effects:
        return (Section(Term("section.effects"), (Line(Term("effect.none")),)),)
    whole = Section(Term("section.effects"), tuple(_tables(review, found, most)))
    inside = [one for one in review.comparison.effects if one.figure.period is not None]
    if not periods or not inside:
        return (whole,)
    by_period = tuple(_period_row(review, one) for one in inside[:most])
    heads = columns("effect.what", "effect.of", "period", *_HEADS[2:5], numeric=_NUMERIC)
    return (whole, Section(Term("section.effects_by_period"), (table(heads, by_period),), is_folded=True))


def _tables(review: Review, found: Sequence[Effect], most: int) -> Iterator[Block]:
    """Yield the figures, then the worst periods, then how people compare."""
    moved = [one for one in found if one.before != one.after and one.figure.measure not in _PLAIN]
    worst = [one for one in found if one.worst_before != one.worst_after]
    compared = [one for one in found if one.figure.measure in _PLAIN]
    yield from _table("effect.what", [_row(review, one) for one in moved], most)
    yield from _table("effect.worst", [_worst_row(review, one) for one in worst], most)
    yield from _table("effect.balance", [_row(review, one) for one in compared], most)


def _table(first: str, rows: list[tuple[Said, ...]], most: int) -> Iterator[Block]:
    if rows:
        heads = columns(first, *_HEADS[1 : len(rows[0])], numeric=_NUMERIC)
        yield table(heads, rows, Term("effect.none_whole")).first(most)


def _row(review: Review, effect: Effect) -> tuple[Said, ...]:
    figure, name = effect.figure, measure_name(review, effect.figure)
    before, after = written(review, figure, effect.before), written(review, figure, effect.after)
    return (name, subject_name(figure), before, after, part_of(review, effect))


def _worst_row(review: Review, effect: Effect) -> tuple[Said, ...]:
    figure = effect.figure
    return (measure_name(review, figure), subject_name(figure), _at(effect.worst_before), _at(effect.worst_after))


def _period_row(review: Review, effect: Effect) -> tuple[Said, ...]:
    figure = effect.figure
    before, after = written(review, figure, effect.before), written(review, figure, effect.after)
    period: Said = figure.period
    return (measure_name(review, figure), subject_name(figure), period, before, after, part_of(review, effect))


def measure_name(review: Review, figure: MeasuredFigure) -> Said:
    """Return what is measured: the measure, its metric, and what narrows it."""
    name: Said = Term(_WORDS.get(figure.measure, f"effect.{figure.measure}"))
    if figure.measure in _PLAIN:
        return Joined((name, Term(f"measure.{figure.metric}")))
    metric = review.metric(figure.metric) if figure.metric else None
    narrow = review.edition.scope_name(figure.narrow) if figure.narrow else None
    return Joined((name, metric, narrow))


def subject_name(figure: MeasuredFigure) -> Said:
    """Return of what something is measured."""
    return Term("whole_plan") if figure.subject.kind == "plan" else figure.subject.title or figure.subject.id


def written(review: Review, figure: MeasuredFigure, value: Decimal | None) -> Said:
    """Return a figure as its measure is written: shares in percent, counts plain, amounts as tables have them."""
    if value is None:
        return Term("none")
    if figure.measure in RATIOS:
        return share(value)
    if figure.measure in _COUNTED or figure.measure == "weights":
        return value
    if figure.measure in _PLAIN:
        return Fixed(value, 2)
    figures = review.edition.figures
    metric = figure.metric
    return figures.written(metric, value) if figures is not None and metric else Rounded(value)


def part_of(review: Review, effect: Effect) -> Said:
    """Return by how much a figure is more or less, in a table that has the amounts: amounts in percent."""
    if effect.growth is None or not effect.delta or effect.figure.measure in RATIOS | _COUNTED | _PLAIN:
        return change_of(review, effect)
    sign = "effect.more" if effect.delta > 0 else "effect.less"
    return Term(sign, (("by", Term("effect.percent", (("part", Fixed(abs(effect.growth) * _HUNDRED, 1)),))),))


def change_of(review: Review, effect: Effect) -> Said:
    """Return by how much a figure is more or less: shares in points, amounts with their part in percent."""
    delta = effect.delta
    if delta is None:
        return Term("effect.new" if effect.before is None else "effect.gone")
    if not delta:
        return None
    sign = "effect.more" if delta > 0 else "effect.less"
    if effect.figure.measure in RATIOS:
        return Term(sign, (("by", Term("effect.points", (("points", Fixed(abs(delta) * _HUNDRED, 1)),))),))
    by = written(review, effect.figure, abs(delta))
    if effect.growth is None or effect.figure.measure in _COUNTED | _PLAIN:
        return Term(sign, (("by", by),))
    return Term(f"{sign}_part", (("by", by), ("part", Fixed(abs(effect.growth) * _HUNDRED, 1))))


def _at(worst: tuple[Period, Decimal] | None) -> Said:
    if worst is None:
        return None
    period, value = worst
    return Term("effect.in_period", (("value", share(value)), ("period", period)))


def attribution_section(review: Review, found: Attribution, most: int) -> tuple[Section, ...]:
    """Return what each group of changes does by itself, and what only all of them together do."""
    told = [one for one in found.shares if one.effects]
    if not told and not found.remainder:
        return ()
    heads = columns("attribution.changes", "attribution.does")
    made = table(heads, (_share_row(review, one) for one in told), Term("attribution.none"))
    blocks: list[Block] = [Line(_how(found)), made.first(most)]
    silent = len(found.shares) - len(told)
    if silent:
        blocks.append(Line(Term("attribution.silent", (("count", silent),))))
    if found.remainder:
        blocks.append(Line(Term("attribution.remainder", (("effects", _listed(review, found.remainder)),))))
    return (Section(Term("section.attribution"), tuple(blocks), is_folded=True),)


def _how(found: Attribution) -> Term:
    if found.is_by_team:
        return Term("attribution.by_team", (("count", found.count),))
    return Term("attribution.each")


def _share_row(review: Review, one: GroupShare) -> tuple[Said, ...]:
    names = list(dict.fromkeys(thing(review, change) for change in one.group.changes))
    shown: tuple[Said, ...] = tuple(names[:_NAMED])
    if len(names) > _NAMED:
        shown = (*shown, Term("and_more", (("count", len(names) - _NAMED),)))
    return (Joined(shown, "list.semicolon"), _listed(review, one.effects))


def _listed(review: Review, effects: Iterable[Effect]) -> Said:
    return Joined(tuple(short(review, one) for one in effects), "list.semicolon")


def short(review: Review, effect: Effect) -> Said:
    """Return an effect in a few words: `quota of 上海组 +120万 (+5.0 %)`."""
    values = (("what", measure_name(review, effect.figure)), ("of", subject_name(effect.figure)))
    return Term("effect.short", (*values, ("change", change_of(review, effect) or Term("effect.worst_only"))))
