"""Who reads a page can recompute what was converted."""

from datetime import date

import pytest

from plancode.pipeline.building import build
from plancode.pipeline.checking import check
from plancode.tree.overlay import OverlayTree

PLAN = """plancode: v1
kind: plan
id: east-2026
period: 2026
currency: EUR
rates: [{currency: PLN, rate: 0.235}, {currency: PLN, rate: 0.24, from: 2026-07-01}]
team: east
---
plancode: v1
kind: team
id: sales
teams: [{id: east}]
"""


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "1 PLN = 0.235 EUR; 1 PLN = 0.24 EUR from 1 Jul 2026"), ("zh", "自2026年7月1日起 1 PLN = 0.24 EUR")],
)
def test_exchange_rates_stand_on_the_first_page(language: str, said: str) -> None:
    """The front page of a plan with rates states each, with the day from which it holds."""
    checked = check(OverlayTree({"plan.yaml": PLAN.encode()}), date(2026, 3, 1))
    assert said in build(checked, "zh" if language == "zh" else "en")["README.md"].decode()
