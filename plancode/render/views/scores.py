"""The results page: everybody's scorecard in a line, how attainment is spread, and how the sources reconcile."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from plancode.actuals.records import NoReading
from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.period import Period
from plancode.render.blocks import (
    Amount,
    Block,
    Inline,
    Items,
    Joined,
    Line,
    Section,
    Table,
    Term,
    View,
    columns,
    folded,
)
from plancode.render.edition import Edition, person_link
from plancode.render.figures import Figures, share
from plancode.render.views.footer import footer
from plancode.render.views.score_card import grade_of, points_of
from plancode.scorecard.cards import Cards, PersonCard
from plancode.scorecard.distribution import Attained, Distribution, Figure, Third, distribution
from plancode.scorecard.results import Results, Totals
from plancode.scorecard.stretches import Stretch

PAGE: Final = "results.md"
MOST_ROWS: Final = 200
MORE: Final = "more_rows"
_THIRDS: Final = ("small", "middle", "large")


def results_view(edition: Edition) -> View | None:
    """Return the results page; None where no results were read."""
    if edition.cards is None:
        return None
    made = latest_cards(edition.cards, edition.cards.analysis.staffing.people)
    blocks = (*scores_blocks(edition, made), *spread_blocks(edition), *reconciled(edition), footer(edition))
    return View(PAGE, Term("results.page"), blocks)


def latest_cards(cards: Cards, people: Iterable[Entity[Person]]) -> tuple[PersonCard, ...]:
    """Return the newest scorecard of each, of the last stretch that is over, else of the one that runs."""
    return tuple(made for person in people if (made := cards.newest(person)) is not None)


def scores_blocks(edition: Edition, made: tuple[PersonCard, ...]) -> tuple[Block, ...]:
    """Return a table of scorecards for each stretch of time."""
    by_stretch: dict[Stretch, list[PersonCard]] = {}
    for one in made:
        by_stretch.setdefault(one.stretch, []).append(one)
    if not by_stretch:
        return (Line(Term("results.nobody")),)
    return tuple(_scores(edition, stretch, found) for stretch, found in by_stretch.items())


def _scores(edition: Edition, stretch: Stretch, made: list[PersonCard]) -> Section:
    figures = edition.figures
    metric = figures.analysis.main_metric if figures else None
    name = edition.metric_name(metric) if metric else None
    heads = columns(
        "col.person", "col.role", "rescol.attainment", "rescol.total", "rescol.counted", "rescol.grade",
        numeric=("rescol.attainment", "rescol.total", "rescol.counted"),
    )  # fmt: skip
    rows, more = folded([_score(edition, one, metric) for one in made], MOST_ROWS, MORE)
    title = Term("results.scores", (("period", figures.period(stretch.period) if figures else stretch.period),))
    about = () if name is None else (Line(Joined((Term("rescol.attainment"), name), "colon")),)
    is_over = stretch.is_over(edition.as_of)
    running = () if is_over else (Line(Term("results.running", (("day", stretch.period.last),))),)
    follows = _follows(made) if is_over else ()
    return Section(title, (*running, *about, Table(heads, rows, Term("results.nobody")), *more, *follows))


def _score(edition: Edition, made: PersonCard, metric: str | None) -> tuple[Inline, ...]:
    lines = [one for one in made.card.lines if one.kpi.metric == metric]
    attained = lines[0].scored.attainment if lines else None
    role = edition.facts.role(made.person)
    return (
        person_link(made.person),
        role.model.label if role else made.person.model.role,
        share(attained),
        points_of(made.card.total),
        made.card.weight_counted if made.card.weight_counted != made.card.weight else None,
        grade_of(made.card),
    )


def _follows(made: list[PersonCard]) -> tuple[Block, ...]:
    """Return what follows from grades, with those who have them."""
    found: dict[tuple[str, str], list[Inline]] = {}
    for one in made:
        grade = one.card.grade
        if grade is not None and grade.then is not None:
            found.setdefault((grade.grade, grade.then), []).append(person_link(one.person))
    lines = tuple(
        (0, Term("results.grade_then", (("grade", grade), ("then", then), ("names", Joined(tuple(names))))))
        for (grade, then), names in sorted(found.items())
    )
    return (Line(Term("results.consequences")), Items(lines)) if lines else ()


def spread_blocks(edition: Edition) -> tuple[Section, ...]:
    """Return how attainment in the main metric is spread over the people of the year."""
    cards, figures = edition.cards, edition.figures
    metric = figures.analysis.main_metric if figures else None
    if cards is None or figures is None or metric is None or edition.standings is None:
        return ()
    part = _over(cards, metric, edition.standings.stretch)
    found = spread(cards, metric, part)
    if not found.judged:
        return ()
    heads = columns("rescol.definition", "col.value", "rescol.made_of", numeric=("col.value",))
    rows = [*map(_figure, found.figures), *_thirds(found.thirds)]
    names = tuple(edition.person(name) for name, _ in found.not_judged)
    blocks: tuple[Block, ...] = (
        Line(Joined((edition.metric_name(metric), figures.period(part.period)), "list.dot")),
        Table(heads, tuple(rows), Term("none")),
        Line(Term("results.judged", (("count", found.judged),))),
        *((Line(Term("results.not_judged", (("names", Joined(names)),))),) if names else ()),
    )
    return (Section(Term("results.distribution"), blocks),)


def _over(cards: Cards, metric: str, stretch: Stretch) -> Stretch:
    """Return the periods of a stretch that are over, and for which the sources of a metric are complete."""
    numbers = tuple(one for one in stretch.numbers if cards.is_complete(metric, one))
    if len(numbers) in (0, len(stretch.numbers)):
        return Stretch(stretch.period, numbers)
    periods = cards.analysis.horizon.periods
    return Stretch(Period(periods[numbers[0]].start, periods[numbers[-1]].end), numbers)


def spread(cards: Cards, metric: str, part: Stretch) -> Distribution:
    """Return how attainment in a metric is spread over those with a target of their own."""
    people = [one for one in cards.analysis.staffing.people if any(cards.analysis.current(metric, _own(one)).values())]
    found = [
        Attained(
            one.model.id,
            cards.measured.so_far(metric, _own(one), part),
            cards.measured.previous(metric, _own(one), part, None),
        )
        for one in people
    ]
    return distribution(found, cards.measured.of_plan(metric, part))


def _own(person: Entity[Person]) -> tuple[tuple[str, str], ...]:
    return (("person", person.model.id),)


def _figure(one: Figure) -> tuple[Inline, ...]:
    parts = tuple(
        Joined((Term(f"step.{name}"), Amount(value) if isinstance(value, Decimal) else value), "space")
        for name, value in one.steps
    )
    made: Inline = Term("ratio_of", (("over", parts[0]), ("under", parts[1]))) if len(parts) > 1 else None
    value: Inline = share(one.value) if one.value is not None else Term(f"no_data.{one.reason}")
    return (Term(f"definition.{one.definition}"), value, made)


def _thirds(thirds: tuple[Third, ...]) -> Iterator[tuple[Inline, ...]]:
    for which, third in zip(_THIRDS, thirds, strict=False):
        values: tuple[tuple[str, Inline], ...] = (("size", len(third.names)), ("which", Term(f"third.{which}")))
        yield (Term("definition.third", values), share(third.attainment), None)


def reconciled(edition: Edition) -> tuple[Section, ...]:
    """Return how each source and metric reconciles: matched and unmatched make the total, to the last cent."""
    results, figures = edition.results, edition.figures
    if results is None or figures is None:
        return ()
    names = ("rescol.rows", "rescol.sum", "rescol.matched", "rescol.unmatched", "rescol.overlay", "rescol.outside")
    heads = columns("rescol.source", "col.metric", *names, "rescol.complete", numeric=names)
    rows = tuple(_reconciled(edition, figures, results, one) for one in results.totals.values())
    missing = tuple(_missing(results, one) for one in results.refused)
    adds_up = all(figures.analysis.measures.adds_over_time(one.metric) for one in results.totals.values())
    note = () if adds_up else (Line(Term("results.numerators")),)
    table = Table(heads, rows, Term("results.none"))
    return (Section(Term("results.reconciled"), (*missing, table, *note)),)


def _missing(results: Results, refused: NoReading) -> Line:
    source = results.sources[refused.source].model
    key = f"missing_source.{refused.reason if refused.reason in {'unasked', 'forbidden'} else 'unread'}"
    return Line(Term(key, (("source", source.title or source.id),)))


def _reconciled(edition: Edition, figures: Figures, results: Results, one: Totals) -> tuple[Inline, ...]:
    source = results.sources[one.source].model

    def written(value: Decimal) -> Inline:
        adds_up = figures.analysis.measures.adds_over_time(one.metric)
        return figures.written(one.metric, value) if adds_up else Amount(value)

    return (
        source.title or source.id,
        edition.metric_name(one.metric),
        one.rows,
        written(one.total),
        written(one.matched),
        written(one.unmatched) if one.unmatched else None,
        written(one.overlay) if one.overlay else None,
        Joined((one.outside_rows, written(one.outside)), "list.dot") if one.outside_rows else None,
        source.complete_through,
    )
