"""Where in a plan something stands."""

from dataclasses import dataclass

Route = tuple[str | int, ...]
"""The way from the top of a document to a value: keys and list positions."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text: lines and columns count from 1, in characters; the end column is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A file of the plan, and the stretch of it that is meant; no span means the file as a whole.

    `cell` is the name of a cell of a workbook, whose span counts rows and columns.
    """

    path: str
    span: Span | None = None
    cell: str = ""

    @property
    def name(self) -> str:
        """File and line, or the cell of a workbook; the file alone where it is meant as a whole."""
        if self.cell:
            return f"{self.path} {self.cell}"
        return f"{self.path}:{self.span.line}" if self.span is not None else self.path

    @property
    def line(self) -> int:
        """The first line meant, 1 for a whole file."""
        return self.span.line if self.span else 1
