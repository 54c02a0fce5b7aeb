"""Balance, sizing and spans: how people of a role compare, and how many are needed (docs/numbers.md)."""

from decimal import Decimal

import pytest

from plancode.analysis.analysis import Analysis
from plancode.analysis.balance import Balance
from plancode.analysis.sizing import Sizing
from plancode.said.value import Term
from plancode.tables.balance import balance_table
from plancode.tables.selection import Selection
from plancode.tables.sizing import sizing_table
from tests.analysis.small import about, analysed, head, numbers, person_of, targets, team

ANN, BOB, CY = (f"id: {one}, role: rep, team: all" for one in ("ann", "bob", "cy"))
TOP = "target: {team: all, amount: 1000}"
VISITED = (
    "{kind: territories, id: map, call_plan: {A: {calls: 12/year, minutes: 30min}}, "
    "territories: [{id: a, owners: [{person: ann}], account_groups: [{id: g, class: A, count: 100}]}]}\n"
)


def _balance(analysis: Analysis, measure: str) -> Balance:
    (found,) = (one for one in analysis.balance if one.measure == measure)
    return found


def _quotas(*amounts: int) -> str:
    rows = (f"{{person: {one}, amount: {amount}}}" for one, amount in zip(("ann", "bob", "cy"), amounts, strict=False))
    return targets(f"targets: [{', '.join(rows)}]")


def _sizing(analysis: Analysis, role: str = "rep") -> Sizing:
    return next(one for one in analysis.sizing if one.role.model.id == role)


def test_balance_of_targets_by_hand() -> None:
    """80, 100 and 120 have the indices 80, 100 and 120, a deviation of √(800 ÷ 3) and a spread of 1.5."""
    analysis = analysed(team([ANN, BOB, CY]), _quotas(80, 100, 120))
    found = _balance(analysis, "target")
    indices = [found.index(person_of(analysis, one)) for one in ("ann", "bob", "cy")]
    assert indices == numbers(80, 100, 120)
    assert found.mean == 100
    assert about(found.cv) == about((Decimal(800) / 3).sqrt() / 100)
    assert found.spread == Decimal("1.5")


def test_balance_is_annualised_by_presence() -> None:
    """Half a year with 600 is as much as a year with 1200; half of full time with 600 too."""
    half = f"{CY}, start: 2026-07-01"
    analysis = analysed(team([ANN, f"{BOB}, fte: 0.5", half]), _quotas(1200, 600, 0))
    values = {person.model.id: value for person, value in _balance(analysis, "target").values}
    assert [values[one] for one in ("ann", "bob")] == [1200, 1200]
    late = analysed(team([ANN, BOB, half]), _quotas(1320, 1320, 660))
    found = {person.model.id: about(value, 0) for person, value in _balance(late, "target").values}
    assert found["cy"] == round(Decimal(660) * 261 / 132)


def test_long_leave_counts_as_absence() -> None:
    """Somebody in long leave for half of the working days has twice the target a year; ordinary leave is none."""
    away = f"{BOB}, leave: [{{from: 2026-07-01, to: 2026-12-31}}]"
    analysis = analysed(team([ANN, away]), _quotas(261, 129))
    assert [about(value) for _, value in _balance(analysis, "target").values] == numbers(261, 261)


def test_potential_is_counted_in_the_days_of_presence() -> None:
    """Books of 600 each compare as 600, whether somebody has theirs all year, from July on, or but for a long leave."""
    late, away = f"{BOB}, start: 2026-07-01", f"{CY}, leave: [{{from: 2026-03-01, to: 2026-05-31}}]"
    owned = (f"{{id: {one}, owners: [{{person: {one}}}], accounts: [{{id: of-{one}, potential: 600}}]}}"
             for one in ("ann", "bob", "cy"))  # fmt: skip
    territories = f"{{kind: territories, id: map, territories: [{', '.join(owned)}]}}\n"
    analysis = analysed(team([ANN, late, away]), territories, _quotas(1, 1, 1))
    assert [about(value) for _, value in _balance(analysis, "potential").values] == numbers(600, 600, 600)
    made = balance_table(analysis, Selection())
    row = next(one for one in made.rows if one.cells[2] == person_of(analysis, "bob").ref)
    (why,) = (row.why or tuple)()
    book, presence, mean = why.inputs
    assert [about(one.value) for one in (book, presence) if isinstance(one.value, Decimal)] == [
        about(Decimal(600) * 132 / 261), about(Decimal(132) / 261)
    ]  # fmt: skip
    assert all(one.place is not None for one in (book, presence))
    assert mean.value == _balance(analysis, "potential").mean


def test_balance_of_potential_and_workload() -> None:
    """Potential is that of the accounts owned, by share and days; workload all hours of the plan."""
    territories = (
        "{kind: territories, id: map, call_plan: {A: {calls: 1/week, minutes: 60min}}, territories: ["
        "{id: a, owners: [{person: ann}], accounts: [{id: x, class: A, potential: 300}]}, "
        "{id: b, owners: [{person: bob, share: 50%}, {person: ann, share: 50%}], "
        "accounts: [{id: y, potential: 100}]}]}\n"
    )
    analysis = analysed(team([ANN, BOB]), territories, _quotas(1, 1))
    assert [value for _, value in _balance(analysis, "potential").values] == numbers(350, 50)
    work = _balance(analysis, "workload")
    assert [about(value) for _, value in work.values] == [about(Decimal(365) / 7), Decimal(0)]
    assert work.spread is None


def test_a_potential_left_blank_is_not_nothing() -> None:
    """Of somebody with a customer left blank the potential is not known, and nobody is held against the mean."""
    territories = (
        "{kind: territories, id: map, territories: [{id: a, owners: [{person: ann}], accounts: "
        "[{id: x, potential: 300}]}, {id: b, owners: [{person: bob}], accounts: [{id: y}, {id: z, potential: 0}]}]}\n"
    )
    found = _balance(analysed(team([ANN, BOB]), territories, _quotas(1, 1)), "potential")
    assert [(one.model.id, blanks.blank, blanks.whole) for one, blanks in found.unknown] == [("bob", 1, 2)]
    assert (found.mean, found.cv, found.spread) == (None, None, None)
    assert [found.index(person) for person, _ in found.values] == [None]


def test_one_person_alone_has_no_balance() -> None:
    """Roles without quota, and roles that one person has, are not compared."""
    people = team([ANN, "id: eve, role: helper, team: all", "id: fay, role: helper, team: all"])
    assert analysed(people, _quotas(100)).balance == ()


def test_reps_by_workload() -> None:
    """Hours of calls over those of a full person less own meetings: 522 ÷ (2088 − 261) is one, 3654 ÷ 1827 two."""
    territories = (
        "{kind: territories, id: map, "
        "call_plan: {A: {calls: 2/day, minutes: 60min}, B: {calls: 3654/year, minutes: 60min}}, "
        "territories: [{id: a, owners: [{person: ann}], account_groups: [{id: g, class: %s, count: 1}]}]}\n"
    )
    daily = "{kind: cadence, id: rhythm, meetings: [{id: m, every: 1w, minutes: 300, who: {team: each}}]}\n"
    few = _sizing(analysed(team([ANN]), territories.replace("%s", "A"), daily))
    assert about(few.hours_each) == 2088 - 261
    assert (about(few.work), few.by_workload) == (Decimal(522), 1)
    assert _sizing(analysed(team([ANN]), territories.replace("%s", "B"), daily)).by_workload == 2


@pytest.mark.parametrize(("target", "reps"), [("10M", 10), ("10_000_001", 11), ("0", 0), ("1", 1)])
def test_reps_by_breakdown(target: str, reps: int) -> None:
    """Target over productivity, rounded up."""
    people = team([ANN], "productivity: {metric: revenue, amount: 1M/year}")
    analysis = analysed(people, targets(f"target: {{team: all, amount: {target}}}"))
    assert _sizing(analysis).by_breakdown == reps


def test_breakdown_needs_one_productive_role() -> None:
    """Without a productivity, or with two roles that have one, the target is not broken down."""
    assert _sizing(analysed(team([ANN]), targets(TOP))).by_breakdown is None


def test_break_even() -> None:
    """A seat that costs 120,000 earns its cost at 400,000 where the margin is 30 %."""
    plan = head(team="all", products="[{id: tea, margin: 20%}, {id: milk, margin: 40%}, {id: free}]")
    assert _sizing(analysed(plan, team([ANN], "cost: 120000"), targets(TOP))).break_even == 400_000
    assert _sizing(analysed(team([ANN], "cost: 120000"), targets(TOP))).break_even is None


def test_cost_of_a_visit() -> None:
    """A seat of 120,000 that makes 1,200 visits costs 100 a visit, which has to bring 400 at a margin of 25 %."""
    plan = head(team="all", products="[{id: tea, margin: 25%}]")
    found = _sizing(analysed(plan, team([ANN], "cost: 120000"), VISITED, targets(TOP)))
    assert about(found.visits) == 1200
    assert about(found.cost_per_visit) == 100
    assert about(found.break_even_visit) == 400


@pytest.mark.parametrize(
    ("rep", "more", "lacking"),
    [
        ("", "", "by_workload no_work, by_breakdown no_productivity, cost_per_visit no_cost, break_even no_cost"),
        (
            "productivity: {metric: revenue, amount: 100/year}",
            "",
            "by_workload no_work, cost_per_visit no_cost, break_even no_cost",
        ),
        ("cost: 100", VISITED, "by_breakdown no_productivity, break_even no_margin"),
    ],
)
def test_what_sizing_lacks(rep: str, more: str, lacking: str) -> None:
    """What is not known of a role says what is missing, in the order of the table; the rest of it is told."""
    analysis = analysed(team([ANN], rep), targets(TOP), *filter(None, (more,)))
    assert ", ".join(" ".join(each) for each in _sizing(analysis).lacking) == lacking
    told = sizing_table(analysis, Selection()).notes[1:]
    reasons = dict.fromkeys(each.split()[1] for each in lacking.split(", "))
    assert [dict(note.values)["reason"] for note in told] == [Term(f"no_sizing.{reason}") for reason in reasons]


def test_seats() -> None:
    """Seats are people by presence: one, half of full time, and half of the working days."""
    people = team([ANN, f"{BOB}, fte: 0.5", f"{CY}, start: 2026-07-01"])
    assert about(_sizing(analysed(people, targets(TOP))).seats) == about(Decimal("1.5") + Decimal(132) / 261)


def test_spans() -> None:
    """A manager leads who is in their team, and the managers of teams below; the most at once, and when."""
    people = team(
        ["id: eve, role: helper, team: all", "id: nora, role: helper, team: north",
         "id: ann, role: rep, team: north, end: 2026-03-31", "id: bob, role: rep, team: north, start: 2026-03-16",
         "id: cy, role: rep, team: south"],
        teams="{id: all, manager: eve}, {id: north, parent: all, manager: nora}, {id: south, parent: all}",
    )  # fmt: skip
    found = {person.model.id: span for person, span in analysed(people, targets(TOP)).spans.items()}
    assert found == {"eve": (2, 0), "nora": (2, 2)}
