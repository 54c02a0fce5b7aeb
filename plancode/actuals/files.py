"""Sources that are files of the plan: CSV, Parquet, Excel, DuckDB, each in an engine that can read only that file."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from plancode.actuals.arranged import Arranged, arranged_csv, arranged_sheet
from plancode.actuals.columns import Relation
from plancode.actuals.dialect import CsvDialect, dialect_of, fault_of, look_through
from plancode.actuals.lock import attached, locked_engine
from plancode.actuals.refusals import RefusedError
from plancode.actuals.watch import Watch
from plancode.document.engine import literal, log_of
from plancode.graph.entity import Entity
from plancode.model.actuals import Source
from plancode.model.source_tables import HeldTable


@contextmanager
def _said_of(number: int) -> Iterator[None]:
    """Say of a refusal whether it is of lines, which stand behind the others."""
    try:
        yield
    except RefusedError as error:
        error.of_lines = number > 0
        raise


class FilesOfPlan:
    """The files of a source, that of its lines last; raises RefusedError where one is none that may be read."""

    def __init__(self, source: Entity[Source], root: Path | None, names: tuple[str, ...] = ()) -> None:
        """Find the files below the plan's folder, `root`; `names` are the columns that are looked for."""
        self.each: list[_FileOfPlan] = []
        for number, held in enumerate(source.model.tables):
            with _said_of(number):
                self.each.append(_FileOfPlan(source, held, root, names, number))

    @property
    def size(self) -> int:
        """How many bytes they have."""
        return sum(path.stat().st_size for path in {file.path for file in self.each})

    @property
    def left_out(self) -> Counter[str]:
        """How many rows were said to be none, by the words that say it; known once they are tables."""
        return sum((file.left_out for file in self.each), Counter[str]())

    @property
    def by_commas(self) -> bool:
        """Whether all their cells are separated by commas; known once they are tables."""
        return all(file.by_commas for file in self.each)

    def tables(self, stack: ExitStack, watch: Watch) -> tuple[Relation, ...]:
        """Return the files as tables of one engine."""
        readers, tables = list[Callable[[Any], Relation]](), list[Relation]()
        for file in self.each:
            with _said_of(file.number):
                readers.append(file.reader(watch))
        connection = locked_engine([path for file in self.each for path in file.engine_paths], stack, watch)
        for file, read in zip(self.each, readers, strict=True):
            with _said_of(file.number):
                tables.append(read(connection))
        return tuple(tables)

    def fault(self, watch: Watch) -> RefusedError | None:
        """Return what is wrong with how a file is written, after an engine has given it up; None if nothing is."""
        for file in self.each:
            if (fault := file.fault(watch)) is not None:
                fault.of_lines = file.number > 0
                return fault
        return None


class _FileOfPlan:
    """One file."""

    def __init__(  # one file of several
        self, source: Entity[Source], held: HeldTable, root: Path | None, names: tuple[str, ...], number: int
    ) -> None:
        self.held, self.names, self.number, self.left_out = held, names, number, Counter[str]()
        self.path = _path_of(source, held, root)
        self.engine_paths: tuple[Path, ...] = (self.path,)
        self._dialect: CsvDialect | None = None
        self.line = 0
        """The line of the headings, once it is known; 0 where none names columns."""
        if held.format == "duckdb":
            self.engine_paths = (self.path, log_of(self.path))
            if log_of(self.path).resolve().parent != self.path.parent:
                raise RefusedError("outside")

    @property
    def by_commas(self) -> bool:
        return self.delimiter == ","

    @property
    def delimiter(self) -> str:
        return self._dialect.delimiter if self._dialect is not None else ""

    @property
    def encoding(self) -> str:
        return self._dialect.encoding.removesuffix("-sig") if self._dialect is not None else ""

    def fault(self, watch: Watch) -> RefusedError | None:
        return fault_of(self.path, self._dialect, watch) if self._dialect is not None else None

    def reader(self, watch: Watch) -> Callable[[Any], Relation]:
        """Return what makes a table of the file in an engine."""
        if not self.path.stat().st_size:
            raise RefusedError("empty")
        if self.held.format == "csv":
            return self._csv(watch)
        if self.held.format == "parquet":
            return lambda connection: connection.read_parquet(literal(self.path))
        if self.held.format == "excel":
            return self._registered(arranged_sheet(self.path, self.held.form, self.names, watch))
        return lambda connection: attached(connection, self.path, self.held.table, is_of_plan=True)

    def _registered(self, made: Arranged) -> Callable[[Any], Relation]:
        """Return what takes a table that was made here into an engine, which then need not read the file."""
        self.left_out, self.line, self.engine_paths = made.left_out, made.header_line, ()

        def registered(connection: Any) -> Relation:  # noqa: ANN401  # an Ibis backend
            connection.con.register(f"arranged{self.number}", made.table)
            return connection.table(f"arranged{self.number}")

        return registered

    def _csv(self, watch: Watch) -> Callable[[Any], Relation]:
        form = self.held.form
        dialect = self._dialect = dialect_of(self.path, form, self.names)
        self.line = dialect.header_line
        if not dialect.fits_engine(form):
            return self._registered(
                arranged_csv(self.path, form, dialect.encoding, dialect.delimiter, self.names, watch)
            )
        look_through(self.path, watch)
        return lambda connection: connection.read_csv(
            literal(self.path), columns=dict.fromkeys(dialect.columns, "VARCHAR"), delim=dialect.delimiter, header=True,
            quote='"', escape='"', skip=dialect.header_line - 1, strict_mode=True,
            compression="gzip" if dialect.zipped else "none",
        )  # fmt: skip


def size_of(source: Entity[Source], root: Path | None) -> int:
    """Return how many bytes the files of a source have; 0 where there is none that may be read."""
    try:
        return FilesOfPlan(source, root).size
    except (RefusedError, OSError):
        return 0


def _path_of(source: Entity[Source], held: HeldTable, root: Path | None) -> Path:
    """Return a file of a source, where it is a file below the plan's folder."""
    if root is None or held.file is None:
        raise RefusedError("missing")
    home = PurePosixPath(source.place().path).parent
    try:
        base = root.resolve()
        path = (base / home / held.file).resolve()
        is_file = path.is_file()
    except (OSError, RuntimeError, ValueError):  # a name that no file can have, or links that lead in a circle
        raise RefusedError("missing") from None
    if not path.is_relative_to(base) or any(part.startswith(".") for part in path.relative_to(base).parts):
        raise RefusedError("outside")  # a link within the plan leads to .git or .env as easily as out of it
    if not is_file:
        raise RefusedError("missing")
    return path
