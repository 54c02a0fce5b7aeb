"""How attainment is spread, and the win rate as the quotient of two metrics; the published cases name their pages."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.model.methods.reading import Reading
from plancode.pipeline.checking import check
from plancode.pipeline.reaching import reader
from plancode.scorecard.distribution import Attained, distribution
from plancode.tree.folder import FolderTree
from tests.making import FEW
from tests.scorecard.cards import reading

SCENARIOS: Final = {
    1: (300, 650, 1500, 1050, 950, 900, 850, 1250, 2250, 300),
    2: (300, 800, 800, 850, 1125, 325, 900, 1100, 1000, 800),
    3: (250, 650, 4000, 250, 650, 750, 750, 250, 250, 200),
}
ORDER: Final = ("at_or_under_50", "at_or_over_80", "at_or_over_100", "realisation", "plan_attainment")


def _people(actuals: tuple[int, ...], quota: int = 1000) -> list[Attained]:
    return [Attained(f"p{number}", reading(actual, quota)) for number, actual in enumerate(actuals)]


@pytest.mark.parametrize(
    ("scenario", "percents"), [(1, (20, 70, 40, 100, 125)), (2, (20, 80, 30, 80, 100)), (3, (50, 10, 10, 80, 100))]
)
def test_scenarios(scenario: int, percents: tuple[int, ...]) -> None:
    """The same plan attainment of 100 % hides a team that reaches its quotas and one that has a single star.

    https://docs.google.com/spreadsheets/d/1cgoRB8hFzf-VvOHxdqXfB4eNKduBRBTu/edit
    """
    found = distribution(_people(SCENARIOS[scenario]), reading(sum(SCENARIOS[scenario]), 8000))
    assert tuple(one.definition for one in found.figures) == ORDER
    assert [one.value for one in found.figures] == [Decimal(one) / 100 for one in percents]
    assert found.judged == 10


def test_exactly_half_counts_as_under() -> None:
    """The sheet says `below 50 %` and counts 50 % too; so do we, and the name says so."""
    found = distribution(_people((500, 501, 800, 799, 1000)))
    values = [found.figure(name).value for name in ORDER[:3]]
    assert values == [Decimal("0.2"), Decimal("0.4"), Decimal("0.2")]
    assert found.figure("at_or_under_50").steps == (("people", Decimal(1)), ("judged", Decimal(5)))


def test_who_cannot_be_judged_is_named() -> None:
    """People without a target or result stand in no share; a plan has results beside theirs, or says why not."""
    people = [*_people((400, 1000)), Attained("new", reading(50, 0)), Attained("off", Reading(target=Decimal(9)))]
    found = distribution(people, Reading(None, Decimal(1000), reason="unread"))
    assert found.not_judged == (("new", "zero_target"), ("off", "no_actual"))
    assert found.figure("at_or_under_50").value == Decimal("0.5")
    assert found.figure("realisation").value == Decimal("0.7")
    assert (found.figure("plan_attainment").value, found.figure("plan_attainment").reason) == (None, "unread")
    assert distribution(people, reading(1500, 1000)).figure("plan_attainment").value == Decimal("1.5")


def test_overlays_are_in_no_sum() -> None:
    """Who has overlay credit is one of the people judged; what they reach is no part of what all reach together."""
    people = [*_people((400, 1000)), Attained("expert", reading(5000, 1000), stands_beside=True)]
    found = distribution(people)
    assert (found.judged, found.figure("realisation").value) == (3, Decimal("0.7"))


def test_nobody_and_no_plan() -> None:
    """Without people or without a plan there are reasons, not 0."""
    found = distribution([])
    assert [one.reason for one in found.figures] == ["no_people"] * 4 + ["no_plan"]
    assert distribution([], reading(0, 0)).figure("plan_attainment").reason == "zero_target"


def test_attainment_by_thirds_of_the_baseline() -> None:
    """Of seven people two, two and three; targets that grow faster than books show as falling means."""
    people = [
        Attained(f"p{number}", reading(actual, 100), Decimal(number) * 100)
        for number, actual in enumerate((120, 110, 100, 90, 80, 70, 60))
    ]
    small, middle, large = distribution([*people, Attained("new", reading(50, 100))]).thirds
    assert [one.attainment for one in (small, middle, large)] == [Decimal("1.15"), Decimal("0.95"), Decimal("0.7")]
    assert large.names == ("p4", "p5", "p6")
    assert [large.least, large.most] == [400, 600]
    assert distribution(people[:2]).thirds == ()


@given(actuals=st.lists(st.integers(0, 3000), min_size=1, max_size=20))
@FEW
def test_shares_are_shares(actuals: list[int]) -> None:
    """Shares lie within 0 and 1, higher limits have fewer, and everybody stands in one third or none."""
    people = [Attained(f"p{number:02}", reading(one, 1000), Decimal(one)) for number, one in enumerate(actuals)]
    found = distribution(people)
    under, most, full = (found.figure(name).value or Decimal(0) for name in ORDER[:3])
    assert 0 <= full <= most <= 1 - under <= 1
    assert sum(len(third.names) for third in found.thirds) in (0, len(people))


CRM: Final = """\
plancode: v1
kind: plan
id: crm
period: 2026
currency: USD
metrics:
  - {id: won, unit: count, better: higher, over_time: sum, over_scope: sum}
  - {id: decided, unit: count, better: higher, over_time: sum, over_scope: sum}
  - {id: decided_value, unit: money, better: higher, over_time: sum, over_scope: sum}
  - {id: win_rate, numerator: won, denominator: decided}
  - {id: won_of_a_dozen, unit: count, over_time: ratio, over_scope: ratio, numerator: won, denominator: decided,
     factor: 12}
  - {id: win_rate_by_value, unit: percent, better: higher, over_time: ratio, over_scope: ratio, numerator: revenue,
     denominator: decided_value}
---
plancode: v1
kind: team
id: teams
roles: [{id: rep}]
teams: [{id: east}]
people: [{id: ann, role: rep, team: east}, {id: bob, role: rep, team: east}]
---
plancode: v1
kind: actuals
id: results
sources: [{id: deals, file: deals.csv, columns: {date: closed, person: owner, amount: value}, credit: seller}]
metrics:
  - {metric: won, source: deals, measure: count, filters: [{column: stage, is: won}]}
  - {metric: decided, source: deals, measure: count, filters: [{column: stage, in: [won, lost]}]}
  - {metric: revenue, source: deals, measure: sum, filters: [{column: stage, is: won}]}
  - {metric: decided_value, source: deals, measure: sum, filters: [{column: stage, in: [won, lost]}]}
"""


def test_win_rate(tmp_path: Path) -> None:
    """660 won and 1340 lost are 33 %; open deals are not decided; by value it is another figure.

    https://travis-millard.com/a-four-step-process-in-setting-sales-quota/
    """
    deals = ["ann,won,20"] * 660 + ["ann,lost,10"] * 1340 + ["ann,open,5"] * 500
    (tmp_path / "plan.yaml").write_text(CRM)
    (tmp_path / "deals.csv").write_text(
        "\n".join(["owner,stage,value,closed", *(f"{one},2026-02-03" for one in deals)])
    )
    found = check(FolderTree(tmp_path), date(2026, 4, 1), reach=reader(tmp_path)).results
    assert found is not None

    def value(metric: str, person: str) -> Decimal | None:
        known = found.value(metric, (("person", person),), [1])
        return known.amount if known is not None else None

    assert value("win_rate", "ann") == Decimal("0.33")
    assert value("win_rate_by_value", "ann") == Decimal(13_200) / 26_600
    assert value("won_of_a_dozen", "ann") == Decimal("3.96")
    assert value("win_rate", "bob") is None
