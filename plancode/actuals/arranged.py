"""Tables that stand in their files otherwise than an engine reads them, made into columns of texts row by row."""

import csv
import gzip
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, cast

from plancode.actuals.refusals import RefusedError
from plancode.actuals.watch import OverBudgetError, Watch
from plancode.dating import period_of
from plancode.document import workbook
from plancode.document.csv_document import rows_in
from plancode.document.form import StatedForm, Wide
from plancode.document.heading import first_lines, heading_at, named, number_of, spanned
from plancode.document.workbook import WorkbookError, open_sheet

_BATCH: Final = 10_000
TextLine = tuple[int, Sequence[str]]
"""A line, or row of a sheet, and the texts of its cells."""


class Arranged(NamedTuple):
    """A table of texts (of Arrow), how many of its rows were said to be none, by word, and the line of its headings."""

    table: Any
    left_out: Counter[str]
    header_line: int


def arranged_sheet(path: Path, form: StatedForm, names: Collection[str], watch: Watch) -> Arranged:
    """Return a sheet of a workbook as a table; `names` are the columns that are looked for."""
    try:
        with path.open("rb") as file, open_sheet(file, form.sheet) as (_, rows):
            lines = ((line, [cell or "" for cell in row]) for line, row in enumerate(rows, 1))
            return _Table(form, watch).made(lines, names)
    except WorkbookError as error:
        if error.reason == "bytes":
            raise OverBudgetError("bytes", workbook.MOST_BYTES) from None
        raise RefusedError("no_sheet", error.names) from None


def arranged_csv(path: Path, form: StatedForm, encoding: str, delimiter: str, names: Collection[str], watch: Watch) -> Arranged:  # fmt: skip # noqa: PLR0913, PLR0917, E501
    """Return a CSV file as a table; `names` are the columns that are looked for."""
    with opened(path) as file, io.TextIOWrapper(file, encoding=encoding, newline="") as text:
        reader = rows_in(text, delimiter)
        lines = ((reader.line_num, row) for row in reader)
        try:
            return _Table(form, watch, is_even=True).made(lines, names)
        except UnicodeDecodeError:
            raise RefusedError("encoding", ("stated", encoding), line=reader.line_num + 1) from None
        except csv.Error:
            raise RefusedError("quote", line=max(reader.line_num, 1)) from None


def opened(path: Path) -> IO[bytes]:
    """Open a file, unpacking it where its name says that it is packed."""
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def numbered(heads: Iterable[str]) -> Iterator[str]:
    """Yield names that are all different: engines take no column twice, nor in other letter cases."""
    seen: dict[str, int] = {}
    for number, head in enumerate(heads):
        name = plain = head.strip() or f"column {number + 1}"
        while name.casefold() in seen:
            seen[plain.casefold()] += 1
            name = f"{plain} {seen[plain.casefold()]}"
        seen[name.casefold()] = 1
        yield name


class _Table:
    """One table that is made; in one of `is_even` rows all have as many cells as the header."""

    def __init__(self, form: StatedForm, watch: Watch, *, is_even: bool = False) -> None:
        self.form, self.watch, self.is_even = form, watch, is_even
        self.left_out = Counter[str]()

    def made(self, lines: Iterator[TextLine], names: Collection[str]) -> Arranged:
        """Return it."""
        import pyarrow as pa

        first = list(islice(lines, first_lines(self.form)))
        at = heading_at(first, self.form, names)
        if not first or (at < 0 and not self.form.headless):
            raise RefusedError("empty")
        header = list(numbered(named(first, at, self.form, max(len(cells) for _, cells in first))))
        fill = {name: number_of(header, name) for name in sorted(self.form.fill)}
        if missing := [name for name, number in fill.items() if number is None]:
            raise RefusedError("columns", (*missing, "", *header))
        filled = [number for number in fill.values() if number is not None]
        rows = self._rows(chain(first[at + 1 :], lines), len(header), filled)
        columns = header
        if self.form.wide is not None:
            wide, missing = spanned(header, self.form.wide.columns)
            if missing:
                raise RefusedError("columns", (*missing, "", *header))
            kept = [number for number in range(len(header)) if number not in wide]
            columns = [*(header[number] for number in kept), self.form.wide.of, self.form.wide.to]
            rows = self._unfolded(rows, header, kept, wide, self.form.wide)
        schema = pa.schema([(name, pa.string()) for name in columns])
        batches = []
        while some := list(islice(rows, _BATCH)):
            self.watch.check()
            cells = ([row[number] or None for row in some] for number in range(len(columns)))
            batches.append(pa.record_batch([pa.array(column, pa.string()) for column in cells], schema=schema))
        return Arranged(pa.Table.from_batches(batches, schema=schema), self.left_out, first[at][0] if at >= 0 else 0)

    def _rows(self, lines: Iterator[TextLine], width: int, fill: list[int]) -> Iterator[list[str]]:
        """Yield the rows that are some, as long as the header, with what their words mean, filled down."""
        values, words = self.form.values, self.form.left_out
        last = dict.fromkeys(fill, "")
        for count, (line, cells) in enumerate(lines):
            if count >= workbook.MOST_ROWS:
                raise OverBudgetError("rows", workbook.MOST_ROWS)
            if not any(cells):
                continue
            if words and (word := next((cell.strip() for cell in cells if cell.strip() in words), "")):
                self.left_out[word] += 1
                continue
            if self.is_even and len(cells) != width:
                raise RefusedError("ragged", line=line, found=len(cells), limit=width)
            row = [*cells[:width], *[""] * (width - len(cells))]
            if values:
                row = [values.get(cell.strip(), cell) for cell in row]
            for number in fill:
                last[number] = row[number] = row[number].strip() or last[number]
            yield row

    @staticmethod
    def _unfolded(
        rows: Iterator[list[str]], header: list[str], kept: list[int], numbers: list[int], wide: Wide
    ) -> Iterator[list[str]]:
        """Yield a row for each filled cell of the columns that are values of one."""
        said = {number: period_of(header[number], "d/m/y", is_month=True, year=wide.year) for number in numbers}
        for row in rows:
            for number in numbers:
                if row[number].strip():
                    yield [*(row[one] for one in kept), said[number] or header[number], row[number]]
