"""A real PostgreSQL, started by whoever runs the tests without being root, gives what DuckDB gives."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import ibis
import pytest

from plancode.actuals.terms import Terms
from tests.actuals.databases import (
    DECLARED,
    EXAMPLES,
    Connected,
    connected,
    everything_in_files,
    everything_of,
    tables_of,
)
from tests.actuals.plans import TEAM, amount, amounts, everything, orders, refused, results, troubles
from tests.actuals.test_alike import read_by, written
from tests.actuals.test_days import EVERY, days_read
from tests.analysis.small import head, numbers
from tests.support import require

pytestmark = pytest.mark.slow
_USER = "postgres"


def _programs() -> Path | None:
    """Return the folder of the newest PostgreSQL that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    onpath = shutil.which("initdb")
    return found[-1].parent if found else Path(onpath).parent if onpath else None


class Server:
    """A PostgreSQL in a folder of its own, reached by a socket in it."""

    def __init__(self, programs: Path, folder: Path) -> None:
        """Make a database, which root may not do."""
        self.programs, self.folder = programs, folder
        self.before = ["runuser", "-u", _USER, "--"] if os.getuid() == 0 else []
        if self.before:
            shutil.chown(folder, _USER)
        self._run("initdb", "-D", str(folder / "data"), "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        self._run("pg_ctl", "-D", str(folder / "data"), "-o", options, "-l", str(folder / "log"), "-w", "start")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.before, str(self.programs / program), *arguments]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, timeout=120)

    def stop(self) -> None:
        """Stop it at once."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def sql(self, text: str) -> None:
        """Run statements."""
        command = ["psql", "-h", str(self.folder), "-U", _USER, "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", "postgres"]
        subprocess.run(command, check=True, input=text.encode(), timeout=120)

    @property
    def address(self) -> str:
        """The address of the database."""
        return f"postgres://{_USER}@/postgres?host={quote(str(self.folder), safe='')}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Give a server that runs."""
    require(importlib.util.find_spec("psycopg"), "psycopg is not installed: pip install 'plancode[postgres]'")
    programs = _programs()
    require(programs is not None, "PostgreSQL is not installed: apt-get install postgresql")
    assert programs is not None
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        made = Server(programs, Path(name))
        yield made
        made.stop()


def _load(server: Server, name: str, *, typed: bool) -> None:
    """Load the tables of an example plan, as text or with the types a database would give them."""
    for table in tables_of(name):
        kinds = DECLARED if typed else {}
        columns = ", ".join(f'"{head}" {kinds.get(head, "text")}' for head in table.heads)
        server.sql(
            f'DROP TABLE IF EXISTS "{table.name}"; CREATE TABLE "{table.name}" ({columns});\n'
            f"\\copy \"{table.name}\" FROM '{table.path}' WITH (FORMAT csv, HEADER true)\n"
        )


@pytest.mark.parametrize("typed", [False, True], ids=["text", "typed"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_postgres_gives_what_duckdb_gives(server: Server, tmp_path: Path, name: str, *, typed: bool) -> None:
    """The same plan over the tables in PostgreSQL: equal totals, equal values for every person, team and period."""
    _load(server, name, typed=typed)
    there = connected(name, tmp_path, Connected("postgres", {"PLANCODE_SOURCE_SALES": server.address}))
    assert there.refused == ()
    assert everything_of(there) == everything_in_files(name)


def test_views_schemas_and_what_is_not_there(server: Server, tmp_path: Path) -> None:
    """A view and a table of a schema are read; what is no table is refused, and nothing can be written."""
    server.sql(
        "CREATE SCHEMA other; CREATE TABLE other.orders AS SELECT DATE '2026-03-05' AS \"Day\", 'ann' AS \"Who\","
        ' 12.5::numeric AS "Sum"; CREATE VIEW seen AS SELECT * FROM other.orders;'
        " CREATE MATERIALIZED VIEW kept AS SELECT * FROM other.orders;"
        ' CREATE VIEW broken AS SELECT DATE \'2026-03-05\' AS "Day", \'ann\' AS "Who", 1 / ("Sum" - 12.5) AS "Sum"'
        " FROM seen;"
    )
    addresses = {"PLANCODE_SOURCE_SALES": server.address}
    for table in ("other.orders", "seen", "kept"):
        keys = f"format: postgres, connection: PLANCODE_SOURCE_SALES, table: {table}"
        assert amount(results(tmp_path, orders(more=keys), terms=Terms(addresses))) == 12.5, table
    for table in ("none", "pg_read_file('/etc/passwd')", 'seen"; DROP VIEW seen; --', "broken"):
        quoted = "'" + table.replace("'", "''") + "'"
        keys = f"format: postgres, connection: PLANCODE_SOURCE_SALES, table: {quoted}"
        found = results(tmp_path, orders(more=keys), terms=Terms(addresses))
        assert refused(found) == {"orders": "refuses" if table == "broken" else "no_table"}, table


def test_orders_and_lines_of_two_tables(server: Server, tmp_path: Path) -> None:
    """Lines count on the date and for the seller of their order; the key may be a number there and a text here."""
    server.sql(
        'CREATE TABLE heads ("No" numeric(10, 1), "Day" date, "Who" text, "Sum" text);'
        " INSERT INTO heads VALUES (1, '2026-01-31', 'ann', '9'), (2, '2026-02-01', 'bob', '9'),"
        " (4, '2026-03-01', 'cy', '9');"
        ' CREATE TABLE items ("No" text, "Sum" numeric);'
        " INSERT INTO items VALUES ('1', 10), (' 1 ', 1), ('2', 100), ('9', 5), (NULL, 7);"
    )
    keys = "connection: PLANCODE_SOURCE_SALES, table: heads, lines: {table: items, key: No, columns: {amount: Sum}}"
    policy = head(team="all").rstrip() + "\npolicy: {sources: {unread: 99%}}\n"
    columns = "date: Day, person: Who"
    found = results(
        tmp_path, policy, orders(columns, more=keys), terms=Terms({"PLANCODE_SOURCE_SALES": server.address})
    )
    assert found.refused == ()
    assert amounts(found) == {"ann": 11, "bob": 100}
    assert troubles(found) == {"no_order": {"": 1, "9": 1}, "no_lines": {"4": 1}}


def test_customers_that_are_alike_are_told_as_one(server: Server, tmp_path: Path) -> None:
    """As in a file: every figure is the same, however the engine tells customers apart; nothing is written for it."""
    rows = written(tmp_path / "orders.csv")
    server.sql(
        'CREATE TABLE sold ("Day" date, "Who" text, "Shop" text, "Where" text, "Sum" numeric);\n'
        f"\\copy sold FROM '{rows}' WITH (FORMAT csv, HEADER true)\n"
    )
    here = read_by(tmp_path, "file: orders.csv", 10_000)
    terms = Terms({"PLANCODE_SOURCE_SALES": server.address})
    there = read_by(tmp_path, "connection: PLANCODE_SOURCE_SALES, table: sold", -1, terms)
    assert there.refused == ()
    assert everything(there) == everything(here)


def test_times_blanks_and_codes(server: Server, tmp_path: Path) -> None:
    """Times count on their day, numbers as codes and as text are understood, what is none is told."""
    server.sql(
        'CREATE TABLE odd ("Day" timestamp, "Who" numeric(10, 2), "Sum" text);'
        " INSERT INTO odd VALUES ('2026-03-31 23:59:59', 7, '1,000.5'), ('2026-04-01', 7, ' 2 '), (NULL, 7, '4'),"
        " ('2026-04-01', NULL, '8'), ('2026-04-01', 7, 'n/a'), ('2026-04-01', 7.5, '16');"
    )
    team = TEAM.replace('"001"', '"7"')
    keys = "format: postgres, connection: PLANCODE_SOURCE_SALES, table: odd, match_by: erp"
    found = results(
        tmp_path,
        orders(more=keys),
        team,
        terms=Terms({"PLANCODE_SOURCE_SALES": server.address}),
        as_of=date(2026, 12, 31),
    )
    assert found.refused == ()
    assert [amount(found, numbers=[2]), amount(found, numbers=[3])] == numbers(1000.5, 2)
    assert troubles(found) == {"date": {"": 1}, "person": {"": 1, "7.50": 1}, "number": {"revenue": 1}}


def test_days_are_read_as_by_the_embedded_engine(server: Server) -> None:
    """Whatever way a day is written in, PostgreSQL gives what DuckDB gives; of what is no day it does not fail."""
    rows = ", ".join(f"({at}, '{cell}')" for at, cell in enumerate(EVERY))
    server.sql(f'CREATE TABLE written ("at" int, "d" text); INSERT INTO written VALUES {rows};')  # noqa: S608  # ours
    engine = ibis.connect(server.address)
    found = days_read(engine.table("written"))
    engine.disconnect()
    assert [day.isoformat() if day else "" for day in found] == list(EVERY.values())
