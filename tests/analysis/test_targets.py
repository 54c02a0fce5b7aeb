"""Targets: amounts, growth, shares and rests, what stands above what (docs/numbers.md, Targets)."""

from decimal import Decimal

import pytest

from tests.analysis.small import (
    TEAM,
    about,
    amount_of,
    analysed,
    head,
    months_of,
    numbers,
    planned,
    scope_of,
    target_of,
    targets,
    team,
)

MAP = """kind: territories
id: map
territories:
  - {id: coast, team: north, accounts: [{id: harbour}, {id: pier}]}
  - {id: hills, team: south}
"""
TOP = "target: {team: all, amount: 1000, over_assign: 10%}"
PLAN = head(team="all", products="[{id: tea}, {id: milk}]", channels="[{id: shops}]")


def _above(*rows: str) -> dict[str, str]:
    """Return for each row what stands above it, both by their ids."""
    analysis = analysed(PLAN, TEAM, MAP, targets(f"{TOP}, targets: [{', '.join(rows)}, {{person: eve, share: 1%}}]"))
    return {_name(one.scope): _name(one.above.scope) for one in analysis.targets.targets if one.above is not None}


def _name(scope: tuple[tuple[str, str], ...]) -> str:
    return " ".join(value for _, value in scope)


def test_amount_is_the_commitment_and_over_assignment_is_handed_down() -> None:
    """What a row states is its commitment; it assigns so much more as it says."""
    top = target_of(analysed(TEAM, targets(TOP)), team="all")
    assert [top.amount, top.assigned] == [1000, 1100]


def test_assigned_is_rounded_to_the_step() -> None:
    """10.15 × 1.05 is 10.6575, to the cent half to even 10.66."""
    top = target_of(analysed(TEAM, targets("target: {team: all, amount: 10.15, over_assign: 5%}")), team="all")
    assert top.assigned == Decimal("10.66")


@pytest.mark.parametrize(
    ("period", "amount"), [("2026-Q1", "930"), ("2026-Q2", "912.3"), ("2026-Q3", "912.3"), ("2026-Q4", "900")]
)
def test_other_currencies_at_the_plan_rate(period: str, amount: str) -> None:
    """The rate in force on the first day of the target's period is taken; one without `from` holds from the start."""
    rates = (
        "[{currency: USD, rate: 0.93}, {currency: USD, rate: 0.9, from: 2026-10-01}, "
        "{currency: USD, rate: 0.9123, from: 2026-04-01}]"
    )
    row = targets(f"targets: [{{person: ann, period: {period}, amount: USD 1000}}]")
    assert amount_of(analysed(head(rates=rates), TEAM, row), person="ann") == Decimal(amount)


def test_without_a_rate_there_is_no_figure() -> None:
    """An amount in a currency of which no rate is known is a fault, not a figure."""
    target = target_of(analysed(TEAM, targets("target: {team: all, amount: USD 5}")), team="all")
    assert (target.fault, target.amount) == ("rate", None)


@pytest.mark.parametrize(
    ("plan", "metric", "parts"),
    [
        (head(), "revenue", ("33.34", "33.33", "33.33")),
        (head(), "units", ("34", "33", "33")),
        (head().replace("EUR", "JPY"), "revenue", ("34", "33", "33")),
        (head(metrics="[{id: revenue, step: 0.5}]"), "revenue", ("33.5", "33.5", "33")),
        (head(metrics="[{id: hours, unit: hours}]"), "hours", ("33.34", "33.33", "33.33")),
    ],
)
def test_step_of_a_metric(plan: str, metric: str, parts: tuple[str, ...]) -> None:
    """Parts are multiples of the metric's step, of the currency's minor unit, or of 1."""
    third = "rest: true"
    rows = (
        f"target: {{amount: 100}}, split: [{{person: ann, {third}}}, {{person: bob, {third}}}, {{person: cy, {third}}}]"
    )
    analysis = analysed(plan, TEAM, targets(rows, metric=metric))
    found = [amount_of(analysis, metric, person=one) or Decimal(0) for one in ("ann", "bob", "cy")]
    assert sorted(found, reverse=True) == numbers(*parts)


def test_thirds_are_exact() -> None:
    """Three thirds are the whole, and nobody is more than a cent from another."""
    shares = dict(zip(("ann", "bob", "cy"), ("1/3", "1/3", "1/3"), strict=True))
    split = ", ".join(f"{{person: {name}, share: {share}}}" for name, share in shares.items())
    analysis = analysed(head(), TEAM, targets(f"target: {{amount: 1000000000000}}, split: [{split}]"))
    found = [amount_of(analysis, "revenue", person=one) or Decimal(0) for one in shares]
    assert sum(found) == 10**12
    assert max(found) - min(found) == Decimal("0.01")


def test_nearest_row_stands_above() -> None:
    """A person is below their team, a team below the next one with a row, all at last below the target."""
    rows = ("{team: north, amount: 5}", "{person: ann, amount: 1}", "{person: cy, amount: 1}")
    assert _above(*rows) == {"north": "all", "ann": "north", "cy": "all", "eve": "all"}


def test_territories_and_accounts_above() -> None:
    """A territory is below its team, an account below its territory; where that has no row, below the next above."""
    rows = ("{team: north, amount: 5}", "{territory: coast, amount: 1}", "{account: harbour, amount: 1}")
    above = _above(*rows, "{territory: hills, amount: 1}")
    assert above == {"north": "all", "coast": "north", "harbour": "coast", "hills": "all", "eve": "all"}
    assert _above("{team: north, amount: 5}", "{account: pier, amount: 1}")["pier"] == "north"


def test_products_stand_below_the_same_product() -> None:
    """A row that names a product is below rows with the same one, else below the row for the same scope without."""
    rows = (
        "{team: all, product: tea, amount: 9}",
        "{team: north, product: tea, amount: 5}",
        "{team: north, amount: 7}",
    )
    above = _above(*rows, "{team: north, product: milk, amount: 1}", "{person: ann, product: tea, amount: 1}")
    assert above["all tea"] == "all"
    assert above["north tea"] == "all tea"
    assert above["north milk"] == "north"
    assert above["ann tea"] == "north tea"


def test_only_a_period_that_holds_the_row_s_can_be_above() -> None:
    """A row for a quarter is not above one for the year; the next row above that holds it is."""
    rows = ("{team: north, period: 2026-Q1, amount: 5}", "{person: ann, amount: 1}")
    assert _above(*rows)["ann"] == "all"
    assert _above("{team: north, amount: 5}", "{person: bob, period: 2026-Q1, amount: 1}")["bob"] == "north"


@pytest.mark.parametrize(("period", "above"), [("", "north"), (", period: 2026-Q2", "south")])
def test_team_on_the_first_day_counts(period: str, above: str) -> None:
    """Somebody who changes teams is below the one they are in on the first day of the row's period."""
    moves = "{id: di, role: rep, team: north, changes: [{from: 2026-03-01, team: south}]}"
    people = f"{TEAM}  - {moves}\n"
    rows = (
        f"{TOP}, split: [{{team: north, share: 50%}}, {{team: south, share: 50%}}, {{person: di{period}, share: 10%}}]"
    )
    found = target_of(analysed(PLAN, people, targets(rows)), person="di").above
    assert found is not None
    assert found.scope == scope_of(team=above)


def test_first_day_of_employment_counts_where_it_is_later() -> None:
    """Somebody who starts in April in one team and was planned for another before is below the team of April."""
    moves = "{id: di, role: rep, team: north, start: 2026-04-01, changes: [{from: 2026-03-01, team: south}]}"
    rows = f"{TOP}, split: [{{team: north, share: 50%}}, {{team: south, share: 50%}}, {{person: di, share: 10%}}]"
    found = target_of(analysed(PLAN, f"{TEAM}  - {moves}\n", targets(rows)), person="di").above
    assert found is not None
    assert found.scope == scope_of(team="south")


@pytest.mark.parametrize(
    ("growth", "amount"), [("14%", "1143.99"), ("-10%", "903.15"), ("0%", "1003.5"), ("12.345%", "1127.38")]
)
def test_growth_over_its_own_baseline(growth: str, amount: str) -> None:
    """Growth is the baseline × (1 + growth), rounded to the step."""
    row = f"target: {{team: all, growth: {growth}, baseline: {{period: 2025, amount: 1003.5}}}}"
    assert amount_of(analysed(TEAM, targets(row)), team="all") == Decimal(amount)


@pytest.mark.parametrize(
    ("history", "baseline"),
    [
        ("{team: all, period: 2025, amount: 1000}", 1000),
        ("{team: all, period: 2025-H1, amount: 400}, {team: all, period: 2025-H2, amount: 700}", 1100),
        ("{team: all, period: 2025-H1, amount: 400}", None),
        ("{team: north, period: 2025, amount: 1000}", None),
        ("{team: all, period: 2024, amount: 1000}", None),
        ("{team: all, period: 2025, metric: units, amount: 1000}", None),
        ("{team: all, period: 2025, amount: 1000}, {team: all, period: 2025-H1, amount: 7}", 1000),
    ],
)
def test_growth_over_the_history(history: str, baseline: int | None) -> None:
    """Without an own baseline it is the history of the same scope a year before, whole or in parts that fill it."""
    analysis = analysed(TEAM, targets(f"target: {{team: all, growth: 20%}}, history: [{history}]"))
    target = target_of(analysis, team="all")
    assert target.baseline == baseline
    assert target.amount == (baseline * Decimal("1.2") if baseline else None)
    assert target.fault == ("" if baseline else "baseline")


def test_growth_of_a_quarter_is_over_the_quarter_before_a_year() -> None:
    """The baseline of a quarter is the same quarter of the year before, in a fiscal year too."""
    plan = head("FY2026", fiscal="{pattern: 4-4-5, starts: 2026-02-02}")
    row = (
        "targets: [{person: ann, period: 2026-Q2, growth: 10%}], history: [{person: ann, period: 2025-Q2, amount: 50}]"
    )
    assert amount_of(analysed(TEAM, targets(row)), person="ann") == 55
    fiscal = targets(row.replace("2026-Q2", "FY2026-Q2").replace("2025-Q2", "FY2025-Q2"))
    assert amount_of(analysed(plan, TEAM, fiscal), person="ann") == 55


@pytest.mark.parametrize(
    ("period", "earlier", "baseline"),
    [
        ("p2", "o2", 50),
        ("2026-02-02..2026-03-29", "2025-02-03..2025-03-30", 50),
        (None, "2025-02-03..2025-04-06", 50),
        ("p2", "2025-03-02..2025-03-29", None),
        ("2026-03-01..2026-03-31", "2025-03-01..2025-03-31", 50),
    ],
    ids=["a period", "several", "the year", "not the same days", "what is no period: the same days"],
)
def test_growth_of_own_periods_is_over_the_same_place(period: str | None, earlier: str, baseline: int | None) -> None:
    """The year before a period that states its year is the period of the same place, though it has other days."""
    periods = ", ".join(
        f"{{id: {name}, from: {first}, to: {last}, year: {first[:4]}, quarter: 1}}"
        for name, first, last in (
            ("o1", "2025-02-03", "2025-03-02"), ("o2", "2025-03-03", "2025-03-30"), ("o3", "2025-03-31", "2025-04-06"),
            ("p1", "2026-02-02", "2026-03-01"), ("p2", "2026-03-02", "2026-03-29"), ("p3", "2026-03-30", "2026-04-12"),
        )
    )  # fmt: skip
    plan = head("2026-02-02..2026-04-12", fiscal=f"{{periods: [{periods}]}}")
    when = f", period: {period}" if period else ""
    row = f"targets: [{{person: ann{when}, growth: 10%}}], history: [{{person: ann, period: {earlier}, amount: 50}}]"
    assert target_of(analysed(plan, TEAM, targets(row)), person="ann").baseline == baseline


def test_shares_divide_what_is_assigned() -> None:
    """Shares are of the assigned amount, shares below shares of theirs."""
    rows = f"{TOP}, split: [{{team: north, share: 60%}}, {{team: south, share: 40%}}, {{person: ann, share: 25%}}]"
    analysis = analysed(TEAM, targets(rows))
    assert amount_of(analysis, team="north") == 660
    assert amount_of(analysis, team="south") == 440
    assert amount_of(analysis, person="ann") == 165


def test_shares_together_are_the_rounded_sum() -> None:
    """Three shares of 33.33 % of 100 are together 99.99, the cent left over with the largest remainder."""
    split = ", ".join(f"{{person: {one}, share: 33.33%}}" for one in ("ann", "bob", "cy"))
    analysis = analysed(TEAM, targets(f"target: {{amount: 100.05}}, split: [{split}]"))
    found = [amount_of(analysis, person=one) or Decimal(0) for one in ("ann", "bob", "cy")]
    assert sorted(found) == numbers("33.34", "33.35", "33.35")
    assert sum(found) == round(Decimal("100.05") * Decimal("0.9999"), 2)


def test_fixed_figures_come_first_and_the_rest_takes_what_remains() -> None:
    """1100 less a fixed 300 and a share of 20 % of 1100 leaves 580."""
    rows = f"{TOP}, split: [{{person: ann, rest: true}}, {{team: south, share: 20%}}, {{person: bob, amount: 300}}]"
    analysis = analysed(TEAM, targets(rows))
    assert amount_of(analysis, team="south") == 220
    assert amount_of(analysis, person="ann") == 580


def test_rest_of_nothing_is_nothing() -> None:
    """A rest of exactly 0 is a figure, no finding."""
    target = target_of(
        analysed(
            TEAM, targets("target: {amount: 100}, split: [{team: north, amount: 100}, {team: south, rest: true}]")
        ),
        team="south",
    )
    assert [target.amount, target.fault] == [0, ""]


def test_several_rests_share_evenly() -> None:
    """Three rests of 100 get a third each, the step left over with the smaller id."""
    split = ", ".join(f"{{person: {one}, rest: true}}" for one in ("cy", "bob", "ann"))
    analysis = analysed(TEAM, targets(f"target: {{amount: 100}}, split: [{split}]"))
    assert [amount_of(analysis, person=one) for one in ("ann", "bob", "cy")] == numbers("33.34", "33.33", "33.33")


def test_negative_rest_is_no_figure() -> None:
    """Where fixed figures are more than the whole the rest is a fault, without amount and without periods."""
    rows = (
        "target: {amount: 100}, split: [{team: north, amount: 101}, "
        "{team: south, rest: true}, {person: cy, share: 50%}]"
    )
    analysis = analysed(TEAM, targets(rows))
    target = target_of(analysis, team="south")
    assert (target.fault, target.amount, target.by_period) == ("negative", None, {})
    assert target_of(analysis, person="cy").fault == "whole"


@pytest.mark.parametrize("row", ["share: 50%", "rest: true"])
def test_share_of_nothing_is_no_figure(row: str) -> None:
    """Without a row above there is nothing to take a share of."""
    assert target_of(analysed(TEAM, targets(f"targets: [{{team: north, {row}}}]")), team="north").fault == "whole"


def test_share_of_a_quarter_is_of_what_is_phased_into_it() -> None:
    """Of 1200 a year, even, 300 lie in a quarter; half of that is 150, and the rest of the quarter 150."""
    rows = (
        "phasing: even, target: {amount: 1200}, split: [{team: north, period: 2026-Q1, share: 50%}, "
        "{team: south, period: 2026-Q1, rest: true}]"
    )
    analysis = analysed(TEAM, targets(rows))
    assert amount_of(analysis, team="north") == 150
    assert planned(analysis, team="south") == numbers(50, 50, 50, *[0] * 9)


def test_rest_of_the_year_leaves_out_what_others_have_in_quarters() -> None:
    """A rest of 1200 with quarters of 150 and 30 beside it is 1020, and month by month what those leave."""
    rows = (
        "phasing: even, target: {amount: 1200}, split: [{team: north, period: 2026-Q1, amount: 150}, "
        "{team: north, period: 2026-Q2, amount: 30}, {team: south, rest: true}]"
    )
    analysis = analysed(TEAM, targets(rows))
    assert amount_of(analysis, team="south") == 1020
    assert planned(analysis, team="south") == numbers(50, 50, 50, 90, 90, 90, *[100] * 6)


def test_each_way_of_cutting_has_its_own_rest() -> None:
    """Teams and people together cut a whole once, products once more, channels once more."""
    rows = (
        "target: {team: all, amount: 1000}, split: [{team: north, share: 60%}, {person: cy, rest: true}, "
        "{team: all, product: tea, share: 30%}, {team: all, product: milk, rest: true}, "
        "{team: all, channel: shops, rest: true}]"
    )
    analysis = analysed(PLAN, TEAM, targets(rows))
    assert amount_of(analysis, person="cy") == 400
    assert amount_of(analysis, team="all", product="milk") == 700
    assert amount_of(analysis, team="all", channel="shops") == 1000


def test_row_outside_the_plan_is_a_fault() -> None:
    """A row for a year that the plan does not have is outside, and in no period."""
    target = target_of(analysed(TEAM, targets("targets: [{person: ann, period: 2027, amount: 5}]")), person="ann")
    assert (target.fault, target.by_period) == ("outside", {})


def test_targets_of_several_periods_add_up() -> None:
    """Quarters of one person make a year; each lies in its own months."""
    rows = "targets: [{person: ann, period: 2026-Q1, amount: 30}, {person: ann, period: 2026-Q3, amount: 90}]"
    assert planned(analysed(TEAM, targets(rows)), person="ann") == numbers(10, 10, 10, 0, 0, 0, 30, 30, 30, 0, 0, 0)


def test_documents_of_one_metric_add_up() -> None:
    """Two documents of a metric add to the same scope."""
    one, other = (targets("targets: [{person: ann, amount: 120}]", name) for name in ("one", "two"))
    assert planned(analysed(TEAM, one, other), person="ann") == numbers(*[20] * 12)


def test_share_of_a_metric_that_does_not_add_up_is_a_fault() -> None:
    """Days cannot be divided: a share or a rest of them is no figure, and nothing more is handed down than stated."""
    rows = (
        "target: {team: all, amount: 30, over_assign: 10%}, "
        "split: [{team: north, share: 50%}, {team: south, rest: true}]"
    )
    analysis = analysed(TEAM, targets(rows, metric="receivable_days"))
    faults = [target_of(analysis, "receivable_days", team=one).fault for one in ("north", "south")]
    assert faults == ["whole", "whole"]
    assert target_of(analysis, "receivable_days", team="all").assigned == 30


def test_narrowest_period_states_the_value() -> None:
    """Of a metric that does not add up over time each month has the value of the narrowest row that holds it."""
    rows = (
        "targets: [{person: ann, amount: 90}, {person: ann, period: 2026-Q2, amount: 80}, "
        "{person: ann, period: 2026-05, amount: 70}, {person: ann, period: 2026-H1, amount: 85}]"
    )
    analysis = analysed(TEAM, targets(rows, metric="csat"))
    assert planned(analysis, "csat", person="ann") == numbers(85, 85, 85, 80, 70, 80, *[90] * 6)
    amounts = analysis.targets.planned("csat", scope_of(person="ann"))
    assert about(analysis.whole("csat", amounts)) == about(Decimal(1025) / 12)


def test_last_value_stands_for_the_year() -> None:
    """A metric whose last value counts has the last period's for the whole."""
    rows = "targets: [{person: ann, period: 2026-H1, amount: 28}, {person: ann, period: 2026-H2, amount: 25}]"
    analysis = analysed(TEAM, targets(rows, metric="receivable_days"))
    amounts = analysis.targets.planned("receivable_days", scope_of(person="ann"))
    assert months_of(amounts) == numbers(*[28] * 6, *[25] * 6)
    assert analysis.whole("receivable_days", amounts) == 25


def test_counts_that_may_overlap_are_phased_and_not_divided() -> None:
    """New customers add up over time but may overlap: they are spread over months, and no share of them is taken."""
    people = team(["id: ann, role: rep, team: all"])
    rows = "phasing: even, target: {team: all, amount: 24}, split: [{person: ann, share: 50%}]"
    analysis = analysed(people, targets(rows, metric="new_customers"))
    assert planned(analysis, "new_customers", team="all") == numbers(*[2] * 12)
    assert target_of(analysis, "new_customers", person="ann").fault == "whole"


@pytest.mark.parametrize(
    ("unit", "amount", "found"),
    [("days", "2w", 14), ("days", "45d", 45), ("hours", "90min", "1.5"), ("hours", "8h", 8)],
)
def test_durations_are_counted_in_the_metric_s_unit(unit: str, amount: str, found: float | str) -> None:
    """Two weeks are 14 days, 90 minutes an hour and a half; a month or quarter is no number of days."""
    plan = head(
        team="all", metrics=f"[{{id: wait, unit: {unit}, over_time: mean, over_scope: weighted, weight_by: revenue}}]"
    )
    analysis = analysed(plan, TEAM, targets(f"target: {{team: all, amount: {amount}}}", metric="wait"))
    assert amount_of(analysis, "wait", team="all") == Decimal(str(found))
