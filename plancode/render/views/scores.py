"""The results page: everybody's scorecard in a line, how attainment is spread, and how the sources reconcile."""

from collections.abc import Iterable, Iterator
from typing import Final

from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.period import Period
from plancode.render.blocks import Block, Items, Line, Section, View
from plancode.render.edition import Edition
from plancode.render.figures import share
from plancode.render.views.consequences import withheld_lines
from plancode.render.views.footer import footer
from plancode.render.views.parts import exchange_rates
from plancode.said.value import Joined, Said, Term
from plancode.scorecard.cards import Cards, PersonCard
from plancode.scorecard.distribution import Attained, Distribution, distribution
from plancode.scorecard.results import Results
from plancode.scorecard.stretches import Stretch
from plancode.tables.results import left_out_table, products_table, results_table, sources_table
from plancode.tables.scopes import metric_ref
from plancode.tables.scores import scores_table, spread_table

PAGE: Final = "results.md"
MOST_ROWS: Final = 200
_ON_THE_CARD: Final = (
    "scorecard",
    "period",
    "lines",
    "additions",
    "deductions",
    "coefficient",
    "pool_part",
    "pool_amount",
)
"""Columns that each scorecard tells by itself, and those of pay, which stand on no page."""


def results_view(edition: Edition) -> View | None:
    """Return the results page; None where no results were read."""
    if edition.cards is None:
        return None
    cards = latest_cards(edition.cards, edition.cards.analysis.staffing.people)
    blocks = (*scores_blocks(edition, cards), *spread_blocks(edition), *reconciled(edition), footer(edition))
    return View(PAGE, Term("results.page"), blocks)


def latest_cards(cards: Cards, people: Iterable[Entity[Person]]) -> tuple[PersonCard, ...]:
    """Return the newest scorecard of each, of the last stretch that is over, else of the one that runs."""
    return tuple(newest for person in people if (newest := cards.newest(person)) is not None)


def scores_blocks(edition: Edition, cards: tuple[PersonCard, ...]) -> tuple[Block, ...]:
    """Return a table of scorecards for each stretch of time."""
    by_stretch: dict[Stretch, list[PersonCard]] = {}
    for card in cards:
        by_stretch.setdefault(card.stretch, []).append(card)
    if not by_stretch:
        return (Line(Term("results.nobody")),)
    return tuple(_scores(edition, stretch, of_stretch) for stretch, of_stretch in by_stretch.items())


def _scores(edition: Edition, stretch: Stretch, cards: list[PersonCard]) -> Section:
    """Return the scorecards of a stretch: of one that runs so far, of one that is over with what follows."""
    figures, blocks = edition.figures, list[Block]()
    withheld = list(withheld_lines((card.person, card.card) for card in cards))
    is_over = stretch.is_over(edition.as_of)
    blocks += withheld if not is_over else ()
    if figures is not None:
        main = figures.analysis.main_metric
        if main is not None:
            blocks.append(Line(Joined((Term("col.attainment"), edition.metric_name(main)), "list.colon")))
        scores = scores_table(figures.analysis, edition.facts, cards).without(*_ON_THE_CARD)
        blocks.append(scores.first(MOST_ROWS))
    blocks += (*withheld, *_follows(cards)) if is_over else ()
    return Section(Term("results.scores", (("period", stretch.period),)), tuple(blocks))


def _follows(cards: list[PersonCard]) -> tuple[Block, ...]:
    """Return what follows from grades, with those who have them."""
    names: dict[tuple[str, str], list[Said]] = {}
    for card in cards:
        grade = card.card.grade
        if grade is not None and grade.then is not None:
            names.setdefault((grade.grade, grade.then), []).append(card.person.ref)
    lines = tuple(
        (0, Term("results.grade_then", (("grade", grade), ("then", then), ("names", Joined(tuple(graded))))))
        for (grade, then), graded in sorted(names.items())
    )
    return (Line(Term("results.consequences")), Items(lines)) if lines else ()


def spread_blocks(edition: Edition) -> tuple[Section, ...]:
    """Return how attainment in the main metric is spread over the people of the year."""
    cards, figures = edition.cards, edition.figures
    metric = figures.analysis.main_metric if figures else None
    if cards is None or figures is None or metric is None or edition.standings is None:
        return ()
    part = _over(cards, metric, edition.standings.stretch)
    people = spread(cards, metric, part)
    if not people.judged:
        return ()
    names = tuple(edition.person(name) for name, _ in people.not_judged)
    blocks: tuple[Block, ...] = (
        Line(Joined((edition.metric_name(metric), part.period), "list.dot")),
        spread_table(people),
        Line(Term("results.judged", (("count", people.judged),))),
        *((Line(Term("results.not_judged", (("names", Joined(names)),))),) if names else ()),
    )
    return (Section(Term("results.distribution"), blocks),)


def _over(cards: Cards, metric: str, stretch: Stretch) -> Stretch:
    """Return the periods of a stretch that are over, and for which the sources of a metric are complete."""
    numbers = tuple(number for number in stretch.numbers if cards.is_complete(metric, number))
    if len(numbers) in (0, len(stretch.numbers)):
        return Stretch(stretch.period, numbers)
    periods = cards.analysis.horizon.periods
    return Stretch(Period(periods[numbers[0]].start, periods[numbers[-1]].end), numbers)


def spread(cards: Cards, metric: str, part: Stretch) -> Distribution:
    """Return how attainment in a metric is spread over those with a target of their own."""
    attained = []
    for person in cards.analysis.staffing.people:
        scope = (("person", person.model.id),)
        if any(cards.analysis.current(metric, scope).values()):
            baseline = cards.measured.previous(metric, scope, part, None)
            role = cards.analysis.staffing.role_on(person, part.period.last)
            beside = role is not None and role.model.credit == "overlay" and not cards.analysis.measures.is_cost(metric)
            attained.append(Attained(person.model.id, cards.measured.so_far(metric, scope, part), baseline, beside))
    return distribution(attained, cards.measured.of_plan(metric, part))


def reconciled(edition: Edition) -> tuple[Section, ...]:
    """Return how each source and metric reconciles: matched and unmatched make the total, to the last cent."""
    results, figures = edition.results, edition.figures
    if results is None or figures is None:
        return ()
    blocks: list[Block] = []
    for refused in results.refused:
        source = results.sources[refused.source].model
        reason: str = refused.reason if refused.reason in {"unasked", "forbidden"} else "unread"
        about: tuple[tuple[str, Said], ...] = (("source", source.title or source.id),)
        if refused.metrics:
            metrics = (metric_ref(figures.analysis.graph, name) for name in refused.metrics)
            reason, about = "metrics", (*about, ("metrics", Joined(tuple(metrics), "list.comma")))
        blocks.append(Line(Term(f"missing_source.{reason}", about)))
    blocks += _losses(results)
    if edition.plan.model.rates:
        rates = Joined(exchange_rates(edition.plan.model), "list.semicolon")
        blocks.append(Line(Term("results.rates", (("rates", rates),))))
    blocks += [sources_table(results), results_table(figures.analysis, results)] if results.readings else []
    left_out = left_out_table(results)
    blocks += [Line(Term("results.left_out")), left_out.first(MOST_ROWS)] if left_out.rows else []
    products = products_table(figures.analysis, results)
    blocks += [Line(Term("results.by_product")), products.first(MOST_ROWS)] if products.rows else []
    totals = [total for total in results.totals.values() if total.under is None]
    if not all(figures.analysis.measures.adds_over_time(total.metric) for total in totals):
        blocks.append(Line(Term("results.numerators")))
    return (Section(Term("results.reconciled"), tuple(blocks)),)


def _losses(results: Results) -> Iterator[Line]:
    """Yield the sources of which more is lost than may be."""
    losses = results.losses
    for name in results.readings:
        unread, unmatched = losses.past_unread(name), losses.past_unmatched(name)
        source = results.sources[name].ref
        if unread is not None:
            part = (("share", share(unread.lost_share)), ("limit", losses.policy.unread))
            rows = (("rows", unread.lost), ("of", unread.lost + unread.read))
            yield Line(Term("missing_source.partly_unread", (("source", source), *rows, *part)))
        if unmatched is not None:
            part = (("share", share(unmatched.unmatched_share)), ("limit", losses.policy.unmatched))
            rows = (("rows", unmatched.unmatched), ("of", unmatched.read))
            yield Line(Term("missing_source.partly_unmatched", (("source", source), *rows, *part)))
