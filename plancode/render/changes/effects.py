"""Effects as tables: figures before and after, and what each group of changes does alone."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from plancode.compare.alike import alike
from plancode.compare.change import Change
from plancode.compare.effects import Attribution, Effect
from plancode.compare.figures import RATIOS, MeasuredFigure
from plancode.locale.catalogue import Language
from plancode.period import Period
from plancode.quantity import rounded
from plancode.render.blocks import Block, Line, Section
from plancode.render.changes.names import entity_name
from plancode.render.changes.people import people_section, teams_section
from plancode.render.changes.review import Review, over_plan
from plancode.render.changes.scores import scores_blocks
from plancode.render.changes.together import counted, names
from plancode.render.figures import share
from plancode.said.speaker import plain
from plancode.said.value import Fixed, Joined, Rounded, Said, Term
from plancode.tables.table import Cells, columns, table

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


def ahead_sections(review: Review, language: Language, most: int, *, people: bool) -> tuple[Section, ...]:
    """Return what a change does later, for each day on which it does more: figures, people and teams of that day."""
    today = review.without_results
    return tuple(
        Section(
            Term("section.ahead", (("day", ahead.day),)),
            (
                *_tables(review, language, [effect for effect in ahead.effects if effect.figure.period is None], most),
                *((*people_section(today, ahead.more, most), *teams_section(ahead.teams)) if people else ()),
            ),
        )
        for ahead in review.comparison.ahead
    )


def effects_sections(review: Review, language: Language, most: int, *, periods: bool) -> tuple[Section, ...]:
    """Return the effects over the whole time, the first `most` of them, and those by period where they are wanted."""
    scores = tuple(scores_blocks(review))
    if not review.comparison.effects and review.comparison.scores:
        return (Section(Term("section.effects"), scores),)
    if not review.comparison.effects:
        first = next((day.day for day in review.comparison.ahead if day.effects), None)
        none = Line(
            Term("effect.none_before", (("day", first),))
            if first is not None
            else Term("effect.none_known" if review.limits else "effect.none")
        )
        return (Section(Term("section.effects"), (none, *scores)),)
    whole = Section(Term("section.effects"), (*_tables(review, language, over_plan(review), most), *scores))
    inside = [effect for effect in review.comparison.effects if effect.figure.period is not None]
    if not periods or not inside:
        return (whole,)
    by_period = _seen((_row(review, effect, effect.figure.period) for effect in inside[:most]), language)
    heads = columns("effect.what", "effect.of", "period", *_HEADS[2:5], numeric=_NUMERIC)
    return (whole, Section(Term("section.effects_by_period"), (table(heads, by_period),), is_folded=True))


def _tables(review: Review, language: Language, effects: Sequence[Effect], most: int) -> Iterator[Block]:
    """Yield the figures, then the worst periods, then how people compare, and how many move unseen."""
    moved = [effect for effect in effects if effect.before != effect.after and effect.figure.measure not in _PLAIN]
    compared = [effect for effect in effects if effect.figure.measure in _PLAIN]
    worst: list[Cells] = [
        (*_names(review, effect.figure), _at(effect.worst_before), _at(effect.worst_after), None)
        for effect in effects
        if effect.worst_before != effect.worst_after
    ]
    every: list[tuple[str, list[Cells]]] = [
        ("effect.what", [_row(review, effect) for effect in moved]),
        ("effect.worst", worst),
        ("effect.balance", [_row(review, effect) for effect in compared]),
    ]
    unseen = 0
    for first, rows in every:
        seen = _seen(rows, language)
        unseen += len(rows) - len(seen)
        yield from _table(first, [row[:-1] for row in seen] if rows is worst else seen, most)
    if unseen:
        yield Line(Term("effect.unseen", (("count", unseen),)))


def _seen(rows: Iterable[Cells], language: Language) -> list[Cells]:
    """Return the rows of figures that do not read alike before and after, which stand before the last cell."""
    say = plain(language).say
    return [row for row in rows if say(row[-3]) != say(row[-2])]


def _table(first: str, rows: Sequence[Cells], most: int) -> Iterator[Block]:
    if rows:
        heads = columns(first, *_HEADS[1 : len(rows[0])], numeric=_NUMERIC)
        yield table(heads, rows, Term("effect.none_whole")).first(most)


def _row(review: Review, effect: Effect, *period: Said) -> Cells:
    before, after = (written(review, effect.figure, value) for value in (effect.before, effect.after))
    return (*_names(review, effect.figure), *period, before, after, part_of(review, effect))


def _names(review: Review, figure: MeasuredFigure) -> tuple[Said, Said]:
    return measure_name(review, figure), subject_name(figure)


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
    return Term("whole_plan") if figure.subject.kind == "plan" else figure.subject.label


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
    if not effect.delta or _part(effect) is None or effect.figure.measure in RATIOS | _COUNTED | _PLAIN:
        return change_of(review, effect)
    sign = "effect.more" if effect.delta > 0 else "effect.less"
    return Term(sign, (("by", Term("effect.percent", (("part", _part(effect)),))),))


def _part(effect: Effect) -> Fixed | None:
    """Return by which part a figure is more or less; None of nothing, and where that reads as 0."""
    part = rounded(abs(effect.growth or Decimal(0)) * _HUNDRED, 1)
    return Fixed(part, 1) if part else None


def is_seen(effect: Effect) -> bool:
    """Whether it shows in words that a figure is another one."""
    if effect.delta is None or not effect.delta or effect.figure.measure in _COUNTED:
        return True
    return bool(rounded(effect.delta, 3)) if effect.figure.measure in RATIOS else _part(effect) is not None


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
    part = _part(effect)
    if part is None or effect.figure.measure in _COUNTED | _PLAIN:
        return Term(sign, (("by", by),))
    return Term(f"{sign}_part", (("by", by), ("part", part)))


def _at(worst: tuple[Period, Decimal] | None) -> Said:
    if worst is None:
        return None
    period, value = worst
    return Term("effect.in_period", (("value", share(value)), ("period", period)))


def attribution_section(review: Review, attribution: Attribution, most: int) -> tuple[Section, ...]:
    """Return what each group of changes does by itself, and what only all of them together do."""
    told = [part for part in attribution.shares if any(map(is_seen, part.effects))]
    remainder = [effect for effect in attribution.remainder if is_seen(effect)]
    if not told and not remainder:
        return ()
    rows = [(_named(review, part.group.changes), _listed(review, part.effects)) for part in told]
    made = table(columns("attribution.changes", "attribution.does"), rows, Term("attribution.none"))
    by_team, silent = attribution.is_by_team, len(attribution.shares) - len(told)
    how = Term("attribution.by_team", (("count", attribution.count),)) if by_team else Term("attribution.each")
    blocks: list[Block] = [Line(how), made.first(most)]
    if silent:
        blocks.append(Line(Term("attribution.silent", (("count", silent),))))
    if remainder:
        blocks.append(Line(Term("attribution.remainder", (("effects", _listed(review, remainder)),))))
    return (Section(Term("section.attribution"), tuple(blocks), is_folded=True),)


def _named(review: Review, changes: Sequence[Change]) -> Said:
    """Return a set of changes by what they are of, many equal ones by how many they are."""
    if len(changes) > _NAMED and len(alike(changes)) == 1:
        return Joined((counted(review, changes), names(review, changes)), "list.colon")
    every: list[Said] = list(dict.fromkeys(entity_name(review, change) for change in changes))
    others = (Term("and_more", (("count", len(every) - _NAMED),)),) if len(every) > _NAMED else ()
    return Joined((*every[:_NAMED], *others), "list.semicolon")


def _listed(review: Review, effects: Iterable[Effect]) -> Said:
    told = [short(review, effect) for effect in effects if is_seen(effect)]
    others = (Term("and_more", (("count", len(told) - _NAMED),)),) if len(told) > _NAMED + 1 else ()
    return Joined((*told[: _NAMED if others else None], *others), "list.semicolon")


def short(review: Review, effect: Effect) -> Said:
    """Return an effect in a few words: `quota of 上海组 +120万 (+5.0 %)`."""
    what, subject = _names(review, effect.figure)
    change = change_of(review, effect) or Term("effect.worst_only")
    return Term("effect.short", (("what", what), ("of", subject), ("change", change)))
