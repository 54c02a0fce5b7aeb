"""A real Spark on this machine gives what DuckDB gives."""

import importlib.util
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pytest

from plancode.actuals.terms import Terms
from tests.actuals.databases import DECLARED, Connected, connected, everything_in_files, everything_of, tables_of
from tests.actuals.plans import everything, orders, refused, results, text
from tests.actuals.test_alike import read_by, written
from tests.actuals.test_days import EVERY, days_read
from tests.support import require

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
ADDRESSES = {"PLANCODE_SOURCE_SALES": "spark:local[2]"}
_KINDS = {"integer": "int", "double precision": "double"}
_connect = socket.socket.connect


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Python talk to its Spark on this machine, and to nothing else."""

    def near(one: socket.socket, address: Any) -> None:  # noqa: ANN401  # as sockets have it
        if address[0] not in ("127.0.0.1", "localhost"):
            pytest.fail("something tried to reach the network")
        _connect(one, address)

    monkeypatch.setattr(socket.socket, "connect", near)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Give the session that plancode makes."""
    require(shutil.which("java"), "Java is not installed: apt-get install default-jre-headless")
    require(importlib.util.find_spec("pyspark"), "pyspark is not installed: pip install 'plancode[spark]'")
    from plancode.actuals.databases import spark_session

    session = spark_session("local[2]")
    session.conf.set("spark.sql.shuffle.partitions", "2")  # small tables, and two cores
    yield session
    session.stop()


def _load(spark: Any, name: str, *, typed: bool) -> None:  # noqa: ANN401  # a Spark session
    """Hold the tables of an example plan, as text or with the types a database would give them."""
    for table in tables_of(name):
        rows = spark.read.csv(str(table.path), header=True, quote='"', escape='"', multiLine=True)
        for head in table.heads:
            kind = DECLARED.get(head, "string").replace("numeric", "decimal") if typed else "string"
            rows = rows.withColumn(head, rows[f"`{head}`"].cast(_KINDS.get(kind, kind)))
        rows.createOrReplaceTempView(table.name)


@pytest.mark.parametrize(("name", "typed"), [("adventure-works", False), ("huadong", True)])
def test_spark_gives_what_duckdb_gives(spark: Any, tmp_path: Path, name: str, *, typed: bool) -> None:  # noqa: ANN401
    """The same plan over the tables in Spark: equal totals, equal values for every person, team and period."""
    _load(spark, name, typed=typed)
    there = connected(name, tmp_path, Connected("spark", ADDRESSES))
    assert there.refused == ()
    assert everything_of(there) == everything_in_files(name)


def test_customers_that_are_alike_are_told_as_one(spark: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """As in a file: every figure is the same, however the engine tells customers apart."""
    rows = spark.read.csv(str(written(tmp_path / "orders.csv")), header=True)
    rows.createOrReplaceTempView("sold")
    here = read_by(tmp_path, "file: orders.csv", 10_000)
    keys = "format: spark, connection: PLANCODE_SOURCE_SALES, table: sold"
    there = read_by(tmp_path, keys, -1, Terms(ADDRESSES))
    assert there.refused == ()
    assert everything(there) == everything(here)


def test_table_of_spark_is_no_file(spark: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """Spark would read a file whose format and path stand where a table is named; here that is refused."""
    path = tmp_path / "secret"
    path.write_text(text(["Day", "Who", "Sum"], [("2026-01-01", "ann", "1")]), encoding="utf-8")
    assert spark.conf.get("spark.sql.runSQLOnFiles") == "false"
    for table in (f"csv.{path}", f"text.{path}", "parquet./etc", "csv.`/etc/passwd`", "none", "a.b.c.d"):
        keys = f"format: spark, connection: PLANCODE_SOURCE_SALES, table: '{table}'"
        found = results(tmp_path, orders(more=keys), terms=Terms(ADDRESSES))
        assert refused(found)["orders"] in {"refuses", "no_table"}, table
        assert "root:" not in str(found.refused)


def test_days_are_read_as_by_the_embedded_engine(spark: Any) -> None:  # noqa: ANN401  # a Spark session
    """Whatever way a day is written in, Spark gives what DuckDB gives."""
    spark.createDataFrame(list(enumerate(EVERY)), "at int, d string").createOrReplaceTempView("written")
    found = days_read(ibis.pyspark.connect(spark).table("written"))
    assert [day.isoformat() if day else "" for day in found] == list(EVERY.values())
