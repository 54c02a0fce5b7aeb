"""Somebody's scorecard as it is filled in: every line so that it can be recomputed, and the way to the grade."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from plancode.graph.entity import Entity
from plancode.model.rubric import RubricDocument
from plancode.model.scoring import Bonus
from plancode.model.team import Person
from plancode.period import Period
from plancode.render.blocks import Block, FactList, Items, Line, Section, View, shown
from plancode.render.edition import Edition
from plancode.render.figures import Figures
from plancode.render.views.consequences import bonus_of, veto_of, withheld_lines
from plancode.render.views.footer import footer
from plancode.said.value import Against, Fixed, Joined, Said, Term
from plancode.scorecard.answers import few_answers
from plancode.scorecard.cards import PersonCard
from plancode.scorecard.given import cases
from plancode.scorecard.scoring import part_of_weight, unread
from plancode.scorecard.stretches import Stretch
from plancode.scorecard.totals import Card, CardLine
from plancode.tables.scopes import kpi_ref
from plancode.tables.scores import REACHED, SUMS, decisive, grade_of, lines_table, no_data
from plancode.tables.table import Column, Row, Table, formed, table

FoundBy = Callable[[RubricDocument, CardLine], tuple[Said, ...] | None]
"""How the points of a line were found, where that is not the method of the line."""


def score_view(edition: Edition, scorecard: PersonCard) -> View:
    """Return somebody's scorecard as a page of its own."""
    title = Term("results.card", (("name", scorecard.person.model.label), ("period", scorecard.stretch.period)))
    return View("", title, (*card_blocks(edition, scorecard), footer(edition)))


def year_view(edition: Edition, person: Entity[Person], stretch: Stretch) -> View | None:
    """Return the year of somebody's scorecard, as far as it has gone; None where they are not scored in it."""
    year = edition.cards.year(person, stretch) if edition.cards is not None else None
    rubric = edition.cards.rubrics.on(person, stretch) if edition.cards is not None else None
    if year is None or rubric is None or edition.figures is None:
        return None
    is_over, grade = stretch.is_over(edition.as_of), year.card.grade
    facts = [
        (Term("col.person"), person.ref),
        (Term("col.total"), points_of(decisive(year.card, year.card.total))),
        (Term("col.grade"), grade_of(year.card)),
        (Term("col.coefficient"), grade.coefficient if grade else None),
        (Term("col.given"), points_of(year.given) if rubric.model.true_up else None),
        (Term("col.true_up"), points_of(year.true_up) if is_over else None),
    ]
    title = Term(
        "results.year" if is_over else "results.year_so_far", (("name", person.model.label), ("period", stretch.period))
    )
    over = (("day", stretch.period.last), ("periods", tuple(edition.graph.period(name) for name in year.periods)))
    lines = [Line(Term("results.year_running", over))] if not is_over else [*withheld_lines([(person, year.card)])]
    if year.ungraded:
        values = (("name", person.ref), ("periods", tuple(edition.graph.period(name) for name in year.ungraded)))
        lines.append(Line(Term("results.year_ungraded", values)))
    lines += _stands_on(year.card)
    made = PersonCard(person, rubric, stretch, year.card, None, frozenset())
    return View("", title, (shown(facts), *lines, *_lines(edition, edition.figures, made, _of_year), footer(edition)))


def card_section(edition: Edition, scorecard: PersonCard) -> Section:
    """Return somebody's scorecard as a part of their work plan."""
    title = Term("results.person", (("period", scorecard.stretch.period),))
    return Section(title, card_blocks(edition, scorecard, named=False))


def card_blocks(edition: Edition, scorecard: PersonCard, *, named: bool = True) -> tuple[Block, ...]:
    """Return a scorecard: what it comes to, its lines, how points are found, what stands outside the hundred."""
    figures = edition.figures
    if figures is None:
        return ()
    blocks: list[Block] = [_facts(edition, scorecard, named=named)]
    blocks += withheld_lines([(scorecard.person, scorecard.card)])
    blocks += _stands_on(scorecard.card)
    blocks += _few_answers(edition, scorecard)
    blocks += _known_so_far(edition, scorecard)
    blocks += _assessed_before(edition, scorecard)
    if scorecard.by_team:
        names = tuple(
            kpi_ref(edition.graph, line.kpi) for line in scorecard.card.lines if line.kpi.id in scorecard.by_team
        )
        values = (("team", edition.team(scorecard.team)), ("lines", Joined(names)))
        blocks.append(Line(Term("results.of_team", values)))
    steps = table(
        (Column("step"), Column("value", "points")),
        (
            (Term(f"step.{key}"), decisive(scorecard.card, value) if key in SUMS else value)
            for key, value in scorecard.card.steps
        ),
    )
    return (
        *blocks,
        *_lines(edition, figures, scorecard),
        *_outside(edition, figures, scorecard),
        Section(Term("results.steps"), (steps,)),
    )


def _stands_on(card: Card) -> Iterator[Line]:
    """Say on how much of its weight a scorecard stands, where some lines that are due have no data."""
    if card.withheld is None and card.total is not None and card.weight_known < card.weight_due:
        yield Line(Term("results.stands_on", (("counted", Against(card.weight_known, ())), ("of", card.weight_due))))


def _few_answers(edition: Edition, scorecard: PersonCard) -> Iterator[Line]:
    """Say which lines stand on so few answers that they are chance."""
    least = edition.graph.policy.survey_sample
    for line in scorecard.card.lines:
        few = few_answers(edition.graph, line.kpi.metric, line.scored.reading)
        if few is not None and line.counted is not None:
            values = (("kpi", kpi_ref(edition.graph, line.kpi)), ("answers", few), ("least", least))
            yield Line(Term("results.few_answers", values))


def _assessed_before(edition: Edition, scorecard: PersonCard) -> Iterator[Line]:
    """Yield which lines are scored by an assessment from before the period, because none was made in it."""
    cards, period = edition.cards, scorecard.stretch.period
    for kpi in cards.kpis(scorecard.rubric) if cards is not None else ():
        line, until = scorecard.card.line(kpi.model.id), min(edition.as_of, period.last)
        if cards is None or kpi.model.assess is None or line is None or line.scored.points is None:
            continue
        newest = cards.assessed.newest(scorecard.person.model.id, kpi, until)
        if newest is not None and newest.model.on < period.start:
            values = (("kpi", kpi_ref(edition.graph, kpi.model)), ("day", newest.model.on))
            yield Line(Term("results.assessed_before", values))


def _known_so_far(edition: Edition, scorecard: PersonCard) -> Iterator[Line]:
    """Yield how far results are known: of a period that runs where that is not to the day of looking.

    Of a period that is over that is told where a source does not say that it has them all.
    """
    if edition.cards is None:
        return
    measured, stretch = edition.cards.measured, scorecard.stretch
    is_over, period = stretch.is_over(edition.as_of), stretch.period
    so_far = period if is_over else Period(period.start, edition.as_of + timedelta(days=1))
    reached: dict[date, list[Said]] = {}
    for metric in dict.fromkeys(
        line.kpi.metric for line in scorecard.card.lines if line.scored.reading.actual is not None
    ):
        day = measured.through(metric) if metric is not None else None
        if metric is not None and day is not None and not measured.reaches(metric, so_far):
            reached.setdefault(day, []).append(edition.metric_name(metric))
    for day, metrics in reached.items():
        if is_over:
            yield from (Line(Term("results.card_assumed", (("metric", one), ("day", day)))) for one in metrics)
        else:
            yield Line(Term("results.card_through", (("metrics", Joined(tuple(metrics))), ("day", day))))


def _facts(edition: Edition, scorecard: PersonCard, *, named: bool) -> FactList:
    grade = scorecard.card.grade
    return shown(
        (
            (Term("col.person"), scorecard.person.ref if named else None),
            (Term("title.scorecards"), edition.rubric_name(scorecard.rubric)),
            (Term("col.period"), scorecard.stretch.period),
            (Term("col.total"), points_of(decisive(scorecard.card, scorecard.card.total))),
            (Term("col.grade"), grade_of(scorecard.card)),
            (Term("col.coefficient"), grade.coefficient if grade else None),
            (Term("col.then"), grade.then if grade else None),
        )
    )


def points_of(points: Said) -> Said:
    """Return points with two decimals, or as many as show what they decide."""
    return formed(points, "points")


def _of_year(rubric: RubricDocument, line: CardLine) -> tuple[Said, ...] | None:
    """Return how the points of a year are made of those of its periods; None where they are by the year's figures."""
    rule = line.kpi.year or rubric.year
    if rule == "cumulative":
        return None
    numbers = [value for _, value in line.scored.steps if isinstance(value, Decimal)]
    known, due = line.periods
    partly = (Term("year_of.partly", (("known", known), ("due", due))),) if known < due else ()
    if all(key != "period_target" for key, _ in line.scored.steps):
        kind = "mean" if rule == "mean" else "alike"
        return (Term(f"year_of.{kind}", (("points", tuple(Fixed(value, 2) for value in numbers[:-1])),)), *partly)
    pairs = zip(numbers[:-1:2], numbers[1:-1:2], strict=True)
    weighted = tuple(Term("year_of.times", (("points", Fixed(one, 2)), ("target", target))) for one, target in pairs)
    return (Term("year_of.weighted", (("points", weighted),)), *partly)


def _of_parts(line: CardLine, period: str) -> Term:
    """Return how the points of a line are made of those of its periods, of which each is scored in this way."""
    given = tuple(
        Fixed(value, 2) for key, value in line.scored.steps if key == "period_points" and isinstance(value, Decimal)
    )
    if not given:
        return Term("of_parts.none")
    times = line.kpi.added_up(period)
    if line.kpi.together == "sum" and len(given) != times:
        values = (("points", given), ("counted", len(given)), ("times", times))
        return Term("of_parts.sum_of_some", values)
    return Term(f"of_parts.{line.kpi.together or 'mean'}", (("points", given),))


def _lines(edition: Edition, figures: Figures, scorecard: PersonCard, how: FoundBy | None = None) -> Iterator[Section]:
    """Yield what was reached in each line, and what each gives and how its points are found."""
    lines = lines_table(figures.analysis, [scorecard])
    lines = lines.without("person", "period", "metric", "method", "previous")
    reached = _reached(lines).without("weight", "raw", "points", "made_of")
    yield Section(Term("results.reached"), (reached, *_made_of(lines)))
    given = lines.without(*REACHED)
    total: dict[str, Said] = {
        "kpi": Term("total"),
        "weight": scorecard.card.weight,
        "points": decisive(scorecard.card, scorecard.card.earned),
    }
    given = replace(given, total=tuple(total.get(column.key) for column in given.columns))
    yield Section(Term("col.points"), (given, *_methods(edition, scorecard, how)))


def _made_of(lines: Table) -> Iterator[Block]:
    """Yield what the actuals that are quotients are made of."""
    kpi, made_of = lines.index("kpi"), lines.index("made_of")
    quotients = [row.cells for row in lines.rows if row.cells[made_of] is not None]
    if quotients:
        yield Line(Term("results.made_of"))
        words = (Term("results.line_of", (("kpi", cells[kpi]), ("method", cells[made_of]))) for cells in quotients)
        yield Items(tuple((0, line) for line in words))


def _reached(lines: Table) -> Table:
    """Return the lines with the level that was given as the actual, and why there is none where there is none."""
    actual, level, reason = (lines.index(key) for key in ("actual", "level", "no_data"))
    rows = []
    for row in lines.rows:
        cells = row.cells
        told = cells[actual]
        if cells[level] is not None:
            told = Term("level_given", (("level", cells[level]),))
        elif cells[reason] is not None and told is None:
            told = Term("no_data_of", (("reason", cells[reason]),))
        rows.append(Row((*cells[:actual], told, *cells[actual + 1 :]), row.why))
    return replace(lines, rows=tuple(rows)).without("level", "no_data")


def _methods(edition: Edition, scorecard: PersonCard, how: FoundBy | None) -> Iterator[Block]:
    """Yield how the points of each line are found, with the reason where a line has some data but no points."""
    items = []
    for line in scorecard.card.lines:
        score, reason = line.kpi.score, line.scored.reason
        own = how(scorecard.rubric.model, line) if how is not None and line.scored.points is not None else None
        words = score.in_words(
            part_of_weight(line.kpi, scorecard.rubric.model), line.scored.as_planned(unread(edition.graph, line.kpi))
        )
        parts: list[Said] = [*(own if own is not None else (words, *score.beside(line.scored.reading)))]
        if own is None and line.scored.parts:
            parts.append(_of_parts(line, scorecard.rubric.model.period))
        if reason is not None and line.scored.reading.actual is not None:
            parts.append(Term("no_data_of", (("reason", no_data(line.scored)),)))
        method = Joined(tuple(parts), "list.semicolon")
        items.append((0, Term("results.line_of", (("kpi", kpi_ref(edition.graph, line.kpi)), ("method", method)))))
    yield Line(Term("results.how"))
    yield Items(tuple(items))
    treated: dict[str, list[Said]] = {}
    for line in scorecard.card.lines:
        if line.scored.points is None:
            treated.setdefault("skip" if line.counted is None else line.missing, []).append(
                kpi_ref(edition.graph, line.kpi)
            )
    for policy, lines in treated.items():
        yield Line(Term(f"missing_line.{policy}", (("lines", Joined(tuple(lines))),)))


def _outside(edition: Edition, figures: Figures, scorecard: PersonCard) -> tuple[Section, ...]:
    """Return additions, deductions and vetoes with what each comes to, where that is known, and how it was given."""
    lines: list[tuple[int, Said]] = []
    card = scorecard.card
    for extra in (*card.additions, *card.deductions):
        bonus: tuple[str, Said] = ("bonus", bonus_of(edition, extra.bonus))
        known = (("count", extra.count), ("points", points_of(extra.points)))
        is_known = extra.points is not None
        told = Term("extra_state.known", (bonus, *known)) if is_known else Term("extra_state.unknown", (bonus,))
        lines += [(0, told), *((1, line) for line in _given(edition, scorecard, extra.bonus))]
    for looked in card.vetoes:
        veto: tuple[str, Said] = ("veto", veto_of(edition, looked.veto))
        value = ("value", figures.written(looked.veto.metric, looked.value))
        state = "veto_state.bites" if looked.bites else "veto_state.holds"
        lines.append((0, Term("veto_state.unknown", (veto,)) if looked.bites is None else Term(state, (veto, value))))
    return (Section(Term("results.outside"), (Items(tuple(lines)),)),) if lines else ()


def _given(edition: Edition, scorecard: PersonCard, bonus: Bonus) -> Iterator[Said]:
    """Yield each case that people gave points for, with the reason."""
    person, period = scorecard.person.model.id, scorecard.stretch.period
    for given in edition.cards.given.of(person, bonus, period) if edition.cards is not None else ():
        model = given.model
        points = points_of(cases(model, bonus) * bonus.each)
        values = (("day", model.on), ("points", points), ("by", edition.actor(model.by)), ("reason", model.reason))
        evidence = (("evidence", model.evidence),) if model.evidence else ()
        yield Term("extra_given.proven" if evidence else "extra_given.plain", (*values, *evidence))
