"""Opening sources: files in an embedded DuckDB that can read nothing else, or a database by its address.

Nothing of a plan is ever SQL: queries are Ibis expressions over the columns that a source maps. The embedded engine is
locked before the first query: no other file, no network, no extension.
"""

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from plancode.actuals.records import NoReading, Refusal
from plancode.actuals.sheets import excel_rows
from plancode.graph.entity import Entity
from plancode.model.actuals import Source

Table = Any
"""An Ibis table expression."""
_LOCK: Final = ("SET enable_external_access=false", "SET lock_configuration=true")
_FIRST: Final = (
    "SET autoinstall_known_extensions=false", "SET autoload_known_extensions=false", "SET memory_limit='900MB'",
)  # fmt: skip


def open_sources(
    sources: Iterable[Entity[Source]], root: Path | None, addresses: Mapping[str, str]
) -> dict[str, "Table | NoReading"]:
    """Return a table for each source, or why it cannot be read.

    `root` is the plan's folder, which files must lie below; `addresses` gives the address behind the name of a
    connection (the environment, where a command runs).
    """
    found: dict[str, Table | NoReading] = {}
    files: list[tuple[Entity[Source], Path]] = []
    for source in sources:
        if source.model.file is None:
            found[source.model.id] = _connected(source.model, addresses)
            continue
        path = _path_of(source, root)
        if isinstance(path, Path):
            files.append((source, path))
        else:
            found[source.model.id] = NoReading(source.model.id, path, (source.model.file,))
    return found | _Embedded(files).tables()


def _path_of(source: Entity[Source], root: Path | None) -> "Path | Refusal":
    """Return the file of a source, where it is a file below the plan's folder."""
    if root is None or source.model.file is None:
        return "missing"
    home = PurePosixPath(source.place().path).parent
    base = root.resolve()
    path = (base / home / source.model.file).resolve()
    if not path.is_relative_to(base):
        return "outside"
    return path if path.is_file() else "missing"


class _Embedded:
    """The files of a plan in one DuckDB."""

    def __init__(self, files: list[tuple[Entity[Source], Path]]) -> None:
        self.files = files

    def tables(self) -> dict[str, "Table | NoReading"]:
        if not self.files:
            return {}
        import ibis

        connection = ibis.duckdb.connect()
        paths = ", ".join(f"'{_quoted(str(path))}'" for _, path in self.files)
        for statement in (*_FIRST, f"SET allowed_paths=[{paths}]"):
            connection.raw_sql(statement)
        attached = [(f"file_{at}", path) for at, (one, path) in enumerate(self.files) if one.model.format == "duckdb"]
        for name, path in attached:
            _try(lambda name=name, path=path: connection.attach(str(path), name, read_only=True))
        for statement in _LOCK:
            connection.raw_sql(statement)
        return {
            source.model.id: self._table(connection, source.model, path, f"file_{at}")
            for at, (source, path) in enumerate(self.files)
        }

    def _table(self, connection: Any, source: Source, path: Path, name: str) -> "Table | NoReading":  # noqa: ANN401
        try:
            if source.format == "csv":
                return connection.read_csv(str(path), all_varchar=True, header=True)
            if source.format == "parquet":
                return connection.read_parquet(str(path))
            if source.format == "excel":
                return connection.create_table(name, excel_rows(path, source.table), temp=True)
            return connection.table(source.table or "", database=(name, "main"))
        except Exception as error:  # noqa: BLE001  # whatever the engine says of a file is told, never raised
            return NoReading(source.id, "unreadable", (_first_line(error),))


def _connected(source: Source, addresses: Mapping[str, str]) -> "Table | NoReading":
    address = addresses.get(source.connection or "")
    if not address:
        return NoReading(source.id, "connection", (source.connection or "",))
    if source.table is None:
        return NoReading(source.id, "table")
    try:
        return _named(address, source.table)
    except ImportError as error:
        return NoReading(source.id, "library", (_first_line(error),))
    except Exception as error:  # noqa: BLE001  # a database can fail in any way; its address is never told
        return NoReading(source.id, "unreadable", (_first_line(error).replace(address, "…"),))


def _named(address: str, table: str) -> Table:
    connection = _backend(address)
    schema, dot, name = table.rpartition(".")
    return connection.table(name, database=schema) if dot else connection.table(table)


def _backend(address: str) -> Any:  # noqa: ANN401  # an Ibis backend
    """Return the database behind an address: `postgres://...`, `duckdb://...`, or Spark as `spark:MASTER`."""
    import ibis

    if address.startswith("spark:"):
        return ibis.pyspark.connect(_spark(address.removeprefix("spark:")))
    return ibis.connect(address)


def _spark(master: str) -> Any:  # noqa: ANN401  # a Spark session
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master or "local[*]").appName("plancode")
    for key, value in (
        ("spark.ui.enabled", "false"),
        ("spark.driver.bindAddress", "127.0.0.1"),
        ("spark.driver.host", "127.0.0.1"),
        ("spark.sql.session.timeZone", "UTC"),
    ):
        builder = builder.config(key, value)
    return builder.getOrCreate()


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _try(act: Any) -> None:  # noqa: ANN401  # a file that cannot be attached is told when its table is asked for
    with contextlib.suppress(Exception):
        act()


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)[:200]
