"""Sources that cannot be read say why, give nothing at all, and leave the others alone."""

import zipfile
from pathlib import Path
from typing import Final

import pytest

from plancode.document import workbook
from tests.actuals.plans import SUM, amount, analysed, orders, refused, results, text, write

GOOD = text(["Day", "Who", "Sum"], [(f"2026-01-{at % 28 + 1:02}", "ann", str(at)) for at in range(60)])
HEADS = ["Day", "Who", "Sum"]
ONE = [("2026-01-01", "ann", "1")]


def _line(tmp_path: Path, content: str | bytes, reason: str) -> int:
    found = results(tmp_path, orders(), orders=content)
    assert refused(found) == {"orders": reason}
    assert not found.is_known("revenue")
    assert amount(found) is None
    assert found.readings == {}
    assert found.totals == {}
    return found.refused[0].line


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there, a folder, a name no file can have, links in a circle: missing."""
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "circle.csv").symlink_to(tmp_path / "circle.csv")
    for name in ("none.csv", "folder.csv", "circle.csv", "数" * 190 + ".csv"):
        found = results(tmp_path, orders(more=f"file: '{name}'"))
        assert refused(found) == {"orders": "missing"}, name


def test_no_folder(tmp_path: Path) -> None:
    """A plan that lies in no folder has no files."""
    from plancode.pipeline.resulting import results_of

    assert refused(results_of(analysed(tmp_path, orders()), None)) == {"orders": "missing"}


def test_outside_the_folder(tmp_path: Path) -> None:
    """No link leads out of the plan's folder; within it links may be used."""
    plan = tmp_path / "plan"
    plan.mkdir()
    (tmp_path / "secret.csv").write_text(GOOD, encoding="utf-8")
    (plan / "link.csv").symlink_to(tmp_path / "secret.csv")
    (plan / "passwd").symlink_to("/etc/passwd")
    (plan / "up").symlink_to(tmp_path)
    (plan / ".git").mkdir()
    for name in (".env", ".git/config"):
        (plan / name).write_text(GOOD, encoding="utf-8")
    (plan / "env.csv").symlink_to(".env")
    (plan / "config.csv").symlink_to(".git/config")
    for name in ("link.csv", "up/secret.csv", "passwd", "env.csv", "config.csv"):
        assert refused(results(plan, orders(more=f"file: {name}"))) == {"orders": "outside"}, name
    (plan / "inner.csv").write_text(GOOD, encoding="utf-8")
    (plan / "near.csv").symlink_to("inner.csv")
    for name in ("near.csv", "./inner.csv"):
        assert amount(results(plan, orders(more=f"file: {name}"))) == 1770, name


def test_wrong_columns(tmp_path: Path) -> None:
    """Every column that is missing is named, then those that the table has; letters must match."""
    content = "day,Who,Total\n2026-01-01,ann,1\n"
    found = results(tmp_path, orders(), orders=content)
    assert refused(found) == {"orders": "columns"}
    assert found.refused[0].names == ("Day", "Sum", "", "day", "Who", "Total")


@pytest.mark.parametrize("name", ["orders.csv", "orders.parquet"])
def test_empty_file(tmp_path: Path, name: str) -> None:
    """A file of nothing is empty."""
    (tmp_path / name).write_bytes(b"")
    kind = name.rpartition(".")[2]
    assert refused(results(tmp_path, orders(more=f"file: {name}, format: {kind}"))) == {"orders": "empty"}


@pytest.mark.parametrize("content", ["\n", "\n\n", "\ufeff", ",,\n", "  \n"])
def test_file_without_names_of_columns(tmp_path: Path, content: str) -> None:
    """Blank lines are no table."""
    assert refused(results(tmp_path, orders(), orders=content)) == {"orders": "empty"}


def test_empty_sheet(tmp_path: Path) -> None:
    """A sheet without cells is empty."""
    from openpyxl import Workbook

    Workbook().save(tmp_path / "orders.xlsx")
    assert refused(results(tmp_path, orders(more="file: orders.xlsx, format: excel"))) == {"orders": "empty"}


@pytest.mark.parametrize("kind", ["parquet", "excel", "duckdb"])
@pytest.mark.parametrize(
    "content", [GOOD.encode(), b"PAR1", b"PK\x03\x04 no zip", b"SQLite format 3\0" + b"\0" * 200, b"\0" * 5000]
)
def test_file_that_is_something_else(tmp_path: Path, kind: str, content: bytes) -> None:
    """What is no Parquet, Excel or DuckDB file cannot be read."""
    (tmp_path / "orders.bin").write_bytes(content)
    table = ", table: orders" if kind == "duckdb" else ""
    found = results(tmp_path, orders(more=f"file: orders.bin{table}, format: {kind}"))
    assert refused(found) == {"orders": "unreadable"}


@pytest.mark.parametrize("name", ["orders.xlsx", "orders.duckdb"])
def test_table_that_is_not_there(tmp_path: Path, name: str) -> None:
    """A sheet or table of another name cannot be read."""
    keys = write(tmp_path / name, HEADS, ONE).replace("sheet: orders", "sheet: nothing")
    keys = keys.replace("table: orders", "table: nothing")
    reason = "no_table" if name == "orders.duckdb" else "no_sheet"
    assert refused(results(tmp_path, orders(more=keys))) == {"orders": reason}


@pytest.mark.parametrize(
    ("row", "reason"),
    [("2026-01-01,ann", "ragged"), ("2026-01-01,ann,1,2", "ragged"), ('2026-01-01,"a"nn,1', "quote"),
     ("2026-01-01", "ragged"), ("<<<<<<< HEAD", "unmerged")],
)  # fmt: skip
@pytest.mark.parametrize("before", [0, 1, 500])
def test_broken_row_midway(tmp_path: Path, row: str, reason: str, before: int) -> None:
    """A row with too few or too many cells, or a quote within one, fails the whole file, and its line is told."""
    head, _, rows = GOOD.partition("\n")
    line = 2 + rows.count("\n") * before
    assert _line(tmp_path, f"{head}\n{rows * before}{row}\n{rows}", reason) == line


@pytest.mark.parametrize("before", [0, 1, 500])
def test_quote_that_is_left_open(tmp_path: Path, before: int) -> None:
    """A quote that never closes fails the whole file, and the line at which the file ends in it is told."""
    head, _, rows = GOOD.partition("\n")
    last = 2 + rows.count("\n") * (before + 1)
    assert _line(tmp_path, f'{head}\n{rows * before}2026-01-01,"ann,1\n{rows}', "quote") == last


@pytest.mark.parametrize(
    ("odd", "looks"),
    [
        ("2026-01-01,华东公司,1\n".encode("gbk"), "gbk"),
        ("2026-01-01,Müller,1\n".encode("cp1252"), "cp1252"),
        (b"2026-01-01,\x81\x8d,1\n", "invalid"),
    ],
)
def test_row_that_is_no_utf8_midway(tmp_path: Path, odd: bytes, looks: str) -> None:
    """A row in another encoding fails the file, also far down, and says what it looks like."""
    more = b"2026-01-01,ann,1\n" * 5000
    for content, line in ((odd, 1), (GOOD.encode() + odd, 62), (GOOD.encode() + more + odd + more, 5062)):
        found = results(tmp_path, orders(), orders=content)
        assert [(one.reason, one.names[0], one.line) for one in found.refused] == [("encoding", looks, line)]


def test_rows_that_a_guess_would_lose(tmp_path: Path) -> None:
    """Rows that begin with #, blank lines between, short files, cells with line ends: every row is read."""
    content = 'Day,Who,Sum\n2026-01-01,"ann",1\n\n2026-01-01,ann,2\n2026-01-01,"a\nnn",4\n#2026-01-01,ann,8\n'
    found = results(tmp_path, orders(), orders=content)
    assert found.readings["orders"].rows == 4
    assert amount(found) == 3
    assert found.totals["orders", "revenue"].total == 7


@pytest.mark.parametrize("mark", [";", "\t", "|", ","])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_other_ways_to_write_csv(tmp_path: Path, mark: str, end: str, start: str) -> None:
    """Other delimiters, line ends and a byte order mark are no fault."""
    content = start + GOOD.replace(",", mark).replace("\n", end)
    assert amount(results(tmp_path, orders(), orders=content)) == 1770


def test_parquet_cut_short(tmp_path: Path) -> None:
    """A Parquet file with a part missing cannot be read."""
    keys = write(tmp_path / "orders.parquet", HEADS, ONE * 5000)
    data = (tmp_path / "orders.parquet").read_bytes()
    (tmp_path / "orders.parquet").write_bytes(data[: len(data) // 2])
    assert refused(results(tmp_path, orders(more=keys))) == {"orders": "unreadable"}
    (tmp_path / "orders.parquet").write_bytes(data[:4] + b"\xff" * 200 + data[204:])
    assert refused(results(tmp_path, orders(more=keys))) == {"orders": "unreadable"}


def _sheet(path: Path, cells: str, **parts: bytes) -> None:
    """Write an Excel file by hand."""
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}"><Override PartName="/xl/workbook.xml" '
        f'ContentType="{office}.sheet.main+xml"/>'
        f'<Override PartName="/xl/s.xml" ContentType="{office}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}">'
        f'<Relationship Id="a" Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}">'
        f'<Relationship Id="b" Type="{kind}/worksheet" Target="s.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{kind}">'
        f'<sheets><sheet name="S" sheetId="1" r:id="b"/></sheets></workbook>',
        "xl/s.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
        for name, data in parts.items():
            made.writestr(name, data)


def _cells(number: int, *cells: tuple[str, str]) -> str:
    inside = "".join(f'<c r="{at}{number}" t="inlineStr"><is><t>{value}</t></is></c>' for at, value in cells)
    return f'<row r="{number}">{inside}</row>'


HEAD_ROW = _cells(1, ("A", "Day"), ("B", "Who"), ("C", "Sum"))


ROWS: Final = 65_536
"""How many rows a sheet may have here: a sixteenth of what it may."""


@pytest.mark.slow
def test_sheet_with_cells_far_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell in the last column of every row, or one in the last row, cost next to nothing."""
    monkeypatch.setattr(workbook, "MOST_ROWS", ROWS)
    far = "".join(
        _cells(at, ("A", "2026-01-01"), ("B", "ann"), ("C", "1"), ("XFD", "x")) for at in range(2, 2002)
    ) + _cells(ROWS, ("A", "2026-01-02"), ("B", "ann"), ("C", "1"))
    _sheet(tmp_path / "orders.xlsx", HEAD_ROW + far)
    assert amount(results(tmp_path, orders(more="file: orders.xlsx, format: excel"))) == 2001


@pytest.mark.slow
def test_sheet_with_more_rows_than_a_sheet_can_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet is never read in part."""
    monkeypatch.setattr(workbook, "MOST_ROWS", ROWS)
    _sheet(tmp_path / "orders.xlsx", HEAD_ROW + _cells(90_000_000, ("A", "2026-01-02")))
    assert refused(results(tmp_path, orders(more="file: orders.xlsx, format: excel"))) == {"orders": "rows"}


@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/media/any.bin"])
def test_file_that_unpacks_to_very_much(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that unpacks to more than is read is refused before it is unpacked."""
    monkeypatch.setattr(workbook, "MOST_BYTES", 20_000_000)
    _sheet(tmp_path / "orders.xlsx", HEAD_ROW)
    size = workbook.MOST_BYTES + 1
    with zipfile.ZipFile(tmp_path / "orders.xlsx", "a", zipfile.ZIP_DEFLATED) as made, made.open(name, "w") as part:
        for _ in range(size // 1_000_000 + 1):
            part.write(bytes(1_000_000))
    assert (tmp_path / "orders.xlsx").stat().st_size < 1_000_000
    found = results(tmp_path, orders(more="file: orders.xlsx, format: excel"))
    assert refused(found) == {"orders": "bytes"}
    assert found.refused[0].limit == workbook.MOST_BYTES


def test_one_source_fails_alone(tmp_path: Path) -> None:
    """The other sources of the plan are read all the same."""
    first = "{id: orders, file: orders.csv, columns: {date: Day, person: Who, amount: Sum}}"
    second = first.replace("id: orders, file: orders", "id: shop, file: shop")
    metrics = f"{SUM}, {{metric: sell_out, source: shop, measure: sum}}"
    document = f"{{kind: actuals, id: results, sources: [{first}, {second}], metrics: [{metrics}]}}\n"
    (tmp_path / "shop.csv").write_text('Day\n"2026', encoding="utf-8")
    found = results(tmp_path, document, orders=GOOD)
    assert refused(found) == {"shop": "columns"}
    assert amount(found) == 1770


def test_duration_and_sum_without_a_column(tmp_path: Path) -> None:
    """A measure that does not say its column is told by the name of what it lacks."""
    metrics = (
        "{metric: sales_cycle, source: orders, measure: duration}, {metric: revenue, source: orders, measure: sum}"
    )
    found = results(tmp_path, orders("date: Day, person: Who", metrics), orders=GOOD)
    assert found.refused[0].reason == "columns"
    assert found.refused[0].names[:3] == ("until", "amount", "")


@pytest.mark.parametrize(
    ("refused_measure", "reason", "names"),
    [
        ("{metric: units, source: orders, measure: sum, filters: [{column: Kind, is: new}]}", "columns", ("Kind",)),
        ("{metric: units, source: orders, measure: ratio, column: Odd, denominator: None}", "columns", ("None",)),
        ("{metric: units, source: orders, measure: sum, column: Odd}", "numerals", ("Odd", "1.250")),
    ],
)
def test_one_metric_is_refused(tmp_path: Path, refused_measure: str, reason: str, names: tuple[str, ...]) -> None:
    """A column that only one metric needs takes that one along: the others of the source keep their figures."""
    content = "Day;Who;Sum;Odd\n2026-01-05;ann;7;1.250\n2026-02-05;bob;5;45.000\n"
    found = results(tmp_path, orders(metrics=f"{SUM}, {refused_measure}"), orders=content)
    assert [(one.reason, one.names[: len(names)], one.metrics) for one in found.refused] == [
        (reason, names, ("units",))
    ]
    assert amount(found) == 12
    assert found.is_known("revenue")
    assert not found.is_known("units")
    assert found.is_partial


def test_amount_of_some(tmp_path: Path) -> None:
    """Without its column of amounts a source still says how many rows there are."""
    count = "{metric: calls, source: orders, measure: count}"
    found = results(tmp_path, orders(metrics=f"{SUM}, {count}"), orders="Day,Who\n2026-01-05,ann\n")
    assert amount(found, "calls") == 1
    assert [one.metrics for one in found.refused] == [("revenue",)]
