"""The embedded engine for sources, through Ibis: locked before it opens anything.

Nothing of a plan is ever SQL: queries are Ibis expressions over the columns that a source maps.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from plancode.actuals.refusals import RefusedError
from plancode.actuals.watch import Watch
from plancode.document.engine import held_in, lock, named


def locked_engine(paths: Iterable[Path], stack: ExitStack, watch: Watch) -> Any:  # noqa: ANN401  # an Ibis backend
    """Return a DuckDB in memory that can read these files and nothing else, and is closed with the stack."""
    import ibis

    connection = ibis.duckdb.connect(temp_directory=stack.enter_context(TemporaryDirectory(prefix="plancode-")))
    stack.callback(connection.disconnect)
    watch.tells(connection.con.interrupt)
    lock(connection.raw_sql, paths)
    return connection


def attached(connection: Any, path: Path, table: str | None, *, is_of_plan: bool) -> Any:  # noqa: ANN401  # Ibis
    """Return a table of a DuckDB file, opened read-only: by its name, with schema and database or without.

    Of a file in the plan no view is read, nor a table with columns that are worked out: they are programs, and can
    tell settings and paths of the machine, or never end.
    """
    found = named(held_in(connection.con, path), table)
    if found is None:  # a name that is not there would be tried as that of a file
        raise RefusedError("no_table")
    if found.is_program and is_of_plan:
        raise RefusedError("reaches")
    return connection.table(found.name, database=(found.home, found.schema))
