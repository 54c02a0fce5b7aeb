"""A list in Parquet, or a table of a DuckDB file, kept beside the YAML: rows by column, values exactly as they are."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from plancode.document.engine import held_in, identifier, literal, lock, log_of, named, quoted
from plancode.document.form import StatedForm
from plancode.document.limits import Limits
from plancode.document.table_document import TableDocument
from plancode.document.typed import typed
from plancode.document.workbook import MOST_COLUMNS, MOST_STRINGS
from plancode.findings.place import Place, Span
from plancode.findings.problem import Problem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from plancode.said.value import Said

_PARQUET: Final = ".parquet"
_ENDINGS: Final = (_PARQUET, ".duckdb", ".db")
_SECONDS: Final = 20
_BATCH: Final = 1_000
_NUMBERS: Final = ("decimal", "float", "double", "integer", "int")
"""How the names of types of numbers end."""
_OF_DAY: Final = " 00:00:00"


class EngineDocument(TableDocument):
    """The rows of a table that an engine gives; they have numbers from 1, and its columns names of their own."""

    def __init__(self, path: str, table: str, header: tuple[str, ...]) -> None:
        """Begin without rows."""
        super().__init__(path, header, 0)
        self.table = table

    @property
    def name(self) -> str:
        """What people call it: its file, and its table where it has several."""
        return f"{self.path} {self.table}".rstrip()

    @property
    def is_header_alone(self) -> bool:
        """Whether there are no rows."""
        return not self.rows

    def _cell_at(self, line: int, number: int) -> Place:
        """Return the place of a cell."""
        return Place(self.path, Span(line, number + 1, line, number + 2), self._called(line, self.header[number]))

    def place_of_line(self, line: int) -> Place:
        """Return the place of a row."""
        return Place(self.path, Span(line, 1, line, len(self.header) + 1), self._called(line))

    def _called(self, line: int, column: str = "") -> str:
        return f"{self.table}#{line} {column}".rstrip()


def is_engine_table(path: str) -> bool:
    """Whether a path ends like Parquet, or like a DuckDB file."""
    return path.lower().endswith(_ENDINGS)


def read_engine_table(
    path: str, data: bytes, limits: Limits, form: StatedForm, log: bytes = b""
) -> tuple[EngineDocument | None, list[Problem]]:
    """Return the rows of a table, and what is wrong with it; `log` is what was not written into its file yet."""
    import duckdb

    try:
        with _opened(path, data, log, limits) as (connection, file):
            return _Reader(path, connection, limits, form).read(file)
    except (duckdb.OutOfMemoryException, duckdb.InterruptException):
        return None, [Problem(Place(path), "taken", {"limit": _SECONDS}, code="TXT104")]
    except (duckdb.Error, UnicodeDecodeError):
        return None, [Problem(Place(path), "no_engine_table", code="TXT120")]


@contextmanager
def _opened(path: str, data: bytes, log: bytes, limits: Limits) -> "Iterator[tuple[DuckDBPyConnection, Path]]":
    """Give an engine that can read a copy of a file and nothing else, and the copy; it is stopped when time is over."""
    import duckdb

    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="plancode-")))
        file = folder / f"list{path[path.rindex('.') :].lower()}"
        file.write_bytes(data)
        if log:
            log_of(file).write_bytes(log)
        connection = duckdb.connect(config={"temp_directory": str(folder / "spilt")})
        stack.callback(connection.close)
        lock(connection.execute, (file, log_of(file)), limits.memory)
        timer = threading.Timer(_SECONDS, connection.interrupt)
        timer.daemon = True
        timer.start()
        stack.callback(timer.cancel)
        yield connection, file


class _Reader:
    """One table that is read."""

    def __init__(self, path: str, connection: "DuckDBPyConnection", limits: Limits, form: StatedForm) -> None:
        self.path, self.connection, self.limits, self.form = path, connection, limits, form
        self.table = ""

    def read(self, file: Path) -> tuple[EngineDocument | None, list[Problem]]:
        """Return its rows, and what is wrong with it."""
        found = f"read_parquet({quoted(literal(file))})" if file.suffix == _PARQUET else self._held(file)
        if isinstance(found, Problem):
            return None, [found]
        run, first = self.connection.execute, f"FROM (FROM {found} LIMIT {self.limits.rows + 1})"
        columns = run(f"DESCRIBE FROM {found}").fetchall()[:MOST_COLUMNS]
        asked = [_as_text(identifier(name), kind.casefold()) for name, kind, *_ in columns]
        sizes = " + ".join(f"coalesce(strlen({text}), 0)" for text, _ in asked)
        if any((size or 0) > MOST_STRINGS for (size,) in run(f"SELECT sum({sizes}) {first}").fetchall()):
            return None, [Problem(Place(self.path), "unpacked", {"limit": MOST_STRINGS}, code="TXT104")]
        document = EngineDocument(self.path, self.table, tuple(name for name, *_ in columns))
        rows = run(f"SELECT {', '.join(text for text, _ in asked)} {first}")
        lines = enumerate(_rows(rows.fetchmany, [made for _, made in asked]), 1)
        return document, document.take(lines, self.form.left_out, self.limits.rows)

    def _held(self, file: Path) -> str | Problem:
        """Return the table of a DuckDB file that is meant, as SQL names it; or why none is."""
        held = held_in(self.connection, file)
        plain = [one for one in held if not one.is_program]
        names = tuple(one.name for one in plain)
        found = named(held if self.form.sheet else plain, self.form.sheet)
        if found is None or found.is_program:
            variant = "view" if found is not None or not plain else "no_table" if self.form.sheet else "which_table"
            values: dict[str, Said] = {"table": self.form.sheet or "", "names": names}
            return Problem(Place(self.path), variant, values, code="TXT120")
        self.table = found.name if len(plain) > 1 else ""
        return ".".join(map(identifier, (found.home, found.schema, found.name)))


Made = Callable[[str], str]


def _rows(fetch: Callable[[int], list[tuple[str | None, ...]]], made: list[Made]) -> Iterator[list[str]]:
    """Yield rows of texts."""
    while some := fetch(_BATCH):
        for row in some:
            yield [make(cell) if cell is not None else "" for make, cell in zip(made, row, strict=True)]


def _as_text(column: str, kind: str) -> tuple[str, Made]:
    """Return what gives a column as texts, in SQL, and what is then made of each."""
    if kind.endswith("[]"):
        return f"array_to_string({column}::VARCHAR[], '; ')", str
    if kind.startswith("timestamp with"):
        return f"make_timestamp(epoch_us({column}))::VARCHAR", _instant
    if kind.startswith("timestamp"):
        return f"{column}::DATE::VARCHAR", str
    return f"{column}::VARCHAR", _number if kind.partition("(")[0].endswith(_NUMBERS) else str


def _number(text: str) -> str:
    try:
        return typed(Decimal(text))
    except (InvalidOperation, ValueError, OverflowError):  # what is no number: `nan`, `inf`
        return text


def _instant(text: str) -> str:
    """Return midnight as its day. Another time, of which nobody said where, is of no day for sure, and not read."""
    day, time = text[:10], text[10:].strip()
    return day if text.endswith(_OF_DAY) else f"{time}Z {day}"
