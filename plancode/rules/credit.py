"""DAT: results that reach the wrong people, or nobody."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.actuals.records import Fact, SourceReading
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actuals import Source
from plancode.model.team import Person
from plancode.rules.context import RuleContext
from plancode.rules.rounding import share
from plancode.rules.rule import INFO, WARNING, rule
from plancode.rules.sources import column_place, measures, readings, worth
from plancode.said.value import Ref, Said, Values

_SHOWN: Final = 3


def _facts(context: RuleContext, reading: SourceReading) -> Iterator[Fact]:
    """Yield the facts of the first metric of a source that has some, up to the day: every row counts once."""
    return (fact for fact in _dated(context, reading) if fact.start <= context.as_of)


def _dated(context: RuleContext, reading: SourceReading) -> Iterator[Fact]:
    """Yield the same of every day, also of those to come."""
    for placed in context.once(measures).get(reading.source, ()):
        metric = placed.measure.metric
        facts = [fact for fact in reading.credit.facts if fact.metric == metric and not fact.market]
        if facts:
            yield from facts
            return


def _rows(facts: list[Fact]) -> int:
    return sum(fact.rows for fact in facts)


def _amount(context: RuleContext, source: Entity[Source], facts: list[Fact]) -> Said:
    return worth(context, source, sum((fact.num for fact in facts), Decimal(0)))


@rule("DAT109", "sales-outside-coverage", WARNING, figures=True, results=True)
def sales_outside_coverage(context: RuleContext) -> Iterator[Problem]:
    """Sellers have sold to customers or in territories that they do not look after.

    ## Why it matters
    The credit stays theirs. But either the plan does not say who really looks after whom, or people sell in each
    other's territory and customers do not know whom to call. Judged are rows of sellers who look after something.

    ## Fails
    A quarter of Li Na's orders come from customers in Wu Hao's territory.

    ## Passes
    All of her orders come from her own territory.

    ## How to fix
    If the customers are hers, say so with `owners` at the territory or account, from the day on which it holds. If
    not, talk about it, and book the orders under whoever looks after the customer.

    ## Policy
    `off_coverage` (5%, own default).
    """
    most = context.graph.policy.off_coverage.number
    for source, reading in readings(context):
        own = (totals for (name, _), totals in context.reached.totals.items() if name == reading.source)
        totals = next((totals for totals in own if totals.judged_rows), None)
        if totals is not None and Decimal(totals.outside_rows) / totals.judged_rows > most:
            part = share(Decimal(totals.outside_rows) / totals.judged_rows, most)
            values: Values = {"source": source.ref, "rows": totals.outside_rows, "of": totals.judged_rows}
            values |= {"share": part, "amount": worth(context, source, totals.outside)}
            values |= {"people": _outside(context, reading.source, totals.metric), "limit": share(most)}
            yield Problem(column_place(source, "person"), "plain", values, source.ref)


def _outside(context: RuleContext, source: str, metric: str) -> tuple[Ref, ...]:
    """Return the people with most rows outside what they look after."""
    rows: Counter[str] = Counter()
    for credit in context.reached.credits(metric, (), context.figures.numbers):
        if credit.source == source and credit.inside is False:
            rows[credit.person] += credit.fact.rows
    names = sorted(rows, key=lambda name: (-rows[name], name))[:_SHOWN]
    return tuple(person.ref for name in names if (person := context.graph.find(Person, name)))


@rule("DAT111", "rows-after-complete", INFO, results=True)
def rows_after_complete(context: RuleContext) -> Iterator[Problem]:
    """A source has rows after the day up to which it is said to be complete.

    ## Why it matters
    Either the day was not moved when new rows came, and pace is judged by old figures; or the days after it are only
    partly in, and figures of them are too low.

    ## Fails
    `complete_through: 2026-02-28`, and rows up to 31 March.

    ## Passes
    `complete_through: 2026-03-31`, and rows up to 31 March.

    ## How to fix
    If all rows up to the last day are in, write it under `complete_through`. If not, accept this finding.
    """
    for source, reading in readings(context):
        limit = source.model.complete_through
        rows = _rows([fact for fact in _facts(context, reading) if limit and fact.start > limit])
        if rows and limit and reading.last:
            values: Values = {"source": source.ref, "rows": rows, "limit": limit, "last": reading.last}
            yield Problem(source.place("complete_through"), "plain", values, source.ref)


@rule("DAT143", "rows-of-days-to-come", WARNING, results=True)
def rows_of_days_to_come(context: RuleContext) -> Iterator[Problem]:
    """A source that is complete to today or an earlier day has rows of days that have not come.

    ## Why it matters
    They count for nobody until then, and whoever sold them is behind. Mostly day and month are exchanged, or the year
    is wrong.

    ## Fails
    Looked at on 1 June, with `complete_through: 2026-05-31`, a third of the orders are dated in November.

    ## Passes
    The same orders, dated in May.

    ## How to fix
    Look at some of these rows in the system that they come from. If another column holds the day that counts, name it
    under `date`.
    """
    for source, reading in readings(context):
        limit = source.model.complete_through
        ahead = [fact for fact in _dated(context, reading) if limit and limit <= context.as_of < fact.start]
        if ahead and reading.last:
            values: Values = {"source": source.ref, "rows": _rows(ahead), "day": context.as_of, "last": reading.last}
            values["amount"] = _amount(context, source, ahead)
            yield Problem(source.place("columns", "date"), "plain", values, source.ref)


@rule("DAT113", "rows-of-somebody-absent", WARNING, results=True)
def rows_of_somebody_absent(context: RuleContext) -> Iterator[Problem]:
    """Rows are booked under a seller who had left by then, or had not begun.

    ## Why it matters
    Their credit goes to somebody who cannot have earned it, and who has no scorecard any more. Whoever does the work
    now is scored too low.

    ## Fails
    Wu Hao left on 28 February; three orders of March are booked under his name.

    ## Passes
    The orders of March are booked under Li Na, who has taken over his customers.

    ## How to fix
    Book the rows under whoever looks after the customer, mend `start` or `end` of the person, or give credit by owner:
    `credit: owner`.
    """
    for source, reading in readings(context):
        if source.model.credit == "owner":
            continue
        absent: dict[str, dict[Entity[Person], list[Fact]]] = {"left": {}, "not_yet": {}}
        for fact in _facts(context, reading):
            person = context.graph.find(Person, fact.person or None)
            if person is not None and not person.model.works_on(fact.start):
                early = person.model.start is not None and fact.start < person.model.start
                absent["not_yet" if early else "left"].setdefault(person, []).append(fact)
        for variant, people in absent.items():
            facts = [fact for own in people.values() for fact in own]
            if facts:
                values: Values = {"source": source.ref, "people": tuple(person.ref for person in people)}
                values |= {"rows": _rows(facts), "amount": _amount(context, source, facts)}
                related = tuple(person.place("end" if variant == "left" else "start") for person in people)
                yield Problem(column_place(source, "person"), variant, values, source.ref, variant, related)


@rule("DAT115", "rows-without-owner", WARNING, figures=True, results=True)
def rows_without_owner(context: RuleContext) -> Iterator[Problem]:
    """Rows that are to be the credit of an owner belong to a customer or territory that nobody looks after then.

    ## Why it matters
    They are in the total of the source but in nobody's results, so that people and teams do not add up to the whole.

    ## Fails
    ```yaml
    territories: [{id: pudong, owners: [{person: wu-hao, from: 2026-03-01}]}]
    ```
    The orders have rows of February in Pudong.

    ## Passes
    ```yaml
    territories: [{id: pudong, owners: [{person: wu-hao}]}]
    ```

    ## How to fix
    Give the territory or account an owner on those days. Or give the credit to the seller:
    `credit: seller`.
    """
    for source, reading in readings(context):
        if source.model.credit != "owner":
            continue
        every = list(_facts(context, reading))
        given = context.reached.credits(every[0].metric, (), context.figures.numbers) if every else ()
        credited = {id(credit.fact) for credit in given if not credit.overlay}
        placed = [fact for fact in every if fact.account is not None and (fact.account or fact.territory)]
        facts = [fact for fact in placed if id(fact) not in credited]
        if facts:
            values: Values = {"source": source.ref, "rows": _rows(facts), "of": _rows(every)}
            values["amount"] = _amount(context, source, facts)
            key = "account" if source.model.columns.account else "territory"
            place = source.place("columns", key) if getattr(source.model.columns, key) else source.place("credit")
            yield Problem(place, "plain", values, source.ref)


@rule("DAT132", "rows-of-overlays-alone", WARNING, figures=True, results=True)
def rows_of_overlays_alone(context: RuleContext) -> Iterator[Problem]:
    """Rows name as their seller somebody whose role has overlay credit, and nobody else gets primary credit of them.

    ## Why it matters
    Overlay credit counts on a person's own card only. That is right where a source lists a sale once more for the
    specialist who helped. Where it does not, teams and plan lack these rows.

    ## Fails
    ```yaml
    roles: [{id: specialist, carries_quota: true, credit: overlay}]
    people: [{id: li-na, role: specialist, team: east}]
    ```
    and an order that names `li-na` as its seller.

    ## Passes
    The order names who sold it; Li Na gets her part as an owner:
    ```yaml
    territories: [{id: east, owners: [{person: li-na, as: overlay}]}]
    ```

    ## How to fix
    If nobody else sold it, give the role `credit: primary`. If somebody did, let the source name them, and name the
    overlay under `owners` with `as: overlay`: at a territory it covers all those below. If each sale is listed once
    more for the overlay, accept this finding with that reason.
    """
    for source, reading in readings(context):
        own = (totals for (name, _), totals in context.reached.totals.items() if name == reading.source)
        totals = next((totals for totals in own if totals.beside_rows), None)
        if totals is not None:
            names = context.reached.overlay_sellers(reading.source, totals.metric)
            people = tuple(person.ref for name in names if (person := context.graph.find(Person, name)))
            values: Values = {"source": source.ref, "rows": totals.beside_rows, "of": totals.rows}
            values |= {"amount": worth(context, source, totals.beside), "people": people[:_SHOWN]}
            values["count"] = len(people)
            yield Problem(column_place(source, "person"), "plain", values, source.ref)


RULES: Final = (
    sales_outside_coverage,
    rows_after_complete,
    rows_of_days_to_come,
    rows_of_somebody_absent,
    rows_without_owner,
    rows_of_overlays_alone,
)
