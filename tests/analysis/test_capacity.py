"""Capacity: each factor by hand, what is not judged, ramped rep equivalents (docs/numbers.md, Capacity)."""

from decimal import Decimal

import pytest

from plancode.analysis.analysis import Analysis
from plancode.analysis.capacity import Capacity, CapacityTerm, lowest
from plancode.model.team import Role, Team
from plancode.said.value import Rounded
from plancode.tables.capacity import capacity_table
from plancode.tables.selection import Selection
from tests.analysis.small import about, adjustment, analysed, head, months_of, numbers, targets, team

EVEN = targets("phasing: even, target: {team: all, amount: 1M}")
BRINGS = "productivity: {metric: revenue, amount: 1200/year}"
ANN = "id: ann, role: rep, team: all"


def _capacity(rep: str, *people: str, plan: str = "", goal: str = EVEN) -> Capacity:
    analysis = _analysis(rep, *people, plan=plan, goal=goal)
    return analysis.capacity.of("revenue", "plan", "")


def _analysis(rep: str, *people: str, plan: str = "", goal: str = EVEN) -> Analysis:
    return analysed(plan or head(team="all"), team(people or (ANN,), rep), goal)


def _months(rep: str, *people: str, plan: str = "", goal: str = EVEN) -> list[Decimal]:
    return [about(one) for one in months_of(_capacity(rep, *people, plan=plan, goal=goal).by_period)]


@pytest.mark.parametrize(
    ("amount", "whole"),
    [("1200/year", 1200), ("300/quarter", 1200), ("100/month", 1200), ("10/day", 2610), ("7/week", 365)],
)
def test_productivity_is_taken_as_often_as_the_plan_has_its_time(amount: str, whole: int) -> None:
    """A year's, quarter's, month's, week's and day's productivity make the plan's."""
    found = _capacity(f"productivity: {{metric: revenue, amount: {amount}}}")
    assert about(found.whole) == whole
    assert found.judged


def test_productivity_of_part_of_a_year() -> None:
    """A plan of a quarter has a quarter of the year's productivity."""
    found = _capacity(BRINGS, plan=head("2026-Q2", team="all"))
    assert about(found.whole) == 300


def test_own_productivity_stands_before_the_role_s() -> None:
    """Somebody with a productivity of their own brings that."""
    own = f"{ANN}, productivity: {{metric: revenue, amount: 2400/year}}"
    assert about(_capacity(BRINGS, own, "id: bob, role: rep, team: all").whole) == 3600


def test_productivity_in_another_currency() -> None:
    """Productivity is taken at the plan rate of the plan's first day."""
    plan = head(team="all", rates="[{currency: USD, rate: 0.9}]")
    assert about(_capacity("productivity: {metric: revenue, amount: USD 1000/year}", plan=plan).whole) == 900


def test_season_is_the_target_s() -> None:
    """Capacity lies in the periods as the top target's phasing does; by working days where there is none."""
    listed = targets(
        "target: {team: all, amount: 9}, phasing: {shares: [50%, 0%, 50%, 0%, 0%, 0%, 0%, 0%, 0%, 0%, 0%, 0%]}"
    )
    assert _months(BRINGS, goal=listed) == numbers(600, 0, 600, *[0] * 9)
    without = _months(BRINGS, goal=targets("target: {team: all, amount: 9}", metric="units"))
    assert without[0] == about(Decimal(1200) * 22 / 261)


def test_full_time() -> None:
    """Half of full time brings half, also from the day it changes: from 16 February on 10 of 20 working days."""
    assert _months(BRINGS, f"{ANN}, fte: 0.5") == numbers(*[50] * 12)
    assert _months(BRINGS, f"{ANN}, changes: [{{from: 2026-02-16, fte: 0.5}}]") == numbers(100, 75, *[50] * 10)


def test_presence_is_employment_less_long_leave() -> None:
    """A start in mid-February halves it; a long leave in April and May takes both; a week's holiday takes nothing."""
    away = "leave: [{from: 2026-04-01, to: 2026-05-31}, {from: 2026-07-06, to: 2026-07-10}]"
    found = _months(BRINGS, f"{ANN}, start: 2026-02-16, end: 2026-10-31, {away}")
    assert found == numbers(0, 50, 100, 0, 0, 100, 100, 100, 100, 100, 0, 0)


def test_long_leave_follows_the_policy() -> None:
    """With a limit of four days a week's leave is long: of 23 working days in July 18 are left."""
    plan = head(team="all", policy="{long_leave: 4}")
    found = _months(BRINGS, f"{ANN}, leave: [{{from: 2026-07-06, to: 2026-07-10}}]", plan=plan)
    assert found[6] == about(Decimal(100) * 18 / 23)


def test_ramp_by_month_of_tenure() -> None:
    """Entry k holds in the k-th month from the start, 1 after the last."""
    assert _months(f"{BRINGS}, ramp: [0%, 50%]", f"{ANN}, start: 2026-03-01") == numbers(0, 0, 0, 50, *[100] * 8)


def test_ramp_of_a_period_over_two_entries_is_weighted_by_working_days() -> None:
    """From 16 February: half of February at 20 %; March has 10 working days at 20 % and 12 at 60 %."""
    found = _months(f"{BRINGS}, ramp: [20%, 60%]", f"{ANN}, start: 2026-02-16")
    assert found[1] == 10
    assert found[2] == about((Decimal("0.2") * 10 + Decimal("0.6") * 12) / 22 * 100)
    assert found[3] == about((Decimal("0.6") * 11 + 11) / 22 * 100)
    assert found[4] == 100


def test_ramp_begins_before_the_plan_and_own_ramps_count() -> None:
    """Tenure counts from the start, also in the year before; an own ramp stands before the role's."""
    before = f"{ANN}, start: 2025-12-01"
    assert _months(f"{BRINGS}, ramp: [0%, 50%]", before)[:2] == numbers(50, 100)
    assert _months(f"{BRINGS}, ramp: [0%, 50%]", f"{before}, ramp: [10%, 20%, 30%]")[:3] == numbers(20, 30, 100)
    assert _months(f"{BRINGS}, ramp: [0%]", ANN)[0] == 100


def test_survival_in_the_middle_of_each_month() -> None:
    """(1 − 12 %) to the power of (month − ½) ÷ 12."""
    found = _months(f"{BRINGS}, attrition: 12%/year")
    assert found == [about(100 * Decimal("0.88") ** (Decimal(2 * month - 1) / 24)) for month in range(1, 13)]


def test_survival_counts_from_the_seat_s_start() -> None:
    """Nobody leaves a seat before it is filled: in its first month a seat of July is like January's of another."""
    found = _months(f"{BRINGS}, attrition: 12%/year", f"{ANN}, start: 2026-07-01")
    assert found[:6] == numbers(*[0] * 6)
    assert found[6] == about(100 * Decimal("0.88") ** (Decimal(1) / 24))


def test_survival_of_a_seat_that_ends_in_a_period() -> None:
    """Of 15 days of January it is taken after seven and a half; 11 of 22 working days are there."""
    found = _months(f"{BRINGS}, attrition: 12%/year", f"{ANN}, end: 2026-01-15")
    assert found[:2] == [about(50 * Decimal("0.88") ** (Decimal("7.5") / 31 / 12)), 0]


@pytest.mark.parametrize(("rate", "yearly"), [("1%/month", 12), ("3%/quarter", 4), ("12%/year", 1)])
def test_attrition_of_other_times(rate: str, yearly: int) -> None:
    """Attrition a month or quarter compounds as often as a year has such times."""
    stay = 1 - Decimal(rate.split("%", maxsplit=1)[0]) / 100
    found = _months(f"{BRINGS}, attrition: {rate}")
    assert found[11] == about(100 * stay ** (yearly * Decimal(23) / 24))


def test_backfill_by_hand() -> None:
    """With two months to recruit, those who left in January are back in the middle of March with half of a ramp.

    March, the third month, has survival in its middle and half a month of January's leavers at 50 %; April all of
    January's leavers, half a month at 50 % and half at full, and half a month of February's at 50 %.
    """
    found = _months(f"{BRINGS}, attrition: 12%/year, recruiting: 2m, ramp: [50%]")
    stay = [Decimal("0.88") ** (Decimal(month) / 12) for month in range(4)]
    leavers = [stay[month] - stay[month + 1] for month in range(3)]
    middle = [Decimal("0.88") ** ((Decimal(month) + Decimal("0.5")) / 12) for month in range(4)]
    quarter, half = Decimal("0.25"), Decimal("0.5")
    assert found[1] == about(100 * middle[1])
    assert found[2] == about(100 * (middle[2] + leavers[0] * quarter))
    assert found[3] == about(100 * (middle[3] + leavers[0] * (quarter + half) + leavers[1] * quarter))


def test_attainment_of_a_quota_once() -> None:
    """A productivity of basis quota counts times its expected attainment, else the policy's; an actual one never."""
    quota = "productivity: {metric: revenue, amount: 1200/year, basis: quota"
    policy = head(team="all", policy="{expected_attainment: 90%}")
    assert about(_capacity(quota + "}").whole) == 1200
    assert about(_capacity(quota + ", expected_attainment: 80%}").whole) == 960
    assert about(_capacity(quota + "}", plan=policy).whole) == 1080
    assert about(_capacity(quota + ", expected_attainment: 80%}", plan=policy).whole) == 960
    assert about(_capacity(BRINGS, plan=policy).whole) == 1200


def test_ramped_rep_equivalents() -> None:
    """RRE is full time × presence × ramp; effective RRE times expected attainment."""
    policy = head(team="all", policy="{expected_attainment: 80%}")
    found = _capacity(
        f"{BRINGS}, ramp: [50%]", ANN, "id: bob, role: rep, team: all, fte: 0.5, start: 2026-03-01", plan=policy
    )
    assert months_of(found.rre) == numbers(1, 1, "1.25", *["1.5"] * 9)
    assert months_of(found.effective_rre) == numbers("0.8", "0.8", 1, *["1.2"] * 9)


def test_several_periods_are_weighed_by_their_days() -> None:
    """A quarter of 1, 1 and 2 reps with 22, 20 and 22 weekdays is 86 ÷ 64; a target of March asks for March alone."""
    march = targets("target: {team: all, amount: 50, period: 2026-03}")
    analysis = _analysis(BRINGS, ANN, "id: bob, role: rep, team: all, start: 2026-03-01", goal=march)
    made = capacity_table(analysis, Selection(period="2026-Q1"))
    team_row = next(row for row in made.rows if row.cells[made.index("scope")] == analysis.graph.all(Team)[0].ref)
    rre, ratio = (team_row.cells[made.index(key)] for key in ("rre", "ratio"))
    assert rre == Decimal(22 + 20 + 2 * 22) / 64
    assert isinstance(ratio, Decimal)
    assert about(ratio) == about(2 * Decimal(100) / 50)
    assert [getattr(one, "key", "") for one in made.notes] == ["note.capacity_partial", "note.no_attrition"]
    why = next(one for one in (team_row.why or tuple)() if one.formula == "capacity.rre")
    assert [one.value for one in why.inputs] == numbers(1, 1, 2)


def test_capacity_at_risk_is_what_attrition_takes() -> None:
    """Below the table stands what is taken off in all: 1,200 that one would bring, less what is expected."""
    analysis = _analysis(f"{BRINGS}, attrition: 15%/year", ANN)
    note = next(one for one in capacity_table(analysis, Selection()).notes if one.key == "note.leaving")
    lost = dict(note.values)["amount"]
    assert isinstance(lost, Rounded)
    whole = sum(term.amount for term in analysis.capacity.terms("revenue", "person", "ann"))
    assert about(lost.value + whole) == 1200


def test_amount_is_the_product_of_the_factors() -> None:
    """A term shows each factor, and its amount is their product."""
    quota = "productivity: {metric: revenue, amount: 2400/year, basis: quota, expected_attainment: 80%}, ramp: [50%]"
    analysis = _analysis(f"{quota}, attrition: 12%/year", f"{ANN}, fte: 0.5, start: 2026-01-16")
    terms: tuple[CapacityTerm, ...] = analysis.capacity.terms("revenue", "person", "ann")
    assert len(terms) == 12
    for one in terms:
        product = one.productivity * one.season * one.fte * one.presence * one.ramp * one.retention * one.attainment
        assert about(one.amount) == about(product)
    assert about(sum((one.amount for one in terms), Decimal(0))) == about(
        analysis.capacity.of("revenue", "person", "ann").whole
    )


def test_scopes_add_up() -> None:
    """A team's capacity is that of its people and of the teams below; the plan's is everybody's."""
    teams = "{id: all}, {id: north, parent: all}, {id: south, parent: all}"
    people = ["id: ann, role: rep, team: north", "id: bob, role: rep, team: south", "id: eve, role: rep, team: all"]
    table = analysed(team(people, BRINGS, teams), EVEN).capacity
    of = {name: about(table.of("revenue", "team", name).whole) for name in ("all", "north", "south")}
    assert of == {"all": 3600, "north": 1200, "south": 1200}
    assert about(table.of("revenue", "plan", "").whole) == 3600


def test_who_changes_teams_counts_in_each() -> None:
    """Somebody who moves in mid-February is in both teams in that month, by working days."""
    teams = "{id: all}, {id: north, parent: all}, {id: south, parent: all}"
    people = ["id: ann, role: rep, team: north, changes: [{from: 2026-02-16, team: south}]"]
    table = analysed(team(people, BRINGS, teams), EVEN).capacity
    assert [about(one) for one in months_of(table.of("revenue", "team", "north").by_period)] == numbers(
        100, 50, *[0] * 10
    )
    assert about(table.of("revenue", "team", "south").whole) == 1050


def test_change_of_role_changes_productivity() -> None:
    """From the day of a new role its productivity counts; in a role without quota and productivity nothing does."""
    people = [f"{ANN}, changes: [{{from: 2026-07-01, role: helper}}]"]
    found = analysed(team(people, BRINGS), EVEN).capacity.of("revenue", "plan", "")
    assert [about(found.whole), found.judged] == [600, True]


def test_quota_without_productivity_is_not_judged() -> None:
    """A scope in which somebody carries quota and has no productivity is not judged, and those above are not."""
    teams = "{id: all}, {id: north, parent: all}, {id: south, parent: all}"
    people = [
        f"id: ann, role: rep, team: north, {BRINGS}",
        "id: bob, role: rep, team: south",
        "id: eve, role: helper, team: north",
    ]
    table = analysed(team(people, "", teams), EVEN).capacity
    judged = {name: table.of("revenue", "team", name).judged for name in ("all", "north", "south")}
    assert judged == {"all": False, "north": True, "south": False}
    assert not table.of("revenue", "plan", "").judged
    assert not table.of("revenue", "person", "bob").judged
    assert not table.of("units", "plan", "").judged


def test_overlay_roles_bring_nothing_of_their_own() -> None:
    """People with overlay credit have no capacity, and are not missing any."""
    people = [ANN, "id: bob, role: helper, team: all"]
    assert not _capacity(f"{BRINGS}, credit: overlay", *people).judged
    assert _capacity(f"{BRINGS}, credit: overlay", *people).whole == 0


def test_nobody_is_not_judged() -> None:
    """A scope without anybody who brings something is not judged; it is never 0."""
    assert not _capacity(BRINGS, "id: eve, role: helper, team: all").judged


def test_changes_in_force_count() -> None:
    """An adjustment of a person changes capacity from its day."""
    change = adjustment(
        "{person: ann, change: {from: 2026-07-01, fte: 0.5}}", more="approved: {by: ann, on: 2026-05-01}, "
    )
    analysis = analysed(team([ANN], BRINGS), EVEN, change)
    assert about(analysis.capacity.of("revenue", "plan", "").whole) == 900


@pytest.mark.parametrize(
    ("role", "months"),
    [
        ("recruiting: 60d, ramp: [0%, 50%, 100%]", "3.971"),
        ("recruiting: 2m, ramp: [50%, 90%, 100%, 100%]", "4"),
        ("recruiting: 13w", "2.990"),
        ("ramp: [0%]", "1"),
        ("", "0"),
    ],
)
def test_lead_time(role: str, months: str) -> None:
    """Recruiting and the months of ramp below 100 %; months have 30.4375 days."""
    analysis = _analysis(role)
    sizing = next(one for one in analysis.sizing if one.role.model.id == "rep")
    assert round(sizing.lead_months, 3) == Decimal(months)
    assert analysis.graph.find(Role, "rep") is sizing.role


def test_the_worst_period_is_the_first_of_those_alike() -> None:
    """Cents of a split make no period the worst, a thousandth does; periods without a target are not asked."""
    able = {0: Decimal(100), 1: Decimal(100), 2: Decimal(100), 4: Decimal(1)}
    asked = {0: Decimal("100.001"), 1: Decimal("100.002"), 2: Decimal(99), 3: Decimal(0)}
    assert lowest(able, asked) == (0, round(Decimal(100) / Decimal("100.001"), 12))
    assert lowest(able, asked | {1: Decimal("100.1")}) == (1, round(Decimal(100) / Decimal("100.1"), 12))
    assert lowest(able, asked | {3: Decimal(5)}) == (3, Decimal(0))
    assert lowest(able, {4: Decimal(0)}) is None
