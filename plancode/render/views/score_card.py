"""Somebody's scorecard as it is filled in: every line so that it can be recomputed, and the way to the grade."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.render.blocks import Block, FactList, Items, Line, Section, View, shown
from plancode.render.edition import Edition
from plancode.render.figures import Figures
from plancode.render.views.consequences import bonus_of, veto_of
from plancode.render.views.footer import footer
from plancode.said.value import Joined, Said, Term
from plancode.scorecard.cards import PersonCard
from plancode.scorecard.stretches import Stretch
from plancode.scorecard.totals import Card, Extra, Looked
from plancode.tables.scopes import kpi_ref
from plancode.tables.scores import REACHED, grade_of, lines_table
from plancode.tables.table import Cells, Column, Row, Table, formed, table

GIVEN: Final = (Column("kpi", "name"), Column("weight", "count"), Column("raw", "points"), Column("points", "points"))


def score_view(edition: Edition, made: PersonCard) -> View:
    """Return somebody's scorecard as a page of its own."""
    title = Term("results.card", (("name", made.person.model.label), ("period", made.stretch.period)))
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
            (Term("col.person"), person.ref),
            (Term("col.total"), points_of(year.card.total)),
            (Term("col.grade"), grade_of(year.card) if is_over else None),
            (Term("col.coefficient"), grade.coefficient if grade else None),
            (Term("col.given"), points_of(year.given) if is_over else None),
            (Term("col.true_up"), points_of(year.true_up) if is_over else None),
        )
    )
    lines = (
        (kpi_ref(edition.graph, one.kpi), one.kpi.weight, one.scored.raw, one.scored.points) for one in year.card.lines
    )
    title = Term("results.year", (("name", person.model.label), ("period", stretch.period)))
    running = () if is_over else (Line(Term("results.running", (("day", stretch.period.last),))),)
    return View("", title, (facts, *running, table(GIVEN, lines), footer(edition)))


def card_section(edition: Edition, made: PersonCard) -> Section:
    """Return somebody's scorecard as a part of their work plan."""
    title = Term("results.person", (("period", made.stretch.period),))
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
        *_lines(edition, figures, made),
        *_outside(edition, figures, made.card),
        _steps(made.card),
    )


def _facts(edition: Edition, made: PersonCard, *, named: bool) -> FactList:
    grade = made.card.grade
    return shown(
        (
            (Term("col.person"), made.person.ref if named else None),
            (Term("title.scorecards"), edition.rubric_name(made.rubric)),
            (Term("col.period"), made.stretch.period),
            (Term("col.total"), points_of(made.card.total)),
            (Term("col.grade"), grade_of(made.card)),
            (Term("col.coefficient"), grade.coefficient if grade else None),
            (Term("col.then"), grade.then if grade else None),
        )
    )


def _of_team(edition: Edition, made: PersonCard) -> tuple[Line, ...]:
    """Say which lines are those of the team that somebody leads."""
    if not made.by_team:
        return ()
    names = tuple(kpi_ref(edition.graph, line.kpi) for line in made.card.lines if line.kpi.id in made.by_team)
    return (Line(Term("results.of_team", (("team", edition.team(made.team)), ("lines", Joined(names))))),)


def points_of(points: Decimal | None) -> Said:
    """Return points with two decimals."""
    return formed(points, "points")


def _lines(edition: Edition, figures: Figures, made: PersonCard) -> Iterator[Section]:
    """Yield what was reached in each line, and what each gives and how its points are found."""
    found = lines_table(figures.analysis, [made]).without("person", "period", "metric", "method")
    yield Section(Term("results.reached"), (_reached(found).without("weight", "raw", "points"),))
    given = found.without(*REACHED)
    total: dict[str, Said] = {"kpi": Term("total"), "weight": made.card.weight, "points": made.card.earned}
    last = tuple(total.get(one.key) for one in given.columns)
    yield Section(Term("col.points"), (replace(given, total=last), *_methods(edition, made)))


def _reached(found: Table) -> Table:
    """Return the lines with the level that was given as the actual, and why there is none where there is none."""
    actual, level, reason = (found.index(key) for key in ("actual", "level", "no_data"))

    def told(cells: Cells) -> Said:
        if cells[level] is not None:
            return Term("level_given", (("level", cells[level]),))
        missing = cells[reason] is not None and cells[actual] is None
        return Term("no_data_of", (("reason", cells[reason]),)) if missing else cells[actual]

    rows = (Row((*row.cells[:actual], told(row.cells), *row.cells[actual + 1 :]), row.why) for row in found.rows)
    return replace(found, rows=tuple(rows)).without("level", "no_data")


def _methods(edition: Edition, made: PersonCard) -> tuple[Block, ...]:
    """Return how the points of each line are found, with the reason where a line has some data but no points."""
    found = []
    for line in made.card.lines:
        method: Said = line.kpi.score.in_words(line.kpi.weight)
        reason = line.scored.reason
        if reason is not None and line.scored.reading.actual is not None:
            method = Joined((method, Term("no_data_of", (("reason", Term(f"no_data.{reason}")),))), "list.semicolon")
        found.append((0, Term("results.line_of", (("kpi", kpi_ref(edition.graph, line.kpi)), ("method", method)))))
    missing = Term(f"missing.{made.rubric.model.missing}")
    lacking = any(line.scored.points is None for line in made.card.lines)
    return (Line(Term("results.how")), Items(tuple(found)), *((Line(missing),) if lacking else ()))


def _outside(edition: Edition, figures: Figures, card: Card) -> tuple[Section, ...]:
    found = [
        *(_extra(edition, one) for one in (*card.additions, *card.deductions)),
        *(_veto(edition, figures, one) for one in card.vetoes),
    ]
    return (Section(Term("results.outside"), (Items(tuple((0, one) for one in found)),)),) if found else ()


def _extra(edition: Edition, one: Extra) -> Said:
    bonus: tuple[str, Said] = ("bonus", bonus_of(edition, one.bonus))
    if one.points is None:
        return Term("extra_state.unknown", (bonus,))
    return Term("extra_state.known", (bonus, ("count", one.count), ("points", points_of(one.points))))


def _veto(edition: Edition, figures: Figures, one: Looked) -> Said:
    veto: tuple[str, Said] = ("veto", veto_of(edition, one.veto))
    if one.bites is None:
        return Term("veto_state.unknown", (veto,))
    value = figures.written(one.veto.metric, one.value)
    return Term("veto_state.bites" if one.bites else "veto_state.holds", (veto, ("value", value)))


def _steps(card: Card) -> Section:
    rows = ((Term(f"step.{name}"), value) for name, value in card.steps)
    return Section(Term("results.steps"), (table((Column("step"), Column("value", "points")), rows),))
