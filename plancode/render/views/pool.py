"""A bonus pool as it is shared: for `plancode score` alone. It is pay, and stands on no page."""

from collections.abc import Collection, Iterator

from plancode.quantity import Quantity
from plancode.render.blocks import Block, Line, Section
from plancode.render.edition import Edition
from plancode.said.value import Joined, Said, Term
from plancode.scorecard.pools import SharedPool, pools
from plancode.tables.pools import pool_table


def pool_sections(edition: Edition, people: Collection[str] | None, wanted: Collection[object]) -> Iterator[Section]:
    """Yield the pools of some stretches and scorecards, with the parts of some people or of all."""
    for pool in pools(edition.cards) if edition.cards is not None else ():
        if (pool.rubric.key, pool.stretch) in wanted and edition.cards is not None:
            parts = pool_table(edition.cards.analysis, pool, people)
            title = Term("pool.title", (("period", pool.stretch.period), ("rubric", edition.rubric_name(pool.rubric))))
            yield Section(title, (*_told(pool, edition.cards.analysis.measures.currency), parts))


def _told(pool: SharedPool, currency: str) -> Iterator[Block]:
    """Say what is shared and what is not, and why."""
    if pool.amount is None:
        yield Line(Term("pool.no_rate"))
        return
    amounts = (("amount", pool.amount), ("given", pool.given), ("kept", pool.kept))
    values: tuple[tuple[str, Said], ...] = tuple(
        (key, Quantity(sum_, currency)) for key, sum_ in amounts if sum_ is not None
    )
    if pool.unweighted:
        names = Joined(tuple(made.person.ref for made in pool.unweighted))
        yield Line(Term("pool.no_weight", (*values, ("names", names))))
    elif not pool.counted:
        yield Line(Term("pool.nobody", values))
    else:
        yield Line(Term("pool.told", (*values, ("counted", pool.counted))))
    ungraded = tuple(part.made.person.ref for part in pool.parts if part.coefficient is None)
    if ungraded and not pool.unweighted and pool.counted and pool.rubric.model.pool is not None:
        yield Line(Term(f"pool.{pool.rubric.model.pool.ungraded}", (("names", Joined(ungraded)),)))
