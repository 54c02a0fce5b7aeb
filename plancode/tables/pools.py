"""The tables of bonus pools: what each has of a pool, and what that is made of."""

from collections.abc import Collection
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.said.value import Term
from plancode.scorecard.pools import PoolPart, SharedPool
from plancode.tables.scopes import measured
from plancode.tables.score_reasons import why_pool
from plancode.tables.scores import grade_of
from plancode.tables.table import Cells, Column, Row, Table

POOL: Final = (
    Column("person", "name"), Column("grade"), Column("coefficient", "exact"), Column("weight", "exact"),
    Column("pool_part", "share"), Column("pool_amount", "exact"), Column("pool_kept", "exact"),
)  # fmt: skip


def pool_table(analysis: Analysis, pool: SharedPool, people: Collection[str] | None = None) -> Table:
    """Return the parts of a pool, of some people or of all; those of all with what they come to."""
    listed = tuple(part for part in pool.parts if people is None or part.made.person.model.id in people)
    measures = analysis.measures
    total: Cells | None = None
    if len(listed) == len(pool.parts) and any(part.share is not None for part in listed):
        given, kept = measured(measures, "", pool.given), measured(measures, "", pool.kept)
        total = (Term("total"), None, None, None, None, given, kept)
    rows = tuple(_row(analysis, pool, part) for part in listed)
    return Table(POOL, rows, Term("results.nobody"), total, name="pool").filled()


def _row(analysis: Analysis, pool: SharedPool, part: PoolPart) -> Row:
    cells: Cells = (
        part.made.person.ref, grade_of(part.made.card), part.coefficient, part.weight, part.share,
        measured(analysis.measures, "", part.amount), measured(analysis.measures, "", part.kept),
    )  # fmt: skip
    return Row(cells, lambda: why_pool(analysis, pool, part))
