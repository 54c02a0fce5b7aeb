"""Lists of accounts, with the columns that the plan fills."""

from typing import Final

from plancode.graph.entity import Entity
from plancode.model.plan import Channel
from plancode.model.territories import Account, Territory
from plancode.quantity import Quantity
from plancode.render.blocks import Block, Line
from plancode.render.edition import Edition
from plancode.said.value import PlanWord, Said, Term
from plancode.tables.table import Table, columns, table

MOST_ACCOUNTS: Final = 300
_HEADS: Final = (
    "account", "kind", "class", "channel", "territory",
    "last_year", "potential", "since",
)  # fmt: skip
PlacedAccount = tuple[Entity[Account], Entity[Territory] | None]


def by_potential(accounts: list[PlacedAccount]) -> list[PlacedAccount]:
    """Return accounts with the largest potential first, those without one last, then by name."""
    return sorted(accounts, key=lambda one: (_missing_last(one[0].model.potential), one[0].model.label))


def accounts_blocks(edition: Edition, accounts: list[PlacedAccount]) -> list[Block]:
    """Return a table of accounts, and how many more there are."""
    if not accounts:
        return []
    several = len({territory and territory.key for _, territory in accounts}) > 1
    blocks: list[Block] = [_table([_cells(edition, *one, several=several) for one in accounts[:MOST_ACCOUNTS]])]
    if len(accounts) > MOST_ACCOUNTS:
        blocks.append(Line(Term("more_accounts", (("count", len(accounts) - MOST_ACCOUNTS),))))
    return blocks


def _table(rows: list[tuple[Said, ...]]) -> Table:
    return table(columns(*_HEADS, numeric=("last_year", "potential")), tuple(rows))


def _cells(
    edition: Edition, account: Entity[Account], territory: Entity[Territory] | None, *, several: bool
) -> tuple[Said, ...]:
    model = account.model
    return (
        model.label,
        PlanWord(model.kind, "Account.kind") if model.kind else None,
        model.class_,
        edition.labels(Channel, model.channel),
        territory.model.label if several and territory is not None else None,
        model.last_year,
        model.potential,
        model.since,
    )


def _missing_last(amount: Quantity | None) -> tuple[bool, object]:
    return (amount is None, -amount.number if amount else 0)
