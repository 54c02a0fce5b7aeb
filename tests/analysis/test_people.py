"""Quotas by rule: who gets how much of what a team hands down (docs/numbers.md, People)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from plancode.analysis.analysis import Analysis
from tests.analysis.small import (
    TEAM,
    analysed,
    head,
    numbers,
    planned,
    scope_of,
    target_of,
    targets,
    team,
)

TEAMS = "{id: all}, {id: north, parent: all}, {id: south, parent: all}"
MAP = """kind: territories
id: map
territories:
  - {id: a, team: all, owners: [{person: ann}], accounts: [{id: a1, potential: 600, last_year: 100}]}
  - id: b
    team: all
    owners:
      - {person: bob, to: 2026-06-30}
      - {person: ann, share: 50%, from: 2026-07-01}
      - {person: bob, share: 50%, from: 2026-07-01}
    accounts: [{id: b1, potential: 200, last_year: 200}]
    account_groups: [{id: b2, count: 9, potential: 100, last_year: 100}]
"""
TOP = "target: {team: all, amount: 1200}"
ANN, BOB = "id: ann, role: rep, team: all", "id: bob, role: rep, team: all"


def _analysis(people: list[str], rule: str, *documents: str, amount: str = TOP) -> Analysis:
    return analysed(
        team(people, teams=TEAMS, rep="ramp: [0%, 50%]"), *documents, targets(f"{amount}, people: {{{rule}}}")
    )


def test_even() -> None:
    """Everybody with quota has the same; those without quota have none."""
    analysis = _analysis([ANN, BOB, "id: eve, role: helper, team: all"], "by: even")
    assert planned(analysis, person="ann") == planned(analysis, person="bob") == numbers(*[50] * 12)
    assert analysis.targets.of("revenue", scope_of(person="eve")) == ()


def test_even_weighs_full_time() -> None:
    """Half of full time is half of the weight."""
    analysis = _analysis([ANN, f"{BOB}, fte: 0.5"], "by: even", amount="target: {team: all, amount: 1800}")
    assert planned(analysis, person="ann") == numbers(*[100] * 12)
    assert planned(analysis, person="bob") == numbers(*[50] * 12)


def test_even_weighs_working_days() -> None:
    """Somebody who starts on 16 February is there on 10 of its 20 working days: they get a third, the other two."""
    analysis = _analysis([ANN, f"{BOB}, start: 2026-02-16"], "by: even", amount="target: {team: all, amount: 3600}")
    assert planned(analysis, person="ann") == numbers(300, 200, *[150] * 10)
    assert planned(analysis, person="bob") == numbers(0, 100, *[150] * 10)


def test_long_leave_takes_quota_away_and_a_short_one_does_not() -> None:
    """A person in long leave gets nothing for its days; a week's holiday changes nothing."""
    away = f"{BOB}, leave: [{{from: 2026-03-01, to: 2026-04-30}}, {{from: 2026-07-06, to: 2026-07-10}}]"
    analysis = _analysis([ANN, away], "by: even")
    assert planned(analysis, person="ann") == numbers(50, 50, 100, 100, *[50] * 8)


def test_product_goes_to_who_has_customers_that_buy_it() -> None:
    """Of a target for cola only customers that buy it, or that say nothing, count: 600 to 200 instead of 600 to 300."""
    said = MAP.replace("{id: b2, count: 9, potential: 100, last_year: 100}", "").replace(
        "last_year: 200}", "last_year: 200}, {id: b3, potential: 100, products: [tea]}"
    )
    cola = "target: {team: all, product: cola, amount: 1200}"
    plan, people = head(products="[{id: cola}, {id: tea}]"), team([ANN, BOB], teams=TEAMS)
    analysis = analysed(plan, people, said, targets(f"{cola}, people: {{by: potential}}"))
    ann, bob = (planned(analysis, person=name, product="cola") for name in ("ann", "bob"))
    assert [sum(months[:6]) for months in (ann, bob)] == numbers(450, 150)


def test_by_potential() -> None:
    """Quotas follow the potential of accounts and groups owned, by share: 600 to 300, then 750 to 150."""
    analysis = _analysis([ANN, BOB], "by: potential", MAP)
    ann, bob = planned(analysis, person="ann"), planned(analysis, person="bob")
    assert [sum(months) for months in (ann[:6], ann[6:], bob[:6], bob[6:])] == numbers(400, 500, 200, 100)
    assert {*ann[:6]} == {*numbers("66.66", "66.67")}


def test_by_history() -> None:
    """Quotas follow what the same customers bought last year: 100 to 300, then 250 to 150."""
    analysis = _analysis([ANN, BOB], "by: history", MAP)
    assert planned(analysis, person="ann") == numbers(*[25] * 6, *["62.5"] * 6)


def test_by_a_mix() -> None:
    """A mix weighs each one's part of each measure: 60 % × 2/3 of potential + 40 % × 1/2 is 60 %."""
    analysis = _analysis([ANN, BOB], "by: weighted, weigh: {potential: 60%, even: 40%}", MAP)
    assert planned(analysis, person="ann")[:6] == numbers(*[60] * 6)
    assert planned(analysis, person="bob")[:6] == numbers(*[40] * 6)


def test_days_owned_count() -> None:
    """Ownership that ends on 10 June counts for 8 of its 22 working days: 300 × 8 ÷ 22 beside 600."""
    changed = MAP.replace("to: 2026-06-30", "to: 2026-06-10").replace(
        "{id: b2, count: 9, potential: 100", "{id: b2, count: 9, potential: 100"
    )
    june = planned(_analysis([ANN, BOB], "by: potential", changed), person="bob")[5]
    assert june == round(100 * Decimal(300 * 8) / (300 * 8 + 600 * 22), 2)


def test_who_has_left_gets_nothing() -> None:
    """Customers that somebody still owns on paper give no quota after their last day, nor before the first."""
    analysis = _analysis([ANN, f"{BOB}, end: 2026-08-31"], "by: potential", MAP)
    assert planned(analysis, person="bob")[8:] == numbers(0, 0, 0, 0)
    later = _analysis([ANN, f"{BOB}, start: 2026-03-01"], "by: potential", MAP)
    assert planned(later, person="bob")[:2] == numbers(0, 0)


def test_ramped() -> None:
    """With `ramped` a newcomer has nothing in the first month, and half the weight in the second."""
    analysis = _analysis([ANN, f"{BOB}, start: 2026-01-01"], "by: even, ramped: true")
    assert planned(analysis, person="bob") == numbers(0, "33.33", *[50] * 10)
    plain = _analysis([ANN, f"{BOB}, start: 2026-01-01"], "by: even")
    assert planned(plain, person="bob") == numbers(*[50] * 12)


def test_ramp_of_a_month_with_a_change_is_that_of_the_whole_month() -> None:
    """Hired on 16 January, they bring nothing on the first ten working days of February and half on the last ten.

    Those last ten they work half of full time: 0.75 of the month at a ramp of 0.25 is 0.1875 beside 1 of 1.1875.
    """
    bob = f"{BOB}, start: 2026-01-16, changes: [{{from: 2026-02-16, fte: 0.5}}]"
    analysis = _analysis([ANN, bob], "by: even, ramped: true")
    assert planned(analysis, person="bob")[:2] == numbers(0, "15.79")


def test_rule_gives_what_rows_leave_period_by_period() -> None:
    """In the periods of a row of their own somebody takes no part; the others have what it leaves of the assigned."""
    rows = "target: {team: all, amount: 1200, over_assign: 10%}, split: [{person: ann, period: 2026-Q1, amount: 150}]"
    people = [ANN, BOB, "id: cy, role: rep, team: all"]
    analysis = _analysis(people, "by: even", amount=rows)
    assert planned(analysis, person="ann")[:4] == numbers(50, 50, 50, "36.67")
    assert planned(analysis, person="bob")[:3] == numbers(30, 30, 30)
    assert sum(sum(planned(analysis, person=one)) for one in ("ann", "bob", "cy")) == 1320


def test_each_team_with_a_row_has_its_own_people() -> None:
    """The people of a team with a row share that; those of other teams what is left above."""
    rows = "target: {team: all, amount: 1200}, split: [{team: north, share: 75%}]"
    people = ["id: ann, role: rep, team: north", "id: bob, role: rep, team: north", "id: cy, role: rep, team: south"]
    analysis = _analysis(people, "by: even", amount=rows)
    assert [sum(planned(analysis, person=one)) for one in ("ann", "bob", "cy")] == [450, 450, 300]


def test_change_of_team_moves_the_weight() -> None:
    """Somebody who changes teams on 16 February takes part in both in that month, by working days."""
    rows = "target: {team: all, amount: 7200}, split: [{team: north, share: 50%}, {team: south, share: 50%}]"
    people = [
        "id: ann, role: rep, team: north",
        "id: bob, role: rep, team: south",
        "id: di, role: rep, team: north, changes: [{from: 2026-02-16, team: south}]",
    ]
    analysis = _analysis(people, "by: even", amount=rows)
    quotas = [
        [target.by_period[1] for target in analysis.targets.of("revenue", scope_of(person=one))]
        for one in ("ann", "bob", "di")
    ]
    assert quotas[:2] == [[200], [200]]
    assert sorted(quotas[2]) == [100, 100]
    assert sum(sum(planned(analysis, person=one)) for one in ("ann", "bob", "di")) == 7200


def test_parts_add_up_in_every_period() -> None:
    """Quotas add up to what the team hands down, to the cent, and those alike take turns with the steps left over."""
    people = ["id: cy, role: rep, team: all", BOB, ANN]
    analysis = _analysis(people, "by: even", amount="target: {team: all, amount: 1200}")
    found = [planned(analysis, person=one) for one in ("ann", "bob", "cy")]
    assert [sum(month) for month in zip(*found, strict=True)] == [100] * 12
    assert [sum(months) for months in found] == numbers(400, 400, 400)
    assert [sum(months[:3]) for months in found] == numbers(100, 100, 100)
    shares = [Fraction(one[0]) - Fraction(100, 3) for one in found]
    assert max(map(abs, shares)) < Fraction(1, 100)


@pytest.mark.parametrize(
    ("people", "rule", "amount", "fault"),
    [
        ([ANN, BOB], "by: potential", "target: {team: all, amount: 1200}", "weights"),
        ([ANN, BOB], "by: even", "target: {team: all, amount: 100}, split: [{person: ann, amount: 101}]", "overdrawn"),
    ],
)
def test_rule_without_a_way_to_split(people: list[str], rule: str, amount: str, fault: str) -> None:
    """Where nobody weighs anything, or less than nothing is left, there are no quotas, and the row above says why."""
    analysis = _analysis(people, rule, amount=amount)
    assert target_of(analysis, team="all").fault == fault
    assert analysis.targets.of("revenue", scope_of(person="bob")) == ()


def test_period_that_rows_take_too_much_of_leaves_the_others_alone() -> None:
    """Where a row takes more than a month has, that month has no quotas by rule, and the others have theirs."""
    rows = "target: {team: all, amount: 1200}, split: [{person: ann, period: 2026-02, amount: 101}]"
    assert planned(_analysis([ANN, BOB], "by: even", amount=rows), person="bob") == numbers(50, 0, *[50] * 10)


def test_overlay_roles_get_no_quota() -> None:
    """Roles with overlay credit carry no quota of the rule."""
    people = team([ANN, BOB], rep="credit: overlay")
    analysis = analysed(people, targets("target: {team: all, amount: 100}, people: {by: even}"))
    assert analysis.targets.of("revenue", scope_of(person="ann")) == ()


def test_territory_rows_take_nothing_from_people() -> None:
    """A row of a territory cuts the whole another way, and leaves people all of it."""
    rows = "target: {team: all, amount: 1200}, split: [{territory: a, amount: 700}]"
    assert planned(_analysis([ANN, BOB], "by: even", MAP, amount=rows), person="ann") == numbers(*[50] * 12)


def test_plan_as_a_whole_belongs_to_its_root_team() -> None:
    """A target of the plan itself is shared among the people of the root team and all below."""
    analysis = analysed(head(team="all"), TEAM, targets("target: {amount: 3600}, people: {by: even}"))
    assert planned(analysis, person="cy") == numbers(*[100] * 12)
