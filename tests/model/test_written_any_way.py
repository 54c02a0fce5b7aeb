"""Any table of made-up values, written in any way: it gives those values or is refused, never others in silence."""

import calendar
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from plancode.document.limits import Limits
from plancode.document.reader import PlanReading
from plancode.model.load import load
from plancode.model.targets import Opportunity
from tests.making import tree_of

Deal = tuple[str, date, Decimal]
"""A text, a day and an amount."""
FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")
ORDERS: Final = {"day/month": "d/m/y", "month/day": "m/d/y", "month/day short": "m/d/y"}
"""Ways to write days of which a plan may have to say the order."""
HEADS: Final = ("Nr", "Kunde", "Tag", "Betrag")
REFUSALS: Final = frozenset({"SHP124", "SHP128", "SHP133", "SHP134", "TXT102"})
"""Two readings of numbers and of days, two decimal signs, a total among the rows, an encoding that nobody can know."""


@dataclass(frozen=True)
class Way:
    """How a table is written; whether the plan says of it what its cells may leave open."""

    form: str
    encoding: str
    delimiter: str
    decimal: str
    thousands: str
    full_width: bool
    days: str
    titles: int
    total: bool
    turned: bool
    says: bool

    @property
    def said(self) -> str:
        """What the plan says of it."""
        said = [f"columns: {{id: {HEADS[0]}, stage: {HEADS[1]}, closes: {HEADS[2]}, amount: {HEADS[3]}}}"]
        if self.form == "csv":
            said += [f"encoding: {self.encoding}"] if self.says and self.encoding in {"gb18030", "cp1252"} else []
            said += ["delimiter: '|'"] if self.delimiter == "|" else []
        if self.says:
            said += [f"decimal: '{self.decimal}'", f"dates: {ORDERS.get(self.days, 'd/m/y')}"]
            said += ["leave_out: Summe"] if self.total else []
        return ", ".join(said)


def _number(amount: Decimal, way: Way) -> str:
    whole, _, part = f"{amount:f}".partition(".")
    groups = ""
    while len(whole) > 3 and way.thousands:
        whole, groups = whole[:-3], way.thousands + whole[-3:] + groups
    text = whole + groups + (way.decimal + part if part else "")
    return text.translate(FULL_WIDTH) if way.full_width else text


def _day(day: date, way: Way) -> str:
    year, month, of_month = str(day.year), f"{day.month:02}", f"{day.day:02}"
    return {
        "year first": f"{year}-{month}-{of_month}",
        "dots": f"{day.day}.{day.month}.{year}",
        "day/month": f"{of_month}/{month}/{year}",
        "month/day": f"{day.month}/{day.day}/{year}",
        "month/day short": f"{day.month}/{day.day}/{year[2:]}",
        "digits": year + month + of_month,
        "name": f"{of_month}-{calendar.month_abbr[day.month]}-{year[2:]}",
        "Chinese": f"{year}年{day.month}月{day.day}日",
    }[way.days]


def _table(deals: list[Deal], way: Way) -> list[list[str]]:
    """Return all cells of a table as texts."""
    rows = [[*HEADS]]
    rows += [[f"d{at}", name, _day(day, way), _number(amount, way)] for at, (name, day, amount) in enumerate(deals)]
    rows += [["Summe", "", "", _number(sum((deal[2] for deal in deals), Decimal(0)), way)]] if way.total else []
    titles = [["Export 2026", "", "", ""] for _ in range(way.titles)]
    return titles + [row[::-1] if way.turned else row for row in rows]


def _csv(table: list[list[str]], way: Way) -> bytes:
    needing = {way.delimiter, '"', "\n"}
    lines = (
        way.delimiter.join('"' + cell.replace('"', '""') + '"' if needing & set(cell) else cell for cell in row)
        for row in table
    )
    return ("\r\n".join(lines) + "\r\n").encode(way.encoding)


def _sheet(table: list[list[str]], deals: list[Deal], way: Way) -> bytes:
    """Return a workbook: of texts, or with days and numbers as such."""
    book, held = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in table:
        sheet.append(row)
    if way.form == "typed sheet":
        for at, (_, day, amount) in enumerate(deals, way.titles + 2):
            sheet.cell(at, 2 if way.turned else 3).value = day
            sheet.cell(at, 1 if way.turned else 4).value = float(amount)
    book.save(held)
    return held.getvalue()


def _read(data: bytes, said: str, name: str) -> tuple[list[Deal], set[str]]:
    text = f"plancode: v1\nkind: targets\nid: q\nmetric: revenue\nopportunities: {{file: {name}, {said}}}\n"
    reading = PlanReading(tree_of({"plan.yaml": text, name: data}), Limits())
    loaded = load(reading, ("plan.yaml",))
    found = [row.model for one in loaded for rows in one.rows.values() for row in rows]
    deals = [one for one in found if isinstance(one, Opportunity)]
    values = [(one.stage or "", one.closes or date.min, one.amount.number) for one in deals]
    return values, {problem.code for problem in reading.problems}


NAMES: Final = st.sampled_from(
    ["Ann Lee", "Müller & Söhne", "O'Neill", "a, b; c", 'the "big" one', "x|y", "1.234", "1/2/2026", "café", "-"]
)
AMOUNTS: Final = st.integers(0, 99_999_999).flatmap(
    lambda number: st.sampled_from([Decimal(number).scaleb(-places) for places in range(4)])
)
DEALS: Final = st.lists(
    st.tuples(NAMES, st.dates(date(2026, 1, 1), date(2026, 12, 31)), AMOUNTS), min_size=1, max_size=5
)


@st.composite
def ways(draw: st.DrawFn) -> Way:
    """Draw a way to write a table that somebody has."""
    decimal = draw(st.sampled_from([".", ","]))
    return Way(
        form=draw(st.sampled_from(["csv", "csv", "sheet", "typed sheet"])),
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030", "cp1252"])),
        delimiter=draw(st.sampled_from([",", ";", "\t", "|"])),
        decimal=decimal,
        thousands=draw(st.sampled_from(["", "", " ", "'", "." if decimal == "," else ","])),
        full_width=draw(st.booleans()),
        days=draw(st.sampled_from(["year first", "dots", *ORDERS, "digits", "name", "Chinese"])),
        titles=draw(st.integers(0, 3)),
        total=draw(st.booleans()),
        turned=draw(st.booleans()),
        says=draw(st.booleans()),
    )


@given(DEALS, ways())
def test_list_gives_what_was_written_or_is_refused(deals: list[Deal], way: Way) -> None:
    """What a plan says all of is read, exactly; else what can be read in two ways is told, and nothing else is."""
    table = _table(deals, way)
    try:
        data = _csv(table, way) if way.form == "csv" else _sheet(table, deals, way)
    except UnicodeEncodeError:  # not every text can be stored in every way
        return
    found, told = _read(data, way.said, "q.csv" if way.form == "csv" else "q.xlsx")
    assert told <= (frozenset() if way.says else REFUSALS)
    assert told or found == deals
