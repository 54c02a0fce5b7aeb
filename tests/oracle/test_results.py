"""How every target stands on a day is what the oracle makes of docs/numbers.md and the rows of the sources."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Final

import pytest

from plancode.pipeline.checking import check
from plancode.pipeline.resulting import results_of
from plancode.scorecard.cards import Cards
from plancode.scorecard.standing import Standing, Standings
from plancode.tree.folder import FolderTree
from tests.oracle import adjustments
from tests.oracle.cases import FOR_A_WHILE, MAP, adjustment, targets
from tests.oracle.plan import read_plan
from tests.oracle.results import Reached, reached
from tests.oracle.tables import sheets, table
from tests.oracle.targets import Scope

OWN: Final = """split: [{team: north, share: 60%}, {team: south, rest: true}]
targets:
  - {person: ann, amount: 700k}
  - {person: bob, amount: 500k}
  - {person: cat, share: 20%}
  - {territory: one, amount: 2M}
  - {territory: two, period: 2026-H1, amount: 1M}
  - {territory: three, amount: 300k}
  - {account: a3, amount: 300k}
  - {account: b1, period: 2026-Q2, amount: 200k}
  - {product: tea, amount: 3M}
  - {channel: shops, amount: 2M}
  - {segment: big, amount: 1M}
  - {team: north, product: juice, amount: 900k}
  - {person: dan, product: tea, amount: 100k}
  - {territory: one, channel: shops, amount: 400k}
  - {product: tea, channel: web, amount: 200k}
  - {segment: big, product: juice, amount: 90k}
"""
BUDGETS: Final = """targets:
  - {team: north, amount: 60k}
  - {person: ann, amount: 10k}
  - {person: fay, amount: 10k}
  - {territory: two, amount: 30k}
  - {product: tea, amount: 20k}
"""
SOURCES: Final = """---
plancode: v1
kind: actuals
id: results
sources:
  - id: orders
    file: orders.csv
    credit: CREDIT
    complete_through: 2026-12-31
    columns: {date: day, person: who, territory: area, account: whom, product: what, channel: way, amount: sum}
metrics:
  - {metric: revenue, source: orders, measure: sum}
  - {metric: spend, source: orders, measure: sum}
"""
SEGMENTS: Final = """segments: [{id: big, title: Big}, {id: small, title: Small}]
metrics: [{id: spend, title: Spend, nature: cost, unit: money}]
policy: {sources: {unmatched: 100%}}
market:"""
SUPPORTED: Final = """- {person: ann, for: {channel: shops}, to: 2026-09-13}
      - {person: dan, as: overlay, share: 50%}"""
WHERE: Final = (
    MAP.replace("id: two\n", "id: two\n    parent: one\n")
    .replace("class: A,", "class: A, segment: big,")
    .replace("class: B,", "class: B, segment: small,")
    .replace("{person: hal}]", "{person: hal}, {person: fay, as: overlay, share: 30%, from: 2026-03-10}]")
    .replace("- {person: ann, for: {channel: shops}}", SUPPORTED)
)
PLAN: Final = (
    FOR_A_WHILE.replace("market:", SEGMENTS, 1)
    + WHERE
    + targets(OWN)
    + targets(BUDGETS, top="{team: all, amount: 100k}", name="b", metric="spend")
)
ADJUSTED: Final = PLAN + adjustment(
    "x", "2026-04-15", "{target: t, person: ann, delta: -100k, to: bob}", "{territory: two, owner: ann, share: 50%}"
)
ACCOUNTS: Final = {"a1": "shops", "a2": "web", "a3": "fairs", "b1": "shops", "c1": "shops"}
"""The customers, and their channels."""
FINE: Final = Fraction(1, 10**9)
STEPS: Final = Fraction(1, 10)
"""How far a figure of twelve periods may stray by whole cents, where it was shared out."""


def _rows(seed: int) -> str:
    """Return rows by chance: of a customer, or of a territory alone, some without seller, product or channel."""
    chance, lines = Random(seed), ["day,who,area,whom,what,way,sum"]  # noqa: S311  # made-up rows
    for _ in range(300):
        day = date.fromordinal(date(2026, 1, 1).toordinal() + chance.randrange(365))
        who = chance.choice(["ann", "bob", "cat", "dan", "gil", "fay"])
        whom = chance.choice([*ACCOUNTS, *ACCOUNTS, ""])
        area = "" if whom else chance.choice(["one", "two", "three"])
        way = chance.choice(["", ACCOUNTS[whom] if whom else "web"])
        lines.append(
            f"{day},{who},{area},{whom},{chance.choice(['tea', 'juice'])},{way},{chance.randrange(-500, 30000) / 100}"
        )
    return "\n".join(lines) + "\n"


def _oracle(folder: Path, as_of: date) -> dict[tuple[str, Scope], Reached]:
    planned, changed = read_plan(folder), read_plan(folder)
    adjustments.apply_facts(changed, as_of)
    current = table(planned, adjustments.revised(planned, sheets(planned), as_of))
    return reached(changed, current, folder, as_of)


def _differs(ours: Standing | None, theirs: Reached, *, is_budget: bool) -> list[object]:
    """Return each figure in which a standing differs; a share of it is held to a share, an amount to the cent."""
    if ours is None:
        return ["missing"]
    pace, progress = ours.pace, ours.pace.progress
    close = (
        ("actual", progress.actual, theirs.actual, FINE),
        ("whole", progress.whole, theirs.whole, STEPS),
        ("to date", progress.to_date, theirs.to_date, STEPS),
        ("passed", progress.passed, Fraction(theirs.passed), FINE),
        ("left", progress.left, Fraction(theirs.days - theirs.passed), FINE),
        ("remaining", pace.remaining, theirs.left if is_budget else None, STEPS),
        ("forecast", pace.season_forecast, theirs.forecast, Fraction(1)),
        ("required", pace.required, None if is_budget else theirs.required, STEPS),
    )  # fmt: skip
    found: list[object] = [
        (name, one, float(other) if other is not None else None)
        for name, one, other, within in close
        if (one is None) != (other is None)
        or (one is not None and other is not None and abs(Fraction(one) - other) > within)
    ]
    attained = None if is_budget or theirs.to_date <= 0 else theirs.attainment
    if (pace.attainment is None) != (attained is None):
        found.append(("attainment", pace.attainment, attained))
    elif attained is not None and abs(Fraction(pace.attainment or 0) - attained) > FINE * 10**5:
        found.append(("attainment", pace.attainment, float(attained)))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("as_of", [date(2026, 5, 20), date(2026, 12, 31)])
@pytest.mark.parametrize("credit", ["seller", "owner"])
@pytest.mark.parametrize("written", [PLAN, ADJUSTED], ids=["as written", "adjusted"])
def test_every_target_stands_as_the_rows_say(tmp_path: Path, written: str, credit: str, as_of: date) -> None:
    """Actual, plan to date, attainment and what is asked for; of a budget what is left, and no attainment."""
    (tmp_path / "plan.yaml").write_text(written + SOURCES.replace("CREDIT", credit), encoding="utf-8")
    (tmp_path / "orders.csv").write_text(_rows(14), encoding="utf-8")
    analysis = check(FolderTree(tmp_path), as_of).analysis
    assert analysis is not None
    cards = Cards(results_of(analysis, tmp_path))
    standings = Standings(cards, cards.year_on(as_of))
    wrong = {
        (metric, scope): differing
        for (metric, scope), theirs in _oracle(tmp_path, as_of).items()
        if (differing := _differs(standings.of(metric, scope), theirs, is_budget=metric == "spend"))
    }
    assert wrong == {}
