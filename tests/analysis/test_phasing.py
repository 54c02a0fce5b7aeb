"""Phasing: how amounts spread over the plan's periods (docs/numbers.md, Phasing)."""

from datetime import date
from decimal import Decimal

import pytest

from plancode.split import spread
from tests.analysis.small import (
    LATE,
    TEAM,
    analysed,
    calendar,
    head,
    months_of,
    numbers,
    planned,
    scope_of,
    targets,
    team,
)

MONTHS = "[5%, 5%, 10%, 10%, 10%, 10%, 5%, 5%, 10%, 10%, 10%, 10%]"
PROFILES = calendar(
    f"profiles: [{{id: months, months: {MONTHS}}}, "
    "{id: parts, periods: {2026-Q1: 10%, 2026-Q2: 20%, 2026-H2: 70%}}]"
)
TEAMS = "{id: all}, {id: north, parent: all}, {id: south, parent: all}"
WORKED = [22, 20, 22, 22, 21, 22, 23, 21, 22, 22, 21, 23]
"""The days from Monday to Friday of the months of 2026."""
CENT = Decimal("0.01")


def _phased(phasing: str, *documents: str, plan: str = "", amount: str = "1200", as_of: date = LATE) -> list[Decimal]:
    analysis = analysed(plan or head(), *documents, targets(f"target: {{amount: {amount}}}{phasing}"), as_of=as_of)
    return list(analysis.targets.planned("revenue", ()).values())


def _by(weights: list[int], amount: int = 1200) -> list[Decimal]:
    return spread(Decimal(amount), [Decimal(one) for one in weights], CENT)


@pytest.mark.parametrize("phasing", ["", ", phasing: even"])
def test_even(phasing: str) -> None:
    """Without phasing, or with `even`, every period has the same."""
    assert _phased(phasing) == numbers(*[100] * 12)


def test_even_does_not_look_at_days() -> None:
    """Also a month that the plan cuts, and a period of five weeks, have the same."""
    assert _phased("", plan=head("2026-02-10..2026-11-20"), amount="1000") == numbers(*[100] * 10)
    assert _phased("", plan=head("FY2026", fiscal="{pattern: 4-4-5, starts: 2026-02-02}")) == numbers(*[100] * 12)


def test_steps_left_over_are_spread_over_the_periods() -> None:
    """1000 in twelve parts are 83.33, and a cent more in the second month of each quarter."""
    assert _phased("", amount="1000") == numbers(*["83.33", "83.34", "83.33"] * 4)


def test_by_working_days() -> None:
    """Periods have their part of the working days of the plan's calendar."""
    assert _phased(", phasing: working_days") == _by(WORKED)
    off = calendar("extra_days_off: [2026-01-01, 2026-01-02]")
    assert _phased(", phasing: working_days", off) == _by([20, *WORKED[1:]])


def test_by_a_profile_of_months() -> None:
    """Twelve months are January to December, whenever the year begins; `periods` in order are those of the year."""
    expected = numbers(60, 60, 120, 120, 120, 120, 60, 60, 120, 120, 120, 120)
    assert _phased(", phasing: {profile: months}", PROFILES) == expected
    fiscal = head("FY2026", fiscal="{pattern: monthly, starts: 2026-04-01}")
    assert _phased(", phasing: {profile: months}", PROFILES, plan=fiscal) == [*expected[3:], *expected[:3]]
    in_order = PROFILES.replace("months: [", "periods: [")
    assert _phased(", phasing: {profile: months}", in_order, plan=fiscal) == expected


def test_profile_of_months_in_a_plan_of_two_years() -> None:
    """Where the plan is no year of twelve, months belong to the calendar months by their number."""
    found = _phased(", phasing: {profile: months}", PROFILES, plan=head("2026-07-01..2027-12-31"), amount="1500")
    assert found == numbers(
        50, 50, 100, 100, 100, 100, 50, 50, 100, 100, 100, 100, 50, 50, 100, 100, 100, 100
    )  # fmt: skip


def test_profile_of_months_cut_by_the_plan() -> None:
    """A month that the plan begins or ends in counts as far as it lies in the plan, by working days.

    From 16 February 10 of its 20 working days lie in the plan: half of 5 % beside 10 % of March.
    """
    found = _phased(", phasing: {profile: months}", PROFILES, plan=head("2026-02-16..2026-03-31"), amount="125")
    assert found == numbers(25, 100)


def test_by_a_profile_of_months_and_working_days() -> None:
    """With `weigh` the shares are multiplied by working days and add up to the whole again."""
    weights = [share * days for share, days in zip([1, 1, 2, 2, 2, 2, 1, 1, 2, 2, 2, 2], WORKED, strict=True)]
    assert _phased(", phasing: {profile: months, weigh: working_days}", PROFILES) == _by(weights)


def test_by_a_profile_of_named_periods() -> None:
    """The share of a named period spreads by working days inside it."""
    found = _phased(", phasing: {profile: parts}", PROFILES)
    quarter = spread(Decimal(120), [Decimal(one) for one in WORKED[:3]], CENT)
    assert [abs(one - other) <= CENT for one, other in zip(found, quarter, strict=False)] == [True] * 3
    assert (sum(found[:3]), sum(found[3:6]), sum(found[6:])) == (120, 240, 840)


def test_by_listed_shares() -> None:
    """Shares belong to the periods of the target in order, also where that is a quarter."""
    assert _phased(f", phasing: {{shares: {MONTHS}}}")[:3] == numbers(60, 60, 120)
    analysis = analysed(head(), targets("target: {period: 2026-Q2, amount: 200}, phasing: {shares: [50%, 20%, 30%]}"))
    assert planned(analysis) == numbers(0, 0, 0, 100, 40, 60, *[0] * 6)


def test_listed_amounts_are_taken_as_they_stand() -> None:
    """Amounts stand as they are written for the target, and are weights for what is handed down."""
    listed = [100, 50, 30, 20, 0, 0, 0, 0, 0, 0, 0, 200]
    rows = f"phasing: {{amounts: {listed}}}, target: {{team: all, amount: 400, over_assign: 10%}}"
    analysis = analysed(TEAM, targets(f"{rows}, split: [{{team: north, share: 50%}}]"))
    assert planned(analysis, team="all") == numbers(*listed)
    assert planned(analysis, team="north") == numbers(*[Decimal(one) * 220 / 400 for one in listed])
    assert months_of(analysis.targets.assigned("revenue", scope_of(team="all"))) == numbers(
        *[Decimal(one) * 440 / 400 for one in listed]
    )


def test_by_expected_closes() -> None:
    """Periods have the part of amount × probability of the deals that close in them, of those won all.

    What is lost, overdue on the day, closes outside the plan, or has no day or probability does not count.
    """
    deals = (
        "opportunities: [{id: a, amount: 100, probability: 50%, closes: 2026-03-03}, "
        "{id: b, amount: 300, closes: 2026-08-08, probability: 50%}, {id: c, amount: 999, closes: 2027-08-08}, "
        "{id: d, amount: 5, probability: 10%}, {id: e, amount: 5, closes: 2026-08-08}, "
        "{id: f, amount: 100, closes: 2026-02-01, stage: Won}, {id: g, amount: 7, closes: 2026-08-08, stage: lost}]"
    )
    phasing = f", phasing: {{closes: true}}, {deals}"
    assert _phased(phasing, as_of=date(2026, 3, 3)) == numbers(0, 400, 200, 0, 0, 0, 0, 600, 0, 0, 0, 0)
    assert _phased(phasing, as_of=date(2026, 3, 4)) == numbers(0, 480, 0, 0, 0, 0, 0, 720, 0, 0, 0, 0)


def test_phasing_that_cannot_be_followed_is_even() -> None:
    """Shares for another number of periods, and closes without a deal, are a fault: every period weighs the same."""
    rows = targets("target: {amount: 1200}, phasing: {shares: [50%, 50%]}")
    analysis = analysed(head(), rows)
    assert planned(analysis) == numbers(*[100] * 12)
    weights = analysis.books[0].weights
    assert (weights.fault, weights.found, weights.wanted) == ("count", 2, 12)
    assert _phased(", phasing: {closes: true}") == numbers(*[100] * 12)


def test_period_that_a_row_holds_in_part() -> None:
    """Of a period of which a row's own holds a part, the working days inside ÷ its working days count.

    From 16 February to 30 April are 10 of 20 working days of February, all of March and April.
    """
    analysis = analysed(TEAM, targets("targets: [{person: ann, period: 2026-02-16..2026-04-30, amount: 250}]"))
    assert planned(analysis, person="ann") == numbers(0, 50, 100, 100, *[0] * 8)


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        ("start: 2026-07-01", [0] * 6 + [200] * 6),
        ("end: 2026-03-31", [400] * 3 + [0] * 9),
        ("start: 2026-02-16, end: 2026-03-31", [0, 400, 800] + [0] * 9),
        ("start: 2024-02-16, end: 2028-03-31", [100] * 12),
    ],
)
def test_row_of_a_person_holds_while_they_are_employed(dates: str, months: list[int]) -> None:
    """Periods before the start and after the end weigh nothing, the cut ones by working days."""
    analysis = analysed(
        team([f"id: ann, role: rep, team: all, {dates}"]), targets("targets: [{person: ann, amount: 1200}]")
    )
    assert planned(analysis, person="ann") == numbers(*months)


@pytest.mark.parametrize(
    ("phasing", "by", "whole", "months"),
    [
        ("{profile: parts}", "months", "933.33", [0, 0, "34.34"]),
        ("{profile: parts}", "working_days", "934.38", [0, 0, "34.38"]),
        ("even", "months", "833.33", [0, 0, "83.33"]),
        ("even", "working_days", "833.33", [0, 0, "83.33"]),
        ("working_days", "working_days", "839.08", [0, 0, "84.29"]),
    ],
)
def test_a_quota_for_the_whole_time_shrinks_with_the_time_somebody_is_there(
    phasing: str, by: str, whole: str, months: list[int | str]
) -> None:
    """By calendar months, or working days, of what the phasing has in each of its parts; spread over that time."""
    people = team(["id: ann, role: rep, team: all, start: 2026-03-01"])
    rows = targets(f"phasing: {phasing}, targets: [{{person: ann, amount: 1000, prorate: {by}}}]")
    found = planned(analysed(PROFILES, people, rows), person="ann")
    assert sum(found) == Decimal(whole)
    assert found[:3] == numbers(*months)


def test_nothing_lies_in_a_period_without_working_days_before_somebody_is_there() -> None:
    """A week that everybody has off, before the first day of one and the last of another, is no week of theirs."""
    weeks = ", ".join(f"{{id: w{n}, from: 2026-02-{2 + 7 * n:02}, to: 2026-02-{8 + 7 * n:02}}}" for n in range(3))
    off = calendar(f"extra_days_off: [{', '.join(f'2026-02-{day:02}' for day in range(2, 9))}]")
    people = team(["id: ann, role: rep, team: all, start: 2026-02-16", "id: bob, role: rep, team: all"])
    rows = targets("targets: [{person: ann, amount: 120}, {person: bob, amount: 120}]")
    plan = head("2026-02-02..2026-02-22", fiscal=f"{{periods: [{weeks}]}}")
    analysis = analysed(plan, off, people, rows)
    assert planned(analysis, person="ann")[:3] == numbers(0, 0, 120)
    assert planned(analysis, person="bob")[:3] == numbers(40, 40, 40)


def test_row_with_a_period_of_its_own_does_not_look_at_employment() -> None:
    """A row that states its period is spread over all of it."""
    people = team(["id: ann, role: rep, team: all, start: 2026-02-16"])
    analysis = analysed(people, targets("targets: [{person: ann, period: 2026-Q1, amount: 300}]"))
    assert planned(analysis, person="ann") == numbers(100, 100, 100, *[0] * 9)


def test_rest_takes_in_each_period_what_others_leave() -> None:
    """Beside a row that lasts half a year the rest has more in the other half, so that periods add up too."""
    people = team(
        ["id: ann, role: rep, team: north, end: 2026-06-30"],
        teams=TEAMS,
    )
    rows = "target: {team: all, amount: 1200}, split: [{person: ann, amount: 300}, {team: south, rest: true}]"
    analysis = analysed(people, targets(rows))
    assert planned(analysis, team="south") == numbers(*[50] * 6, *[100] * 6)


def test_rest_that_would_be_negative_in_a_period_is_phased() -> None:
    """Where the others have more than there is in a period, the rest follows the phasing instead."""
    north = "{team: north, period: 2026-01, amount: 120}"
    rows = f"target: {{team: all, amount: 1200}}, split: [{north}, {{team: south, rest: true}}]"
    assert planned(analysed(TEAM, targets(rows)), team="south") == numbers(*[90] * 12)


def test_assigned_is_phased_like_the_commitment() -> None:
    """What is handed down follows the phasing, and adds up by itself."""
    rows = "phasing: {profile: months}, target: {team: all, amount: 1000, over_assign: 8%}"
    analysis = analysed(TEAM, PROFILES, targets(rows))
    assigned = months_of(analysis.targets.assigned("revenue", scope_of(team="all")))
    assert assigned[:3] == numbers(54, 54, 108)
    assert sum(assigned) == 1080


def test_explicit_periods_are_rows() -> None:
    """Explicit periods are the periods that amounts are spread over."""
    periods = "{periods: [{id: long, from: 2026-01-01, to: 2026-10-31}, {id: short, from: 2026-11-01, to: 2026-12-31}]}"
    assert _phased("", plan=head(fiscal=periods)) == numbers(600, 600)
    assert _phased(", phasing: {shares: [90%, 10%]}", plan=head(fiscal=periods)) == numbers(1080, 120)
