"""Databases by their address: PostgreSQL, a DuckDB elsewhere, Spark. The address comes from whoever runs the command.

What a plan names in one is a table or view, never a file or a query, and nothing is written. An address is never told.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from plancode.actuals.lock import LOCK, OFFLINE
from plancode.actuals.records import NoReading, said_by
from plancode.model.actuals import Source

Table = Any
"""An Ibis table expression."""
_DUCKDB: Final = "duckdb://"
_SPARK: Final = "spark:"
_OF_SPARK: Final = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
}
_SHORTEST: Final = 3
"""Parts of an address this short or shorter are common words, no secrets."""


def connected(source: Source, addresses: Mapping[str, str], stack: ExitStack) -> "Table | NoReading":
    """Return the table of a source, or why it cannot be read."""
    address = addresses.get(source.connection or "")
    if not address:
        return NoReading(source.id, "connection", (source.connection or "",))
    if source.table is None:
        return NoReading(source.id, "table")
    try:
        return _named(_backend(address, stack), source.table)
    except ImportError as error:
        return NoReading(source.id, "library", (said_by(error),))
    except Exception as error:  # noqa: BLE001  # a database can fail in any way
        return NoReading(source.id, "unreadable", (_without(address, said_by(error)),))


def _without(address: str, said: str) -> str:
    """Return what was said without the address and its parts."""
    try:
        parts = urlsplit(address)
        secrets = [
            parts.password,
            parts.username,
            parts.hostname,
            unquote(parts.password or ""),
            parts.path,
            parts.query,
        ]
    except ValueError:
        return "…"
    for secret in (address, parts.netloc, *secrets):
        if secret and len(secret) > _SHORTEST:
            said = said.replace(secret, "…")
    return said


def _named(connection: Any, table: str) -> Table:  # noqa: ANN401  # an Ibis backend
    *schema, name = table.split(".")
    if not schema:
        return connection.table(name)
    return connection.table(name, database=tuple(schema) if len(schema) > 1 else schema[0])


def _backend(address: str, stack: ExitStack) -> Any:  # noqa: ANN401  # an Ibis backend
    """Return the database behind an address: `postgres://...`, `duckdb://...`, or Spark as `spark:MASTER`."""
    import ibis

    if address.startswith(_SPARK):
        return ibis.pyspark.connect(spark_session(address.removeprefix(_SPARK)))
    if address.startswith(_DUCKDB):
        connection = ibis.duckdb.connect(address.removeprefix(_DUCKDB).partition("?")[0], read_only=True)
        stack.callback(connection.disconnect)
        for statement in (*OFFLINE, *LOCK):
            connection.raw_sql(statement)
        return connection
    connection = ibis.connect(address)
    stack.callback(connection.disconnect)
    return connection


def spark_session(master: str) -> Any:  # noqa: ANN401  # a Spark session
    """Return a Spark session in which the name of a table cannot be that of a file."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master or "local[*]").appName("plancode")
    for key, value in _OF_SPARK.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.conf.set("spark.sql.runSQLOnFiles", "false")
    return session
