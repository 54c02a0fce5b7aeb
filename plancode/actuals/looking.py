"""What is understood of a source before any row is counted: which columns are what, and how they are written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from plancode.actuals.columns import Columns, code_of, with_days
from plancode.actuals.files import FilesOfPlan
from plancode.actuals.local_time import Expression
from plancode.actuals.reading import watched
from plancode.actuals.records import NoReading
from plancode.actuals.terms import Terms
from plancode.actuals.wanted import WantedRows
from plancode.actuals.watch import Stock, Watch
from plancode.document.table_document import ColumnRead
from plancode.document.understood import UnderstoodColumn, UnderstoodTable, samples_of
from plancode.graph.entity import Entity
from plancode.model.actuals import Source
from plancode.model.source_tables import Filter

_LOOKED_AT: Final = 50
"""Rows that samples are taken of."""


def look(
    source: Entity[Source], wanted: WantedRows, root: Path | None, terms: Terms, stock: Stock
) -> tuple[UnderstoodTable, ...] | NoReading:
    """Return what is understood of the files of a source, the lines of its orders last; or why nothing is."""
    return watched(source, wanted, root, terms, lambda files, watch: _looked(wanted, files, watch), stock)


def _looked(wanted: WantedRows, files: FilesOfPlan | None, watch: Watch) -> tuple[UnderstoodTable, ...]:
    if files is None:  # a database is asked for results alone
        return ()
    source, lines = wanted.source, wanted.source.lines
    with ExitStack() as stack:
        tables = files.tables(stack, watch)
        own = _Look(wanted, with_days(tables[0], source.columns), by_commas=files.by_commas)
        uses = [*source.columns.named.items(), *(("date", part) for part in source.columns.parts)]
        found = [own.table(files, 0, uses, (*source.filters, *source.returns), source.filters)]
        if lines is not None:
            uses = [*lines.columns.named.items(), ("key", lines.key)]
            of_lines = _Look(wanted, tables[1], by_commas=files.by_commas)
            found.append(of_lines.table(files, 1, uses, lines.filters, lines.filters))
        return tuple(found)


class _Look:
    """One table that is looked at."""

    def __init__(self, wanted: WantedRows, rows: Expression, *, by_commas: bool) -> None:
        self.wanted, self.rows, self.written = wanted, rows, wanted.written(by_commas=by_commas)
        self.columns = Columns(rows, self.written, wanted.clock)

    def table(
        self, files: FilesOfPlan, number: int, uses: Iterable[tuple[str, str]], named: Iterable[Filter],
        filters: Iterable[Filter],
    ) -> UnderstoodTable:  # fmt: skip
        """Return what is understood of it."""
        file, by_heading = files.each[number], defaultdict[str, list[str]](list)
        for use, heading in (*uses, *self._of_metrics(), *(("filters", one.column) for one in named)):
            by_heading[heading] += [use] if use not in by_heading[heading] else []
        first = self.rows.limit(_LOOKED_AT).to_pyarrow().to_pydict()
        columns = tuple(
            UnderstoodColumn(
                heading,
                self._read(heading, by_heading[heading]) if heading in by_heading else None,
                samples_of(map(code_of, first[heading])),
            )
            for heading in self.rows.columns
        )
        rows = self.rows.count().to_pyarrow().as_py()
        passing = self.columns.passing(self.rows, [one for one in filters if one.column in self.rows.columns])
        kept = self.rows.filter(passing).count().to_pyarrow().as_py() if passing is not None else rows
        left = file.left_out.total() + rows - kept
        name = f"{self.wanted.source.id}: {' '.join(filter(None, (file.held.file, file.held.form.sheet)))}"
        return UnderstoodTable(name, columns, kept, left, file.line, file.encoding, file.delimiter)

    def _of_metrics(self) -> Iterator[tuple[str, str]]:
        for measure in self.wanted.measures:
            for heading in filter(None, (measure.column, measure.until, measure.denominator)):
                yield measure.metric, heading
            yield from (("filters", one.column) for one in measure.filters)

    def _read(self, heading: str, uses: list[str]) -> ColumnRead:
        sort, digits = self.written.sorts.get(heading), self.written.digits
        sign = self.columns.numerals.sign_of(heading) if sort is not None else ""
        unit = f"x {10**digits:,}" if digits and sort == "money" else ""
        return ColumnRead(", ".join(uses), sign, self.columns.days.order_of(heading), unit)
