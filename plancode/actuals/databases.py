"""Databases by their address: PostgreSQL, a DuckDB elsewhere, Spark. The address comes from whoever runs the command.

What a plan names in one is a table or view, never a file or a query, and nothing is written. An address is never told,
nor what a database says: that may hold it.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from plancode.actuals.columns import Relation
from plancode.actuals.lock import attached, locked_engine
from plancode.actuals.refusals import RefusedError
from plancode.actuals.terms import Terms
from plancode.actuals.watch import Watch
from plancode.document.engine import log_of
from plancode.model.actuals import Source

_LONGEST_WAY: Final = 1_000
_OF_SPARK: Final = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.runSQLOnFiles": "false",
}


def database_tables(
    source: Source, root: Path | None, terms: Terms, stack: ExitStack, watch: Watch
) -> tuple[Relation, ...]:
    """Return the tables of a source in a database; raises RefusedError, or whatever the database does."""
    name = source.connection or ""
    if terms.withheld:
        raise RefusedError(terms.withheld, (name,))
    address = terms.addresses.get(name)
    if not address:
        raise RefusedError("connection", (name,))
    try:
        connect = _SCHEMES[urlsplit(address).scheme]
    except (KeyError, ValueError):
        raise RefusedError("scheme", (name,)) from None
    tables = [held.table for held in source.tables if held.table is not None]
    if len(tables) < len(source.tables):
        raise RefusedError("table")
    table = connect(_Asked(name, address, root, stack, watch))
    return tuple(map(table, tables))


class _Asked:
    """A database that is asked; each of its kinds returns what gives a table of it by name."""

    def __init__(  # what a connection needs
        self, name: str, address: str, root: Path | None, stack: ExitStack, watch: Watch
    ) -> None:
        self.name, self.address = name, address
        self.root, self.stack, self.watch = root, stack, watch

    def postgres(self) -> "_Tables":
        """Ask PostgreSQL, in a session that can only read."""
        import ibis

        connection = ibis.connect(self.address)
        self.stack.callback(connection.disconnect)
        self.watch.tells(connection.con.cancel)
        connection.raw_sql("SET default_transaction_read_only = on").close()
        return lambda table: connection.table(_parts(table)[-1], database=".".join(_parts(table)[:-1]) or None)

    def spark(self) -> "_Tables":
        """Ask Spark's catalogue."""
        import ibis

        with _hushed():
            session = spark_session(self.address.removeprefix("spark:"))
        session.sparkContext.setLogLevel("OFF")
        self.watch.tells(session.sparkContext.cancelAllJobs)
        connection = ibis.pyspark.connect(session)
        return lambda table: connection.table(_parts(table)[-1], database=tuple(_parts(table)[:-1]) or None)

    def duckdb(self) -> "_Tables":
        """Ask a DuckDB file that no change of the plan can bring along."""
        path = self._file()
        connection = locked_engine([path, log_of(path)], self.stack, self.watch)
        return lambda table: attached(connection, path, table, is_of_plan=False)

    def _file(self) -> Path:
        said = self.address.partition("://")[2]
        if not said.startswith("/"):
            raise RefusedError("scheme", (self.name,))
        written = Path("/" + said.lstrip("/"))
        path = written.resolve()
        homes = _homes_of_plan(self.root)
        ways = (*_way_to(written), path, *_way_to(log_of(path)))
        if any(way.is_relative_to(home) for way in ways for home in homes):
            raise RefusedError("inside", (self.name,))
        if not path.is_file():
            raise RefusedError("no_database", (self.name,))
        return path


def _parts(table: str) -> list[str]:
    return table.split(".")


_Tables = Callable[[str], Relation]
_SCHEMES: Final[Mapping[str, Callable[[_Asked], _Tables]]] = {
    "postgres": _Asked.postgres,
    "postgresql": _Asked.postgres,
    "spark": _Asked.spark,
    "duckdb": _Asked.duckdb,
}


def _homes_of_plan(root: Path | None) -> tuple[Path, ...]:
    """Return the plan's folder, and every repository around it: a change can bring along what lies there."""
    if root is None:
        return ()
    home = root.resolve()
    return (home, *(folder for folder in home.parents if (folder / ".git").exists()))


def _way_to(path: Path) -> Iterator[Path]:
    """Yield every folder and link that the way to a file leads through, as far as links are followed."""
    at, parts = Path(path.anchor), deque(path.parts[1:])
    for _ in range(_LONGEST_WAY):
        if not parts:
            return
        part = parts.popleft()
        if part == "..":
            at = at.parent
            continue
        step = at / part
        yield step
        if not step.is_symlink():
            at = step
            continue
        target = step.readlink()
        at = Path(target.anchor) if target.is_absolute() else at
        parts.extendleft(reversed(target.parts[1:] if target.is_absolute() else target.parts))


def spark_session(master: str) -> Any:  # noqa: ANN401  # a Spark session
    """Return a Spark session in which the name of a table cannot be that of a file."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master or "local[*]").appName("plancode")
    for key, value in _OF_SPARK.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.conf.set("spark.sql.runSQLOnFiles", "false")  # a session that was there already keeps its own
    return session


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep what a program that is started here writes from the terminal: it names the address."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
