"""The table of deals: how likely each is won, what it weighs, and whether it counts."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.graph.deals import Deal
from plancode.model.team import Person
from plancode.model.territories import Account
from plancode.period import Period
from plancode.said.value import Said, Term
from plancode.tables.scopes import measured
from plancode.tables.selection import Selection
from plancode.tables.table import Cells, Column, Input, Row, Table, Why

SOURCE: Final = "docs/numbers.md#deals"
COLUMNS: Final = (
    Column("deal", "name"), Column("who", "name"), Column("account", "name", aside=True), Column("amount", "amount"),
    Column("probability", "share"), Column("likely", "word", detail=True), Column("weighted_value", "amount"),
    Column("closes", "day"), Column("stage", detail=True), Column("state", "word"),
)  # fmt: skip


def deals_table(analysis: Analysis, selection: Selection) -> Table:
    """Return the deals of a plan, or those of the people of a team, or those that close in a stretch of time."""
    return table_of_deals(analysis, selected(analysis, selection), analysis.horizon.plan)


def selected(analysis: Analysis, selection: Selection) -> list[Deal]:
    """Return the deals of the people of a team that close in a stretch of time; without either all."""
    people = {person.model.id for _, person in selection.people(analysis)}
    spans = selection.spans(analysis) if selection.period is not None else ()
    return [
        deal
        for deal in analysis.deals.all
        if (selection.team is None or analysis.ownership.seller_on(deal.entity, analysis.facts.day) in people)
        and (not spans or any(_closes_in(deal, span.period) for span in spans))
    ]


def _closes_in(deal: Deal, period: Period) -> bool:
    return deal.entity.model.closes is not None and deal.entity.model.closes in period


def table_of_deals(analysis: Analysis, deals: Iterable[Deal], period: Period) -> Table:
    """Return some deals, those that count in a stretch of time first, by the day on which they close."""
    ordered = sorted(deals, key=lambda deal: (not deal.counts_in(period), deal.entity.model.closes or date.max))
    rows = tuple(_row(analysis, deal, period) for deal in ordered)
    return Table(COLUMNS, rows, Term("empty_table.deals"), name="deals")


def _row(analysis: Analysis, deal: Deal, period: Period) -> Row:
    model = deal.entity.model
    person = analysis.graph.find(Person, analysis.ownership.seller_on(deal.entity, analysis.facts.day))
    account = analysis.graph.find(Account, model.account)
    value = analysis.measures.money(model.amount, model.closes or date.max)
    is_outside = deal.state == "open" and not deal.counts_in(period)
    likely: Said = Term(f"likely.{deal.likely}") if deal.likely else None
    cells: Cells = (
        deal.entity.ref, person.ref if person is not None else None, account.ref if account is not None else None,
        measured(analysis.measures, "", value), deal.probability.number if deal.probability is not None else None,
        likely, measured(analysis.measures, "", analysis.measures.weighted(deal)) if deal.counts_in(period) else None,
        model.closes, model.stage,
        Term(f"deal_state.{'outside' if is_outside else deal.state}"),
    )  # fmt: skip
    return Row(cells, lambda: (_why(analysis, deal),))


def _why(analysis: Analysis, deal: Deal) -> Why:
    inputs = [Input(Term("col.amount"), deal.entity.model.amount, "amount", deal.entity.place("amount"))]
    if deal.probability is not None:
        inputs.append(Input(Term(f"likely.{deal.likely}"), deal.probability, "share"))
    weighted = measured(analysis.measures, "", analysis.measures.weighted(deal))
    return Why("deals.weighted", weighted, "amount", tuple(inputs), (), SOURCE)
