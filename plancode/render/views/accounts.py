"""Lists of accounts, with the columns that the plan fills."""

from decimal import Decimal
from typing import Final

from plancode.graph.entity import Entity
from plancode.model.plan import Channel
from plancode.model.territories import Account, Territory
from plancode.render.blocks import Block, Line
from plancode.render.edition import Edition
from plancode.said.value import PlanWord, Term
from plancode.tables.table import columns, table

MOST_ACCOUNTS: Final = 300
_HEADS: Final = (
    "account", "kind", "class", "channel", "territory",
    "last_year", "potential", "since",
)  # fmt: skip
PlacedAccount = tuple[Entity[Account], Entity[Territory] | None]


def by_potential(accounts: list[PlacedAccount]) -> list[PlacedAccount]:
    """Return accounts with the largest potential first, those without one last, then by name."""

    def rank(placed: PlacedAccount) -> tuple[bool, Decimal, str]:
        account = placed[0].model
        return account.potential is None, -account.potential.number if account.potential else Decimal(0), account.label

    return sorted(accounts, key=rank)


def accounts_blocks(edition: Edition, accounts: list[PlacedAccount]) -> list[Block]:
    """Return a table of accounts, and how many more there are."""
    if not accounts:
        return []
    several = len({territory and territory.key for _, territory in accounts}) > 1
    rows = (
        (
            account.model.label,
            PlanWord(account.model.kind, "Account.kind") if account.model.kind else None,
            account.model.class_,
            edition.labels(Channel, account.model.channel),
            territory.model.label if several and territory is not None else None,
            account.model.last_year,
            account.model.potential,
            account.model.since,
        )
        for account, territory in accounts[:MOST_ACCOUNTS]
    )
    blocks: list[Block] = [table(columns(*_HEADS, numeric=("last_year", "potential")), rows)]
    if len(accounts) > MOST_ACCOUNTS:
        blocks.append(Line(Term("more_accounts", (("count", len(accounts) - MOST_ACCOUNTS),))))
    return blocks
