"""Roll-up and street quota: what is handed down against what there is below (docs/numbers.md)."""

from decimal import Decimal

import pytest

from plancode.analysis.analysis import Analysis
from plancode.analysis.rollup import Level
from tests.analysis.small import TEAM, about, analysed, head, months_of, numbers, targets, team

TEAMS = "{id: all, manager: eve}, {id: north, parent: all, manager: nora}, {id: south, parent: all}"
ROWS = (
    "target: {team: all, amount: 1000, over_assign: 20%}, "
    "split: [{team: north, amount: 700}, {team: south, amount: 480}, "
    "{person: ann, amount: 400}, {person: bob, amount: 250}, {person: cy, amount: 480}]"
)


def _level(analysis: Analysis, team_name: str, metric: str = "revenue") -> Level:
    found = analysis.level(metric, team_name)
    assert found is not None
    return found


def _whole(level: Level) -> dict[str, Decimal | None]:
    year = range(12)
    return {
        "below": sum(level.below.values(), Decimal(0)),
        "gap": level.gap(year),
        "over": level.over_assignment(year),
        "required": level.required_attainment(year),
    }


def test_children_against_what_is_assigned() -> None:
    """Gap is children less assigned, over-assignment children over commitment, level by level."""
    analysis = analysed(TEAM, targets(ROWS))
    top = _whole(_level(analysis, "all"))
    assert [top["below"], top["gap"], top["over"]] == numbers(1180, -20, "1.18")
    north = _whole(_level(analysis, "north"))
    assert [north["below"], north["gap"]] == [650, -50]
    assert about(north["over"]) == about(Decimal(650) / 700)
    assert _whole(_level(analysis, "south"))["gap"] == 0


def test_required_attainment_is_commitment_over_street_quota() -> None:
    """1000 of 1130 must be reached from top to street."""
    assert about(_whole(_level(analysed(TEAM, targets(ROWS)), "all"))["required"]) == about(Decimal(1000) / 1130)


def test_team_without_a_figure_stands_with_its_children() -> None:
    """A sub-team without a figure counts with the sum of its own children."""
    rows = "target: {team: all, amount: 1000}, split: [{person: ann, amount: 300}, {team: south, amount: 480}]"
    analysis = analysed(TEAM, targets(rows))
    assert {child.id: sum(child.by_period.values()) for child in _level(analysis, "all").children} == {
        "north": 300,
        "south": 480,
    }
    assert _level(analysis, "north").gap(range(12)) is None


def test_manager_s_own_quota_is_a_child_like_any_other() -> None:
    """A manager with a quota of their own is a child of the team they are in."""
    people = ["id: eve, role: helper, team: all", "id: nora, role: rep, team: north", "id: ann, role: rep, team: north"]
    rows = "target: {team: north, amount: 100}, split: [{person: nora, amount: 30}, {person: ann, amount: 80}]"
    level = _level(analysed(team(people, teams=TEAMS), targets(rows)), "north")
    assert sorted(child.id for child in level.children) == ["ann", "nora"]
    assert level.gap(range(12)) == 10


def test_change_of_team_counts_in_each_by_days() -> None:
    """Somebody who moves on 15 February has half of that month's quota in each team (14 of 28 days)."""
    ann = "id: ann, role: rep, team: north, changes: [{from: 2026-02-15, team: south}]"
    people = team([ann, "id: eve, role: helper, team: all", "id: nora, role: rep, team: north"], teams=TEAMS)
    rows = "target: {team: all, amount: 1200}, targets: [{person: ann, amount: 1200}]"
    analysis = analysed(people, targets(rows))
    assert months_of(_level(analysis, "north").below) == numbers(100, 50, *[0] * 10)
    assert months_of(_level(analysis, "south").below) == numbers(0, 50, *[100] * 10)
    assert months_of(_level(analysis, "all").below) == numbers(*[100] * 12)


@pytest.mark.parametrize("role", ["", ", role: helper"])
def test_quota_by_rule_counts_in_the_team_whose_rule_gave_it(role: str) -> None:
    """Who moves on 16 February has of each team what its rule gave them for their days there, and carries it."""
    ann = f"id: ann, role: rep, team: north, changes: [{{from: 2026-02-16, team: south{role}}}]"
    others = [f"id: {name}, role: rep, team: {of}" for name, of in (("nora", "north"), ("cy", "south"))]
    people = team([ann, *others, "id: eve, role: helper, team: all"], teams=TEAMS)
    rows = "target: {team: all, amount: 3600}, split: [{team: north, amount: 1200}, {team: south, rest: true}]"
    analysis = analysed(people, targets(f"{rows}, people: {{by: even}}"))
    for name, amount in (("north", 100), ("south", 200)):
        level = _level(analysis, name)
        assert months_of(level.below) == months_of(level.street.whole) == numbers(*[amount] * 12)


def test_plan_stands_above_the_root_team() -> None:
    """A target of the plan itself has the root team as its child; without one there is no level of the plan."""
    rows = "target: {amount: 1000}, split: [{team: all, amount: 900}]"
    analysis = analysed(head(team="all"), TEAM, targets(rows))
    assert [child.id for child in _level(analysis, "").children] == ["all"]
    assert _level(analysis, "").gap(range(12)) == -100
    assert analysed(TEAM, targets(ROWS)).level("revenue", "") is None


def test_products_have_levels_of_their_own() -> None:
    """Rows that name a product add up by themselves, beside those that do not."""
    rows = (
        "target: {team: all, amount: 1000}, "
        "split: [{team: north, amount: 600}, {team: all, product: tea, amount: 300}, "
        "{team: north, product: tea, amount: 200}, {team: south, product: tea, amount: 90}]"
    )
    analysis = analysed(head(team="all", products="[{id: tea}]"), TEAM, targets(rows))
    tea = analysis.level("revenue", "all", (("product", "tea"),))
    assert tea is not None
    assert [sum(tea.below.values()), tea.gap(range(12))] == [290, -10]
    assert sum(_level(analysis, "all").below.values()) == 600


def test_street_quota_filled_vacant_and_ramped() -> None:
    """Quotas of people there, of open seats, and all as far as ramped: 0 in the first month, half in the second."""
    people = [
        "id: eve, role: helper, team: all",
        "id: nora, role: rep, team: north",
        "id: new, role: rep, team: north, start: 2026-03-01",
        "id: seat, role: rep, team: south, open: true, start: 2026-07-01",
    ]
    people_ = team(people, rep="ramp: [0%, 50%]", teams=TEAMS)
    rows = (
        "target: {team: all, amount: 2000}, targets: [{person: nora, amount: 1200}, {person: new, amount: 500}, "
        "{person: seat, amount: 300}, {person: eve, amount: 99}]"
    )
    street = _level(analysed(people_, targets(rows)), "all").street
    assert months_of(street.filled) == numbers(100, 100, *[150] * 10)
    assert months_of(street.vacant) == numbers(*[0] * 6, *[50] * 6)
    assert months_of(street.ramped) == numbers(100, 100, 100, 125, 150, 150, 150, 175, *[200] * 4)
    assert months_of(street.whole) == numbers(100, 100, *[150] * 4, *[200] * 6)


@pytest.mark.parametrize("rule", ["split: [{person: ann, rest: true}], ", "people: {by: even}, "])
def test_overlays_stand_beside(rule: str) -> None:
    """Figures of an overlay role take nothing from rests and quotas by rule, and are in no sum and on no street."""
    people = team(
        ["id: ann, role: rep, team: all", "id: eve, role: expert, team: all", "id: sid, role: expert, team: all"]
    )
    people = people.replace("roles: [", "roles: [{id: expert, carries_quota: true, credit: overlay}, ")
    rows = (
        f"{rule}target: {{team: all, amount: 12}}, targets: [{{person: eve, amount: 12}}, {{person: sid, share: 50%}}]"
    )
    analysis = analysed(people, targets(rows))
    level = _level(analysis, "all")
    assert [child.id for child in level.children] == ["ann"]
    assert [sum(amounts.values()) for amounts in (level.below, level.overlay, level.street.whole)] == [12, 18, 12]
    assert level.required_attainment(range(12)) == 1


def test_who_becomes_an_overlay_counts_until_then() -> None:
    """Of somebody who changes the role in the plan, the periods as an overlay stand beside."""
    people = team(["id: ann, role: rep, team: all, changes: [{from: 2026-04-01, role: expert}]"])
    people = people.replace("roles: [", "roles: [{id: expert, carries_quota: true, credit: overlay}, ")
    level = _level(analysed(people, targets("targets: [{person: ann, amount: 12}]")), "all")
    assert (months_of(level.below), sum(level.overlay.values())) == (numbers(1, 1, 1, *[0] * 9), 9)


@pytest.mark.parametrize(
    ("rows", "own", "beside"),
    [
        ("[{person: bob, rest: true}, {person: ann, amount: 36}]", 3, 18),
        ("[{person: ann, amount: 36}], people: {by: even}", 3, 18),
        ("[{person: ann, share: 30%}, {person: bob, rest: true}]", 3, 18),
        ("[{person: ann, rest: true}, {person: bob, rest: true}]", 10, 0),
    ],
)
def test_who_is_an_overlay_for_a_while_takes_nothing_then(rows: str, own: int, beside: int) -> None:
    """In the months as an overlay the others have all of the team's, later what the own quota leaves."""
    people = team(
        ["id: ann, role: expert, team: all, changes: [{from: 2026-07-01, role: rep}]", "id: bob, role: rep, team: all"]
    )
    people = people.replace("roles: [", "roles: [{id: expert, carries_quota: true, credit: overlay}, ")
    level = _level(analysed(people, targets(f"target: {{team: all, amount: 120}}, targets: {rows}")), "all")
    bob = next(child for child in level.children if child.id == "bob")
    assert months_of(bob.by_period) == numbers(*[10] * 6, *[10 - own] * 6)
    assert (months_of(level.below), sum(level.overlay.values())) == (numbers(*[10] * 12), beside)


def test_roll_up_of_months() -> None:
    """Gap and over-assignment can be asked for some periods only."""
    level = _level(analysed(TEAM, targets(ROWS)), "all")
    assert about(level.gap(range(3)), 1) == -5
    assert about(level.over_assignment(range(3)), 2) == Decimal("1.18")


def test_weighted_mean_of_the_children() -> None:
    """Days of teams make the whole's weighted by their revenue: (20 × 300 + 40 × 100) ÷ 400 is 25."""
    rows = "target: {team: all, amount: 28}, targets: [{team: north, amount: 20}, {team: south, amount: 40}]"
    revenue = "target: {team: all, amount: 4800}, targets: [{team: north, amount: 3600}, {team: south, amount: 1200}]"
    analysis = analysed(TEAM, targets(rows, "dso", "receivable_days"), targets(revenue))
    level = _level(analysis, "all", "receivable_days")
    assert months_of(level.below) == numbers(*[25] * 12)
    assert level.gap(range(12)) == -3


def test_weighted_mean_without_weights_is_not_judged() -> None:
    """Where a child has no weight there is no mean."""
    rows = "target: {team: all, amount: 28}, targets: [{team: north, amount: 20}, {team: south, amount: 40}]"
    analysis = analysed(
        TEAM, targets(rows, "dso", "receivable_days"), targets("targets: [{team: north, amount: 3600}]")
    )
    assert _level(analysis, "all", "receivable_days").gap(range(12)) is None


@pytest.mark.parametrize(("factor", "below", "gap"), [("", "0.25", "-0.05"), (", factor: 2", "0.5", "0.2")])
def test_ratio_is_the_quotient_of_its_targets(factor: str, below: str, gap: str) -> None:
    """A ratio of teams is that of their numerators and denominators, times its factor: 300 ÷ 1200 is 25 %."""
    plan = head(
        team="all",
        metrics="[{id: margin, unit: percent, over_time: ratio, over_scope: ratio, "
        f"numerator: gross_profit, denominator: revenue{factor}}}]",
    )
    analysis = analysed(
        plan,
        TEAM,
        targets("target: {team: all, amount: 30%}, targets: [{team: north, amount: 40%}]", "m", "margin"),
        targets("target: {team: all, amount: 300}", "g", "gross_profit"),
        targets("target: {team: all, amount: 1200}"),
    )
    level = _level(analysis, "all", "margin")
    assert months_of(level.below) == numbers(*[below] * 12)
    assert about(level.gap(range(12))) == Decimal(gap)


def test_counts_may_overlap() -> None:
    """Customers of two teams may be the same: children are added, and may exceed the whole."""
    rows = "target: {team: all, amount: 100}, targets: [{team: north, amount: 60}, {team: south, amount: 55}]"
    level = _level(analysed(TEAM, targets(rows, metric="active_customers")), "all", "active_customers")
    assert level.form == "distinct"
    assert months_of(level.below) == numbers(*[115] * 12)
    assert level.gap(range(12)) == 15


@pytest.mark.parametrize("amount", ["0", "1000"])
def test_level_without_children_is_not_judged(amount: str) -> None:
    """A figure without anybody below has neither gap nor over-assignment."""
    level = _level(analysed(TEAM, targets(f"target: {{team: all, amount: {amount}}}")), "all")
    assert (level.gap(range(12)), level.over_assignment(range(12)), level.required_attainment(range(12))) == (None,) * 3


@pytest.mark.parametrize(
    ("rows", "required"),
    [
        # 1200 over the year, 100 a month; quotas of 1500 from July on stand against the 600 of those months alone
        ("target: {team: all, amount: 1200}, targets: [{person: ann, period: 2026-H2, amount: 1500}]", "0.4"),
        # 600 over January to June against the 750 of those months, of a quota of 1500 over the year
        ("target: {team: all, period: 2026-H1, amount: 600}, targets: [{person: ann, amount: 1500}]", "0.8"),
        (
            "target: {team: all, period: 2026-H1, amount: 600}, targets: [{person: ann, period: 2026-H2, amount: 9}]",
            None,
        ),
    ],
)
def test_required_attainment_is_of_the_periods_that_both_have(rows: str, required: str | None) -> None:
    """Months with a commitment alone, or with quotas alone, do not count: they would bend the figure."""
    found = _whole(_level(analysed(TEAM, targets(rows)), "all"))["required"]
    assert found == (None if required is None else Decimal(required))


def test_quota_of_months_before_somebody_comes_counts_once_in_their_first_team() -> None:
    """A quota for the year of somebody who starts in March and moves on in July is whole, in one team or the other."""
    ann = "id: ann, role: rep, team: north, start: 2026-03-01, changes: [{from: 2026-07-01, team: south}]"
    people = team([ann, "id: eve, role: helper, team: all", "id: nora, role: helper, team: north"], teams=TEAMS)
    rows = "target: {team: all, amount: 1200}, targets: [{person: ann, amount: 1200}]"
    analysis = analysed(people, targets(f"phasing: even, {rows}"))
    months = months_of(_level(analysis, "north").below)
    assert months_of(_level(analysis, "all").below) == [
        one + other for one, other in zip(months, months_of(_level(analysis, "south").below), strict=True)
    ]
    assert sum(months_of(_level(analysis, "all").below)) == 1200
    assert months[6:] == numbers(*[0] * 6)
