"""A source takes what it may and no more; it ends when the command is stopped, and never gives a part for the whole."""

import os
import re
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from plancode.actuals.dialect import LONGEST
from plancode.actuals.records import SourceReading
from plancode.actuals.terms import Terms
from plancode.actuals.watch import OverBudgetError, Watch
from plancode.document import engine
from tests.actuals.plans import TEAM, amount, amounts, orders, refused, results, territories, text, troubles
from tests.analysis.small import files_of, head
from tests.support import environment

HEADS = ["Day", "Who", "Sum"]
ENDLESS = """WITH RECURSIVE more(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM more)
    SELECT DATE '2026-01-01' AS "Day", 'ann' AS "Who", i AS "Sum" FROM more"""
LARGEST = "999999999999999.999999"


KEYS = "connection: PLANCODE_SOURCE_SALES, format: duckdb, table: orders"


def _view(folder: Path, query: str) -> dict[str, str]:
    """Make a view in a database beside the plan's folder; return the address by its name."""
    path = folder.parent / f"{folder.name}.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE VIEW orders AS {query}")
    return {"PLANCODE_SOURCE_SALES": f"duckdb://{path}"}


def _rows(count: int, who: str = "'s' || i") -> str:
    return f"""SELECT DATE '2026-01-01' AS "Day", {who} AS "Who", 1 AS "Sum" FROM range({count}) AS made(i)"""  # noqa: S608


def test_view_without_end(tmp_path: Path) -> None:
    """A view that adds rows for ever ends with the time that a source may take."""
    addresses = _view(tmp_path, ENDLESS)
    begun = time.monotonic()
    found = results(tmp_path, orders(more=KEYS), terms=Terms(addresses, seconds=1))
    assert refused(found) == {"orders": "seconds"}
    assert found.refused[0].limit == 1
    assert time.monotonic() - begun < 20
    assert amount(found) is None


def test_sellers_without_number(tmp_path: Path) -> None:
    """A small file that names very many sellers gives back no more groups than it may, and then nothing at all."""
    duckdb.connect().sql(_rows(20_000)).write_parquet(str(tmp_path / "orders.parquet"))
    source = orders(more="file: orders.parquet, format: parquet")
    for groups, expected in ((19_999, {"orders": "groups"}), (20_000, {})):
        assert refused(results(tmp_path, source, terms=Terms(groups=groups))) == expected


def test_values_without_number_that_are_counted_once(tmp_path: Path) -> None:
    """What is counted once comes back value by value, within the same limit."""
    duckdb.connect().sql(_rows(2_000)).write_parquet(str(tmp_path / "orders.parquet"))
    metrics = "{metric: active_customers, source: orders, measure: distinct, column: Who}"
    source = orders("date: Day", metrics, "file: orders.parquet, format: parquet")
    assert refused(results(tmp_path, source, terms=Terms(groups=1_999))) == {"orders": "groups"}
    assert amount(results(tmp_path, source), "active_customers") is None, "nobody has the credit of these"


def test_each_kind_of_target_is_a_grouping_of_its_own(tmp_path: Path) -> None:
    """Many customers and many products stay within the limit, which is that of each grouping, where none is of both.

    What the plan does not have of a customer is told once, and never of rows that are rightly nobody's.
    """
    customers = ", ".join(f"{{id: c{number}, kind: store}}" for number in range(20))
    plan = head(team="all", products=f"[{', '.join(f'{{id: p{number}}}' for number in range(20))}]")
    goals = "kind: targets\nid: goals\nmetric: revenue\ntargets:\n" + "".join(
        f"  - {{{scope}, period: 2026, amount: 1000}}\n" for scope in ("account: c1", "product: p1", "person: ann")
    )
    more = "file: orders.csv, unassigned: {values: [WEB], reason: Shop}"
    source = orders("date: Day, person: Who, territory: Where, account: Whom, product: What, amount: Sum", more=more)
    area = f"kind: territories\nid: map\nterritories: [{{id: land, accounts: [{customers}]}}]\n"
    rows = [("2026-01-05", "ann", "land", f"c{one}", f"p{other}", 1) for one in range(20) for other in range(20)]
    rows += [("2026-01-05", "ann", "land", "c99", "p1", 1), ("2026-01-05", "WEB", "land", "c98", "p1", 1)]
    written = text(["Day", "Who", "Where", "Whom", "What", "Sum"], rows)
    for groups, expected in ((21, {"orders": "groups"}), (22, {})):
        found = results(tmp_path, plan, area, goals, source, orders=written, terms=Terms(groups=groups))
        assert refused(found) == expected
    sums = [amount(found, account="c1"), amount(found, product="p1"), amount(found, person="ann")]
    assert sums == [20, 22, 401]
    assert troubles(found) == {"account": {"c99": 1}, "unassigned": {"WEB": 1}}
    totals = found.totals["orders", "revenue"]
    assert [totals.total, totals.matched, totals.unassigned] == [402, 401, 1]


def test_more_rows_than_a_source_may_have(tmp_path: Path) -> None:
    """Rows are counted where they lie."""
    addresses = _view(tmp_path, _rows(1_000, "'ann'"))
    assert refused(results(tmp_path, orders(more=KEYS), terms=Terms(addresses, rows=999))) == {"orders": "rows"}
    assert amount(results(tmp_path, orders(more=KEYS), terms=Terms(addresses, rows=1_000))) == 1_000


def test_more_memory_than_an_engine_may_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that needs more memory, and more room on disk, than it may have gives nothing."""
    monkeypatch.setattr(engine, "MEMORY", 20)
    addresses = _view(tmp_path, _rows(1_000_000, "repeat('x', 200) || i") + ' ORDER BY "Who"')
    assert refused(results(tmp_path, orders(more=KEYS), terms=Terms(addresses))) == {"orders": "memory"}


def test_watch_ends_loops_that_nothing_can_tell() -> None:
    """What runs in Python asks itself whether its time is over."""
    watch = Watch(1)

    def loop() -> None:
        while True:
            watch.check()
            time.sleep(0.01)

    with pytest.raises(OverBudgetError):
        watch.run(loop)
    with pytest.raises(ZeroDivisionError):
        Watch(9).run(lambda: 1 / 0)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_while_an_engine_works(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    """A command that is stopped within a query ends at once, with the code of the signal, and says nothing."""
    addresses = _view(tmp_path, ENDLESS)
    for name, written in files_of(head(team="all"), orders(more=KEYS), TEAM).items():
        (tmp_path / name).write_text(written, encoding="utf-8")
    command = [sys.executable, "-m", "plancode", "score", str(tmp_path), "--as-of", "2026-12-31"]
    env, pipe = environment(**addresses), subprocess.PIPE
    with subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe) as running:
        try:
            _wait_for_engine(running.pid)
            running.send_signal(sent)
            said, complained = running.communicate(timeout=15)
        finally:
            running.kill()
    assert (running.returncode, said, complained) == (code, b"", b"")


def _wait_for_engine(pid: int) -> None:
    """Wait until the folder of an engine is there, and its query has begun."""
    tasks = Path(f"/proc/{pid}/task")
    for _ in range(600):
        if _is_busy(tasks):
            return
        time.sleep(0.1)
    raise AssertionError


def _is_busy(tasks: Path) -> bool:
    """Whether a thread beside the first one has worked for half a second."""
    ticks = os.sysconf("SC_CLK_TCK") / 2
    for task in list(tasks.iterdir())[1:]:
        try:
            fields = (task / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[11]) + int(fields[12]) > ticks:
            return True
    return False


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (LARGEST, {}),
        (f"-{LARGEST}", {"negative": {"revenue": 1}}),
        ("1000000000000000", {"bounds": {"revenue": 1}}),
        ("-1000000000000000", {"bounds": {"revenue": 1}}),
        ("1,000,000,000,000,000", {"bounds": {"revenue": 1}}),
        ("1e22", {"bounds": {"revenue": 1}}),
        ("1E+50", {"bounds": {"revenue": 1}}),
        ("9" * 400, {"bounds": {"revenue": 1}}),
        ("n/a", {"number": {"revenue": 1}}),
        ("nan", {"number": {"revenue": 1}}),
        ("", {"number": {"revenue": 1}}),
    ],
)
def test_numbers_beyond_all_bounds(tmp_path: Path, written: str, expected: dict[str, dict[str, int]]) -> None:
    """A number of 10^15 or more is told, and does not count; the largest below it does."""
    content = text(HEADS, [("2026-01-01", "ann", "1"), ("2026-01-02", "ann", written)])
    found = results(tmp_path, orders(), orders=content)
    assert troubles(found) == expected
    counted = {"negative": 1 - Decimal(LARGEST), "": 1 + Decimal(LARGEST)}
    assert amount(found) == counted.get(next(iter(expected), ""), 1)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("DOUBLE", "1e22", {"bounds": {"revenue": 1}}),
        ("DOUBLE", "1e300", {"bounds": {"revenue": 1}}),
        ("DOUBLE", "'inf'::DOUBLE", {"bounds": {"revenue": 1}}),
        ("DOUBLE", "'nan'::DOUBLE", {"number": {"revenue": 1}}),
        ("BIGINT", "9223372036854775807", {"bounds": {"revenue": 1}}),
        ("BIGINT", "-9223372036854775808", {"bounds": {"revenue": 1}}),
        ("HUGEINT", "170141183460469231731687303715884105727", {"bounds": {"revenue": 1}}),
        ("UBIGINT", "18446744073709551615", {"bounds": {"revenue": 1}}),
        ("DECIMAL(38, 0)", "1e37", {"bounds": {"revenue": 1}}),
        ("DECIMAL(18, 2)", "9999999999999999.99", {"bounds": {"revenue": 1}}),
        ("DECIMAL(38, 20)", "1e17", {"bounds": {"revenue": 1}}),
        ("INTEGER", "2147483647", {}),
    ],
)
def test_typed_numbers_beyond_all_bounds(
    tmp_path: Path, kind: str, value: str, expected: dict[str, dict[str, int]]
) -> None:
    """A column of any type of number is held to the same bounds."""
    made = f"""SELECT DATE '2026-01-01' AS "Day", 'ann' AS "Who", CAST(one AS {kind}) AS "Sum"
        FROM (VALUES (CAST(1 AS {kind})), (CAST({value} AS {kind}))) AS made(one)"""  # noqa: S608
    with duckdb.connect(str(tmp_path / "orders.duckdb")) as connection:
        connection.execute(f"CREATE TABLE orders AS {made}")
    found = results(tmp_path, orders(more="file: orders.duckdb, format: duckdb, table: orders"))
    assert refused(found) == {}
    assert troubles(found) == expected
    assert amount(found) == (1 if expected else 1 + int(value))


def test_days_that_no_calendar_has(tmp_path: Path) -> None:
    """Days before our era, and days without end, are no days; they do not fail the source."""
    made = """SELECT one AS "Day", 'ann' AS "Who", 1 AS "Sum" FROM (VALUES (DATE '2026-01-01'),
        (DATE '0044-03-15 (BC)'), ('infinity'::DATE), ('-infinity'::DATE), (DATE '290000-01-01')) AS made(one)"""
    with duckdb.connect(str(tmp_path / "orders.duckdb")) as connection:
        connection.execute(f"CREATE TABLE orders AS {made}")
    found = results(tmp_path, orders(more="file: orders.duckdb, format: duckdb, table: orders"))
    assert refused(found) == {}
    assert amount(found) == 1
    assert troubles(found) == {"date": {"": 4}}


def _reading(folder: Path, content: bytes) -> SourceReading | tuple[str, int]:
    found = results(folder, orders(), orders=content)
    return found.readings["orders"] if not found.refused else (found.refused[0].reason, found.refused[0].line)


@pytest.mark.parametrize("before", [0, 3, 60_000])
@pytest.mark.parametrize("is_last", [False, True])
def test_line_longer_than_is_read(tmp_path: Path, before: int, is_last: bool) -> None:  # noqa: FBT001  # a parameter
    """A line that an engine could lose fails the file, wherever it stands."""
    good = b"2026-01-01,ann,1\n"
    content = b"Day,Who,Sum\n" + good * before + b"2026-01-01,ann," + b"1" * 3 * LONGEST + b"\n"
    assert _reading(tmp_path, content + good * (not is_last)) == ("long_line", before + 2)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"Day,Who,Sum\n2026-01-01,ann,1\r2026-01-02,ann,5\n", ("line_breaks", 2)),
        (b"Day,Who,Sum\r2026-01-01,ann,1\r", ("line_breaks", 1)),
        (b"Day,Who,Sum\n2026-01-01,ann,1\r", ("line_breaks", 2)),
        (b"Day,Who,Sum\r\n2026-01-01,ann,1\r\n", None),
        (b'Day,Who,Sum,Note\n2026-01-01,ann,1,"a\rb"\n', None),
        (b'Day,Who,Sum,Note\n2026-01-01,ann,1,"a\rb"\n2026-01-02,ann,1,c\rx\n', ("line_breaks", 3)),
    ],
)
def test_lone_carriage_return(tmp_path: Path, content: bytes, expected: tuple[str, int] | None) -> None:
    """A carriage return alone begins a row only for a program: whoever reviews the file does not see one."""
    found = _reading(tmp_path, content)
    if expected is None:
        assert isinstance(found, SourceReading)
        assert found.rows == 1
    else:
        assert found == expected


def test_lone_carriage_return_between_two_blocks(tmp_path: Path) -> None:
    """What is read in blocks is looked at across their border."""
    row = b"2026-01-01,ann,1\r\n"
    filled = b"Day,Who,Sum\r\n" + row * (LONGEST // len(row) - 2) + b"2026-01-01,ann,"
    for ending, expected in ((b"\r\n", SourceReading), (b"\r2", tuple)):
        content = filled + b"0" * (LONGEST - len(filled) - 2) + b"1" + ending
        assert content[LONGEST - 1 : LONGEST] == b"\r"
        assert isinstance(_reading(tmp_path, content), expected)


def test_line_of_a_lone_carriage_return_behind_a_block(tmp_path: Path) -> None:
    """The line that is told is that of the file, also where a block ends with a line."""
    row = b"2026-01-01,ann,1\n"
    content = b"Day,Who,Sum\n" + row * (LONGEST // len(row) - 2)
    content += b"2026-01-01,ann," + b"1" * (LONGEST - len(content) - 16) + b"\n"
    assert len(content) == LONGEST
    lines = content.count(b"\n")
    assert _reading(tmp_path, content + row + b"2026-01-01,ann,1\r" + row) == ("line_breaks", lines + 2)


def test_names_of_columns_that_come_again(tmp_path: Path) -> None:
    """Columns of one name are told apart by a number, and a table of too many columns is refused."""
    content = "Day,Who,Sum,Sum,sum,Sum 2\n2026-01-01,ann,1,10,100,1000\n"
    for name, expected in (("Sum", 1), ("Sum 2", 10), ("sum 3", 100), ("Sum 2 2", 1000)):
        found = results(tmp_path, orders(f"date: Day, person: Who, amount: {name}"), orders=content)
        assert amount(found) == expected
    many = ",".join(["Day"] * 2_001) + "\n"
    assert _reading(tmp_path, many.encode()) == ("wide", 0)


def test_slip_of_plancode_is_no_fault_of_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of our own is raised, and does not pass for a file that cannot be read."""
    monkeypatch.delattr("plancode.actuals.days.Days.day")
    with pytest.raises(AttributeError):
        results(tmp_path, orders(), orders="Day,Who,Sum\n2026-01-01,ann,1\n")


@pytest.mark.slow
def test_many_small_files_share_their_time(tmp_path: Path) -> None:
    """What one file has used up is not there for the next: many of them cost no more than one."""
    (tmp_path / "orders.csv").write_text("Day,Who,Sum\n2026-01-01,ann,1\n", encoding="utf-8")
    names = [f"s{number}" for number in range(40)]
    listed = ", ".join(
        f"{{id: {one}, file: orders.csv, columns: {{date: Day, person: Who, amount: Sum}}}}" for one in names
    )
    metrics = ", ".join(f"{{metric: revenue, source: {one}, measure: sum}}" for one in names)
    written = f"{{kind: actuals, id: results, sources: [{listed}], metrics: [{metrics}]}}\n"
    found = results(tmp_path, written, terms=Terms(together=3))
    assert set(refused(found).values()) == {"together"}
    assert 0 < len(found.refused) < len(names)


@pytest.mark.parametrize("credit", ["seller", "owner"])
def test_rows_are_told_apart_only_by_what_the_plan_needs(tmp_path: Path, credit: str) -> None:
    """Customers of a plan without any, and sellers where owners get the credit, make no groups of their own."""
    rows = "".join(f"2026-01-05,{who},c{at},1\n" for at in range(20) for who in ("ann", "bob"))
    content = "Day,Who,Shop,Sum\n" + (rows if credit == "seller" else re.sub("c[0-9]+", "shop", rows))
    shop = "{id: shop, territory: here}"
    areas = territories("id: here, owners: [{person: ann}]").replace("]}\n", f"], accounts: [{shop}]}}\n")
    source = orders("date: Day, person: Who, account: Shop, amount: Sum", more=f"file: orders.csv, credit: {credit}")
    documents = (source, areas) if credit == "owner" else (source,)
    found = results(tmp_path, *documents, orders=content, terms=Terms(groups=2 if credit == "seller" else 1))
    assert amounts(found) == ({"ann": 20, "bob": 20} if credit == "seller" else {"ann": 40})
