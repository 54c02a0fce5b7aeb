"""The embedded engine, locked before it opens anything: no network, no extension, no file but those it is given."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

P = TypeVar("P", bound=PurePath)

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
_ATTACHED: Final = "SELECT database_name, path FROM duckdb_databases() WHERE NOT internal AND path IS NOT NULL"
_TABLES: Final = """
SELECT schema_name, table_name, regexp_matches(sql, 'GENERATED\\s+ALWAYS', 'i') FROM duckdb_tables()
WHERE database_name = ?
UNION ALL SELECT schema_name, view_name, true FROM duckdb_views() WHERE database_name = ? AND NOT internal
ORDER BY ALL
"""


class HeldRelation(NamedTuple):
    """A table of a DuckDB file; what is a view, or has columns that are worked out, is a program."""

    home: str
    schema: str
    name: str
    is_program: bool


def lock(run: Callable[[str], object], paths: Iterable[Path], memory: int | None = None) -> None:
    """Lock an engine, by what runs a statement in it, so that it can read these files and nothing else.

    It holds as many megabytes as sources may, where it is not said how many.
    """
    # both: the engine asks for the pattern that a reader was given, and then for the file that fits it
    allowed = ", ".join(quoted(name) for path in paths for name in dict.fromkeys((str(path), literal(path))))
    # the locks come last: after them neither these nor any other setting can be changed, by whatever is run
    for setting in (*_SETTINGS, f"memory_limit='{memory or MEMORY}MB'", f"allowed_paths=[{allowed}]", *_LOCK):
        run(f"SET {setting}")


def held_in(connection: "DuckDBPyConnection", path: Path) -> tuple[HeldRelation, ...]:
    """Return what a DuckDB file holds, opened read-only."""
    known = connection.execute(_ATTACHED).fetchall()
    home = next((name for name, held in known if held == str(path)), f"plancode_source{len(known)}")
    connection.execute(f"ATTACH IF NOT EXISTS {quoted(str(path))} AS {home} (TYPE duckdb, READ_ONLY)")
    return tuple(HeldRelation(home, *found) for found in connection.execute(_TABLES, [home, home]).fetchall())


def named(held: Iterable[HeldRelation], table: str | None) -> HeldRelation | None:
    """Return the table of a name, with schema and database or without; where none is named, the only one."""
    each = tuple(held)
    if table is None:
        return each[0] if len(each) == 1 else None
    below = table.partition(".")[2]
    return next((one for one in each if f"{one.schema}.{one.name}" in (table, below) or one.name == table), None)


def log_of(path: P) -> P:
    """Return where a DuckDB file has what was not written into it yet; the engine looks there too."""
    return path.with_name(path.name + ".wal")


def quoted(text: str) -> str:
    """Return a text as one of SQL."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Return a name as one of SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(path: Path) -> str:
    """Return a path as a pattern that only that file fits: the engine takes `[1]` and `*` for patterns."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))
