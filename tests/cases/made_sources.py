"""Cases of sources that cannot be kept as files, or are better made: databases, long lines, what takes too much."""

import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import duckdb
import pytest
from openpyxl import Workbook

from plancode.actuals.terms import Terms
from plancode.document.workbook import MOST_BYTES
from plancode.pipeline.checking import Checked
from plancode.tree.folder import FolderTree
from tests.cases.case_files import judged

HEAD: Final = """\
plancode: v1
kind: plan
id: east-2026
period: 2026
currency: CNY
---
plancode: v1
kind: team
id: sales-force
roles: [{id: head, manages: true}, {id: rep, carries_quota: true}]
teams: [{id: east, manager: chen-rui}]
people:
  - {id: chen-rui, role: head, team: east, codes: {erp: "1001"}}
  - {id: zhou-min, role: rep, team: east, codes: {erp: "1002"}}
---
plancode: v1
kind: actuals
id: results
metrics: [{metric: revenue, source: orders, measure: sum}]
sources:
  - id: orders
    columns: {date: Date, person: Seller, amount: Amount}
    match_by: erp
"""
COLUMNS: Final = "Date,Seller,Amount\n"
ROWS: Final = "2026-01-05,1002,100\n2026-01-06,1001,80\n"
ORDERS: Final = """SELECT DATE '2026-01-05' AS "Date", '1002' AS "Seller", 100 AS "Amount\""""
BY_NAME: Final = "connection: PLANCODE_SOURCE_SALES\nformat: duckdb\ntable: orders"
IN_FILE: Final = "file: orders.duckdb\nformat: duckdb\ntable: orders"
Make = Callable[[Path], None]


@dataclass(frozen=True)
class MadeSource:
    """A source of one plan: its keys, the files that are made for it, and the finding on the line of a key."""

    code: str
    variant: str
    keys: str
    line: str
    make: Make = lambda _: None
    terms: Terms = field(default_factory=Terms)
    lacks: tuple[str, ...] = ()
    """Libraries that are not installed."""

    @property
    def said(self) -> str:
        """The code and the variant of its finding, as `DAT101.outside`."""
        return f"{self.code}.{self.variant}"

    def outcome(self, folder: Path) -> Checked:
        """Return the check of the plan, written into a folder beside which other things may lie."""
        plan = folder / "plan"
        plan.mkdir()
        lines = "".join(f"    {line}\n" for line in self.keys.split("\n"))
        (plan / "plan.yaml").write_text(HEAD + lines, encoding="utf-8")
        self.make(plan)
        addresses = {name: address.format(folder=folder) for name, address in self.terms.addresses.items()}
        with pytest.MonkeyPatch.context() as patch:
            for name in self.lacks:
                patch.setitem(sys.modules, name, None)  # these alone: a library that loads meanwhile stays loaded
            return judged(FolderTree(plan), root=plan, terms=replace(self.terms, addresses=addresses))

    @property
    def expected_line(self) -> int:
        """The number of the line of the key."""
        keys = [line.partition(":")[0] for line in self.keys.split("\n")]
        return HEAD.count("\n") + 1 + keys.index(self.line)


def _csv(content: str | bytes) -> Make:
    data = content.encode() if isinstance(content, str) else content

    def make(folder: Path) -> None:
        (folder / "orders.csv").write_bytes(data)

    return make


def _junk(folder: Path) -> None:
    (folder.parent / "junk.duckdb").write_text("no database", encoding="utf-8")


def _bomb(folder: Path) -> None:
    """Make a workbook that says it unpacks to more than is read."""
    with zipfile.ZipFile(folder / "orders.xlsx", "w") as book:
        book.writestr("xl/media/any.bin", b"0")
        book.infolist()[0].file_size = MOST_BYTES + 1


def _workbook(folder: Path) -> None:
    Workbook().save(folder / "orders.xlsx")


def _view(query: str, name: str = "orders", *, beside: bool = False) -> Make:
    """Return what makes a view, in a database in the plan or beside it."""

    def make(folder: Path) -> None:
        with duckdb.connect(str((folder.parent if beside else folder) / "orders.duckdb")) as connection:
            connection.execute(f"CREATE VIEW {name} AS {query}")

    return make


def _at(address: str = "duckdb://{folder}/orders.duckdb", seconds: int | None = None) -> Terms:
    return Terms({"PLANCODE_SOURCE_SALES": address}, seconds=seconds)


def _link(folder: Path) -> None:
    """Make a link to a file beside the plan's folder."""
    (folder.parent / "orders.csv").write_text(COLUMNS + ROWS, encoding="utf-8")
    (folder / "orders.csv").symlink_to(folder.parent / "orders.csv")


FILE: Final = "file: orders.csv"
ENDLESS: Final = f"WITH RECURSIVE more(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM more) {ORDERS} FROM more"  # noqa: S608
HUGE: Final = ORDERS.replace("'1002'", "min(repeat('x', 400000000) || i)") + " FROM range(9) AS made(i)"
MADE_SOURCES: Final = (
    MadeSource("DAT101", "outside", FILE, "file", _link),
    MadeSource(
        "DAT101", "encoding_gbk", FILE, "file", _csv(COLUMNS.encode() + "2026-01-05,周敏,1\n".encode("gb18030"))
    ),
    MadeSource("DAT101", "encoding_cp1252", FILE, "file", _csv((COLUMNS + "2026-01-05,Müller,1\n").encode("cp1252"))),
    MadeSource(
        "DAT101", "encoding_stated", f"{FILE}\nencoding: gb18030", "file", _csv(COLUMNS.encode() + b"\xff\xff,1,1\n")
    ),
    MadeSource("DAT101", "no_sheet", "file: orders.xlsx\nsheet: Orders", "sheet", _workbook),
    MadeSource("DAT101", "encoding_invalid", FILE, "file", _csv(COLUMNS.encode() + b"2026-01-05,\x81\x8d,1\n")),
    MadeSource(
        "DAT101",
        "unmerged",
        FILE,
        "file",
        _csv(COLUMNS + "<<<<<<< HEAD\n" + ROWS + "=======\n" + ROWS + ">>>>>>> prices\n"),
    ),
    MadeSource("DAT101", "ragged", FILE, "file", _csv(COLUMNS + ROWS + "2026-01-07,1002\n")),
    MadeSource("DAT101", "quote", FILE, "file", _csv(COLUMNS + ROWS + '2026-01-07,"10"02,5\n')),
    MadeSource("DAT101", "long_line", FILE, "file", _csv(COLUMNS + "2026-01-05,1002," + "1" * 3_000_000)),
    MadeSource("DAT101", "mixed_ends", FILE, "file", _csv(COLUMNS.replace("\n", "\r\n") + ROWS)),
    MadeSource("DAT101", "line_breaks", FILE, "file", _csv(COLUMNS + ROWS.replace("\n", "\r"))),
    MadeSource("DAT101", "wide", FILE, "file", _csv(",".join("abcde" * 500) + "\n")),
    MadeSource("DAT101", "no_table", IN_FILE, "table", _view(ORDERS, "others")),
    MadeSource("DAT101", "reaches", IN_FILE, "file", _view(ORDERS)),
    MadeSource("DAT101", "no_database", BY_NAME, "connection", terms=_at("duckdb:///none/sales.duckdb")),
    MadeSource("DAT101", "inside", BY_NAME, "connection", terms=_at("duckdb://{folder}/plan/own.duckdb")),
    MadeSource("DAT101", "refuses", BY_NAME, "connection", _junk, _at("duckdb://{folder}/junk.duckdb")),
    MadeSource(
        "DAT101", "library", BY_NAME, "connection", terms=_at("spark:local[1]"), lacks=("pyspark", "pyspark.sql")
    ),
    MadeSource("DAT117", "seconds", BY_NAME, "connection", _view(ENDLESS, beside=True), _at(seconds=1)),
    MadeSource("DAT117", "together", FILE, "file", _csv(COLUMNS + ROWS), Terms(together=0)),
    MadeSource("DAT117", "rows", FILE, "file", _csv(COLUMNS + ROWS), Terms(rows=1)),
    MadeSource("DAT117", "groups", FILE, "file", _csv(COLUMNS + ROWS), Terms(groups=1)),
    MadeSource("DAT117", "memory", BY_NAME, "connection", _view(HUGE, beside=True), _at()),
    MadeSource("DAT117", "bytes", "file: orders.xlsx\nformat: excel", "file", _bomb),
    MadeSource("DAT118", "unasked", BY_NAME, "connection", terms=Terms({}, "unasked")),
    MadeSource("DAT118", "forbidden", BY_NAME, "connection", terms=Terms({}, "forbidden")),
)
