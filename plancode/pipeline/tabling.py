"""One table of a plan, for the terminal or for programs."""

from collections.abc import Callable
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.graph.graph import PlanGraph
from plancode.locale.catalogue import Language, word
from plancode.locale.width import visible
from plancode.model.team import Team
from plancode.pipeline.checking import Checked
from plancode.render.blocks import Block, View
from plancode.render.layout import laid_out, reasons
from plancode.render.terminal import write_terminal
from plancode.report.table_v1 import Checkup, table_csv, table_json
from plancode.said.value import Term
from plancode.tables.balance import balance_table
from plancode.tables.capacity import capacity_table
from plancode.tables.coverage import coverage_table, whole_last
from plancode.tables.deals import deals_table
from plancode.tables.feasibility import feasibility_table
from plancode.tables.seasons import seasons_table
from plancode.tables.selection import Selection
from plancode.tables.sizing import sizing_table
from plancode.tables.table import Table
from plancode.tables.targets import targets_table
from plancode.tables.timetable import timetable_table
from plancode.tables.velocity import velocity_table
from plancode.tables.workload import workload_table

_MAKERS: Final[dict[str, Callable[[Analysis, Selection], Table]]] = {
    "targets": targets_table, "capacity": capacity_table, "workload": workload_table, "coverage": coverage_table,
    "balance": balance_table, "deals": deals_table, "seasons": seasons_table,
    "velocity": velocity_table, "sizing": sizing_table,
}  # fmt: skip
TABLES: Final = (
    "targets",
    "capacity",
    "workload",
    "coverage",
    "timetable",
    "feasibility",
    "balance",
    "deals",
    "velocity",
    "sizing",
    "seasons",
)


def table_of(analysis: Analysis, name: str, selection: Selection, language: Language) -> Table:
    """Return a table by its name; holidays have the names of a language."""
    if name == "timetable":
        return timetable_table(analysis, selection, language)
    return feasibility_table(analysis) if name == "feasibility" else _MAKERS[name](analysis, selection)


_TIMELESS: Final = frozenset({"coverage", "feasibility", "balance", "seasons", "sizing"})
"""Tables of the whole plan, or of times of their own."""
_WHOLE_PERIODS: Final = frozenset({"capacity", "workload"})
"""Tables whose figures depend on who is there on which day of a period, so that no part of one tells them."""


def why_none(
    graph: PlanGraph, analysis: Analysis | None, name: str, selection: Selection, language: Language
) -> str | None:
    """Return why a selection of a table cannot be shown, or None where it can."""
    if analysis is None:
        return word("show.no_plan", language) + "\n"
    if selection.team is not None and graph.find(Team, selection.team) is None:
        return word("empty_table.no_team", language).format(name=visible(selection.team)) + "\n"
    if not selection.spans(analysis):
        periods = (period.name or str(period.start) for period in analysis.horizon.periods)
        names = word("list.comma", language).join(periods)
        text = word("empty_table.no_period", language)
        return text.format(name=visible(str(selection.period)), periods=names) + "\n"
    return _why_no_time(analysis, name, selection, language)


def _why_no_time(analysis: Analysis, name: str, selection: Selection, language: Language) -> str | None:
    """Return why a table cannot be shown for a stretch of time, or None where it can."""
    if selection.period is None:
        return None
    if name in _TIMELESS:
        return word("empty_table.no_time", language).format(table=name) + "\n"
    cut = [span for span in selection.spans(analysis) if span.parts]
    if name not in _WHOLE_PERIODS or not cut:
        return None
    inside = [number for number in cut[0].numbers if number not in dict(cut[0].parts)]
    around, periods = cut[0].numbers, analysis.horizon.periods
    wholes = ((periods[run[0]].start, periods[run[-1]].last) for run in (inside, around) if run)
    text = word("empty_table.cut", language)
    ranges = word("list.comma", language).join(f"{first}..{last}" for first, last in wholes)
    return text.format(name=visible(str(selection.period)), table=name, ranges=ranges) + "\n"


def show_table(checked: Checked, table: Table, language: Language, columns: int, *, why: bool) -> str:
    """Return a table as text; with `why`, where its figures come from instead."""
    title = Term("title.table", (("name", Term(f"title.{table.name}")), ("day", checked.as_of)))
    if why:
        explained = (reasons(table, row) for row in table.rows)
        blocks: tuple[Block, ...] = tuple(block for block in explained if block is not None)
    else:
        blocks = laid_out(whole_last(table) if table.name == "coverage" else table)
    return write_terminal(View("", title, blocks), language, columns)


def table_for_programs(checked: Checked, table: Table, language: Language, form: str, *, why: bool) -> str:
    """Return a table as JSON or CSV."""
    if form == "csv":
        return table_csv(table, language)
    checkup = Checkup(checked.graph.plan_id, checked.as_of, checked.unjudged)
    return table_json(table, checkup, language, why=why)
