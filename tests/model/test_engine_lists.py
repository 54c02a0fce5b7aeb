"""Lists in Parquet and DuckDB: values exactly as they are, places told, and no more unpacked than a list may hold."""

import io
from decimal import Decimal
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet

from plancode.document.limits import Limits
from plancode.document.reader import PlanReading
from plancode.model.load import load
from plancode.model.targets import TargetRow
from tests.making import tree_of

HEAD: Final = "plancode: v1\nkind: targets\nid: q\nmetric: revenue\ntargets: {file: FILE"
Rows = list[tuple[str, str, str]]


def _read(files: dict[str, bytes], said: str = "", limits: Limits | None = None) -> tuple[Rows, list[str]]:
    """Return person, period and amount of each row of the first file, and what is wrong, each with its place."""
    text = HEAD.replace("FILE", next(iter(files))) + (f", {said}" if said else "") + "}\n"
    reading = PlanReading(tree_of({"plan.yaml": text, **files}), limits or Limits())
    loaded = load(reading, ("plan.yaml",))
    rows = [row.model for row in loaded[0].rows[("targets",)] if isinstance(row.model, TargetRow)] if loaded else []
    amounts = [f"{row.amount.number:f}" if row.amount else "" for row in rows]
    found = [(row.person or "", row.period or "", amount) for row, amount in zip(rows, amounts, strict=True)]
    return found, [f"{problem.code}.{problem.variant} {problem.place.name}" for problem in reading.problems]


def _parquet(**columns: object) -> bytes:
    held = io.BytesIO()
    parquet.write_table(pa.table(columns), held)
    return held.getvalue()


def _duckdb(folder: Path, *statements: str) -> bytes:
    with duckdb.connect(str(folder / "q.duckdb")) as connection:
        for statement in statements:
            connection.execute(statement)
    return (folder / "q.duckdb").read_bytes()


QUOTAS: Final = "(VALUES ('ann', DATE '2026-01-01', 75300.10::DECIMAL(12, 2))) AS held(person, period, amount)"


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (pa.array([Decimal("1.125"), Decimal("45.000")], pa.decimal128(38, 3)), ["1.125", "45"]),
        (pa.array([0.1, 45.125], pa.float32()), ["0.1", "45.125"]),
        (pa.array([0.1, 1e14], pa.float64()), ["0.1", "100000000000000"]),
        (pa.array([7, 900_719_925_474_099], pa.int64()), ["7", "900719925474099"]),
        (pa.array(["1.234,50", "7"]), ["1234.50", "7"]),
    ],
)
def test_numbers_of_parquet_are_exact(amounts: object, expected: list[str]) -> None:
    """A decimal keeps its digits, a float has those of its shortest text, and none of them has two readings."""
    data = _parquet(person=["ann", "bob"], period=["2026-01", "2026-02"], amount=amounts)
    rows, problems = _read({"q.parquet": data})
    assert (problems, [amount for _, _, amount in rows]) == ([], expected)


def test_days_and_headings_of_parquet() -> None:
    """Headings are mapped as in any list; a date that is the first of a month is the month, as in a sheet."""
    data = _parquet(Rep=["ann"], Month=pa.array([1_767_225_600], pa.timestamp("s")), Sum=[5], Total=[9])
    said = "columns: {person: Rep, period: Month, amount: Sum}"
    assert _read({"q.parquet": data}, said) == ([("ann", "2026-01", "5")], [])


def test_table_of_duckdb(tmp_path: Path) -> None:
    """The only table needs no name; of several one is named, with its schema or without."""
    one = _duckdb(tmp_path, f"CREATE TABLE quotas AS FROM {QUOTAS}")
    found: tuple[Rows, list[str]] = ([("ann", "2026-01", "75300.10")], [])
    assert _read({"q.duckdb": one}) == found
    two = _duckdb(tmp_path, "CREATE SCHEMA old", f"CREATE TABLE old.others AS FROM {QUOTAS}")
    assert _read({"q.duckdb": two}, "table: quotas") == _read({"q.duckdb": two}, "table: old.others") == found


def test_what_duckdb_has_in_its_log_is_read(tmp_path: Path) -> None:
    """A file that lies beside its log is read with it, or rows would be missing in silence."""
    connection = duckdb.connect(str(tmp_path / "q.duckdb"))
    connection.execute(f"CREATE TABLE quotas AS FROM {QUOTAS}")
    files = {path.name: path.read_bytes() for path in sorted(tmp_path.iterdir())}
    connection.close()
    assert list(files) == ["q.duckdb", "q.duckdb.wal"]
    assert _read(files) == ([("ann", "2026-01", "75300.10")], [])


VIEW: Final = f"CREATE VIEW v AS FROM {QUOTAS}"


@pytest.mark.parametrize(
    ("statements", "said", "expected"),
    [
        ((VIEW,), "", ["TXT120.view q.duckdb"]),
        ((VIEW, "CREATE TABLE t (a INT)"), "table: v", ["TXT120.view q.duckdb"]),
        (("CREATE TABLE t (a INT)",), "table: u", ["TXT120.no_table q.duckdb"]),
        (("CREATE TABLE t (a INT)", "CREATE TABLE u (a INT)"), "", ["TXT120.which_table q.duckdb"]),
        (("CREATE TABLE t AS SELECT 'ann' AS person, 'x' AS amount",), "", ["SHP107.amount q.duckdb #1 amount"]),
    ],
)  # fmt: skip
def test_fault_of_a_database(tmp_path: Path, statements: tuple[str, ...], said: str, expected: list[str]) -> None:
    """Views are programs and not read; a table that is not there, or not the only one, is told."""
    assert _read({"q.duckdb": _duckdb(tmp_path, *statements)}, said)[1] == expected


@pytest.mark.parametrize("name", ["q.parquet", "q.duckdb"])
@pytest.mark.parametrize("data", [b"nothing of the sort", b"PAR1PAR1", b""])
def test_file_of_another_sort_is_told(name: str, data: bytes) -> None:
    """A file that no engine can read is one finding."""
    assert _read({name: data})[1] == [f"TXT120.no_engine_table {name}"]


def test_instant_of_no_certain_day_is_not_read() -> None:
    """A time with a zone may be of two days: only midnight is a day, and another one is told as none."""
    zoned = pa.timestamp("s", tz="UTC")
    assert _read({"q.parquet": _parquet(person=["ann"], period=pa.array([1_767_225_600], zoned), amount=[5])})[1] == []
    found = _read({"q.parquet": _parquet(person=["ann"], period=pa.array([1_767_225_601], zoned), amount=[5])})[1]
    assert found == ["SHP104.period q.parquet #1 period"]


def test_list_that_unpacks_to_more_than_it_may_is_not_read() -> None:
    """Rows, bytes and memory are bounded before any value is unpacked here: few bytes can hold millions of words."""
    data = _parquet(person=["x" * 30_000] * 2_500)
    assert len(data) < 20_000
    assert _read({"q.parquet": data})[1] == ["TXT104.unpacked q.parquet"]
    rows = _parquet(person=["ann"] * 5, amount=[1] * 5)
    assert _read({"q.parquet": rows}, limits=Limits(rows=4))[1] == ["TXT104.rows q.parquet"]
    assert _read({"q.parquet": data}, limits=Limits(memory=1))[1] == ["TXT104.taken q.parquet"]
