"""Somebody's page as lines that can be held against those of another plan."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from plancode.compare.page_lines import PageLine, PageOf
from plancode.model.team import Person
from plancode.render.blocks import Block, Chart, FactList, Items, Line, ProseBlock, Section
from plancode.render.edition import Edition
from plancode.render.views.person import person_blocks
from plancode.render.views.person_ahead import ahead_section
from plancode.said.speaker import plain
from plancode.said.value import Said, Term
from plancode.tables.table import Table


def pages_of(edition: Edition) -> PageOf:
    """Return what gives the page of somebody by their id."""

    def page(name: str) -> tuple[PageLine, ...]:
        person = edition.graph.find(Person, name)
        if person is None:
            return ()
        ahead = (replace(line, is_ahead=True) for line in _lines(ahead_section(edition, person), ()))
        return (*_lines(person_blocks(edition, person), ()), *ahead)

    return page


def _lines(blocks: Iterable[Block], under: tuple[Said, ...]) -> Iterator[PageLine]:
    for block in blocks:
        if isinstance(block, Section):
            yield from _lines(block.blocks, (*under, block.title))
        elif isinstance(block, Table):
            yield from _rows(block, under)
        elif isinstance(block, FactList):
            yield from (PageLine(under, name, ((None, value),)) for name, value in block.rows)
        elif isinstance(block, Items):
            yield from (PageLine(under, line, is_sentence=True) for _, line in block.lines)
        elif isinstance(block, Chart):
            yield PageLine(under, block.title, ((None, block.alt),))
        elif isinstance(block, ProseBlock) or not _leads(block):
            yield PageLine(under, block.text, is_sentence=True)


def _leads(line: Line) -> bool:
    """Whether a sentence of ours only says what comes below."""
    return isinstance(line.text, Term) and plain("en").say(line.text).endswith(":")


def _rows(table: Table, under: tuple[Said, ...]) -> Iterator[PageLine]:
    """Yield the rows of a table, by the name in the first cell, its total, and what stands below."""
    first, *heads = [column.heading for column in table.columns]
    for cells in (*(row.cells for row in table.rows), *([table.total] if table.total is not None else [])):
        name, *said = table.said(cells)
        yield PageLine((*under, first), name, tuple(zip(heads, said, strict=True)))
    yield from (PageLine(under, note, is_sentence=True) for note in table.notes)
