"""Sources that are files of the plan: CSV, Parquet, Excel, DuckDB, each in an engine that can read only that file."""

from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from plancode.actuals.arranged import Arranged, arranged_csv, arranged_sheet
from plancode.actuals.columns import Relation
from plancode.actuals.dialect import CsvDialect, dialect_of, fault_of, look_through
from plancode.actuals.lock import attached, literal, locked_engine, log_of
from plancode.actuals.refusals import RefusedError
from plancode.actuals.watch import Watch
from plancode.graph.entity import Entity
from plancode.model.actuals import Source


class FileOfPlan:
    """The file of a source; raises RefusedError where there is none that may be read."""

    def __init__(self, source: Entity[Source], root: Path | None, names: tuple[str, ...] = ()) -> None:
        """Find the file below the plan's folder, `root`; `names` are the columns that are looked for."""
        self.source, self.names = source.model, names
        self.left_out = 0
        """How many rows were said to be none; known once it is a table."""
        self.path = _path_of(source, root)
        self._dialect: CsvDialect | None = None
        if self.source.held_as == "duckdb" and log_of(self.path).resolve().parent != self.path.parent:
            raise RefusedError("outside")

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.path.stat().st_size

    def table(self, stack: ExitStack, watch: Watch) -> Relation:
        """Return the file as a table."""
        if not self.size:
            raise RefusedError("empty")
        if self.source.held_as == "csv":
            return self._csv(stack, watch)
        if self.source.held_as == "parquet":
            return locked_engine([self.path], stack, watch).read_parquet(literal(self.path))
        if self.source.held_as == "excel":
            return self._registered(arranged_sheet(self.path, self.source.form, self.names, watch), stack, watch)
        connection = locked_engine([self.path, log_of(self.path)], stack, watch)
        return attached(connection, self.path, self.source.table, is_of_plan=True)

    def _registered(self, made: Arranged, stack: ExitStack, watch: Watch) -> Relation:
        """Return a table that was made here as one of an engine."""
        self.left_out = made.left_out
        connection = locked_engine([], stack, watch)
        connection.con.register("arranged", made.table)
        return connection.table("arranged")

    @property
    def by_commas(self) -> bool:
        """Whether its cells are separated by commas; known once it is a table."""
        return self._dialect is not None and self._dialect.delimiter == ","

    def fault(self, watch: Watch) -> RefusedError | None:
        """Return what is wrong with how the file is written, after an engine has given it up; None if nothing is."""
        return fault_of(self.path, self._dialect, watch) if self._dialect is not None else None

    def _csv(self, stack: ExitStack, watch: Watch) -> Relation:
        form = self.source.form
        dialect = self._dialect = dialect_of(self.path, form, self.names)
        if not dialect.fits_engine(form):
            made = arranged_csv(self.path, form, dialect.encoding, dialect.delimiter, self.names, watch)
            return self._registered(made, stack, watch)
        look_through(self.path, watch)
        return locked_engine([self.path], stack, watch).read_csv(
            literal(self.path), columns=dict.fromkeys(dialect.columns, "VARCHAR"), delim=dialect.delimiter, header=True,
            quote='"', escape='"', skip=dialect.header_line - 1, strict_mode=True,
            compression="gzip" if dialect.zipped else "none",
        )  # fmt: skip


def size_of(source: Entity[Source], root: Path | None) -> int:
    """Return how many bytes the file of a source has; 0 where there is none that may be read."""
    try:
        return FileOfPlan(source, root).size
    except (RefusedError, OSError):
        return 0


def _path_of(source: Entity[Source], root: Path | None) -> Path:
    """Return the file of a source, where it is a file below the plan's folder."""
    if root is None or source.model.file is None:
        raise RefusedError("missing")
    home = PurePosixPath(source.place().path).parent
    try:
        base = root.resolve()
        path = (base / home / source.model.file).resolve()
        is_file = path.is_file()
    except (OSError, RuntimeError, ValueError):  # a name that no file can have, or links that lead in a circle
        raise RefusedError("missing") from None
    if not path.is_relative_to(base) or any(part.startswith(".") for part in path.relative_to(base).parts):
        raise RefusedError("outside")  # a link within the plan leads to .git or .env as easily as out of it
    if not is_file:
        raise RefusedError("missing")
    return path
