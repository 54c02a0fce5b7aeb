"""The engine is locked: it reads the plan's own files and nothing else, and no text of a plan becomes SQL."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from plancode.actuals.files import FilesOfPlan
from plancode.actuals.terms import Terms, Withheld
from plancode.actuals.watch import Watch
from plancode.document import engine
from plancode.model.actuals import Source
from plancode.pipeline.checking import check
from plancode.tree.folder import FolderTree
from tests.actuals.plans import amount, amounts, analysed, orders, refused, results, text, write
from tests.analysis.small import files_of, numbers
from tests.support import content_of

HEADS = ["Day", "Who", "Sum"]
GOOD = text(HEADS, [("2026-01-01", "ann", "1")])
EVIL = [
    "x\" ; COPY (SELECT 1) TO 'owned.csv' ; --",
    "x'); ATTACH 'owned.db'; --",
    '"',
    "'",
    "\\",
    "x\") FROM read_text('/etc/passwd'); --",
    "/etc/passwd",
    "/etc/hosts.csv",
    "read_csv('/etc/passwd')",
    "http://127.0.0.1:1/x.csv",
    "main.duckdb_settings()",
    "*",
    "a.b.c",
]
STATEMENTS = [
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd.csv'",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_blob('/proc/self/environ')",
    "COPY (SELECT 1) TO '{folder}/owned.csv'",
    "ATTACH '{folder}/owned.db'",
    "EXPORT DATABASE '{folder}/owned'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "INSTALL '{folder}/x.duckdb_extension'",
    "SELECT * FROM read_csv('http://127.0.0.1:{port}/x.csv')",
    "SELECT * FROM read_parquet('s3://bucket/x')",
    "SET enable_external_access=true",
    "SET lock_configuration=false",
    "RESET lock_configuration",
    "SET allowed_paths=['/etc/passwd']",
    "SET memory_limit='90GB'",
    "SET temp_directory='{folder}'",
    "PRAGMA database_list; SELECT * FROM read_text('/etc/passwd')",
    "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "COPY (SELECT 1) TO '{folder}/orders.csv'",
    "SELECT * FROM hidden",
]


@pytest.fixture
def knocks() -> Iterator[list[str]]:
    """Give the requests that a server on this machine gets, the port first."""
    found: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that the server calls
            found.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET  # noqa: N815  # the same

    server = HTTPServer(("127.0.0.1", 0), Handler)
    found.append(str(server.server_port))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def _table(folder: Path, stack: ExitStack) -> Any:  # noqa: ANN401  # an Ibis table
    (folder / "orders.csv").write_text(GOOD, encoding="utf-8")
    source = analysed(folder, orders()).graph.all(Source)[0]
    return FilesOfPlan(source, folder).tables(stack, Watch(60))[0]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_engine_refuses(tmp_path: Path, knocks: list[str], statement: str) -> None:
    """Whatever got as far as the engine could read, write, fetch and change nothing: each statement fails."""
    hidden = pa.table({"secret": [1]})
    with ExitStack() as stack:
        table = _table(tmp_path, stack)
        before = content_of(tmp_path)
        with pytest.raises(duckdb.Error):
            table.get_backend().raw_sql(statement.format(folder=tmp_path, port=knocks[0])).fetchall()
        assert table.count().to_pyarrow().as_py() == 1
        assert content_of(tmp_path) == before
    assert knocks[1:] == []
    assert hidden.num_rows == 1


def test_engine_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit into memory goes to a folder of its own, and that is gone afterwards."""
    spill = tmp_path / "spill"
    spill.mkdir()
    plan = tmp_path / "plan"
    plan.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spill))
    monkeypatch.chdir(plan)
    monkeypatch.setattr(engine, "MEMORY", 60)
    made = duckdb.connect().sql(
        """SELECT DATE '2026-01-01' AS "Day", 'ann' AS "Who", 1 AS "Sum", 'order number ' || i AS "Id"
        FROM range(1500000) AS made(i)"""
    )
    made.write_parquet(str(plan / "orders.parquet"))
    source = orders("date: Day, person: Who, amount: Sum, id: Id", more="file: orders.parquet, format: parquet")
    found = results(plan, source)
    assert amount(found) == 1500000
    assert list(spill.iterdir()) == []
    assert sorted(path.name for path in plan.iterdir() if path.suffix != ".yaml") == ["orders.parquet"]


@pytest.mark.parametrize("name", EVIL)
def test_names_of_columns_are_no_sql(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A column called like SQL is a column: found where there is one, missing where there is none."""
    monkeypatch.chdir(tmp_path)
    quoted = "'" + name.replace("'", "''") + "'"
    columns = f"date: Day, person: Who, amount: {quoted}"
    found = results(tmp_path, orders(columns), orders=GOOD)
    assert refused(found) == {"orders": "columns"}
    content = text(["Day", "Who", name], [("2026-01-01", "ann", "5")])
    assert amounts(results(tmp_path, orders(columns), orders=content)) == {"ann": 5}
    assert not list(tmp_path.glob("owned*"))


@pytest.mark.parametrize("name", EVIL)
@pytest.mark.parametrize("kind", ["duckdb", "excel"])
def test_names_of_tables_are_no_sql(tmp_path: Path, name: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table called like SQL, a file or an address is a table that is not there."""
    monkeypatch.chdir(tmp_path)
    word = {"duckdb": "table", "excel": "sheet"}[kind]
    file = "orders." + {"duckdb": "duckdb", "excel": "xlsx"}[kind]
    write(tmp_path / file, HEADS, [("2026-01-01", "ann", "1")])
    before = content_of(tmp_path)
    quoted = "'" + name.replace("'", "''") + "'"
    found = results(tmp_path, orders(more=f"file: {file}, format: {kind}, {word}: {quoted}"))
    assert refused(found) == {"orders": f"no_{word}"}
    assert "root:" not in str(found.refused)
    assert {path: data for path, data in content_of(tmp_path).items() if not path.endswith(".yaml")} == before


@pytest.mark.parametrize(
    "name", ["o'rders.csv", "or[d]ers*.csv", "x'); COPY.csv", "{a,b}.csv", "订单 三月.csv", "%s.csv", 'a"b.csv']
)
def test_paths_with_quotes_and_stars(tmp_path: Path, name: str) -> None:
    """The path of a file is that file, whatever it holds; a star matches nothing else."""
    (tmp_path / name).write_text(GOOD, encoding="utf-8")
    (tmp_path / "orders-too.csv").write_text(GOOD, encoding="utf-8")
    quoted = "'" + name.replace("'", "''") + "'"
    assert amount(results(tmp_path, orders(more=f"file: {quoted}"))) == 1


def test_path_that_would_match_another_file_of_the_plan(tmp_path: Path) -> None:
    """`a[1].csv` is itself, also where `a1.csv` is read too."""
    for name, each in (("a[1].csv", "1"), ("a1.csv", "10")):
        (tmp_path / name).write_text(text(HEADS, [("2026-01-01", "ann", each)]), encoding="utf-8")
    listed = ", ".join(
        f"{{id: {name}, file: '{file}', columns: {{date: Day, person: Who, amount: Sum}}}}"
        for name, file in (("first", "a[1].csv"), ("second", "a1.csv"))
    )
    metrics = "{metric: revenue, source: first, measure: sum}, {metric: sell_out, source: second, measure: sum}"
    found = results(tmp_path, f"{{kind: actuals, id: results, sources: [{listed}], metrics: [{metrics}]}}\n")
    assert [amount(found, "revenue"), amount(found, "sell_out")] == numbers(1, 10)


@pytest.mark.parametrize(
    "made",
    [
        """CREATE VIEW orders AS SELECT content AS "Day", '' AS "Who", 1 AS "Sum" FROM read_text('/etc/passwd')""",
        """CREATE VIEW orders AS SELECT '2026-01-01' AS "Day", current_setting('threads') AS "Who", 1 AS "Sum\"""",
        """CREATE VIEW orders AS SELECT '2026-01-01' AS "Day", path AS "Who", 1 AS "Sum" FROM duckdb_databases()""",
        """CREATE TABLE orders("Day" DATE, "Sum" INTEGER, "Who" VARCHAR AS (current_setting('temp_directory')))""",
    ],
)
def test_programs_in_a_database_of_the_plan(tmp_path: Path, made: str) -> None:
    """A view, or a column that is worked out, of a DuckDB file in the plan is not read."""
    with duckdb.connect(str(tmp_path / "orders.duckdb")) as connection:
        connection.execute(made)
    found = results(tmp_path, orders(more="file: orders.duckdb, format: duckdb, table: orders"))
    assert refused(found) == {"orders": "reaches"}
    assert found.readings == {}


def test_view_of_a_database_elsewhere(tmp_path: Path) -> None:
    """A view of a database that whoever runs the command has named is read, but not one that reaches for a file."""
    plan, addresses = _elsewhere(tmp_path)
    with duckdb.connect(str(tmp_path / "base.duckdb")) as connection:
        connection.execute("CREATE VIEW good AS SELECT * FROM orders")
        connection.execute("""CREATE VIEW bad AS SELECT content AS "Day" FROM read_text('/etc/passwd')""")
    for table, expected in (("good", {}), ("bad", {"orders": "reaches"})):
        source = orders(more=f"format: duckdb, connection: PLANCODE_SOURCE_SALES, table: {table}")
        found = results(plan, source, terms=Terms(addresses))
        assert refused(found) == expected
        assert "root:" not in str(found.refused)


def test_database_is_only_read(tmp_path: Path) -> None:
    """A DuckDB file is the same, byte by byte, after it was read, and can be opened by others meanwhile."""
    keys = write(tmp_path / "orders.duckdb", HEADS, [("2026-01-01", "ann", "1")])
    before = content_of(tmp_path)
    for _ in range(2):
        assert amount(results(tmp_path, orders(more=keys))) == 1
    assert {path: data for path, data in content_of(tmp_path).items() if not path.endswith(".yaml")} == before


def _elsewhere(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Return a plan's folder, and the address of a DuckDB outside it."""
    plan = tmp_path / "plan"
    plan.mkdir()
    write(tmp_path / "base.duckdb", HEADS, [("2026-01-01", "ann", "1")])
    (tmp_path / "secret.csv").write_text(GOOD, encoding="utf-8")
    return plan, {"PLANCODE_SOURCE_SALES": f"duckdb://{tmp_path}/base.duckdb"}


def test_duckdb_by_address(tmp_path: Path) -> None:
    """A table of a DuckDB elsewhere is read by its name, with a schema or without."""
    plan, addresses = _elsewhere(tmp_path)
    for table in ("orders", "main.orders", "base.main.orders"):
        source = orders(more=f"format: duckdb, connection: PLANCODE_SOURCE_SALES, table: {table}")
        assert amount(results(plan, source, terms=Terms(addresses))) == 1, table
    source = orders(more="format: duckdb, connection: PLANCODE_SOURCE_SALES")
    assert refused(results(plan, source, terms=Terms(addresses))) == {"orders": "table"}
    assert refused(results(plan, source)) == {"orders": "connection"}


def test_table_of_a_duckdb_by_address_is_no_file(tmp_path: Path) -> None:
    """DuckDB would read a file whose path stands where a table is named; here that is refused."""
    plan, addresses = _elsewhere(tmp_path)
    for table in (f"{tmp_path}/secret.csv", str(tmp_path / "secret"), "/etc/passwd", "http://127.0.0.1:1/x.csv"):
        found = results(
            plan,
            orders(more=f"format: duckdb, connection: PLANCODE_SOURCE_SALES, table: '{table}'"),
            terms=Terms(addresses),
        )
        assert refused(found) == {"orders": "no_table"}, table


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("postgres://sales:s3cr3t-word@127.0.0.1:1/base", "refuses"),
        ("postgres://sales:s3cr3t-word@127.0.0.1:s3cr3t-word/base", "refuses"),
        ("duckdb:///none/s3cr3t-word.db", "no_database"),
        ("duckdb://s3cr3t-word.db", "scheme"),
        ("duckdb://md:s3cr3t-word", "scheme"),
        ("nothing://s3cr3t-word", "scheme"),
        ("s3cr3t-word", "scheme"),
        ("s3cr3t-word.duckdb", "scheme"),
        ("/s3cr3t-word/x.csv", "scheme"),
        ("postgres://[s3cr3t-word", "scheme"),
    ],
)
def test_addresses_are_never_told(tmp_path: Path, address: str, reason: str) -> None:
    """An address that leads nowhere is told without itself and without what a driver says of it."""
    heard: list[str] = []
    terms = Terms({"PLANCODE_SOURCE_SALES": address}, overhear=lambda *said: heard.append(" ".join(said)))
    source = orders(more="format: postgres, connection: PLANCODE_SOURCE_SALES, table: orders")
    found = results(tmp_path, source, terms=terms)
    assert refused(found) == {"orders": reason}
    assert "s3cr3t" not in str(found.refused)
    assert bool(heard) == (reason == "refuses"), "an engine that said something is overheard by who asked for it"
    assert not Path("s3cr3t-word").exists()


def test_no_database_is_asked_unless_it_may_be(tmp_path: Path) -> None:
    """Whoever runs the command says whether databases are asked; the address does not matter then."""
    plan, addresses = _elsewhere(tmp_path)
    source = orders(more="format: duckdb, connection: PLANCODE_SOURCE_SALES, table: orders")
    both: tuple[Withheld, ...] = ("unasked", "forbidden")
    for withheld in both:
        found = results(plan, source, terms=Terms(addresses, withheld))
        assert refused(found) == {"orders": withheld}
    assert amount(results(plan, source, terms=Terms(addresses))) == 1


def test_database_in_the_repository_of_the_plan(tmp_path: Path) -> None:
    """A database that a change can bring along, or a link of a change to one elsewhere, is never asked."""
    plan, addresses = _elsewhere(tmp_path)
    source = orders(more="format: duckdb, connection: PLANCODE_SOURCE_SALES, table: orders")
    (plan / "link.duckdb").symlink_to(tmp_path / "base.duckdb")
    (tmp_path / "back.duckdb").symlink_to(plan / "own.duckdb")
    write(plan / "own.duckdb", HEADS, [("2026-01-01", "ann", "1")])
    around = plan / ".." / plan.name / "own.duckdb"
    (plan / "out").symlink_to(tmp_path)
    (tmp_path / "in").symlink_to(plan)
    through = (plan / "out" / "base.duckdb", f"/{plan}/link.duckdb", tmp_path / "in" / "out" / "base.duckdb")
    for path in (plan / "own.duckdb", plan / "link.duckdb", tmp_path / "back.duckdb", around, *through):
        found = results(plan, source, terms=Terms({"PLANCODE_SOURCE_SALES": f"duckdb://{path}"}))
        assert refused(found) == {"orders": "inside"}, path
    assert amount(results(plan, source, terms=Terms(addresses))) == 1
    (tmp_path / ".git").mkdir()
    assert refused(results(plan, source, terms=Terms(addresses))) == {"orders": "inside"}


@pytest.mark.parametrize("name", ["HOME", "GITHUB_HEAD_REF", "SALES_DB", "PLANCODE_SOURCE_", "plancode_source_x"])
def test_no_other_variable_can_be_named(tmp_path: Path, name: str) -> None:
    """A plan cannot name a variable of the environment that was not made for it."""
    source = orders(more=f"format: duckdb, connection: {name}, table: orders")
    for file, written in files_of(source).items():
        (tmp_path / file).write_text(written, encoding="utf-8")
    found = check(FolderTree(tmp_path), date(2026, 4, 1))
    assert ("SHP104", "connection") in {(one.code, one.variant) for one in found.findings}
