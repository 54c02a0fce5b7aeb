"""One table of a plan, for the terminal or for programs."""

from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.graph.graph import PlanGraph
from plancode.locale.catalogue import Language, word
from plancode.locale.width import visible
from plancode.model.team import Team
from plancode.pipeline.checking import Checked
from plancode.render.blocks import Block, Term, View
from plancode.render.sheets import blocks_of, plain, reasons
from plancode.render.terminal import write_terminal
from plancode.report.table_v1 import table_csv, table_json
from plancode.sheets.balance import balance_sheet
from plancode.sheets.capacity import capacity_sheet
from plancode.sheets.coverage import coverage_sheet, folded
from plancode.sheets.feasibility import feasibility_sheet
from plancode.sheets.selection import Selection
from plancode.sheets.sheet import Sheet
from plancode.sheets.targets import targets_sheet
from plancode.sheets.timetable import timetable_sheet
from plancode.sheets.workload import workload_sheet

TABLES: Final = ("targets", "capacity", "workload", "coverage", "timetable", "feasibility", "balance")


def sheet_of(analysis: Analysis, name: str, selection: Selection, language: Language) -> Sheet:
    """Return a table by its name."""
    if name == "targets":
        return targets_sheet(analysis, selection)
    if name == "capacity":
        return capacity_sheet(analysis, selection)
    if name == "workload":
        return workload_sheet(analysis, selection)
    if name == "coverage":
        return coverage_sheet(analysis, selection)
    if name == "timetable":
        return timetable_sheet(analysis, selection, language)
    return feasibility_sheet(analysis) if name == "feasibility" else balance_sheet(analysis, selection)


def why_none(graph: PlanGraph, analysis: Analysis | None, selection: Selection, language: Language) -> str | None:
    """Return why a selection of a plan's tables cannot be shown, or None where it can."""
    if analysis is None:
        return word("show.no_plan", language) + "\n"
    if selection.team is not None and graph.find(Team, selection.team) is None:
        return word("empty_sheet.no_team", language).format(name=visible(selection.team)) + "\n"
    if not selection.spans(analysis):
        periods = (period.name or str(period.start) for period in analysis.horizon.periods)
        names = word("list.comma", language).join(periods)
        text = word("empty_sheet.no_period", language)
        return text.format(name=visible(selection.period or ""), periods=names) + "\n"
    return None


def show_table(checked: Checked, sheet: Sheet, language: Language, columns: int, *, why: bool) -> str:
    """Return a table as text; with `why`, where its figures come from instead."""
    title = Term("title.table", (("name", Term(f"sheets.{sheet.name}")), ("day", checked.as_of)))
    if why:
        found = (reasons(sheet, row, plain) for row in sheet.rows)
        blocks: tuple[Block, ...] = tuple(one for one in found if one is not None)
    else:
        blocks = blocks_of(folded(sheet) if sheet.name == "coverage" else sheet, plain)
    return write_terminal(View("", title, blocks), language, columns)


def table_for_programs(checked: Checked, sheet: Sheet, language: Language, form: str, *, why: bool) -> str:
    """Return a table as JSON or CSV."""
    if form == "csv":
        return table_csv(sheet, language)
    return table_json(sheet, checked.graph.plan_id, checked.as_of, language, why=why)
