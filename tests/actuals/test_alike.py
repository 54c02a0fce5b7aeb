"""Customers that are alike in credit told as one: far fewer groups come back, and every figure is the same."""

import random
from pathlib import Path
from typing import Final

import pytest

from plancode.actuals.terms import Terms
from plancode.pipeline import resulting
from plancode.scorecard.results import Results
from tests.actuals.plans import TEAM, Row, everything, orders, refused, results, territories, text
from tests.analysis.small import head

AREAS: Final = territories(
    "id: far, owners: [{person: cy, as: overlay, share: 50%}]",
    "id: east, parent: far, codes: {erp: E}, owners: [{person: ann, to: 2026-05-31}, {person: bob, from: 2026-06-01}]",
    "id: west, codes: {erp: W}, owners: [{person: ann, share: 60%}, {person: cy, share: 40%}]",
    "id: none, codes: {erp: N}",
).replace(
    "]}\n",
    "], accounts: ["
    + ", ".join(f"{{id: k{n}, territory: {('east', 'west', 'none')[n % 3]}, codes: {{erp: c{n}}}}}" for n in range(24))
    + ", {id: own, territory: east, codes: {erp: own}, owners: [{person: cy}, {person: bob, as: overlay}]}]}\n",
)
CODES: Final = (*(f"c{n}" for n in range(24)), "own", "c3\u3000", "gone", "HOUSE", None)
HEADS: Final = ("Day", "Who", "Shop", "Where", "Sum")
SELLERS: Final = ("001", "002", "003", "001\u3000", "009", None)


def _rows(count: int = 400) -> list[Row]:
    chance = random.Random(7)  # noqa: S311  # the same rows for the same seed
    return [
        (
            f"2026-{chance.randint(1, 12):02}-15", chance.choice(SELLERS), chance.choice(CODES),
            chance.choice(("E", "W", "N", "X", None)), str(chance.randrange(-500, 5000) / 100),
        )
        for _ in range(count)
    ]  # fmt: skip


def written(path: Path) -> Path:
    """Write the rows as CSV."""
    path.write_text(text(HEADS, _rows()), encoding="utf-8")
    return path


def read_by(folder: Path, keys: str, few: int, terms: Terms | None = None, more: str = "") -> Results:
    """Return the results of a source, with customers told as one where more than a few pairs could come back."""
    people = TEAM.replace("role: rep, team: south", "role: helper, team: south").replace(
        "roles: [", "roles: [{id: helper, carries_quota: true, credit: overlay}, "
    )
    plan = head(team="all").rstrip() + "\npolicy: {sources: {unread: 99%, unmatched: 99%}}\n"
    source = orders(f"date: Day, person: Who, account: Shop{more}, amount: Sum", more=f"{keys}, match_by: erp")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resulting, "_FEW", few)
        return results(folder, plan, source, AREAS, people, terms=terms)


@pytest.mark.parametrize("credit", ["seller", "owner"])
@pytest.mark.parametrize("more", ["", ", territory: Where"])
def test_every_figure_is_the_same(tmp_path: Path, credit: str, more: str) -> None:
    """Owners that change, shares, overlays, single customers, codes written oddly, unknown, nobody's, none at all."""
    written(tmp_path / "orders.csv")
    keys = f"file: orders.csv, credit: {credit}, unassigned: {{values: [HOUSE], reason: Shop}}"
    each, alike = (read_by(tmp_path, keys, few, more=more) for few in (10_000, -1))
    assert refused(each) == refused(alike) == {}
    assert everything(alike) == everything(each)
    assert len(alike.readings["orders"].credit.facts) < len(each.readings["orders"].credit.facts)
    for name in ("outside_rows", "outside", "judged_rows", "unassigned"):
        assert getattr(alike.totals["orders", "revenue"], name) == getattr(each.totals["orders", "revenue"], name)


def test_groups_follow_the_plan(tmp_path: Path) -> None:
    """Any seller with any customer makes a group for whose it is, and one for all that are another's."""
    rows = [("2026-01-15", who, f"c{at}", "", "1") for who in ("001", "002") for at in range(24)]
    (tmp_path / "orders.csv").write_text(text(HEADS, rows), encoding="utf-8")
    for few, groups, expected in ((10_000, 47, {"orders": "groups"}), (-1, 8, {})):
        found = read_by(tmp_path, "file: orders.csv", few, Terms(groups=groups))
        assert refused(found) == expected
