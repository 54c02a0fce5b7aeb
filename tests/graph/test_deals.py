"""Deals: which are open, how likely each is, and which count on a day."""

from datetime import date
from typing import Final

import pytest

from plancode.graph.deals import Deal, Deals
from plancode.period import Period
from tests.making import PLAN, graph_of

DAY: Final = date(2026, 4, 1)
YEAR: Final = Period(date(2026, 1, 1), date(2027, 1, 1))
MARKET: Final = """channels: [{id: ka}, {id: web}]
market:
  cycles:
    - {win_rate: 20%}
    - {channel: ka, win_rate: 35%}
    - {channel: ka, effort: 3h}
"""
STAGES: Final = "stages: {probability: {quote: 40%}, won: [signed], lost: [declined]}\n"


def _deal(fields: str, stages: str = STAGES, market: str = "") -> Deal:
    targets = (
        f"plancode: v1\nkind: targets\nid: goal\nmetric: revenue\n{stages}opportunities: [{{id: one, {fields}}}]\n"
    )
    return Deals(graph_of({"plan.yaml": PLAN + market, "goal.yaml": targets}), DAY).all[0]


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ("closes: 2026-04-01, probability: 50%", "open"),
        ("closes: 2026-03-31, probability: 50%", "overdue"),
        ("closes: 2026-03-31", "overdue"),
        ("probability: 50%", "no_day"),
        ("closes: 2026-05-01", "no_probability"),
        ("closes: 2026-05-01, stage: quote", "open"),
        ("closes: 2026-05-01, stage: talks", "no_probability"),
        ("closes: 2026-03-31, stage: signed", "won"),
        ("closes: 2026-05-01, probability: 50%, stage: declined", "lost"),
        ("closes: 2026-05-01, probability: 50%, stage: Closed Won", "won"),
        ("closes: 2026-05-01, probability: 50%, stage: 丢单", "lost"),
    ],
)
def test_how_a_deal_stands(fields: str, state: str) -> None:
    """Without a stage, and in a stage that is not explained, a deal is open; it counts where all is known."""
    assert _deal(f"amount: 100, {fields}").state == state


def test_a_stage_means_what_the_document_says() -> None:
    """A stage that the document calls open is open, whatever its name."""
    deal = _deal("amount: 100, closes: 2026-05-01, stage: won", "stages: {probability: {won: 90%}, won: [paid]}\n")
    assert (deal.state, deal.likely) == ("open", "stage")


@pytest.mark.parametrize(
    ("fields", "probability", "likely"),
    [
        ("probability: 10%, stage: quote, channel: ka", "0.1", "own"),
        ("stage: quote, channel: ka", "0.4", "stage"),
        ("channel: ka", "0.35", "win_rate"),
        ("channel: web", "0.2", "win_rate"),
    ],
)
def test_how_likely_a_deal_is(fields: str, probability: str, likely: str) -> None:
    """Its own probability goes before its stage's, that before the win rate of the narrowest sales cycle that fits."""
    deal = _deal(f"amount: 100, closes: 2026-05-01, {fields}", market=MARKET)
    assert deal.probability is not None
    assert (str(deal.probability.number), deal.likely) == (probability, likely)


def test_what_closes_outside_a_stretch_does_not_count_in_it() -> None:
    """An open deal counts in the stretch in which it closes, a won one is won in it."""
    assert _deal("amount: 100, probability: 50%, closes: 2026-12-31").counts_in(YEAR)
    assert not _deal("amount: 100, probability: 50%, closes: 2027-01-01").counts_in(YEAR)
    won = _deal("amount: 100, closes: 2026-02-01, stage: signed")
    assert won.is_won_in(YEAR)
    assert not won.counts_in(YEAR)
