"""Feasibility: each reason with its figures and the verdict it leads to (docs/numbers.md, Feasibility)."""

from datetime import date
from decimal import Decimal

import pytest

from plancode.analysis.feasibility import Feasibility, FeasibilityReason, Topic, last_day_to_open
from plancode.quantity import Quantity, parse_quantity
from plancode.render.terminal import TerminalSpeaker
from plancode.tables.feasibility import feasibility_table
from tests.analysis.small import LATE, about, analysed, calendar, head, targets, team

ANN = "id: ann, role: rep, team: all"
BASE = "baseline: {period: 2025, amount: 1000}"


def _feasible(
    target: str, *more: str, market: str = "", policy: str = "", rep: str = "", as_of: date = LATE
) -> Feasibility:
    keys = {key: value for key, value in (("market", market), ("policy", policy)) if value}
    plan = head(team="all", channels="[{id: ka}, {id: web}]", products="[{id: tea}]", **keys)
    found = analysed(plan, team([ANN], rep), targets(target), *more, as_of=as_of).feasibility
    return next(one for one in found if one.target.document.model.id == "goal")


def _reason(found: Feasibility, topic: Topic) -> FeasibilityReason:
    reason = found.reason(topic)
    assert reason is not None
    return reason


def _figures(reason: FeasibilityReason) -> dict[str, Decimal]:
    figures = {name: one.number if isinstance(one, Quantity) else one for name, one in reason.values.items()}
    return {name: about(one) for name, one in figures.items() if isinstance(one, Decimal)}


@pytest.mark.parametrize(
    ("amount", "market", "verdict", "gain"),
    [
        (1100, "{size: 20000, growth: 10%}", "feasible", 1100 / 20000 - 1000 / (20000 / 1.1)),
        (1600, "{size: 20000, growth: 0%}", "feasible", 0.03),
        (1601, "{size: 20000, growth: 0%}", "tight", 0.03005),
        (1100, "{size: 20000}", "not_judged", None),
        (20001, "{size: 20000, growth: 0%}", "not_feasible", None),
    ],
)
def test_market_share(amount: int, market: str, verdict: str, gain: float | None) -> None:
    """Implied share is target ÷ market, the gain is over baseline ÷ last year's market; 3 points at most."""
    reason = _reason(_feasible(f"target: {{team: all, amount: {amount}, {BASE}}}", market=market), "share")
    assert reason.verdict == verdict
    figures = _figures(reason)
    assert figures["implied"] == about(Decimal(amount) / 20000)
    assert figures.get("gain") == (about(Decimal(str(gain))) if gain is not None else None)


@pytest.mark.parametrize(
    ("amount", "market", "verdict"),
    [
        (1300, "{growth: 10%}", "feasible"),
        (1301, "{growth: 10%}", "tight"),
        (1200, "{demand: Less sugar}", "not_judged"),
        (900, "{growth: -20%}", "feasible"),
    ],
)
def test_growth_over_the_market(amount: int, market: str, verdict: str) -> None:
    """Growth over the baseline may lie 20 points above the market's."""
    reason = _reason(_feasible(f"target: {{team: all, amount: {amount}, {BASE}}}", market=market), "growth")
    assert reason.verdict == verdict
    assert _figures(reason)["growth"] == about(Decimal(amount) / 1000 - 1)


@pytest.mark.parametrize(
    ("productivity", "verdict", "ratio"),
    [
        ("1050", "feasible", "1.05"),
        ("1049", "tight", "1.049"),
        ("1000", "tight", "1"),
        ("999", "not_feasible", "0.999"),
    ],
)
def test_capacity_over_target(productivity: str, verdict: str, ratio: str) -> None:
    """Capacity over target: from 1.05 on feasible, below 1 not."""
    rep = f"productivity: {{metric: revenue, amount: {productivity}/year}}"
    found = _feasible("phasing: even, target: {team: all, amount: 1000}", rep=rep)
    reason = _reason(found, "capacity")
    assert (reason.verdict, found.verdict) == (verdict, verdict)
    assert _figures(reason)["ratio"] == Decimal(ratio)


def test_worst_period() -> None:
    """The period in which capacity is lowest against the target is named: in a ramp the first."""
    rep = "productivity: {metric: revenue, amount: 1200/year}"
    ramp = "kind: team\nid: more\npeople: [{id: new, role: rep, team: all, start: 2026-01-01, ramp: [50%, 80%]}]\n"
    reason = _reason(_feasible("phasing: even, target: {team: all, amount: 1200}", ramp, rep=rep), "capacity")
    assert reason.values["worst"] == 0
    assert _figures(reason)["worst_ratio"] == Decimal("1.5")


def test_figures_of_a_scope_with_several_targets_and_without_market_growth() -> None:
    """Two targets of 600 over 500 each grow by 20 %, not by 140; a limit missed by little and a guess are told."""
    half = targets(f"target: {{team: all, amount: 600, {BASE}}}".replace("1000", "500"), "more")
    plan = head(team="all", policy="{capacity_ratio: {warn: 1, error: 1}}")
    rep = "productivity: {metric: revenue, amount: 1199.9/year}"
    analysis = analysed(plan, team([ANN], rep), half, half.replace("more", "goal"))
    growth = _reason(analysis.feasibility[0], "growth")
    assert _figures(growth)["growth"] == Decimal("0.2")
    made = feasibility_table(analysis)
    told = [TerminalSpeaker("en").say(row.cells[-1]) for row in made.rows[:3]]
    assert any("0.9999 times the target" in one for one in told)
    assert any("Not judged: the plan does not state how the market grows" in one for one in told)


def test_capacity_that_is_not_known_is_not_judged() -> None:
    """Without a productivity capacity is not judged, and alone it makes no verdict."""
    found = _feasible("target: {team: all, amount: 1000}")
    assert _reason(found, "capacity").verdict == "not_judged"


def test_bridge() -> None:
    """Baseline 1000 and 10 % of market growth and effects of 80 reach 1180; of 1200 a gap of 20 is left."""
    actions = (
        "{kind: actions, id: work, actions: [{id: a, effects: [{metric: revenue, amount: 50}]}, "
        "{id: b, effects: [{metric: revenue, amount: 30, period: 2026-Q2}, {metric: units, amount: 7}]}, "
        "{id: c, status: dropped, effects: [{metric: revenue, amount: 500}]}, "
        "{id: d, effects: [{metric: revenue, amount: 900, period: 2027}]}]}\n"
    )
    found = _feasible(f"target: {{team: all, amount: 1200, {BASE}}}", actions, market="{growth: 10%}")
    reason = _reason(found, "bridge")
    assert reason.verdict == "tight"
    assert _figures(reason) == {"baseline": 1000, "market": 100, "effects": 80, "reached": 1180, "gap": 20}
    enough = _feasible(f"target: {{team: all, amount: 1180, {BASE}}}", actions, market="{growth: 10%}")
    assert _reason(enough, "bridge").verdict == "feasible"
    unknown = _reason(_feasible(f"target: {{team: all, amount: 1200, {BASE}}}", actions), "bridge")
    assert unknown.verdict == "not_judged"
    assert _figures(unknown) == {"baseline": 1000, "effects": 80, "reached": 1080, "gap": 120}


def test_effects_outside_a_target_s_product_do_not_count() -> None:
    """A target for a product is reached by effects on that product only."""
    actions = (
        "{kind: actions, id: work, actions: [{id: a, effects: [{metric: revenue, amount: 50}]}, "
        "{id: b, scope: {product: tea}, effects: [{metric: revenue, amount: 30}]}]}\n"
    )
    found = _feasible(f"target: {{team: all, product: tea, amount: 1200, {BASE}}}", actions)
    assert _figures(_reason(found, "bridge"))["effects"] == 30


def test_pipeline_for_what_is_still_to_be_opened() -> None:
    """New business 500 less backlog 100, less open deals 150 × 40 % and 20 won, leaves 320; 25 % won of 1280."""
    target = (
        "target: {team: all, amount: 1000}, parts: [{id: existing, amount: 400}, {id: new_business, amount: 500}, "
        "{id: backlog, amount: 100}], opportunities: [{id: a, amount: 150, probability: 40%, closes: 2026-05-01}, "
        "{id: b, amount: 20, closes: 2026-01-20, stage: won}, {id: late, amount: 99, closes: 2026-01-20}, "
        "{id: c, amount: 999, closes: 2027-01-01}]"
    )
    cycles = "{channel: ka, win_rate: 20%, sales_cycle: 90d}, {channel: web, win_rate: 30%, sales_cycle: 3m}"
    found = _feasible(target, market=f"{{cycles: [{cycles}]}}", as_of=date(2026, 2, 2))
    reason = _reason(found, "pipeline")
    assert _figures(reason) == {"open": 320, "rate": Decimal("0.25"), "needed": 1280}
    assert reason.values["last"] == date(2026, 10, 2)


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        (date(2026, 1, 1), "feasible"),
        (date(2026, 10, 2), "feasible"),
        (date(2026, 10, 3), "not_feasible"),
        (date(2027, 1, 1), "feasible"),
    ],
)
def test_last_day_to_open(as_of: date, verdict: str) -> None:
    """After the last day to open a deal that still closes in the plan, what is not open yet cannot come."""
    target = "target: {team: all, amount: 1000}, parts: [{id: new_business, amount: 1000}]"
    found = _feasible(target, market="{cycles: [{win_rate: 20%, sales_cycle: 90d}]}", as_of=as_of)
    assert _reason(found, "pipeline").verdict == verdict


@pytest.mark.parametrize(
    ("cycles", "last"),
    [
        (["90d"], date(2026, 10, 2)),
        (["12w"], date(2026, 10, 8)),
        (["3m"], date(2026, 9, 30)),
        (["1q", "30d"], date(2026, 12, 1)),
        (["1q"], date(2026, 9, 30)),
        (["1y"], date(2025, 12, 31)),
        ([], None),
    ],
)
def test_end_less_the_sales_cycle(cycles: list[str], last: date | None) -> None:
    """The quickest cycle decides the last day on which a deal can be opened."""
    assert last_day_to_open(date(2027, 1, 1), [parse_quantity(one) for one in cycles]) == last


def test_nothing_to_open_needs_no_pipeline() -> None:
    """Without new business, without a win rate, or with enough deals, there is no such reason."""
    market = "{cycles: [{win_rate: 20%}]}"
    new = "parts: [{id: new_business, amount: 100}]"
    assert _feasible("target: {team: all, amount: 100}", market=market).reason("pipeline") is None
    assert _feasible(f"target: {{team: all, amount: 100}}, {new}").reason("pipeline") is None
    enough = f"target: {{team: all, amount: 100}}, {new}, "
    enough += "opportunities: [{id: a, amount: 100, closes: 2026-01-20, stage: won}]"
    assert _feasible(enough, market=market).reason("pipeline") is None


@pytest.mark.parametrize(("budget", "verdict", "left"), [(1000, "feasible", 100), (800, "not_feasible", 100)])
def test_a_budget_is_held_against_what_actions_may_cost(budget: int, verdict: str, left: int) -> None:
    """No growth, bridge or capacity is asked of a cost, and it has no peak: actions of 600 and 300 take 900 of it."""
    actions = "[{id: a, budget: 600}, {id: b, budget: 300}, {id: c, budget: 900, status: dropped}]"
    season = calendar("profiles: [{id: winter, periods: {2026-Q1: 70%, 2026-Q2: 10%, 2026-H2: 20%}}]")
    rows = f"phasing: {{profile: winter}}, target: {{team: all, amount: {budget}, {BASE}}}"
    analysis = analysed(
        head(team="all", metrics="[{id: spend, nature: cost}]"), team([ANN]), season,
        targets(rows, metric="spend"), f"{{kind: actions, id: doing, actions: {actions}}}\n",
    )  # fmt: skip
    (found,) = analysis.feasibility
    (reason,) = found.reasons
    assert (reason.topic, found.verdict) == ("budget", verdict)
    assert _figures(reason) == {"planned": 900, "budget": budget, "left" if verdict == "feasible" else "excess": left}
    assert analysis.runs(found.target) == ()


def test_peak_quarter() -> None:
    """The share of the strongest quarter: 70 of 100 in the second half make 40 in the third."""
    shares = ", ".join(["5%"] * 6 + ["20%", "10%", "10%"] + ["10%"] * 3)
    reason = _reason(_feasible(f"target: {{team: all, amount: 1000}}, phasing: {{shares: [{shares}]}}"), "season")
    assert _figures(reason)["share"] == Decimal("0.4")
    assert reason.values["quarter"] == 2


def test_concentration_with_a_customer_left_blank_is_not_judged() -> None:
    """Nobody knows whether a customer without last year's amount is the largest; a new one had none."""
    accounts = (
        "{kind: territories, id: map, accounts: [{id: a, last_year: 10}, {id: b%s}, {id: c, since: 2026-02-02}]}\n"
    )
    target = "target: {team: all, amount: 100}"
    assert _reason(_feasible(target, accounts % ""), "concentration").verdict == "not_judged"
    assert _reason(_feasible(target, accounts % ", last_year: 90"), "concentration").verdict == "tight"


@pytest.mark.parametrize(("largest", "verdict"), [(30, "feasible"), (31, "tight")])
def test_concentration(largest: int, verdict: str) -> None:
    """The largest customer may have had 30 % of last year's amount, groups included."""
    territories = (
        f"{{kind: territories, id: map, territories: [{{id: t, accounts: [{{id: big, last_year: {largest}}}, "
        f"{{id: small, last_year: 20}}], account_groups: [{{id: rest, count: 9, last_year: {80 - largest}}}]}}]}}\n"
    )
    reason = _reason(_feasible("target: {team: all, amount: 100}", territories), "concentration")
    assert (reason.verdict, reason.values["account"]) == (verdict, "big")
    assert _figures(reason)["share"] == about(Decimal(largest) / 100)


def test_verdict_is_the_worst_of_the_reasons() -> None:
    """One reason that is not feasible makes the target not feasible, whatever the others say."""
    rep = "productivity: {metric: revenue, amount: 999/year}"
    found = _feasible(f"target: {{team: all, amount: 1000, {BASE}}}", rep=rep, market="{growth: 10%}")
    assert {reason.verdict for reason in found.reasons} >= {"feasible", "not_feasible"}
    assert found.verdict == "not_feasible"


def test_every_top_target_has_its_own_verdict() -> None:
    """Targets of other metrics are judged by themselves; those that do not add up are not."""
    other = targets("target: {team: all, amount: 5}", "more", "units")
    days = targets("target: {team: all, amount: 5}", "days", "receivable_days")
    analysis = analysed(team([ANN]), targets("target: {team: all, amount: 1000}"), other, days)
    assert [one.target.document.model.id for one in analysis.feasibility] == ["goal", "more"]
