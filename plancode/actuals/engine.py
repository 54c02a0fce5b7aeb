"""Opening sources: files in an embedded DuckDB that can read nothing else, or a database by its address.

Nothing of a plan is ever SQL: queries are Ibis expressions over the columns that a source maps. The embedded engine is
locked before the first query: no other file, no network, no extension.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Final

from plancode.actuals.databases import connected
from plancode.actuals.dialect import dialect_of
from plancode.actuals.lock import LOCK, OFFLINE, literal, quoted
from plancode.actuals.records import NoReading, Refusal, said_by
from plancode.actuals.sheets import excel_rows
from plancode.graph.entity import Entity
from plancode.model.actuals import Source

Table = Any
"""An Ibis table expression."""
Tables = dict[str, "Table | NoReading"]
_MEMORY: Final = "600MB"
"""The most that the engine holds in memory; what is more goes to a folder of its own, which is then removed."""


@contextmanager
def opened(sources: Iterable[Entity[Source]], root: Path | None, addresses: Mapping[str, str]) -> Iterator[Tables]:
    """Give a table for each source, or why it cannot be read, and close everything afterwards.

    `root` is the plan's folder, which files must lie below; `addresses` gives the address behind the name of a
    connection (the environment, where a command runs).
    """
    found: Tables = {}
    files: list[tuple[Source, Path]] = []
    with ExitStack() as stack:
        for source in sources:
            model = source.model
            if model.file is None:
                found[model.id] = connected(model, addresses, stack)
                continue
            path = _path_of(source, root)
            if isinstance(path, Path):
                files.append((model, path))
            else:
                found[model.id] = NoReading(model.id, path, (model.file,))
        if files:
            found |= _embedded(files, stack)
        yield found


def _path_of(source: Entity[Source], root: Path | None) -> "Path | Refusal":
    """Return the file of a source, where it is a file below the plan's folder."""
    if root is None or source.model.file is None:
        return "missing"
    home = PurePosixPath(source.place().path).parent
    try:
        base = root.resolve()
        path = (base / home / source.model.file).resolve()
        if not path.is_relative_to(base):
            return "outside"
        return path if path.is_file() else "missing"
    except (OSError, RuntimeError, ValueError):  # a name that no file can have, or links that lead in a circle
        return "missing"


def _embedded(files: list[tuple[Source, Path]], stack: ExitStack) -> Tables:
    """Return the files of a plan as tables of one DuckDB, locked to them."""
    import ibis

    connection = ibis.duckdb.connect(temp_directory=stack.enter_context(TemporaryDirectory(prefix="plancode-")))
    stack.callback(connection.disconnect)
    paths = ", ".join(quoted(one) for _, path in files for one in (str(path), literal(path)))
    for statement in (*OFFLINE, f"SET memory_limit='{_MEMORY}'", f"SET allowed_paths=[{paths}]"):
        connection.raw_sql(statement)
    failed = {at: no for at, one in enumerate(files) if (no := _attach(connection, *one, f"file_{at}")) is not None}
    for statement in LOCK:
        connection.raw_sql(statement)
    return {
        source.id: failed.get(at) or _table(connection, source, path, f"file_{at}")
        for at, (source, path) in enumerate(files)
    }


def _attach(connection: Any, source: Source, path: Path, name: str) -> NoReading | None:  # noqa: ANN401
    """Attach a database, read-only; return why it cannot be."""
    if source.format != "duckdb":
        return None
    try:
        connection.raw_sql(f"ATTACH {quoted(str(path))} AS {name} (TYPE duckdb, READ_ONLY)")
    except Exception as error:  # noqa: BLE001  # whatever the engine says of a file is told, never raised
        return NoReading(source.id, "unreadable", (said_by(error),))
    return None


def _table(connection: Any, source: Source, path: Path, name: str) -> "Table | NoReading":  # noqa: ANN401
    try:
        found = _read(connection, source, path, name)
    except Exception as error:  # noqa: BLE001  # whatever the engine says of a file is told, never raised
        return NoReading(source.id, "unreadable", (said_by(error),))
    return NoReading(source.id, "empty") if found is None else found


def _read(connection: Any, source: Source, path: Path, name: str) -> "Table | None":  # noqa: ANN401
    """Return a file as a table; None where there is not even a first line."""
    if source.format == "csv":
        return _csv(connection, path)
    if source.format == "parquet":
        return connection.read_parquet(literal(path)) if path.stat().st_size else None
    if source.format == "excel":
        rows = excel_rows(path, source.table)
        if rows is None:
            return None
        connection.con.register(name, rows)
        return connection.table(name)
    schema, _, table = (source.table or "").rpartition(".")
    return connection.table(table, database=(name, schema or "main"))


def _csv(connection: Any, path: Path) -> "Table | None":  # noqa: ANN401
    dialect = dialect_of(path)
    if dialect is None:
        return None
    return connection.read_csv(
        literal(path), columns=dict.fromkeys(dialect.columns, "VARCHAR"), delim=dialect.delimiter, header=True,
        quote='"', escape='"', skip=0, strict_mode=True, compression="gzip" if dialect.zipped else "none",
    )  # fmt: skip
