"""The tables of sources: what became of each of their rows, and how each metric reconciles."""

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.graph.entity import Entity
from plancode.model.actuals import Source
from plancode.model.methods.reading import Quotient
from plancode.said.value import Joined, Said, Term
from plancode.scorecard.accounts import SourceAccount
from plancode.scorecard.credited import Totals
from plancode.scorecard.results import Results
from plancode.tables.scopes import made_of, measured, metric_ref, part_ref
from plancode.tables.table import Cells, Column, Row, Table, formed

if TYPE_CHECKING:
    from plancode.actuals.records import ProductRows

SOURCES: Final = (
    Column("source", "name"), Column("rows", "count", Term("col.rows_in_all")), Column("blank", "count"),
    Column("filtered", "count"), Column("undated", "count"), Column("no_order", "count"),
    Column("outside_plan", "count"), Column("later", "count"),
    Column("counted", "count", Term("col.rows_in_plan")), Column("complete", "day"),
)  # fmt: skip
"""The rows that are counted and those of the columns before make those in all."""
RESULTS: Final = (
    Column("source", "name"), Column("metric", "name"), Column("left_out", "count"), Column("unread", "count"),
    Column("rows", "count", Term("col.rows_read")), Column("sum", "amount"), Column("matched", "amount"),
    Column("unassigned", "amount"), Column("overlay_sellers", "amount"), Column("unmatched", "amount"),
    Column("overlay", "amount"),
    Column("outside", "count"),
)  # fmt: skip
"""The rows left out, unread and read make those of the source in the plan."""


PRODUCTS: Final = (
    Column("source", "name", groups=True), Column("product", "name"), Column("rows", "count"), Column("sum", "amount"),
)  # fmt: skip


LEFT_OUT: Final = (
    Column("source", "name", groups=True), Column("column", "name"), Column("value", "name"), Column("rows", "count"),
)  # fmt: skip


def sources_table(results: Results) -> Table:
    """Return what became of each row of the sources."""
    rows = tuple(_source(results, account) for account in results.losses.sources)
    return Table(SOURCES, rows, Term("results.none"))


def _source(results: Results, account: SourceAccount) -> Row:
    source = results.sources[account.source]
    cells: Cells = (
        source.ref, account.rows, account.blank or None, account.filtered or None, account.undated or None,
        account.no_order or None, account.outside or None, account.later or None, account.dated,
        _complete(results, source),
    )  # fmt: skip
    return Row(cells)


def _complete(results: Results, source: Entity[Source]) -> Said:
    """Return the day through which a source is complete, or is taken to be."""
    through = results.through(source.model.id)
    if source.model.complete_through is not None or through is None:
        return through
    return Term("results.assumed", (("day", through),))


def left_out_table(results: Results) -> Table:
    """Return by which texts most rows of each source are left out: a word, or that of the column of a filter."""
    rows = (
        Row((results.sources[name].ref, one.column or None, one.text or Term("sample.blank"), one.rows))
        for name, reading in results.readings.items()
        for one in reading.left_out
    )
    return Table(LEFT_OUT, tuple(rows))


def results_table(analysis: Analysis, results: Results) -> Table:
    """Return how each source and metric reconciles: matched and unmatched make the total, to the last cent."""
    in_plan = {account.source: account.dated for account in results.losses.sources}
    rows = (_totals(analysis, results, totals, in_plan[totals.source]) for totals in results.totals.values())
    return Table(RESULTS, tuple(rows), Term("results.none"))


def products_table(analysis: Analysis, results: Results) -> Table:
    """Return what each source says of products: those of the plan, codes that it does not have, and none."""
    rows: list[Row] = []
    for name, reading in results.readings.items():
        together: dict[tuple[int, str], list[ProductRows]] = defaultdict(list)
        for one in reading.products:
            if one.start <= analysis.as_of:
                place = (2, "") if one.product == "" else (0, one.product) if one.product else (1, one.code)
                together[place].append(one)
        for (order, code), same in sorted(together.items(), key=lambda item: item[0]):
            amounts = [one.amount for one in same if one.amount is not None]
            names: tuple[Said, ...] = (
                part_ref(analysis.graph, "product", code),
                Term("results.not_listed", (("code", code),)),
                Term("results.no_product"),
            )
            count, amount = sum(one.rows for one in same), sum(amounts, Decimal(0)) if amounts else None
            rows.append(Row((results.sources[name].ref, names[order], count, amount)))
    return Table(PRODUCTS, tuple(rows))


def _totals(analysis: Analysis, results: Results, totals: Totals, in_plan: int) -> Row:
    source, measures = results.sources[totals.source], analysis.measures

    def unit(value: Decimal, under: Decimal | None = None) -> Said:
        """Return a sum in the unit of its metric, or what a quotient is made of."""
        if under:
            return made_of(analysis.graph, totals.metric, Quotient(value, under))
        return measured(measures, totals.metric, value) if measures.adds_over_time(totals.metric) else value

    unread = results.losses.metric(totals.source, totals.metric).unread
    under = totals.under or Totals(totals.source, totals.metric)
    amount = formed(unit(totals.outside, under.outside), "amount")
    outside = Joined((totals.outside_rows, amount), "list.dot")
    parts = (
        (totals.unassigned, under.unassigned), (totals.beside, under.beside),
        (totals.unmatched, under.unmatched), (totals.overlay, under.overlay),
    )  # fmt: skip
    cells: Cells = (
        source.ref, metric_ref(analysis.graph, totals.metric), (in_plan - totals.rows - unread) or None, unread or None,
        totals.rows, unit(totals.total, under.total), unit(totals.matched, under.matched),
        *(unit(part, of) if part or of else None for part, of in parts),
        outside if totals.outside_rows else None,
    )  # fmt: skip
    return Row(cells)
