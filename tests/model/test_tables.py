"""Lists in tables as people have them: read right, or refused with the line to write."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import pytest
from openpyxl import Workbook

from plancode.document.limits import Limits
from plancode.document.reader import PlanReading
from plancode.model.load import load
from plancode.model.targets import TargetRow
from tests.making import tree_of

HEAD: Final = "plancode: v1\nkind: targets\nid: q\nmetric: revenue\ntargets: {file: FILE"


def _read(table: str | bytes, said: str = "", name: str = "q.csv") -> tuple[list[tuple[str, str, str]], list[str]]:
    """Return person, period and amount of each row of a table, and what is wrong with it, each with its place."""
    data = table.encode() if isinstance(table, str) else table
    text = HEAD.replace("FILE", name) + (f", {said}" if said else "") + "}\n"
    reading = PlanReading(tree_of({"plan.yaml": text, name: data}), Limits())
    loaded = load(reading, ("plan.yaml",))
    rows = [row.model for row in loaded[0].rows[("targets",)] if isinstance(row.model, TargetRow)] if loaded else []
    amounts = [f"{row.amount.number:f}" if row.amount else "" for row in rows]
    found = [(row.person or "", row.period or "", amount) for row, amount in zip(rows, amounts, strict=True)]
    problems = [f"{problem.code}.{problem.variant} {problem.place.name}" for problem in reading.problems]
    return found, problems


def _sheet(*rows: Sequence[object], title: str = "Quotas", before: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    book.active.title = (*before, title)[0]
    for name in (*before[1:], *((title,) if before else ())):
        book.create_sheet(name)
    for row in rows:
        book[title].append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


ANN: Final = [("ann", "2026-01", "75300")]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("Person,Period,Amount\nann,2026-01,75300\n", ""),
        ("人员,期间,数额\nann,2026-01,75300\n", ""),
        ("Quotas 2026,,\n,,\nperson,period,amount\nann,2026-01,75300\n", ""),
        ("Sales quotas; made in May\nperson;period;amount\nann;2026-01;75300\n", ""),
        ("客户经理,月份,目标,大区\nann,2026-01,75300,华东\n",
         "columns: {person: 客户经理, period: 月份, amount: 目标}"),
        ("客户经理,月份,目标,大区\nann,2026-01,75300,华东\n",
         "columns: {客户经理: person, 月份: period, 目标: amount}"),
        ("ann,2026-01,75300\n", "header: 0, columns: {person: 1, period: 2, amount: 3}"),
        ("person,period,amount\nann,2026-01,75300\nTotal,,75300\n", "leave_out: Total"),
        ("person,period,amount\nann,2026-01,75300\n合计,,75300\n", "leave_out: [Total, 合计]"),
        ("Rep,period,amount,person\nann,2026-01,75300,x\n", "columns: {person: Rep}"),
        ("person,period,amount\n王芳,2026-01,75300\n", "values: {王芳: ann}"),
        ("person,period,amount\nann,2026-01,75.3\n", "unit: k"),
        ("person,period,amount\nann,2026-01,7.53\n", "unit: 万元"),
        ("person|period|amount\nann|2026-01|75300\n", "delimiter: '|'"),
        ("person,period,amount\nann,2026-01,７５３００\n", ""),
        ("person\tperiod\tamount\nann\t2026-01\t75300\n".encode("utf-16"), ""),
        ("person,period,数额\nann,2026-01,75300\n".encode("gb18030"), "encoding: gb18030"),
        ("person,period,bénéfice\nann,2026-01,75300\n".encode("cp1252"),
         "encoding: cp1252, columns: {amount: bénéfice}"),
        ("person,Jan,Feb\nann,75300,\n", "wide: {columns: [Jan, Feb], year: 2026}"),
        ("person,1月,2月,合计\nann,75300,,75300\n",
         "columns: {person: person}, wide: {columns: 1月 .. 2月, year: 2026}"),
        ("person,Jan,Feb\nann,75300,\n", "wide: {columns: FEB .. jan, year: 2026}"),
        (",2026,2026\nperson,Jan,Feb\nann,75300,\n", "header: [1, 2], wide: {columns: [2026 Jan .. 2026 Feb]}"),
        ("\n" * 45 + "person;period;amount\nann;2026-01;75300\n", "header: 46"),
        ("person,amount,Jahr,Monat\nann,75300,2026,1\n", "columns: {period: {year: Jahr, month: Monat}}"),
        ("person,amount,年,月\nann,75300,2026年,1月\n", "columns: {period: {year: 年, month: 月}}"),
    ],
)  # fmt: skip
def test_table_is_read_as_it_is(table: str | bytes, said: str) -> None:
    """Headings in other letters and languages, titles, totals, encodings, units, months as columns are read."""
    assert _read(table, said) == (ANN, [])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-1", "2026-01"), ("2026/01", "2026-01"), ("202601", "2026-01"), ("Jan-26", "2026-01"),
        ("January 2026", "2026-01"),
        ("2026年1月", "2026-01"), ("01/2026", "2026-01"), ("2026-01-01", "2026-01"), ("01/01/2026", "2026-01"),
        ("2026-01-01 00:00:00", "2026-01"), ("Q1 2026", "2026-Q1"), ("2026Q1", "2026-Q1"),
        ("2026年第一季度", "2026-Q1"),
        ("1季度 2026", "2026-Q1"), ("2026年上半年", "2026-H1"), ("2026年", "2026"), ("2026-W05", "2026-W05"),
        ("jan-26", "jan-26"), ("FY2026-P05", "FY2026-P05"), ("2026-01-05", "2026-01-05"),
    ],
)  # fmt: skip
def test_period_of_a_table(written: str, expected: str) -> None:
    """Periods as people write them; days that are all the first of a month are months, and ids of periods stay."""
    assert _read(f"person,period,amount\nann,{written},5\n") == ([("ann", expected, "5")], [])


@pytest.mark.parametrize(
    ("table", "said", "expected"),
    [
        ("person,period,amount\nann,03/04/2026,5\n", "", ["SHP133.plain q.csv:2"]),
        ("person,period,amount\nann,2026-01,5\nTotal,,5\nTotal,,5\n", "", ["SHP134.plain q.csv:3"]),
        ("amount,person\n5,ann\n5,Total\n", "", ["SHP134.plain q.csv:3"]),
        ("person|amount\nann|x\n", "delimiter: '|'", ["SHP107.amount q.csv:2"]),
        ("person,period,amount,region\nann,2026-01,5,x\n", "", ["SHP101.column q.csv:1"]),
        ("person,period,amount\nann,2026-01,5\n", "columns: {amount: Sum}", ["SHP132.plain q.csv"]),
        ("person,period,amount\nann,2026-01,5\n", "columns: {value: amount}", ["SHP132.plain q.csv"]),
        ("person,period,amount\nann,2026-01,5\n", "header: 9", ["TXT120.no_header q.csv:3"]),
        ("person,period,amount\n王,2026-01,5\n".encode("gb18030"), "", ["TXT102.table_gbk q.csv:2"]),
        ("person,period,amount\ncafé,2026-01,5\n".encode("cp1252"), "encoding: gb18030", ["TXT102.stated q.csv"]),
        ("person,Jan,Feb\nann,5,\n", "wide: {columns: [Jan, Mar], year: 2026}", ["SHP132.plain q.csv"]),
        ("person,Jan\nann,5\n", "columns: {person: person}, wide: {columns: Jan, to: amounts}", ["SHP101.near q.csv"]),
        ("person,amount\nann,5\n", "fill: persons", ["SHP132.plain q.csv"]),
        ("person,amount,Jahr,Monat\nann,5,2026,?\n", "columns: {period: {year: Jahr, month: Monat}}",
         ["SHP104.period q.csv:2"]),
        ("person,amount,Jahr\nann,5,2026\n", "columns: {period: {year: Jahr, month: Monat}}", ["SHP132.plain q.csv"]),
        ("person;Jan;Feb\nann;;45.000\nbob;1.000;\n", "wide: {columns: [Jan, Feb], year: 2026}",
         ["SHP124.plain q.csv:3"]),
    ],
)  # fmt: skip
def test_table_that_cannot_be_read_is_told_once(table: str | bytes, said: str, expected: list[str]) -> None:
    """One finding says what is wrong, at its place."""
    assert _read(table, said)[1] == expected


MONTHS: Final[list[object]] = [date(2026, month, 1) for month in (1, 2, 3)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["person", "period", "amount"], ["ann", "2026-01", 75300]], ""),
        ([["Quotas"], [], ["Rep", *MONTHS, "Sum"], ["ann", 75300.0, None, None, "=B4"]],
         "columns: {person: Rep}, wide: {columns: [2026-01-01 .. 2026-03-01]}"),
        ([["Rep", *MONTHS], ["ann", 75.3, None, None], ["Total", 75.3, 0, 0]],
         "unit: k, leave_out: Total, columns: {person: Rep}, wide: {columns: [2026-01-01 .. 2026-03-01]}"),
        ([["person", "period", "amount"], ["ann", date(2026, 1, 1), 75300]], ""),
    ],
)  # fmt: skip
def test_sheet_is_read_as_a_list(rows: Sequence[Sequence[object]], said: str) -> None:
    """A sheet of a workbook gives what the same list as CSV gives; months may be columns, and dates their headings."""
    assert _read(_sheet(*rows), said, "q.xlsx") == (ANN, [])


def test_number_of_a_sheet_is_no_text() -> None:
    """A cell that is a number has one reading, whatever the texts of its column tell of theirs."""
    rows = _sheet(["person", "period", "amount"], ["ann", "2026-01", 45.125], ["ann", "2026-02", "1.234,5"])
    assert _read(rows, "", "q.xlsx") == ([("ann", "2026-01", "45.125"), ("ann", "2026-02", "1234.5")], [])


def test_sheet_is_chosen_and_filled_down() -> None:
    """A sheet is named where it is not the first; merged cells are filled down where that is said."""
    rows: list[Sequence[object]] = [
        ["person", "period", "amount"],
        ["ann", "2026-01", 5],
        [None, "2026-02", 6],
        ["bob", "2026-01", 7],
    ]
    three = [("ann", "2026-01", "5"), ("ann", "2026-02", "6"), ("bob", "2026-01", "7")]
    assert _read(_sheet(*rows, before=("Info",)), "sheet: Quotas, fill: person", "q.xlsx") == (three, [])
    table = "person,Year,Month,amount\nann,2026,Jan,5\nann,,Feb,6\nbob,,Jan,7\n"
    assert _read(table, "columns: {period: {year: Year, month: Month}}, fill: Year") == (three, [])


@pytest.mark.parametrize(
    ("data", "said", "expected"),
    [
        (_sheet(["person", "amount"], ["ann", "x"]), "", ["SHP107.amount q.xlsx Quotas!B2"]),
        (_sheet(["person", "amount"], ["ann", "=1+1"]), "", ["TXT120.formula q.xlsx Quotas!B2"]),
        (_sheet(["Rep", *MONTHS], ["ann", 5, "x", None]),
         "columns: {person: Rep}, wide: {columns: 2026-01-01 .. 2026-03-01}", ["SHP107.amount q.xlsx Quotas!C2"]),
        (_sheet(["person"]), "sheet: Else", ["TXT120.no_sheet q.xlsx"]),
        (b"no workbook", "", ["TXT120.no_workbook q.xlsx"]),
        (b"PK\x03\x04 neither", "", ["TXT120.no_workbook q.xlsx"]),
    ],
)  # fmt: skip
def test_fault_of_a_sheet_names_its_cell(data: bytes, said: str, expected: list[str]) -> None:
    """What is wrong is told with sheet and cell; a formula that nobody worked out is no blank."""
    assert _read(data, said, "q.xlsx")[1] == expected


def test_share_of_a_sheet_is_what_the_cell_shows() -> None:
    """A cell that shows 12.5% is a share of 12.5%."""
    book = Workbook()
    book.active.append(["person", "share"])
    book.active.append(["ann", 0.125])
    book.active["B2"].number_format = "0.0%"
    held = io.BytesIO()
    book.save(held)
    text = HEAD.replace("FILE", "q.xlsx") + "}\n"
    loaded = load(PlanReading(tree_of({"plan.yaml": text, "q.xlsx": held.getvalue()}), Limits()), ("plan.yaml",))
    rows = [row.model for row in loaded[0].rows[("targets",)]]
    assert [row.share and row.share.number for row in rows if isinstance(row, TargetRow)] == [Decimal("0.125")]
