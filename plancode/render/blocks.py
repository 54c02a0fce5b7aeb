"""What views are made of: tables, facts, lists, prose, charts, sections. Each writer writes them its way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from plancode.said.value import Ref, Said, Term
from plancode.tables.table import Table

_PAGES: Final = {"person": "people", "team": "teams", "territory": "territories"}


@dataclass(frozen=True, slots=True)
class FactList:
    """Names with their values; rows without a value are left out."""

    rows: tuple[tuple[Said, Said], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list of lines; each with its depth in the tree it shows."""

    lines: tuple[tuple[int, Said], ...]
    empty: Term | None = None


@dataclass(frozen=True, slots=True)
class ProseBlock:
    """A text of an author, with paragraphs, lists and emphasis."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of ours."""

    text: Said


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures of a chart: what it is, a figure or None for each label, how it is drawn."""

    title: Said
    values: tuple[Decimal | None, ...]
    form: Literal["bars", "line"] = "bars"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a chart that is high or low, by the numbers of its first and last label, and what it is."""

    first: int
    last: int
    text: Said
    form: Literal["high", "low"]


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures as a picture. `name` is that of its file; `alt` says the main figures to those who do not see it.

    `finest` is the smallest part of its figures: no tick is finer, and each has as many decimals.
    """

    name: str
    title: Said
    alt: Said
    labels: tuple[Said, ...]
    series: tuple[Series, ...]
    marks: tuple[Mark, ...] = ()
    finest: Decimal = Decimal("0.01")

    @property
    def places(self) -> int:
        """With how many decimals its figures are told."""
        return max(-int(self.finest.normalize().as_tuple().exponent), 0)

    @property
    def path(self) -> str:
        """Where its file lies."""
        return f"charts/{self.name}.svg"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what belongs to it; a folded one shows its heading only, where the page can do so."""

    title: Said
    blocks: "tuple[Block, ...]"
    is_folded: bool = False


Block = Table | FactList | Items | ProseBlock | Line | Chart | Section


@dataclass(frozen=True, slots=True)
class View:
    """One page: where it lies, its title, its blocks."""

    page: str
    title: Said
    blocks: tuple[Block, ...] = field(default=())


def page_of(ref: Ref) -> str:
    """Return the page about something that the plan names; an empty text where its kind has none."""
    folder = _PAGES.get(ref.kind)
    return f"{folder}/{ref.id}.md" if folder is not None else ""


def charts_of(blocks: Iterable[Block]) -> Iterator[Chart]:
    """Yield the charts among blocks and in their sections."""
    for block in blocks:
        if isinstance(block, Chart):
            yield block
        elif isinstance(block, Section):
            yield from charts_of(block.blocks)


def more(left: int) -> tuple[Line, ...]:
    """Return a line that says how many more there are, where some were left out."""
    return (Line(Term("more_rows", (("count", left),))),) if left > 0 else ()


def shown(rows: Sequence[tuple[Said, Said]]) -> FactList:
    """Return the facts that have a value."""
    return FactList(tuple((name, value) for name, value in rows if value is not None))
