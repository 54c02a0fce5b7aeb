"""The embedded engine, locked before it opens anything: no network, no extension, no file but those of one source.

Nothing of a plan is ever SQL: queries are Ibis expressions over the columns that a source maps.
"""

import re
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from plancode.actuals.refusals import RefusedError
from plancode.actuals.watch import Watch

MEMORY: Final = 600
"""Megabytes that the engine holds at most; what is more goes to a folder of its own, which is then removed."""
_DISK: Final = 8
"""Gigabytes that this folder may hold."""
_SETTINGS: Final = (
    "autoinstall_known_extensions=false",
    "autoload_known_extensions=false",
    "python_enable_replacements=false",
    "enable_external_file_cache=false",  # it takes a file for unchanged that was written anew within moments
    f"max_temp_directory_size='{_DISK}GB'",
)
_LOCK: Final = ("enable_external_access=false", "lock_configuration=true")


def locked_engine(paths: Iterable[Path], stack: ExitStack, watch: Watch) -> Any:  # noqa: ANN401  # an Ibis backend
    """Return a DuckDB in memory that can read these files and nothing else, and is closed with the stack."""
    import ibis

    connection = ibis.duckdb.connect(temp_directory=stack.enter_context(TemporaryDirectory(prefix="plancode-")))
    stack.callback(connection.disconnect)
    watch.tells(connection.con.interrupt)
    # both: the engine asks for the pattern that a reader was given, and then for the file that fits it
    allowed = ", ".join(quoted(name) for path in paths for name in dict.fromkeys((str(path), literal(path))))
    # the locks come last: after them neither these nor any other setting can be changed, by whatever is run
    settings = (*_SETTINGS, f"memory_limit='{MEMORY}MB'", f"allowed_paths=[{allowed}]", *_LOCK)
    for setting in settings:
        connection.raw_sql(f"SET {setting}")
    return connection


def attached(connection: Any, path: Path, table: str | None, *, is_of_plan: bool) -> Any:  # noqa: ANN401  # Ibis
    """Return a table of a DuckDB file, opened read-only: by its name, with schema and database or without.

    Of a file in the plan no view is read, nor a table with columns that are worked out: they are programs, and can
    tell settings and paths of the machine, or never end.
    """
    known = connection.con.execute(_ATTACHED).fetchall()
    home = next((name for name, held in known if held == str(path)), f"plancode_source{len(known)}")
    connection.raw_sql(f"ATTACH IF NOT EXISTS {quoted(str(path))} AS {home} (TYPE duckdb, READ_ONLY)")
    tables = connection.con.execute(_TABLES, [home, home]).fetchall()
    for schema, name, is_program in tables:  # a name that is not there would be tried as that of a file
        if table in (name, f"{schema}.{name}") or (table or "").partition(".")[2] == f"{schema}.{name}":
            if is_program and is_of_plan:
                raise RefusedError("reaches")
            return connection.table(name, database=(home, schema))
    raise RefusedError("no_table")


_ATTACHED: Final = "SELECT database_name, path FROM duckdb_databases() WHERE NOT internal AND path IS NOT NULL"
_TABLES: Final = """
SELECT schema_name, table_name, regexp_matches(sql, 'GENERATED\\s+ALWAYS', 'i') FROM duckdb_tables()
WHERE database_name = ?
UNION ALL SELECT schema_name, view_name, true FROM duckdb_views() WHERE database_name = ? AND NOT internal
ORDER BY ALL
"""


def log_of(path: Path) -> Path:
    """Return where a DuckDB file has what was not written into it yet; the engine looks there too."""
    return path.with_name(path.name + ".wal")


def quoted(text: str) -> str:
    """Return a text as one of SQL."""
    return "'" + text.replace("'", "''") + "'"


def literal(path: Path) -> str:
    """Return a path as a pattern that only that file fits: the engine takes `[1]` and `*` for patterns."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))
