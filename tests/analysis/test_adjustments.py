"""Adjustments of targets: what remains, what is added to it, and what others take over (docs/numbers.md)."""

from datetime import date
from decimal import Decimal

import pytest

from plancode.analysis.analysis import Analysis
from tests.analysis.small import TEAM, adjustment, analysed, current, head, numbers, planned, scope_of, targets

ROWS = (
    "target: {team: all, amount: 6000}, "
    "split: [{person: ann, amount: 1200}, {person: bob, amount: 2400}, {person: cy, amount: 600}]"
)
SEASON = (
    "phasing: {shares: [5%, 5%, 10%, 10%, 10%, 10%, 5%, 5%, 10%, 10%, 10%, 10%]}, "
    "target: {team: all, amount: 6000}, targets: [{person: ann, amount: 1000}]"
)
NOTHING_MORE = [100] * 6


def _adjusted(change: str, day: str = "2026-07-01", rows: str = ROWS, plan: str = "") -> Analysis:
    return analysed(plan or head(team="all"), TEAM, targets(rows), adjustment(change, day))


def test_delta_adds_to_what_remains() -> None:
    """A delta is spread over the remaining periods in proportion to what remains in each; the plan stays as planned."""
    analysis = _adjusted("{target: goal, person: ann, delta: 60}")
    assert current(analysis, person="ann") == numbers(*NOTHING_MORE, *[110] * 6)
    assert planned(analysis, person="ann") == numbers(*[100] * 12)


def test_delta_follows_the_phasing_of_what_remains() -> None:
    """With 50, 50, 100, 100, 100 and 100 remaining, 50 more are a tenth of each."""
    analysis = _adjusted("{target: goal, person: ann, delta: 50}", rows=SEASON)
    assert current(analysis, person="ann")[6:] == numbers(55, 55, 110, 110, 110, 110)


def test_cut_period_remains_by_days_the_first_included() -> None:
    """From 16 April half of April (15 of 30 days) remains: it gets half as much as the months after."""
    analysis = _adjusted("{target: goal, person: ann, delta: 85}", "2026-04-16")
    assert current(analysis, person="ann") == numbers(100, 100, 100, 105, *[110] * 8)


def test_from_effective_sets_what_remains() -> None:
    """What remains from 1 July, 600, becomes 300; from 16 April 850 becomes 425."""
    analysis = _adjusted("{target: goal, person: ann, from_effective: 300}")
    assert current(analysis, person="ann") == numbers(*NOTHING_MORE, *[50] * 6)
    cut = _adjusted("{target: goal, person: ann, from_effective: 425}", "2026-04-16")
    assert current(cut, person="ann") == numbers(100, 100, 100, 75, *[50] * 8)


def test_annual_sets_the_whole() -> None:
    """The whole of 1200 becomes 1500: what is past stays, what remains takes the difference."""
    analysis = _adjusted("{target: goal, person: ann, annual: 1500}")
    assert current(analysis, person="ann") == numbers(*NOTHING_MORE, *[150] * 6)
    assert sum(current(analysis, person="ann")) == 1500


@pytest.mark.parametrize(
    ("change", "third"), [("annual: 330", [110] * 3), ("delta: -30", [90] * 3), ("from_effective: 0", [0] * 3)]
)
def test_with_a_period_only_that_changes(change: str, third: list[int]) -> None:
    """An adjustment of the fourth quarter leaves the third alone."""
    analysis = _adjusted(f"{{target: goal, person: ann, period: 2026-Q4, {change}}}")
    assert current(analysis, person="ann") == numbers(*[100] * 9, *third)


def test_to_takes_the_opposite_period_by_period() -> None:
    """What one gives another takes, period by period, so that every month's sum stays."""
    analysis = _adjusted("{target: goal, person: ann, delta: -85, to: cy}", "2026-04-16")
    assert current(analysis, person="cy") == numbers(50, 50, 50, 55, *[60] * 8)
    both = zip(current(analysis, person="ann"), current(analysis, person="cy"), strict=True)
    assert [sum(pair) for pair in both] == [150] * 12


def test_to_somebody_without_a_target_gives_them_one() -> None:
    """Who had no target has what was moved to them."""
    analysis = _adjusted("{target: goal, person: ann, delta: -60, to: eve}")
    assert current(analysis, person="eve") == numbers(*[0] * 6, *[10] * 6)
    assert scope_of(person="eve") in analysis.scopes("revenue")


def test_rebalance_spreads_the_opposite_over_siblings() -> None:
    """Of 60 more for Ann, Bob gives 48 and Cy 12: what remains of them is 1200 and 300."""
    rows = ROWS + ", people: {by: even}"
    analysis = _adjusted("{target: goal, person: ann, delta: 60, rebalance: true}", rows=rows)
    assert current(analysis, person="ann")[6:] == numbers(*[110] * 6)
    assert current(analysis, person="bob")[6:] == numbers(*[192] * 6)
    assert current(analysis, person="cy")[6:] == numbers(*[48] * 6)


def test_rebalance_stays_below_the_same_row() -> None:
    """Siblings are below the same row: of a team's people, not of another team's."""
    rows = (
        "target: {team: all, amount: 6000}, split: [{team: north, share: 60%}, {team: south, share: 40%}, "
        "{person: ann, amount: 1200}, {person: bob, amount: 2400}, {person: cy, amount: 600}]"
    )
    analysis = _adjusted("{target: goal, person: ann, delta: 60, rebalance: true}", rows=rows)
    assert current(analysis, person="bob")[6:] == numbers(*[190] * 6)
    assert current(analysis, person="cy") == numbers(*[50] * 12)
    teams = _adjusted("{target: goal, team: south, delta: -60, rebalance: true}", rows=rows)
    assert sum(current(teams, team="north")) == 3660


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"team": "all", "product": "tea"}, {"team": "all", "product": "juice"}),
        ({"person": "eve"}, {"team": "north"}),
        ({"product": "tea"}, {"product": "juice"}),
    ],
)
def test_rebalance_is_taken_by_what_cuts_in_the_same_way(one: dict[str, str], other: dict[str, str]) -> None:
    """Products stand beside products, and a team beside a person: the other one gives the 60, ten a month."""
    names = [", ".join(f"{key}: {name}" for key, name in scope.items()) for scope in (one, other)]
    rows = f"target: {{team: all, amount: 2400}}, targets: [{{{names[0]}, amount: 600}}, {{{names[1]}, amount: 1200}}]"
    plan = head(team="all", products="[{id: tea}, {id: juice}]")
    analysis = _adjusted(f"{{target: goal, {names[0]}, delta: 60, rebalance: true}}", rows=rows, plan=plan)
    assert current(analysis, **one)[6:] == numbers(*[60] * 6)
    assert current(analysis, **other)[6:] == numbers(*[90] * 6)


def test_prorate_by_days() -> None:
    """With `prorate: days` what remains is the whole × days left ÷ days of the whole: 1200 × 184 ÷ 365."""
    plan = head(team="all", policy="{prorate: days}")
    analysis = _adjusted("{target: goal, person: ann, from_effective: 0}", plan=plan)
    (shift,) = analysis.adjustments.shifts
    assert shift.whole == -round(Decimal(1200) * 184 / 365, 2)
    assert list(shift.by_period) == list(range(6, 12))


def test_prorate_by_days_within_a_period() -> None:
    """Within a stated period its own days count: of a quarter of 300, 46 of 92 days remain from 16 August."""
    plan = head(team="all", policy="{prorate: days}")
    analysis = _adjusted("{target: goal, person: ann, period: 2026-Q3, from_effective: 0}", "2026-08-16", plan=plan)
    (shift,) = analysis.adjustments.shifts
    assert shift.whole == -150
    assert list(shift.by_period) == [7, 8]


def test_steps_of_a_delta_add_up() -> None:
    """Of a delta that cannot be divided evenly, what has come by the end of each month is rounded to the cent."""
    found = current(_adjusted("{target: goal, person: ann, delta: 0.05}"), person="ann")
    assert found[6:] == numbers(*["100.01"] * 3, 100, *["100.01"] * 2)


def test_delta_where_nothing_remains_is_even() -> None:
    """Somebody of whose target nothing remains gets a delta evenly."""
    rows = "targets: [{person: ann, amount: 300}, {person: bob, amount: 0}]"
    analysis = _adjusted("{target: goal, person: bob, delta: 60}", rows=rows)
    assert current(analysis, person="bob") == numbers(*[0] * 6, *[10] * 6)


def test_adjustments_apply_in_order_of_day_then_id() -> None:
    """A delta before an amount that sets what remains is gone; one after it stays."""
    first = adjustment("{target: goal, person: ann, delta: 600}", "2026-04-01", "z-first")
    sets = adjustment("{target: goal, person: ann, from_effective: 600}", "2026-07-01", "a-sets")
    after = adjustment("{target: goal, person: ann, delta: 60}", "2026-07-01", "b-after")
    analysis = analysed(TEAM, targets(ROWS), after, sets, first)
    assert [shift.adjustment.model.id for shift in analysis.adjustments.shifts] == ["z-first", "a-sets", "b-after"]
    assert sum(current(analysis, person="ann")[6:]) == 660


def test_changes_of_one_adjustment_apply_in_their_order() -> None:
    """The second change of an adjustment sees what the first has left."""
    analysis = _adjusted("{target: goal, person: ann, delta: 600}, {target: goal, person: ann, from_effective: 600}")
    assert current(analysis, person="ann") == numbers(*[100] * 12)


@pytest.mark.parametrize(
    ("as_of", "more", "applies"),
    [
        (date(2026, 6, 30), "", False),
        (date(2026, 7, 1), "", True),
        (date(2030, 1, 1), "", True),
        (date(2026, 7, 1), "reason: Not yet approved, ", False),
    ],
)
def test_only_approved_ones_in_force_apply(as_of: date, more: str, applies: bool) -> None:  # noqa: FBT001
    """An adjustment changes the plan from its day on, when it is approved; the day of looking cuts nothing else."""
    change = adjustment("{target: goal, person: ann, delta: 60}", more=more)
    analysis = analysed(TEAM, targets(ROWS), change, as_of=as_of)
    assert sum(current(analysis, person="ann")) == (1260 if applies else 1200)


def test_what_is_handed_down_moves_in_proportion() -> None:
    """A team that hands down a tenth more than its commitment hands down a tenth more of the adjustment."""
    rows = "target: {team: all, amount: 1200, over_assign: 10%}, split: [{team: north, share: 50%}]"
    analysis = _adjusted("{target: goal, team: all, delta: 60}", rows=rows)
    assert list(analysis.commitments.assigned("revenue", scope_of(team="all")).values()) == numbers(
        *[110] * 6, *[121] * 6
    )


def test_value_of_a_metric_that_does_not_add_up_is_set() -> None:
    """Of days the stated value holds from the day on; a delta is added to each."""
    rows = targets("target: {team: all, amount: 30}", metric="receivable_days")
    to = analysed(TEAM, rows, adjustment("{target: goal, team: all, from_effective: 25}"))
    assert current(to, "receivable_days", team="all") == numbers(*[30] * 6, *[25] * 6)
    by = analysed(TEAM, rows, adjustment("{target: goal, team: all, delta: -2}"))
    assert current(by, "receivable_days", team="all") == numbers(*[30] * 6, *[28] * 6)
