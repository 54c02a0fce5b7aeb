"""Somebody's scorecard as it is filled in: every line so that it can be recomputed, and the way to the grade."""

from decimal import Decimal
from typing import Final

from plancode.graph.entity import Entity
from plancode.model.rubric import Kpi
from plancode.model.team import Person
from plancode.quantity import Quantity
from plancode.render.blocks import (
    Block,
    Facts,
    Fixed,
    Inline,
    Items,
    Joined,
    Line,
    Section,
    Table,
    Term,
    View,
    columns,
    shown,
)
from plancode.render.edition import Edition, person_link
from plancode.render.figures import Figures, share
from plancode.render.views.consequences import bonus_of, veto_of
from plancode.render.views.footer import footer
from plancode.render.views.methods import method_in_words
from plancode.render.views.parts import kpi_name
from plancode.scorecard.cards import PersonCard
from plancode.scorecard.scoring import Scored
from plancode.scorecard.stretches import Stretch
from plancode.scorecard.totals import Card, Extra, Looked
from plancode.scorecard.totals import Line as CardLine

REACHED: Final = ("col.target", "rescol.actual", "rescol.variance", "rescol.attainment")
GIVEN: Final = ("col.weight", "rescol.raw", "rescol.points")
_PLACES: Final = 2


def score_view(edition: Edition, made: PersonCard) -> View:
    """Return somebody's scorecard as a page of its own."""
    title = Term("results.card", (("name", made.person.model.label), ("period", _period(edition, made))))
    return View("", title, (*card_blocks(edition, made), footer(edition)))


def year_view(edition: Edition, person: Entity[Person], stretch: Stretch) -> View | None:
    """Return the year of somebody's scorecard, as far as it has gone; None where they are not scored in it."""
    year = edition.cards.year(person, stretch) if edition.cards is not None else None
    if year is None or edition.figures is None:
        return None
    is_over = stretch.is_over(edition.as_of)
    grade = year.card.grade if is_over else None
    facts = shown(
        (
            (Term("col.person"), person_link(person)),
            (Term("rescol.total"), points_of(year.card.total)),
            (Term("rescol.grade"), grade_of(year.card) if is_over else None),
            (Term("col.coefficient"), grade.coefficient if grade else None),
            (Term("rescol.given"), points_of(year.given) if is_over else None),
            (Term("rescol.true_up"), points_of(year.true_up) if is_over else None),
        )
    )
    heads = columns("col.kpi", *GIVEN, numeric=GIVEN)
    rows = tuple(
        (kpi_name(edition, one.kpi), one.kpi.weight, points_of(one.scored.raw), points_of(one.scored.points))
        for one in year.card.lines
    )
    title = Term("results.year", (("name", person.model.label), ("period", edition.figures.period(stretch.period))))
    running = () if is_over else (Line(Term("results.running", (("day", stretch.period.last),))),)
    return View("", title, (facts, *running, Table(heads, rows, Term("none")), footer(edition)))


def card_section(edition: Edition, made: PersonCard) -> Section:
    """Return somebody's scorecard as a part of their work plan."""
    title = Term("results.person", (("period", _period(edition, made)),))
    return Section(title, card_blocks(edition, made, named=False))


def card_blocks(edition: Edition, made: PersonCard, *, named: bool = True) -> tuple[Block, ...]:
    """Return a scorecard: what it comes to, its lines, how points are found, what stands outside the hundred."""
    figures = edition.figures
    if figures is None:
        return ()
    running = Term("results.running", (("day", made.stretch.period.last),))
    return (
        _facts(edition, made, named=named),
        *(() if made.stretch.is_over(edition.as_of) else (Line(running),)),
        *_of_team(edition, made),
        _reached(edition, figures, made),
        _given(edition, made),
        *_outside(edition, figures, made.card),
        _steps(made.card),
    )


def _period(edition: Edition, made: PersonCard) -> Inline:
    return edition.figures.period(made.stretch.period) if edition.figures is not None else made.stretch.period


def _facts(edition: Edition, made: PersonCard, *, named: bool) -> Facts:
    grade = made.card.grade
    return shown(
        (
            (Term("col.person"), person_link(made.person) if named else None),
            (Term("title.scorecards"), edition.rubric_name(made.rubric)),
            (Term("col.period"), _period(edition, made)),
            (Term("rescol.total"), points_of(made.card.total)),
            (Term("rescol.grade"), grade_of(made.card)),
            (Term("col.coefficient"), grade.coefficient if grade else None),
            (Term("col.then"), grade.then if grade else None),
        )
    )


def _of_team(edition: Edition, made: PersonCard) -> tuple[Line, ...]:
    """Say which lines are those of the team that somebody leads."""
    if not made.by_team:
        return ()
    names = tuple(kpi_name(edition, line.kpi) for line in made.card.lines if line.kpi.id in made.by_team)
    return (Line(Term("results.of_team", (("team", edition.team(made.team)), ("lines", Joined(names))))),)


def points_of(points: Decimal | None) -> Inline:
    """Return points with two decimals."""
    return Fixed(points, _PLACES) if points is not None else None


def grade_of(card: Card) -> Inline:
    """Return a grade, or why there is none."""
    if card.reason is not None:
        return Term(f"no_grade.{card.reason}")
    return card.grade.grade if card.grade is not None else None


def _reached(edition: Edition, figures: Figures, made: PersonCard) -> Section:
    """Return what was reached in each line."""
    rows = tuple(_line_reached(edition, figures, line) for line in made.card.lines)
    heads = columns("col.kpi", *REACHED, numeric=REACHED)
    return Section(Term("results.reached"), (Table(heads, rows, Term("none")),))


def _line_reached(edition: Edition, figures: Figures, line: CardLine) -> tuple[Inline, ...]:
    scored = line.scored
    return (
        kpi_name(edition, line.kpi),
        _written(figures, line.kpi, scored.reading.target),
        _actual(figures, line.kpi, scored),
        _written(figures, line.kpi, scored.variance),
        share(scored.attainment),
    )


def _given(edition: Edition, made: PersonCard) -> Section:
    """Return what each line gives, and how its points are found."""
    rows = tuple(
        (kpi_name(edition, one.kpi), one.kpi.weight, points_of(one.scored.raw), points_of(one.scored.points))
        for one in made.card.lines
    )
    total: tuple[Inline, ...] = (Term("total"), made.card.weight, None, points_of(made.card.earned))
    table = Table(columns("col.kpi", *GIVEN, numeric=GIVEN), rows, Term("none"), total)
    return Section(Term("rescol.points"), (table, *_methods(edition, made)))


def _actual(figures: Figures, kpi: Kpi, scored: Scored) -> Inline:
    """Return an actual, the level that was given, or why there is none."""
    if scored.reason is not None and scored.reading.actual is None:
        return Term("no_data_of", (("reason", Term(f"no_data.{scored.reason}")),))
    if scored.reading.level is not None:
        return Term("level_given", (("level", scored.reading.level),))
    return _written(figures, kpi, scored.reading.actual)


def _written(figures: Figures, kpi: Kpi, value: Decimal | None) -> Inline:
    if kpi.tasks and value is not None:
        return share(value)
    if kpi.metric is not None:
        return figures.written(kpi.metric, value)
    return Quantity(value) if value is not None else None


def _methods(edition: Edition, made: PersonCard) -> tuple[Block, ...]:
    """Return how the points of each line are found, with the reason where a line has some data but no points."""
    found = []
    for line in made.card.lines:
        method: Inline = method_in_words(line.kpi.score, line.kpi.weight)
        reason = line.scored.reason
        if reason is not None and line.scored.reading.actual is not None:
            method = Joined((method, Term("no_data_of", (("reason", Term(f"no_data.{reason}")),))), "list.semicolon")
        found.append((0, Term("results.line_of", (("kpi", kpi_name(edition, line.kpi)), ("method", method)))))
    missing = Term(f"missing.{made.rubric.model.missing}")
    lacking = any(line.scored.points is None for line in made.card.lines)
    return (Line(Term("results.how")), Items(tuple(found)), *((Line(missing),) if lacking else ()))


def _outside(edition: Edition, figures: Figures, card: Card) -> tuple[Section, ...]:
    found = [
        *(_extra(edition, one) for one in (*card.additions, *card.deductions)),
        *(_veto(edition, figures, one) for one in card.vetoes),
    ]
    return (Section(Term("results.outside"), (Items(tuple((0, one) for one in found)),)),) if found else ()


def _extra(edition: Edition, one: Extra) -> Inline:
    bonus: tuple[str, Inline] = ("bonus", bonus_of(edition, one.bonus))
    if one.points is None:
        return Term("extra_state.unknown", (bonus,))
    return Term("extra_state.known", (bonus, ("count", one.count), ("points", points_of(one.points))))


def _veto(edition: Edition, figures: Figures, one: Looked) -> Inline:
    veto: tuple[str, Inline] = ("veto", veto_of(edition, one.veto))
    if one.bites is None:
        return Term("veto_state.unknown", (veto,))
    value = figures.written(one.veto.metric, one.value)
    return Term("veto_state.bites" if one.bites else "veto_state.holds", (veto, ("value", value)))


def _steps(card: Card) -> Section:
    heads = columns("rescol.step", "col.value", numeric=("col.value",))
    rows = tuple((Term(f"step.{name}"), _value(value)) for name, value in card.steps)
    return Section(Term("results.steps"), (Table(heads, rows, Term("none")),))


def _value(value: Decimal | Quantity | int | str) -> Inline:
    return Fixed(value, _PLACES) if isinstance(value, Decimal) else value
