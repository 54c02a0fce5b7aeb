"""The results page: everybody's scorecard in a line, how attainment is spread, and how the sources reconcile."""

from collections.abc import Iterable
from typing import Final

from plancode.actuals.records import NoReading
from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.period import Period
from plancode.render.blocks import Block, Items, Line, Section, View
from plancode.render.edition import Edition
from plancode.render.views.footer import footer
from plancode.said.value import Joined, Said, Term
from plancode.scorecard.cards import Cards, PersonCard
from plancode.scorecard.distribution import Attained, Distribution, distribution
from plancode.scorecard.results import Results
from plancode.scorecard.stretches import Stretch
from plancode.tables.pace import results_table
from plancode.tables.scores import scores_table, spread_table

PAGE: Final = "results.md"
MOST_ROWS: Final = 200


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
    title = Term("results.scores", (("period", stretch.period),))
    is_over = stretch.is_over(edition.as_of)
    running = () if is_over else (Line(Term("results.running", (("day", stretch.period.last),))),)
    follows = _follows(made) if is_over else ()
    return Section(title, (*running, *_scored(edition, made), *follows))


def _scored(edition: Edition, made: list[PersonCard]) -> tuple[Block, ...]:
    figures = edition.figures
    if figures is None:
        return ()
    table = scores_table(figures.analysis, edition.facts, made)
    main = figures.analysis.main_metric
    about = () if main is None else (Line(Joined((Term("col.attainment"), edition.metric_name(main)), "list.colon")),)
    return (
        *about,
        table.without("scorecard", "period", "lines", "additions", "deductions", "coefficient").first(MOST_ROWS),
    )


def _follows(made: list[PersonCard]) -> tuple[Block, ...]:
    """Return what follows from grades, with those who have them."""
    found: dict[tuple[str, str], list[Said]] = {}
    for one in made:
        grade = one.card.grade
        if grade is not None and grade.then is not None:
            found.setdefault((grade.grade, grade.then), []).append(one.person.ref)
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
    names = tuple(edition.person(name) for name, _ in found.not_judged)
    blocks: tuple[Block, ...] = (
        Line(Joined((edition.metric_name(metric), part.period), "list.dot")),
        spread_table(found),
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


def reconciled(edition: Edition) -> tuple[Section, ...]:
    """Return how each source and metric reconciles: matched and unmatched make the total, to the last cent."""
    results, figures = edition.results, edition.figures
    if results is None or figures is None:
        return ()
    missing = tuple(_missing(results, one) for one in results.refused)
    adds_up = all(figures.analysis.measures.adds_over_time(one.metric) for one in results.totals.values())
    note = () if adds_up else (Line(Term("results.numerators")),)
    return (Section(Term("results.reconciled"), (*missing, results_table(figures.analysis, results), *note)),)


def _missing(results: Results, refused: NoReading) -> Line:
    source = results.sources[refused.source].model
    key = f"missing_source.{refused.reason if refused.reason in {'unasked', 'forbidden'} else 'unread'}"
    return Line(Term(key, (("source", source.title or source.id),)))
