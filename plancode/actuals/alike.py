"""Customers that are alike in credit told as one by the engine, so that what comes back follows the plan.

Any seller may sell to any customer: told by both, rows fall apart into nearly as many groups as there are rows. All
that credit asks of a customer is who looks after it. Of those alike in that one stands for all; of those that a seller
does not look after, one for all with the same overlays. A code that is not known stands for itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from plancode.actuals.columns import key_text
from plancode.actuals.local_time import Expression

MARK: Final = "\x01"
"""Stands before the id of a customer where a row has others a code."""
_ROW, _CELL, _END = "\x02", "\x03", "\x04"
_CONTROL: Final = frozenset((MARK, _ROW, _CELL, _END))


@dataclass(frozen=True, slots=True)
class AlikeCustomer:
    """A code of a customer, the customer that stands for it, the codes of its owners, and what tells its overlays."""

    code: str
    example: str
    owners: tuple[str, ...] = ()
    overlays: str = ""


@dataclass(frozen=True, slots=True)
class AlikeCustomers:
    """All customers of a plan by their codes; `sellers` are all codes of sellers, where whose a row is matters."""

    each: tuple[AlikeCustomer, ...]
    sellers: tuple[str, ...] = ()

    def told(self, rows: Expression, account: str, person: str | None) -> Expression:
        """Return rows with what they are to be told apart by, and one customer that is alike."""
        import ibis

        customers = _table(self._cells(), ("code", "example", "owners", "overlays"))
        rows = rows.mutate(plancode_code=_as_written(rows[account]))
        rows = rows.left_join(customers, rows.plancode_code == customers.plancode_alike_code)
        rows = rows.mutate(plancode_example=rows.plancode_alike_example.fill_null(rows.plancode_code))
        if person is None or not self.sellers:
            return rows.mutate(plancode_told_by=rows.plancode_example)
        sellers = _table(((code, _within((code,))) for code in self.sellers if _is_plain(code)), ("seller", "within"))
        rows = rows.mutate(plancode_seller=_as_written(rows[person]))
        rows = rows.left_join(sellers, rows.plancode_seller == sellers.plancode_alike_seller)
        is_other = ~rows.plancode_alike_owners.contains(rows.plancode_alike_within)
        told_by = is_other.fill_null(ibis.literal(value=False)).ifelse(
            rows.plancode_alike_overlays, rows.plancode_example
        )
        return rows.mutate(plancode_told_by=told_by)

    def _cells(self) -> Iterator[tuple[str, ...]]:
        for one in self.each:
            if _is_plain(one.code) and all(map(_is_plain, one.owners)):
                yield one.code, MARK + one.example, _within(one.owners), _END + one.overlays


def _within(codes: tuple[str, ...]) -> str:
    return _END + _END.join(codes) + _END


def _as_written(column: Expression) -> Expression:
    """Return a column as texts without looking for blanks around them: what has some stands for itself."""
    return column if column.type().is_string() else key_text(column)


def _is_plain(text: str) -> bool:
    return bool(text) and _CONTROL.isdisjoint(text)


def _table(rows: Iterable[tuple[str, ...]], names: tuple[str, ...]) -> Expression:
    """Return texts as a table: one literal taken apart by the engine, as no engine need be written to for that."""
    import ibis

    text = ibis.literal(_ROW.join(_CELL.join(cells) for cells in rows))
    one = ibis.range(0, 1).unnest().name("plancode_one").as_table()
    cells = one.select(plancode_row=text.split(_ROW).unnest())
    parts = cells.plancode_row.split(_CELL)
    return cells.select(**{f"plancode_alike_{name}": parts[at] for at, name in enumerate(names)})
