"""People scored by what a small plan's file of results says: whose results count, what is missing, time of every sort.

Targets of a year in EUR are spread evenly, so that 1,200 are 300 a quarter and 100 a month.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.pipeline.building import edition_of
from plancode.pipeline.checking import check
from plancode.pipeline.reaching import reader
from plancode.pipeline.scoring import Paper, WantedCards, score, track, why_none
from plancode.said.value import Ref
from plancode.scorecard.cards import Cards, PersonCard
from plancode.scorecard.follow_up import FollowUp
from plancode.scorecard.pace import Pace
from plancode.scorecard.standing import Standing, Standings, ValueStanding
from plancode.scorecard.tasks import completion, share
from plancode.scorecard.year import Year
from plancode.tables.pace import pace_table
from plancode.tree.folder import FolderTree
from tests.analysis.small import UNREADABLE, files_of, head, targets, team
from tests.support import ran

YEAR_END: Final = date(2026, 12, 31)
HEADS: Final = "Day,Who,What,Sum,Product"
RATIO: Final = "method: ratio"
GRADES: Final = "{grade: A, from: 95, coefficient: 1.2}, {grade: B, from: 60, coefficient: 1}, {grade: C}"
EACH_1200: Final = targets("targets: [{person: ann, amount: 1200}, {person: bob, amount: 1200}]")
BOTH: Final = team(["id: ann, role: rep, team: all", "id: bob, role: rep, team: all"])
OWN: Final = ("calls", "claims", "csat", "days", "arr")
METRICS: Final = head(
    team="all",
    metrics="[{id: claims, unit: count, better: lower, over_time: sum}, {id: days, unit: days, better: lower, "
    "over_time: mean}]",
    products="[{id: tea}, {id: juice}]",
)


def actuals(metrics: Mapping[str, str], more: str = "") -> str:
    """Return a source of one file that has all rows, each metric those that are called so and is measured as said."""
    listed = ", ".join(
        f"{{metric: {name}, source: file, measure: {how}, filters: [{{column: What, is: {name}}}]}}"
        for name, how in metrics.items()
    )
    columns = "date: Day, person: Who, amount: Sum, product: Product"
    more += "" if "complete_through" in more else ", complete_through: 2027-12-31"
    source = f"{{id: file, file: rows.csv, columns: {{{columns}}}{more}}}"
    return f"{{kind: actuals, id: results, sources: [{source}], metrics: [{listed}]}}\n"


def lead(more: str = "") -> str:
    """Return two teams of reps below their managers, and those below a head, with more of the head."""
    return f"""kind: team
id: people
roles:
  - {{id: head, manages: true}}
  - {{id: lead, manages: true}}
  - {{id: rep, carries_quota: true}}
teams: [{{id: all, manager: eve}}, {{id: north, parent: all, manager: nora}}, {{id: south, parent: all, manager: sam}}]
people:
  - {{id: eve, role: head, team: all{more}}}
  - {{id: nora, role: lead, team: north}}
  - {{id: sam, role: lead, team: south}}
  - {{id: ann, role: rep, team: north}}
  - {{id: bob, role: rep, team: north, changes: [{{from: 2026-05-01, team: south}}]}}
  - {{id: cy, role: rep, team: south}}
"""


def line(scoring: str = RATIO, name: str = "line", more: str = "metric: revenue", weight: int = 100) -> str:
    """Return a line of a scorecard."""
    return f"{{id: {name}, {more}, dimension: outcome, weight: {weight}, score: {{{scoring}}}}}"


def rubric(*lines: str, roles: str = "rep", more: str = "", name: str = "card") -> str:
    """Return a scorecard."""
    inside = f"grades: [{GRADES}], kpis: [{', '.join(lines or (line(),))}]"
    return f"{{kind: rubric, id: {name}, roles: [{roles}], {more}{more and ', '}{inside}}}\n"


def rows(*each: str) -> str:
    """Return the file of results."""
    return "\n".join([HEADS, *(one if one.count(",") == HEADS.count(",") else f"{one}," for one in each)]) + "\n"


def made(  # noqa: PLR0913  # one for each thing that a test varies
    folder: Path,
    *documents: str,
    given: str | None = None,
    as_of: date = YEAR_END,
    source: str = "",
    how: str = "",
    wrong: str = "",
) -> Standings:
    """Return the results of a plan; `source` has more keys of the source, `how` says how a metric is measured.

    `wrong` is the code of what is wrong with it.
    """
    measured = dict.fromkeys(("revenue", *(one for one in OWN if given and f",{one}," in given)), "sum")
    measured |= dict(one.split(": ") for one in how.split(", ") if how)
    whole = documents if documents[0].startswith("kind: plan") else (METRICS, *documents)
    whole = (*whole, actuals(measured, source)) if given is not None else whole
    for name, text in files_of(*whole).items():
        (folder / name).write_text(text, "utf-8")
    (folder / "rows.csv").write_text(given or "", "utf-8")
    found = check(FolderTree(folder), as_of, reach=reader(folder))
    assert {one.code for one in found.open if one.code.startswith(UNREADABLE)} == set(wrong.split())
    edition = edition_of(found)
    assert edition is not None
    assert edition.standings is not None
    return edition.standings


def person(cards: Cards, name: str) -> Entity[Person]:
    """Return somebody."""
    found = cards.graph.find(Person, name)
    assert found is not None
    return found


def card(found: Standings, name: str, period: str = "2026-Q1") -> PersonCard:
    """Return the one scorecard of somebody in a period."""
    (one,) = found.cards.in_period(person(found.cards, name), period)
    return one


def given(found: Standings, name: str, period: str = "2026-Q1", kpi: str = "line") -> Decimal | str:
    """Return the points of a line, or why it has none."""
    one = card(found, name, period).card.line(kpi)
    assert one is not None
    assert [one.scored.points is None] == [one.scored.reason is not None]
    return one.scored.points if one.scored.points is not None else str(one.scored.reason)


def year(found: Standings, name: str) -> Year:
    """Return somebody's year."""
    one = found.cards.year(person(found.cards, name), found.stretch)
    assert one is not None
    return one


def standing(found: Standings, metric: str = "revenue", **names: str) -> Standing:
    """Return how somebody or a team stands."""
    one = found.of(metric, tuple(names.items()))
    assert one is not None
    return one


def pace(found: Standings, metric: str = "revenue", **names: str) -> Pace:
    """Return the pace of somebody or a team."""
    return standing(found, metric, **names).pace


QUOTAS: Final = "{person: ann, amount: 1200}, {person: bob, amount: 1200}, {person: cy, amount: 1200}"
SALES: Final = (
    "2026-01-10,ann,revenue,300", "2026-02-10,bob,revenue,150", "2026-03-10,cy,revenue,450",
    "2026-03-11,nora,revenue,30",
)  # fmt: skip


def test_managers_without_a_target_are_measured_by_their_teams(tmp_path: Path) -> None:
    """North has 480 of 600, its manager's own 30 among them; the head has both teams below: 930 of 900."""
    every = (lead(), targets(f"targets: [{QUOTAS}]"), rubric(roles="rep, lead, head"))
    found = made(tmp_path, *every, given=rows(*SALES))
    assert [given(found, name) for name in ("nora", "sam", "ann", "bob")] == [80, 150, 100, 50]
    assert given(found, "eve") == Decimal(930) * 100 / 900
    assert card(found, "nora").by_team == {"line"}
    assert [card(found, "nora").team, card(found, "eve").team] == ["north", "all"]
    assert card(found, "ann").by_team == frozenset()


def test_manager_with_a_target_is_measured_by_the_own_book(tmp_path: Path) -> None:
    """Nora's 30 of her own 100 are hers alone; another metric is still that of the team."""
    lines = (line(weight=60), line("method: deduction, each: 5", "claims", "metric: claims", 40))
    found = made(
        tmp_path,
        lead(),
        targets(f"targets: [{QUOTAS}, {{person: nora, amount: 400}}]"),
        rubric(*lines, roles="rep, lead"),
        given=rows(*SALES, "2026-02-01,ann,claims,2", "2026-02-01,nora,claims,1"),
    )
    assert given(found, "nora") == 18
    assert given(found, "nora", kpi="claims") == 25
    assert card(found, "nora").by_team == {"claims"}


def test_rows_count_for_the_team_of_the_day(tmp_path: Path) -> None:
    """Bob sells 100 in April for the north and 200 in May for the south, and goes from one team to the other."""
    rule = rubric(roles="rep, lead")
    sold = rows("2026-04-10,bob,revenue,100", "2026-05-01,bob,revenue,200")
    found = made(tmp_path, lead(), targets(f"targets: [{QUOTAS}]"), rule, given=sold)
    actuals_of = {
        name: one.scored.reading.actual
        for name in ("nora", "sam", "bob")
        if (one := card(found, name, "2026-Q2").card.line("line")) is not None
    }
    assert actuals_of == {"nora": 100, "sam": 200, "bob": 300}


def test_who_changes_role_is_scored_by_the_last_role_of_the_period(tmp_path: Path) -> None:
    """Ann sells until May and leads then: the first quarter by the one scorecard, the second by the other."""
    people = team(["id: ann, role: rep, team: all, changes: [{from: 2026-05-04, role: helper}]"])
    rules = (rubric(), rubric(line("method: pass_fail, at: 100%"), roles="helper", name="other"))
    found = made(tmp_path, people, targets("targets: [{person: ann, amount: 1200}]"), *rules, given=rows(SALES[0]))
    names = [card(found, "ann", name).rubric.name for name in ("2026-Q1", "2026-Q2", "2026-Q4")]
    assert names == ["card", "other", "other"]
    assert given(found, "ann") == 100


def test_who_joins_within_a_quarter_is_scored_from_then_on(tmp_path: Path) -> None:
    """Dan is here from 16 May: no scorecard of the first quarter, one of the second, and one that runs before."""
    people = team(["id: ann, role: rep, team: all", "id: dan, role: rep, team: all, start: 2026-05-16"])
    goals = targets("targets: [{person: ann, amount: 1200}, {person: dan, period: 2026-Q2, amount: 200}]")
    sold = rows("2026-02-01,ann,revenue,150", "2026-06-01,dan,revenue,50")
    found = made(tmp_path, people, goals, rubric(), given=sold)
    assert found.cards.in_period(person(found.cards, "dan"), "2026-Q1") == ()
    assert given(found, "dan", "2026-Q2") == 25
    running = made(tmp_path, people, goals, rubric(), given=sold, as_of=date(2026, 6, 10))
    newest = [found.cards.newest(person(found.cards, "ann")) for found in (running,)]
    assert [one.stretch.period.name for one in newest if one is not None] == ["2026-Q1"]
    first = running.cards.newest(person(running.cards, "dan"))
    assert first is not None
    assert first.stretch.period.name == "2026-Q2"


def test_who_has_left_is_scored_as_long_as_they_were_here(tmp_path: Path) -> None:
    """Ann leaves in February: the first quarter is scored, the second is not."""
    people = team(["id: ann, role: rep, team: all, end: 2026-02-20", "id: bob, role: rep, team: all"])
    found = made(tmp_path, people, targets("targets: [{person: ann, period: 2026-01, amount: 100}]"), rubric(),
                 given=rows("2026-01-05,ann,revenue,80"))  # fmt: skip
    assert given(found, "ann") == 80
    assert found.cards.in_period(person(found.cards, "ann"), "2026-Q2") == ()


def test_long_leave_all_quarter_is_absent(tmp_path: Path) -> None:
    """Nothing is known of who is not there, nor are they ranked; two weeks of holidays change nothing."""
    people = team(
        [
            "id: ann, role: rep, team: all, leave: [{from: 2026-01-01, to: 2026-03-31, kind: parental}]",
            "id: bob, role: rep, team: all, leave: [{from: 2026-01-05, to: 2026-01-16}]",
        ]
    )
    steps = "method: rank, steps: [{to: 1, points: 40}, {points: 10}]"
    rule = rubric(line(weight=60), line(steps, "place", weight=40))
    found = made(tmp_path, people, EACH_1200, rule, given=rows(*SALES[:2]))
    assert [given(found, "ann"), given(found, "ann", kpi="place")] == ["absent", "absent"]
    assert card(found, "ann").card.reason == "no_data"
    assert [given(found, "bob"), given(found, "bob", kpi="place")] == [30, 40]


GROWTH: Final = "method: growth, over: {}, full: 20%"


def test_growth_over_the_period_before(tmp_path: Path) -> None:
    """110 after 100 is 10 %: half of what earns all. Before the plan the history is asked, and says 80."""
    history = targets(
        "targets: [{person: ann, amount: 1200}, {person: bob, amount: 1200}], "
        "history: [{person: ann, period: 2025-Q4, amount: 80}]"
    )
    sold = rows("2026-01-10,ann,revenue,100", "2026-04-10,ann,revenue,110", "2026-01-10,bob,revenue,100")
    found = made(tmp_path, BOTH, history, rubric(line(GROWTH.format("last_period"))), given=sold)
    assert given(found, "ann", "2026-Q2") == 50
    assert given(found, "ann", "2026-Q1") == 125
    assert given(found, "bob", "2026-Q1") == "no_previous"
    assert given(found, "bob", "2026-Q2") == 0


def test_growth_over_the_year_before_by_the_history(tmp_path: Path) -> None:
    """300 after 250 of the same quarter is 20 %; somebody without a history has no data."""
    history = targets(
        "targets: [{person: ann, amount: 1200}, {person: bob, amount: 1200}], "
        "history: [{person: ann, period: 2025-Q1, amount: 250}, {person: bob, period: 2025-Q2, amount: 250}]"
    )
    found = made(tmp_path, BOTH, history, rubric(line(GROWTH.format("last_year"))), given=rows(*SALES[:2]))
    assert given(found, "ann") == 100
    assert given(found, "bob") == "no_previous"


def test_growth_over_the_year_before_by_the_results(tmp_path: Path) -> None:
    """A plan of two years knows its own first one."""
    plan = head("2025-01-01..2026-12-31", team="all")
    sold = rows("2025-02-10,ann,revenue,100", "2026-02-10,ann,revenue,110")
    found = made(
        tmp_path, plan, BOTH, targets("targets: [{person: ann, amount: 2400}]"),
        rubric(line(GROWTH.format("last_year"))), given=sold,
    )  # fmt: skip
    assert given(found, "ann") == 50
    assert given(found, "ann", "2025-Q1") == "no_previous"


FOUR: Final = team([f"id: {name}, role: rep, team: all" for name in ("ann", "bob", "cy", "di")])
RANKS: Final = "method: rank, by: {}, steps: [{{to: 1, points: 100}}, {{to: 3, points: 70}}, {{points: 20}}]"


def test_rank_with_ties(tmp_path: Path) -> None:
    """Two share the second place, and the next one is the fourth."""
    goals = targets(
        "targets: [" + ", ".join(f"{{person: {n}, amount: 1200}}" for n in ("ann", "bob", "cy", "di")) + "]"
    )
    sold = [f"2026-01-1{day},{name},revenue,{amount}" for day, (name, amount) in
            enumerate({"ann": 300, "bob": 200, "cy": 200, "di": 100}.items())]  # fmt: skip
    found = made(tmp_path, FOUR, goals, rubric(line(RANKS.format("attainment"))), given=rows(*sold))
    assert [given(found, name) for name in ("ann", "bob", "cy", "di")] == [100, 70, 70, 20]


def test_rank_where_lower_is_better(tmp_path: Path) -> None:
    """By the figure itself the fewest claims come first; who has none has the first place."""
    rule = rubric(line(RANKS.format("actual"), more="metric: claims"))
    sold = rows("2026-01-10,ann,claims,3", "2026-01-10,bob,claims,1", "2026-01-10,cy,claims,7")
    found = made(tmp_path, FOUR, rule, given=sold)
    assert [given(found, name) for name in ("di", "bob", "ann", "cy")] == [100, 70, 70, 20]


def test_rank_leaves_out_who_is_not_graded(tmp_path: Path) -> None:
    """Who came for the last days of a quarter has no place and takes none."""
    late = FOUR.replace("id: di, ", "id: di, start: 2026-03-20, ")
    sold = rows("2026-01-10,ann,claims,3", "2026-01-10,bob,claims,1", "2026-01-10,cy,claims,7")
    found = made(tmp_path, late, rubric(line(RANKS.format("actual"), more="metric: claims")), given=sold)
    assert [given(found, name) for name in ("di", "bob", "ann", "cy")] == ["no_rank", 100, 70, 70]


@pytest.mark.parametrize(("day", "di"), [(date(2026, 3, 10), None), (date(2026, 3, 25), ("no_rank", "too_short"))])
def test_who_will_not_be_graded_has_no_place_while_the_period_runs(
    tmp_path: Path, day: date, di: tuple[str, str] | None
) -> None:
    """Before the first day there is no scorecard; nor has a place whose days cannot suffice: Cy is on leave."""
    people = FOUR.replace("id: di, ", "id: di, start: 2026-03-20, ")
    people = people.replace("id: cy, ", "id: cy, leave: [{from: 2026-01-12, to: 2026-03-31, kind: parental}], ")
    sold = rows("2026-01-10,ann,claims,3", "2026-01-10,bob,claims,1")
    rule = rubric(line(RANKS.format("actual"), more="metric: claims"))
    found = made(tmp_path, people, rule, given=sold, as_of=day)
    assert [given(found, name) for name in ("bob", "ann", "cy")] == [100, 70, "no_rank"]
    cards = found.cards.in_period(person(found.cards, "di"), "2026-Q1")
    reasons = [(one.card.lines[0].scored.reason, one.card.withheld and one.card.withheld.reason) for one in cards]
    assert reasons == ([di] if di is not None else [])


LAST_ROW: Final = ", unassigned: {values: [complete_through], reason: 'is not stated, so the last row counts'}"


@pytest.mark.parametrize(
    ("source", "sold", "expected"),
    [
        (", complete_through: 2026-05-31", (), "unreached"),
        (", complete_through: 2026-06-03", (), Decimal(0)),
        (LAST_ROW, (), "unreached"),
        (LAST_ROW, ("2026-06-03,ann,revenue,80",), Decimal(80)),
    ],
)
def test_results_that_end_before_a_period_say_nothing_of_it(
    tmp_path: Path, source: str, sold: tuple[str, ...], expected: Decimal | str
) -> None:
    """In June nothing is known where results end in May; where they reach to the 3rd, the scorecard says so."""
    goals = targets("targets: [{person: ann, amount: 1200}]")
    rule = rubric(line(), line("method: ratio", "part", "frequency: month, metric: revenue"), more="period: month")
    found = made(tmp_path, BOTH, goals, rule, given=rows("2026-05-04,ann,revenue,90", *sold),
                 as_of=date(2026, 6, 10), source=source)  # fmt: skip
    assert given(found, "ann", "2026-06") == expected
    page = " ".join(
        ran("score", tmp_path, "--as-of", "2026-06-10", "--period", "2026-06", "--person", "ann").out.split()
    )
    assert ("its source ends before this period begins" in page) == (expected == "unreached")
    assert ("Results of Revenue (EUR) reach to 3 Jun 2026." in page) == (expected != "unreached")


def test_rank_leaves_out_who_has_no_figure(tmp_path: Path) -> None:
    """By attainment, somebody without a target has no place and takes none."""
    goals = targets("targets: [{person: bob, amount: 1200}, {person: cy, amount: 1200}]")
    found = made(tmp_path, FOUR, goals, rubric(line(RANKS.format("attainment"))),
                 given=rows("2026-01-10,ann,revenue,900", "2026-01-10,cy,revenue,10"))  # fmt: skip
    assert given(found, "ann") == "no_rank"
    assert [given(found, "cy"), given(found, "bob")] == [100, 70]


def test_matrix_takes_the_best_cell_that_both_reach(tmp_path: Path) -> None:
    """Ann reaches both targets, Bob only half of the calls; somebody without the other target has no data."""
    cells = "[{first: 100%, second: 100%, share: 120%}, {first: 80%, second: 50%, share: 60%}]"
    goals = targets("targets: [{person: ann, amount: 120}, {person: bob, amount: 120}]", "calls", "calls")
    every = (FOUR, EACH_1200.replace("]", ", {person: cy, amount: 1200}]"), goals)
    sold = [f"2026-01-10,{name},revenue,300" for name in ("ann", "bob", "cy")]
    sold += ["2026-01-10,ann,calls,30", "2026-01-10,bob,calls,15"]
    rule = rubric(line(f"method: matrix, metric: calls, cells: {cells}"))
    found = made(tmp_path, *every, rule, given=rows(*sold))
    assert [given(found, name) for name in ("ann", "bob", "cy")] == [120, 60, "no_other"]


def test_line_that_is_scored_more_rarely(tmp_path: Path) -> None:
    """A line of the half year is due at its end, over all of it, and counts in neither total before."""
    rule = rubric(line(weight=50), line(name="half", more="metric: revenue, frequency: half", weight=50))
    found = made(tmp_path, BOTH, EACH_1200, rule, given=rows(SALES[0]))
    assert given(found, "ann", kpi="half") == "not_due"
    assert card(found, "ann").card.total == 100
    assert given(found, "ann", "2026-Q2", "half") == 25
    assert card(found, "ann", "2026-Q2").card.total == 25


@pytest.mark.parametrize(("how", "points"), [("", 80), ("together: mean, ", 80), ("together: last, ", 40)])
def test_line_that_is_scored_every_month(tmp_path: Path, how: str, points: int) -> None:
    """Months at 200 %, 50 % and 40 %, each capped at 150 %, give their mean or the last; the quarter stands beside."""
    rule = rubric(line("method: ratio, cap: 150%", more=f"metric: revenue, {how}frequency: month"))
    sold = rows("2026-01-10,ann,revenue,200", "2026-02-10,ann,revenue,50", "2026-03-10,ann,revenue,40")
    found = made(tmp_path, BOTH, EACH_1200, rule, given=sold)
    (one,) = card(found, "ann").card.lines
    assert [one.scored.reading.actual, one.scored.reading.target, one.scored.points] == [290, 300, points]
    assert [part.scored.points for part in one.scored.parts] == [150, 50, 40]


@pytest.mark.parametrize(
    ("owed", "sold", "days"),
    [
        pytest.param(50_000, 200_000, "91.25", id="https://bit1024.com/tool/DSO-Calculator"),
        pytest.param(40, 200, "73", id="https://glossary.income-outcome.com/gb/dsr.html"),
        pytest.param(
            3_000, 16_000, "68.4375", id="https://captaincalculator.com, which divides by a rounded day: 68.45"
        ),
    ],
)
def test_days_of_sales_can_be_recomputed_from_the_sheet(tmp_path: Path, owed: int, sold: int, days: str) -> None:
    """Receivables ÷ sales × 365 against 50 days: the sheet names both sums and the factor."""
    plan = head(team="all", metrics="[{id: owed, unit: money, over_time: sum}, {id: dso, unit: days, better: lower, "
                "numerator: owed, denominator: revenue, factor: 365}]")  # fmt: skip
    given_ = rows(f"2026-01-10,ann,owed,{owed}", f"2026-02-10,ann,revenue,{sold}")
    card_ = rubric(line(more="metric: dso, target: 50d"))
    found = made(tmp_path, plan, BOTH, card_, given=given_, how="owed: sum")
    assert given(found, "ann") == 100 * max(2 - Decimal(days) / 50, Decimal(0))
    more = ("--as-of", "2026-04-01", "--person", "ann", "--lang", "en")
    told = " ".join(ran("score", str(tmp_path), *more).out.split())
    for part in (f"{owed:,} ÷ {sold:,} × 365", days.rstrip("375") if days.endswith("375") else days, "50 days"):
        assert part in told


def test_months_that_are_added_up(tmp_path: Path) -> None:
    """30 a quarter are 10 a month, less 2 a case: 1, 0 and 4 cases leave 20; who begins in March has 2 of 10 in it."""
    goals = targets("target: {amount: 120}", "claims", "claims")
    scoring = line("method: deduction, each: 2", more="metric: claims, frequency: month, together: sum", weight=30)
    people = team(["id: ann, role: rep, team: all", "id: bob, role: rep, team: all, start: 2026-03-02"])
    cases = (
        "2026-01-10,ann,claims,1",
        *(f"2026-03-1{day},{who},claims,1" for day in range(4) for who in ("ann", "bob")),
    )
    found = made(tmp_path, people, goals, rubric(scoring), given=rows(*cases))
    assert [given(found, name) for name in ("ann", "bob")] == [20, 6]
    told = " ".join(
        ran("score", str(tmp_path), "--as-of", "2026-04-01", "--period", "2026-Q1", "--person", "bob").out.split()
    )
    assert "sum of their points × 3 ÷ 1, because 1 of 3 count: 2.00" in told


@pytest.mark.parametrize(("missing", "total"), [("skip", 100), ("zero", 60), ("full", 100), ("none", 100)])
def test_line_without_data(tmp_path: Path, missing: str, total: int) -> None:
    """60 points earned of 60, 40 not known: left out, nothing, or all; the scorecard's rule holds where no line's."""
    own = f"metric: csat{'' if missing == 'none' else f', missing: {missing}'}"
    rule = rubric(line(weight=60), line("method: linear, floor: 0, ceiling: 10", "csat", own, 40))
    found = made(tmp_path, BOTH, EACH_1200, rule, given=rows(SALES[0]))
    assert given(found, "ann", kpi="csat") == "no_source"
    assert card(found, "ann").card.total == total


def test_skip_and_full_are_not_the_same(tmp_path: Path) -> None:
    """30 of 60: left out it is 50 of 100, with its whole weight 70, with nothing 30."""
    totals = []
    for missing in ("skip", "full", "zero"):
        rule = rubric(line(weight=60), line(more="metric: csat", name="csat", weight=40), more=f"missing: {missing}")
        found = made(tmp_path, BOTH, EACH_1200, rule, given=rows(SALES[1]))
        totals.append(card(found, "bob").card.total)
    assert totals == [50, 70, 30]


def test_vetoes_bite_above_and_below_their_limit(tmp_path: Path) -> None:
    """One case caps at C, none does not; revenue under 100 caps at B; what is not read bites nobody."""
    vetoes = (
        "vetoes: [{metric: claims, above: 0, grade: C}, {metric: revenue, below: 300, grade: B}, "
        "{metric: csat, below: 50, grade: C}]"
    )
    sold = rows("2026-01-10,ann,revenue,300", "2026-01-10,ann,claims,1", "2026-01-10,bob,revenue,299")
    found = made(tmp_path, BOTH, EACH_1200, rubric(more=vetoes), given=sold)
    ann, bob = card(found, "ann").card, card(found, "bob").card
    assert ann.grade is not None
    assert bob.grade is not None
    assert [ann.grade.grade, bob.grade.grade] == ["C", "B"]
    assert [one.bites for one in ann.vetoes] == [True, False, None]
    assert [one.bites for one in bob.vetoes] == [False, True, None]
    assert [one.metric for one in ann.capped_by] == ["claims"]


OUTSIDE: Final = (
    "additions: [{metric: calls, product: tea, each: 2, max: 3}, {text: Ideas, each: 1, max: 5}], "
    "deductions: [{metric: claims, each: 5, max: 10}]"
)
HAPPENED: Final = rows(
    "2026-01-10,ann,revenue,300,", "2026-01-10,ann,calls,2,tea", "2026-01-10,ann,calls,9,juice",
    "2026-01-10,ann,claims,1,", "2026-04-10,ann,claims,9,",
)  # fmt: skip


def test_points_outside_the_hundred(tmp_path: Path) -> None:
    """Two calls for tea give 2 each, at most 3; a claim takes 5 off, nine take 10; words alone are not known."""
    tea = targets("targets: [{team: all, product: tea, amount: 12}]", "tea", "calls")
    found = made(tmp_path, BOTH, EACH_1200, tea, rubric(more=OUTSIDE), given=HAPPENED)
    first = card(found, "ann").card
    assert [(one.count, one.points) for one in first.additions] == [(2, 3), (None, None)]
    assert [first.deducted, first.total] == [5, 98]
    assert card(found, "ann", "2026-Q2").card.deducted == 10


def test_points_for_a_product_without_a_target(tmp_path: Path) -> None:
    """The same where no target is of a product: what is counted by product is read by product."""
    found = made(tmp_path, BOTH, EACH_1200, rubric(more=OUTSIDE), given=HAPPENED)
    assert [one.count for one in card(found, "ann").card.additions] == [2, None]


POINTS: Final = """kind: assessments
id: seen
points:
- {person: ann, for: ideas, by: bob, on: 2026-01-07, reason: Price list by SMS}
- {person: ann, for: ideas, points: 4, by: bob, on: 2026-03-31, reason: "Display, and van"}
- {person: ann, for: ideas, by: bob, on: 2026-04-01, reason: Flyer}
- {person: ann, for: late, points: 1, by: bob, on: 2026-12-31, reason: Week 52}
"""


def test_points_that_people_give(tmp_path: Path) -> None:
    """Records of a period count as cases, up to the most and to the day; without any nothing is known."""
    added, deducted = "{id: ideas, text: Ideas, each: 2, max: 5}", "{id: late, text: Late, each: 1, max: 3}"
    one = rubric(more=f"additions: [{added}], deductions: [{deducted}]")
    found = made(tmp_path, BOTH, EACH_1200, one, POINTS, given=HAPPENED, as_of=date(2026, 12, 30))
    ideas = {name: card(found, "ann", name).card.additions[0] for name in ("2026-Q1", "2026-Q2", "2026-Q3")}
    assert [(one.count, one.points) for one in ideas.values()] == [(3, 5), (1, 2), (None, None)]
    assert card(found, "bob", "2026-Q1").card.additions[0].points is None
    assert card(found, "ann", "2026-Q4").card.deductions[0].count is None


LEVELS: Final = 'method: levels, levels: {"1": 0%, "2": 60%, "3": 100%}'
SKILL: Final = rubric(line(LEVELS, "skill", "assess: {by: field_visit}, valid_for: 6m"))


def seen(*each: str) -> str:
    """Return assessments of a skill, each as the level and the rest."""
    listed = ", ".join(f"{{person: ann, kpi: skill, method: field_visit, assessor: bob, level: {one}}}" for one in each)
    return f"{{kind: assessments, id: seen, assessments: [{listed}]}}\n"


def test_two_assessments_of_one_day(tmp_path: Path) -> None:
    """Different levels of one person, line and day contradict each other: neither counts. Twice the same is once."""
    found = made(tmp_path, BOTH, SKILL, seen("3, on: 2026-03-18", "2, on: 2026-03-18"), given=rows(), wrong="REF102")
    assert given(found, "ann", kpi="skill") == "contradicted"
    found = made(tmp_path, BOTH, SKILL, seen("3, on: 2026-03-18", "3, on: 2026-03-18"), given=rows(), wrong="REF102")
    assert given(found, "ann", kpi="skill") == 100


def test_measure_of_another_unit(tmp_path: Path) -> None:
    """How many orders came is no money: there is no figure, and no grade; but all rows are there."""
    found = made(tmp_path, BOTH, EACH_1200, rubric(), given=rows(SALES[0]), how="revenue: count")
    assert given(found, "ann") == "other_unit"
    withheld = card(found, "ann").card.withheld
    assert withheld is not None
    assert withheld.reason == "unmeasured"


def test_newest_assessment_up_to_the_end_of_the_period(tmp_path: Path) -> None:
    """The second visit of the quarter counts; that of the next quarter only there; nothing was seen of Bob."""
    visits = seen("1, on: 2026-01-10", "2, on: 2026-03-31", "3, on: 2026-04-01")
    found = made(tmp_path, BOTH, SKILL, visits, given=rows(SALES[0]))
    assert [given(found, "ann", name, "skill") for name in ("2026-Q1", "2026-Q2")] == [60, 100]
    assert given(found, "bob", kpi="skill") == "no_assessment"


def test_assessment_holds_to_its_last_day(tmp_path: Path) -> None:
    """Six months from 1 January end on 30 June, from 31 December on 29 June; its own time comes before the line's."""
    still = made(tmp_path, BOTH, SKILL, seen("3, on: 2026-01-01"), given=rows(SALES[0]))
    assert [given(still, "ann", name, "skill") for name in ("2026-Q2", "2026-Q3")] == [100, "expired"]
    gone = made(tmp_path, BOTH, SKILL, seen("3, on: 2025-12-31"), given=rows(SALES[0]))
    assert [given(gone, "ann", name, "skill") for name in ("2026-Q1", "2026-Q2")] == [100, "expired"]
    own = made(tmp_path, BOTH, SKILL, seen("3, on: 2025-12-31, valid_for: 7m"), given=rows(SALES[0]))
    assert given(own, "ann", "2026-Q2", "skill") == 100
    lapsed = [one.until for one in gone.lapsed(person(gone.cards, "ann"))]
    assert lapsed == [date(2026, 6, 29)]


def test_level_that_the_scorecard_does_not_have(tmp_path: Path) -> None:
    """A level 4 of a scorecard with three is no data, and neither 0 nor the best."""
    found = made(tmp_path, BOTH, SKILL, seen("4, on: 2026-01-10"), given=rows(SALES[0]))
    assert given(found, "ann", kpi="skill") == "unknown_level"


def test_lapsed_looks_at_the_scorecard_of_the_day(tmp_path: Path) -> None:
    """Ann will be scored by her skill from July on: in April nothing of it has lapsed."""
    people = team(
        ["id: ann, role: helper, team: all, changes: [{from: 2026-07-01, role: rep}]", "id: bob, role: rep, team: all"]
    )
    april = made(tmp_path, people, SKILL, given=rows(SALES[0]), as_of=date(2026, 4, 1))
    assert list(april.lapsed(person(april.cards, "ann"))) == []
    assert len(list(april.lapsed(person(april.cards, "bob")))) == 1
    july = made(tmp_path, people, SKILL, given=rows(SALES[0]), as_of=date(2026, 7, 1))
    assert len(list(july.lapsed(person(july.cards, "ann")))) == 1


TASKS: Final = """kind: actions
id: todo
actions:
  - {id: a, owner: ann, to: 2026-01-31, status: done, done: 2026-01-31}
  - {id: b, owner: ann, to: 2026-02-10, status: done, done: 2026-02-11}
  - {id: c, owner: ann, to: 2026-02-20, status: dropped}
  - {id: d, owner: ann, to: 2026-03-31, status: done}
  - {id: e, owner: ann, to: 2026-03-30}
  - {id: f, owner: ann, status: in_progress}
  - {id: g, owner: cy, to: 2026-03-02, status: done}
  - {id: h, owner: bob, to: 2026-06-30, status: done}
"""
REVIEW: Final = """kind: review
id: talk
sort: weekly
held: 2026-01-05
actions: [{id: call, text: Call, owner: nora, due: 2026-03-04, done: 2026-03-05}]
"""


def test_task_completion(tmp_path: Path) -> None:
    """Of Ann's four two were in time: one late, one open, one dropped, one without a day of its own, one never due."""
    rule = rubric(line("method: linear, floor: 0%, ceiling: 100%", more="tasks: true"), roles="rep, lead")
    found = made(tmp_path, lead(), TASKS, REVIEW, rule, given=rows(SALES[0]))
    assert given(found, "ann") == 50
    assert given(found, "cy") == 100
    assert given(found, "ann", "2026-Q2") == "nothing"
    assert given(found, "nora") == 40  # two of Ann's four, and not her own, from the review
    assert card(found, "nora").by_team == {"line"}


def test_tasks_of_a_team_are_of_those_who_are_in_it(tmp_path: Path) -> None:
    """Bob has gone south when his task falls due in June: it is one of Sam's team, and none of Nora's."""
    rule = rubric(line("method: linear, floor: 0%, ceiling: 100%", more="tasks: true"), roles="rep, lead")
    found = made(tmp_path, lead(), TASKS, rule, given=rows(SALES[0]))
    assert [given(found, "sam", "2026-Q2"), given(found, "nora", "2026-Q2")] == [100, "nothing"]


def test_tasks_that_are_not_due_yet(tmp_path: Path) -> None:
    """On 15 February two of Ann's tasks are due, and one was in time; what is due on the day counts."""
    found = made(tmp_path, lead(), TASKS, rubric(), given=rows(SALES[0]), as_of=date(2026, 2, 15))
    period = found.recent.period
    assert share(completion(found.cards.tasks.of(("ann",)), period, date(2026, 2, 15))) == Decimal("0.5")
    assert share(completion(found.cards.tasks.of(("ann",)), period, date(2026, 1, 31))) == 1
    assert completion(found.cards.tasks.of(("ann",)), period, date(2026, 1, 30)) is None


def test_source_that_does_not_reach_the_end_of_the_period(tmp_path: Path) -> None:
    """Complete to 30 March, the first quarter has no data; the running one has what there is."""
    sold = rows(SALES[0], "2026-04-02,ann,revenue,30")
    through = ", complete_through: 2026-03-30"
    over = made(tmp_path, BOTH, EACH_1200, rubric(), given=sold, source=through, as_of=date(2026, 4, 10))
    assert given(over, "ann") == "incomplete"
    assert card(over, "ann").card.reason == "no_data"
    assert given(over, "ann", "2026-Q2") == 10
    whole = made(tmp_path, BOTH, EACH_1200, rubric(), given=sold, source=through.replace("30", "31"))
    assert given(whole, "ann") == 100


def test_running_period(tmp_path: Path) -> None:
    """Rows after the day of looking do not count; a quarter that has not begun has no scorecard."""
    sold = rows("2026-02-10,ann,revenue,60", "2026-02-11,ann,revenue,240")
    found = made(tmp_path, BOTH, EACH_1200, rubric(), given=sold, as_of=date(2026, 2, 10))
    assert given(found, "ann") == 20
    assert [one.stretch.period.name for one in found.cards.in_period(person(found.cards, "ann"), "each")] == ["2026-Q1"]
    assert found.cards.in_period(person(found.cards, "ann"), "2026-Q2") == ()


def test_no_rows_mean_nothing_only_where_a_metric_adds_up(tmp_path: Path) -> None:
    """Without a row Bob has sold 0, and has no satisfaction: nothing was counted, or not yet while the quarter runs."""
    rule = rubric(line(weight=60), line("method: linear, floor: 0, ceiling: 10", "csat", "metric: csat", 40))
    sold = rows(SALES[0], "2026-01-10,ann,csat,8", "2026-02-10,ann,csat,9")
    found = made(tmp_path, BOTH, EACH_1200, rule, given=sold, how="csat: mean")
    assert [given(found, "bob"), given(found, "bob", kpi="csat")] == [0, "nothing"]
    assert given(found, "ann", kpi="csat") == 34
    running = made(tmp_path, BOTH, EACH_1200, rule, given=sold, how="csat: mean", as_of=date(2026, 3, 30))
    assert given(running, "bob", kpi="csat") == "no_actual"


YEARS: Final = {"cumulative": Decimal(40), "mean": Decimal("37.5"), "weighted": Decimal(40)}


@pytest.mark.parametrize("rule", YEARS)
def test_year_by_each_rule(tmp_path: Path, rule: str) -> None:
    """45 % of 400 and 30 % of 200 reached: 240 of 600 so far; the quarter that is still to come does not count."""
    quarters = {"2026-Q1": 400, "2026-Q2": 200, "2026-Q3": 600}
    listed = ", ".join(f"{{person: ann, period: {name}, amount: {amount}}}" for name, amount in quarters.items())
    goals = targets(f"targets: [{listed}]")
    sold = rows("2026-01-10,ann,revenue,180", "2026-04-10,ann,revenue,60", "2026-07-01,ann,revenue,185")
    more = f"year: {rule}, true_up: true, additions: [{{metric: calls, each: 1, max: 9}}]"
    found = made(tmp_path, BOTH, goals, rubric(more=more), given=sold, as_of=date(2026, 6, 30))
    assert [given(found, "ann", name) for name in ("2026-Q1", "2026-Q2")] == [45, 30]
    one = year(found, "ann").card.line("line")
    assert one is not None
    expected = YEARS[rule]
    assert one.scored.points == expected
    assert year(found, "ann").true_up == expected - Decimal("37.5")


def test_year_takes_the_mean_of_what_stands_outside(tmp_path: Path) -> None:
    """4 and 0 points on top in two quarters are 2 in the year; the cases are added up."""
    sold = rows(*SALES[:2], "2026-01-10,ann,calls,4", "2026-04-10,ann,revenue,300")
    more = "year: mean, additions: [{metric: calls, each: 1, max: 9}]"
    found = made(tmp_path, BOTH, EACH_1200, rubric(more=more), given=sold, as_of=date(2026, 6, 30))
    (extra,) = year(found, "ann").card.additions
    assert [extra.count, extra.points] == [4, 2]
    assert year(found, "ann").card.total == 102


def test_target_of_a_line_is_asked_for_in_each_period(tmp_path: Path) -> None:
    """93 and 67 sold where each quarter asks for 100: of two quarters that are over the year asks for 200."""
    own = line(more="metric: revenue, target: 100")
    sold = rows("2026-01-10,ann,revenue,93", "2026-04-10,ann,revenue,67")
    found = made(tmp_path, BOTH, targets("targets: [{person: bob, amount: 1200}]"), rubric(own),
                 given=sold, as_of=date(2026, 6, 30))  # fmt: skip
    one = year(found, "ann").card.line("line")
    assert one is not None
    assert [one.scored.reading.target, one.scored.points] == [200, 80]


def test_fiscal_quarters_of_weeks(tmp_path: Path) -> None:
    """A quarter of 4-4-5 weeks from 2 February ends on 3 May; the next day counts for the next quarter."""
    plan = head("FY2026", team="all", fiscal="{pattern: 4-4-5, starts: 2026-02-02}")
    sold = rows("2026-02-01,ann,revenue,999", "2026-02-02,ann,revenue,100", "2026-05-03,ann,revenue,50",
                "2026-05-04,ann,revenue,300")  # fmt: skip
    found = made(tmp_path, plan, BOTH, EACH_1200, rubric(), given=sold, as_of=date(2027, 1, 31))
    assert [given(found, "ann", f"FY2026-Q{number}") for number in (1, 2, 3)] == [50, 100, 0]
    assert card(found, "ann", "FY2026-Q1").stretch.period.last == date(2026, 5, 3)
    assert pace(found, person="ann").progress.actual == 450


def test_growth_in_a_fiscal_year_of_weeks(tmp_path: Path) -> None:
    """The quarter before is that of the plan; the same quarter a year earlier begins 52 weeks before."""
    plan = head("FY2026", team="all", fiscal="{pattern: 4-4-5, starts: 2026-02-02}")
    goals = targets("targets: [{person: ann, amount: 1200}], history: [{person: ann, period: FY2025-Q1, amount: 80}]")
    sold = rows("2026-02-02,ann,revenue,88", "2026-05-04,ann,revenue,110")
    last_year = made(tmp_path, plan, BOTH, goals, rubric(line(GROWTH.format("last_year"))), given=sold,
                     as_of=date(2027, 1, 31))  # fmt: skip
    assert given(last_year, "ann", "FY2026-Q1") == 50
    before = made(tmp_path, plan, BOTH, goals, rubric(line(GROWTH.format("last_period"))), given=sold,
                  as_of=date(2027, 1, 31))  # fmt: skip
    assert given(before, "ann", "FY2026-Q2") == 125


def test_growth_of_a_period_that_runs_is_not_known_yet(tmp_path: Path) -> None:
    """Six weeks are not held against the whole quarter of a year ago; once the quarter is over it is known."""
    goals = targets("targets: [{person: ann, amount: 1200}], history: [{person: ann, period: 2025-Q2, amount: 80}]")
    known = []
    for day in (date(2026, 5, 15), date(2026, 6, 30)):
        found = made(tmp_path, BOTH, goals, rubric(line(GROWTH.format("last_year"))),
                     given=rows("2026-04-05,ann,revenue,88"), as_of=day)  # fmt: skip
        one = card(found, "ann", "2026-Q2").card.line("line")
        known.append(one and (one.scored.reading.reason, one.scored.points))
    assert known == [("running", None), (None, 50)]


def test_explicit_periods(tmp_path: Path) -> None:
    """Periods of a plan's own may be quarters; without any, the year is the plan, and a card by month each period."""
    periods = (
        "{periods: [{id: one, from: 2026-01-01, to: 2026-02-10, year: 2026, quarter: 1}, "
        "{id: two, from: 2026-02-11, to: 2026-06-30, year: 2026, quarter: 2}]}"
    )
    plan = head("2026-01-01..2026-06-30", team="all", fiscal=periods)
    goals = targets("targets: [{person: ann, period: one, amount: 100}, {person: ann, period: two, amount: 400}]")
    sold = rows("2026-02-10,ann,revenue,60", "2026-02-11,ann,revenue,100")
    found = made(tmp_path, plan, BOTH, goals, rubric(), given=sold)
    assert [given(found, "ann", name) for name in ("one", "two")] == [60, 25]
    assert pace(found, person="ann").attainment == Decimal(160) / 500
    bare = plan.replace(", year: 2026, quarter: 1", "").replace(", year: 2026, quarter: 2", "")
    found = made(tmp_path, bare, BOTH, goals, rubric(more="period: month"), given=sold)
    assert [given(found, "ann", name) for name in ("one", "two")] == [60, 25]
    assert pace(found, person="ann").attainment == Decimal(160) / 500
    assert (found.recent.numbers, found.stretch.numbers) == ((1,), (0, 1))


@pytest.mark.parametrize(
    ("there", "day", "expected"),
    [
        ("start: 2026-07-01", date(2026, 8, 31), (44, 88, 400, 1200, Decimal(800) / 88)),
        ("end: 2026-06-30", date(2026, 8, 31), (129, 0, 1200, 400, None)),
        ("leave: [{from: 2026-09-01, to: 2026-10-31}]", date(2026, 8, 31), (173, 44, 800, 400 * Decimal(217) / 173,
         Decimal(800) / 44)),
    ],
)  # fmt: skip
def test_time_of_a_person_is_their_own(
    tmp_path: Path, there: str, day: date, expected: tuple[Decimal | int | None, ...]
) -> None:
    """Working days gone by and left, plan to date, run rate and what a day must bring are those of who joins or leaves.

    2026 has 129 weekdays until June, 44 in July and August, 44 in September and October, 44 in the rest.
    """
    people = team([f"id: ann, role: rep, team: all, {there}", "id: bob, role: rep, team: all"])
    month = "05" if there.startswith("end") else "07"
    sold = rows(*(f"2026-{month}-{number},ann,revenue,100" for number in (13, 14, 15, 16)))
    one = pace(made(tmp_path, people, EACH_1200, rubric(), given=sold, as_of=day), person="ann")
    progress = one.progress
    assert (progress.passed, progress.left, progress.to_date, one.run_rate_forecast, one.required) == expected
    assert one.status == ("on_track" if there.startswith("start") else "off_pace")


def test_the_rows_of_a_team_hold_all_of_its_target(tmp_path: Path) -> None:
    """Who begins later in the year, and a seat that is still open, stand beside those who are there."""
    people = team([
        "id: ann, role: rep, team: all",
        "id: joiner, role: rep, team: all, start: 2026-07-01",
        "id: seat, role: rep, team: all, start: 2026-09-01, open: true",
    ])  # fmt: skip
    goals = targets("target: {team: all, amount: 2400}, people: {by: even}")
    found = made(tmp_path, people, goals, rubric(), given=rows("2026-03-10,ann,revenue,400"), as_of=date(2026, 5, 31))
    wholes = {name: pace(found, person=name).progress.whole for name in ("ann", "joiner", "seat")}
    assert sum(wholes.values()) == pace(found, team="all").progress.whole == 2400
    page = ran("track", tmp_path, "--as-of", "2026-05-31").out
    assert all(name in page for name in wholes)


def test_results_without_a_target_stand_apart(tmp_path: Path) -> None:
    """What a team is to reach is what its people are; results of who has no target, or in months without, are told."""
    goals = targets("targets: [{person: ann, amount: 300, period: 2026-Q1}]")
    sold = rows("2026-01-05,ann,revenue,150", "2026-02-05,bob,revenue,900", "2026-04-05,ann,revenue,70")
    found = made(tmp_path, BOTH, goals, rubric(), given=sold, as_of=date(2026, 6, 30))
    ann, everybody = standing(found, person="ann"), standing(found, team="all")
    assert [one.pace.attainment for one in (ann, everybody)] == [Decimal("0.5"), Decimal("0.5")]
    assert [one.apart for one in (ann, everybody)] == [70, 970]
    page = ran("track", tmp_path, "--as-of", "2026-06-30").out
    assert "Not counted, because there is no target for it: all: 970, ann: 70." in " ".join(page.split())


def test_pace_by_the_pipeline(tmp_path: Path) -> None:
    """400 booked, 60 % of 1,000 open: 1,000 of 1,200. What closes next year, and what is Bob's, is not Ann's.

    What was lost, should have closed, or has no probability or day does not count.
    """
    plan = head(team="all", metrics="[{id: revenue, pace: pipeline}]")
    deals = (
        "{id: big, title: Big, person: ann, amount: 1000, probability: 60%, closes: 2026-11-01}, "
        "{id: late, title: Late, person: ann, amount: 9000, closes: 2027-01-05}, "
        "{id: lost, person: ann, amount: 9000, probability: 60%, closes: 2026-11-01, stage: lost}, "
        "{id: overdue, person: ann, amount: 9000, probability: 60%, closes: 2026-06-29}, "
        "{id: vague, person: ann, amount: 9000, closes: 2026-11-01}, "
        "{id: undated, person: ann, amount: 9000, probability: 60%}, "
        "{id: bobs, title: Bobs, person: bob, amount: 500, probability: 100%, closes: 2026-11-01}"
    )
    goals = targets(
        f"targets: [{{person: ann, amount: 1200}}, {{person: bob, amount: 1200}}], opportunities: [{deals}]"
    )
    sold = rows(*(f"2026-0{month}-10,ann,revenue,100" for month in range(1, 5)))
    found = made(tmp_path, plan, BOTH, goals, rubric(), given=sold, as_of=date(2026, 6, 30))
    one = pace(found, person="ann")
    assert [one.judged, one.pipeline_forecast, one.status] == ["pipeline", 1000, "off_pace"]
    assert one.forecast_gap == -200
    assert pace(found, team="all").pipeline_forecast == 1500


@pytest.mark.parametrize(
    ("parts", "is_told"), [("", True), ("{id: existing, amount: 900}, {id: new_business, amount: 300}", False)]
)
def test_open_deals_cover_what_is_left(tmp_path: Path, parts: str, is_told: bool) -> None:  # noqa: FBT001  # as it is
    """1,000 open of 800 left are 1.25 times, weighted 0.75; at a win rate of 40 % it takes 2.5 times.

    Where only a part of the target is new business, deals are not to bring the rest, and nothing is told.
    """
    plan = head(team="all", market="{cycles: [{sales_cycle: 30d, win_rate: 40%}]}")
    deals = (
        "{id: big, person: ann, amount: 1000, probability: 60%, closes: 2026-11-01}, "
        "{id: overdue, person: ann, amount: 9000, probability: 60%, closes: 2026-06-29}, "
        "{id: bobs, person: bob, amount: 500, closes: 2026-11-01}"
    )
    goals = targets(
        f"targets: [{{person: ann, amount: 1200}}, {{person: bob, amount: 1200}}], parts: [{parts}], "
        f"opportunities: [{deals}]"
    )
    sold = rows(*(f"2026-0{month}-10,ann,revenue,100" for month in range(1, 5)))
    standings = made(tmp_path, plan, BOTH, goals, rubric(), given=sold, as_of=date(2026, 6, 30))
    for scope, told in (("person", "ann"), (1000, 600, 800)), (("team", "all"), (1500, 800, 2000)):
        standing = standings.of("revenue", (scope,))
        assert standing is not None
        found = standings.opening(standing)
        assert (found is not None) == is_told
        if found is not None:
            assert (found.amount, found.weighted, found.gap) == tuple(map(Decimal, told))
            assert found.needed == Decimal("2.5")
            assert found.coverage == Decimal(told[0]) / told[2]


def test_pages_tell_what_is_open_and_track_explains_it(tmp_path: Path) -> None:
    """A plan with an error shows on its first page and the team's what deals bring a day and cover; `--why` explains.

    1,000 at 40 % in 30 days are 13.33 a day; of 1,200 less 300 they cover 1.11, where 2.5 are needed.
    """
    plan = head(team="all", market="{cycles: [{sales_cycle: 30d, win_rate: 40%}]}")
    deals = "{id: big, person: ann, amount: 1000, probability: 60%, closes: 2026-11-01}"
    goals = targets(f"target: {{amount: 1300}}, targets: [{{person: ann, amount: 1200}}], opportunities: [{deals}]")
    sold = rows(*(f"2026-0{month}-10,ann,revenue,100" for month in range(1, 4)))
    made(tmp_path, plan, BOTH, goals, given=sold, as_of=date(2026, 6, 30))
    ran("build", str(tmp_path), "--as-of", "2026-06-30", "--out", str(tmp_path / "pages"))
    first, of_team = ((tmp_path / "pages" / name).read_text("utf-8") for name in ("README.md", "teams/all.md"))
    assert "This plan has 1 error" in first
    for page in (first, of_team):
        assert "| All deals | 1 | 1,000 | 40 % | 30 | 13.33 |" in page
        assert "| 1 | 1,000 | 600 | 900 | 1.11 | 0.67 | 2.50 |" in page
    assert ("people/ann.md) | 1 |" in first, "people/ann.md) | 1 |" in of_team) == (False, True)
    told = " ".join(ran("track", str(tmp_path), "--as-of", "2026-06-30", "--why").out.split())
    for part in (
        "50 % = actual ÷ plan to date", "600 = actual ÷ share of the season that is over", "Working days left 132",
        "1.11 = value of the open deals", "pace.at_risk 85 %", "docs/numbers.md#pipeline-coverage",
    ):  # fmt: skip
        assert part in told


@pytest.mark.parametrize(
    ("cycles", "needed"),
    [
        ("{sales_cycle: 30d, win_rate: 40%}", Decimal("2.5")),
        ("{win_rate: 40%}, {channel: ka, win_rate: 20%}", None),
        ("{sales_cycle: 30d}", Decimal(2)),
    ],
)
def test_what_it_takes_without_an_open_deal(tmp_path: Path, cycles: str, needed: Decimal | None) -> None:
    """Bob has no deal open: the win rate says all the same what he needs, as stated or counted; of two, neither."""
    plan = head(team="all", channels="[{id: ka}]", market=f"{{cycles: [{cycles}]}}")
    ended = ", ".join(
        f"{{id: {one}, person: bob, amount: 9, closes: 2026-02-01, stage: {one}}}" for one in ("won", "lost")
    )
    deals = f"{{id: big, person: ann, amount: 1000, closes: 2026-11-01}}, {ended}"
    goals = targets(
        f"targets: [{{person: ann, amount: 1200}}, {{person: bob, amount: 1200}}], opportunities: [{deals}]"
    )
    found = made(tmp_path, plan, BOTH, goals, given=rows(SALES[0]), as_of=date(2026, 6, 30))
    table = pace_table([FollowUp(found, found.teams[0])])
    heads = [column.key for column in table.columns]
    told = [dict(zip(heads, row.cells, strict=True)) for row in table.rows]
    (bobs,) = [one for one in told if isinstance(one["who"], Ref) and one["who"].id == "bob"]
    assert (bobs["open_deals"], bobs["pipeline_coverage"], bobs["coverage_needed"]) == (0, 0, needed)


@pytest.mark.parametrize("deals", ["", "{id: vague, person: ann, amount: 9000, closes: 2026-11-01}"])
def test_open_deals_that_nobody_knows_are_not_nothing(tmp_path: Path, deals: str) -> None:
    """Who is judged by open deals is not off pace because none is listed, or none has a probability."""
    plan = head(team="all", metrics="[{id: revenue, pace: pipeline}]")
    goals = targets(f"targets: [{{person: ann, amount: 1200}}], opportunities: [{deals}]")
    sold = rows(*(f"2026-0{month}-10,ann,revenue,100" for month in range(1, 5)))
    one = pace(made(tmp_path, plan, BOTH, goals, rubric(), given=sold, as_of=date(2026, 6, 30)), person="ann")
    assert (one.status, one.why, one.pipeline_forecast) == ("not_judged", "no_deals", None)


def test_too_early_by_the_plan_to_date(tmp_path: Path) -> None:
    """Until 15 % of the year's plan are due nobody is judged: in January, and no longer at the end of February."""
    sold = rows(*(f"2026-01-0{day},ann,revenue,1" for day in range(1, 5)))
    january = made(tmp_path, BOTH, EACH_1200, rubric(), given=sold, as_of=date(2026, 1, 31))
    assert [pace(january, person="ann").status, pace(january, person="ann").why] == ["too_early", "judge_from"]
    march = made(tmp_path, BOTH, EACH_1200, rubric(), given=sold, as_of=date(2026, 2, 28))
    assert pace(march, person="ann").status == "off_pace"


def test_too_early_by_the_number_of_deals(tmp_path: Path) -> None:
    """Two rows are too few to judge money by; of a count the planned number does as well as the rows."""
    goals = targets("targets: [{person: ann, amount: 12}]", "calls", "calls")
    sold = ["2026-01-05,ann,revenue,900", "2026-02-05,ann,revenue,900", "2026-02-05,ann,calls,0"]
    few = made(tmp_path, BOTH, EACH_1200, goals, rubric(), given=rows(*sold), as_of=date(2026, 6, 30))
    assert [pace(few, person="ann").status, pace(few, person="ann").why] == ["too_early", "min_deals"]
    assert pace(few, "calls", person="ann").status == "off_pace"
    enough = made(tmp_path, BOTH, EACH_1200, goals, rubric(), given=rows(*sold, "2026-03-05,ann,revenue,1"),
                  as_of=date(2026, 6, 30))  # fmt: skip
    assert pace(enough, person="ann").status == "on_track"


@pytest.mark.parametrize(
    ("day", "sales", "each", "expected"),
    [
        (date(2026, 1, 31), 0, 0, "too_early"),
        (date(2026, 6, 30), 0, 0, "off_pace"),
        (date(2026, 12, 30), 2, 450, "too_early"),
        (date(2026, 12, 30), 2, 5, "off_pace"),
        (YEAR_END, 0, 0, "off_pace"),
        (YEAR_END, 2, 450, "off_pace"),
    ],
)
def test_who_sells_nothing_is_judged(tmp_path: Path, day: date, sales: int, each: int, expected: str) -> None:
    """Nothing in a source that says everything is off pace; two deals are few while the year runs, to its last day.

    They are not few where the plan to date asks for three of the size that everybody's have.
    """
    sold = rows(*(f"2026-01-0{number},bob,revenue,500" for number in range(1, 7)),
                *(f"2026-01-0{number},ann,revenue,{each}" for number in range(1, sales + 1)))  # fmt: skip
    found = made(tmp_path, BOTH, EACH_1200, rubric(), given=sold, as_of=day)
    assert pace(found, person="ann").status == expected
    about = [one.about.name for one in FollowUp(found, found.teams[0]).problems()[:1] if isinstance(one.about, Entity)]
    assert (about == ["ann"]) == (expected == "off_pace")


def test_a_team_is_named_where_nobody_in_it_is(tmp_path: Path) -> None:
    """Few deals of each are too early to judge, many of all are not; nobody in the north has a target of its days."""
    goals = targets("target: {amount: 4800}, targets: [{team: north, amount: 1100}, {person: cy, amount: 1100}]")
    days = targets("target: {amount: 50d}, targets: [{team: north, amount: 30d}]", "days", "days")
    sold = rows("2026-01-10,ann,revenue,300", "2026-02-10,bob,revenue,200", "2026-04-10,cy,revenue,500",
                *(f"2026-06-{day},ann,days,40" for day in (10, 11, 12)))  # fmt: skip
    found = made(tmp_path, lead(), goals, days, given=sold, how="days: mean", as_of=date(2026, 6, 30))
    named = {
        team.name: [
            f"{one.about.name if isinstance(one.about, Entity) else 'plan'}: {one.what.metric}"
            for one in FollowUp(found, team).problems()
            if isinstance(one.what, Standing | ValueStanding)
        ]
        for team in found.teams
    }
    assert named == {"all": ["plan: revenue", "all: revenue", "north: days"], "north": ["north: days"], "south": []}


def test_rate_of_few_cases(tmp_path: Path) -> None:
    """Two days are too few to judge a mean by as long as the quarter runs; once it is over they are judged."""
    goals = targets("targets: [{person: ann, amount: 30d}]", "days", "days")
    sold = rows(SALES[0], "2026-01-10,ann,days,60", "2026-02-10,ann,days,66")
    found = [
        made(tmp_path, BOTH, EACH_1200, goals, rubric(), given=sold, how="days: mean", as_of=day)
        for day in (date(2026, 3, 30), date(2026, 3, 31))
    ]
    levels = [[one.status for _, one in FollowUp(each, each.teams[0]).levels()] for each in found]
    assert [set(each) for each in levels] == [{"too_early"}, {"off_pace"}]


def test_batches_are_compared_when_their_period_is_over(tmp_path: Path) -> None:
    """In the middle of March, January and February stand against their plan, whatever March has brought."""
    sold = rows("2026-01-31,ann,revenue,100", "2026-02-28,ann,revenue,90", "2026-03-10,ann,revenue,500")
    batches = made(
        tmp_path, BOTH, EACH_1200, rubric(), given=sold, source=", arrives: batches", as_of=date(2026, 3, 16)
    )
    one = standing(batches, person="ann")
    assert one.through == date(2026, 2, 28)
    assert one.pace.attainment == Decimal(190) / 200
    assert one.pace.status == "on_track"
    daily = standing(made(tmp_path, BOTH, EACH_1200, rubric(), given=sold, as_of=date(2026, 3, 16)), person="ann")
    assert [daily.through, daily.pace.progress.actual] == [date(2026, 3, 16), 690]


def test_pace_reaches_as_far_as_the_source(tmp_path: Path) -> None:
    """Complete to the end of January, plan and actual both end there."""
    sold = rows("2026-01-31,ann,revenue,100", "2026-02-01,ann,revenue,70")
    found = standing(
        made(tmp_path, BOTH, EACH_1200, rubric(), given=sold, source=", complete_through: 2026-01-31"), person="ann"
    )
    assert [found.through, found.pace.progress.actual, found.pace.progress.to_date] == [date(2026, 1, 31), 100, 100]


def test_metric_of_which_less_is_better(tmp_path: Path) -> None:
    """8 claims where 6 were planned: 2 − 8 ÷ 6, two too many; a quarter of 2 where 3 were planned is good."""
    goals = targets("targets: [{person: ann, amount: 12}, {person: bob, amount: 12}]", "claims", "claims")
    rule = rubric(line(more="metric: claims"))
    sold = rows(
        "2026-01-05,ann,claims,2", "2026-02-05,ann,claims,0", "2026-04-05,ann,claims,6", "2026-04-05,bob,claims,9"
    )
    found = made(tmp_path, BOTH, goals, rule, given=sold, as_of=date(2026, 6, 30))
    one = pace(found, "claims", person="ann")
    assert one.attainment == 2 - Decimal(8) / 6
    assert [one.gap, one.status] == [-2, "off_pace"]
    first = card(found, "ann").card.line("line")
    assert first is not None
    assert first.scored.variance == 1
    assert first.scored.points == (2 - Decimal(2) / 3) * 100
    assert given(found, "bob", "2026-Q2") == 0


def test_value_that_does_not_add_up(tmp_path: Path) -> None:
    """The days of a person are a mean over all rows; against 30 days, 33 are at risk."""
    goals = targets("targets: [{person: ann, amount: 30d}]", "days", "days")
    sold = rows(SALES[0], "2026-01-10,ann,days,30", "2026-02-10,ann,days,36")
    found = made(tmp_path, BOTH, EACH_1200, goals, rubric(), given=sold, how="days: mean", as_of=date(2026, 4, 1))
    (level,) = [one for _, one in FollowUp(found, found.teams[0]).levels() if one.scope == (("person", "ann"),)]
    assert [level.reading.actual, level.status] == [33, "at_risk"]
    (tmp_path / "alone").mkdir()
    made(tmp_path / "alone", BOTH, goals, rubric(), given=sold, how="days: mean", as_of=date(2026, 4, 1))
    told = ran("track", tmp_path / "alone", "--as-of", "2026-04-01").out
    assert ("at risk" in told, "No metric with results has a target" in told) == (True, False)


def test_last_value_of_a_stock(tmp_path: Path) -> None:
    """Of recurring revenue the last month of the quarter counts, against the target of its last month."""
    goals = targets("targets: [{person: ann, amount: 240}]", "arr", "arr")
    sold = rows("2026-01-31,ann,arr,100", "2026-02-28,ann,arr,110", "2026-03-31,ann,arr,120")
    found = made(tmp_path, BOTH, goals, rubric(line(more="metric: arr")), given=sold)
    assert given(found, "ann") == 50


def test_follow_up_is_of_those_who_are_in_the_team(tmp_path: Path) -> None:
    """In June Bob's open task is a matter of the south, where he works, and no longer of the north."""
    todo = TASKS.replace("to: 2026-06-30, status: done", "to: 2026-05-31")
    goals = targets(f"targets: [{QUOTAS}]")
    found = made(tmp_path, lead(), todo, goals, rubric(roles="rep, lead"), given=rows(*SALES), as_of=date(2026, 6, 10))
    owners = {
        one.name: {problem.what.owner for problem in FollowUp(found, one).problems() if hasattr(problem.what, "owner")}
        for one in found.teams
    }
    assert owners == {"all": set(), "north": {"ann"}, "south": {"bob"}}


def test_plan_of_one_person(tmp_path: Path) -> None:
    """One person without a team below is scored, stands, and is first in the ranking."""
    alone = team(["id: ann, role: rep, team: all"])
    rule = rubric(line(weight=60), line("method: rank, steps: [{to: 1, points: 40}, {points: 0}]", "place", weight=40))
    found = made(tmp_path, alone, targets("targets: [{person: ann, amount: 1200}]"), rule, given=rows(*SALES[:1]))
    assert card(found, "ann").card.total == 100
    assert pace(found, team="all").progress.actual == 300


def test_nobody_is_scored(tmp_path: Path) -> None:
    """Without a scorecard for the role nobody is scored, and the page says so; there is no card to look at."""
    found = made(tmp_path, BOTH, EACH_1200, rubric(roles="helper"), given=rows(*SALES[:2]))
    assert [found.cards.newest(one) for one in found.cards.analysis.staffing.people] == [None, None]
    done = ran("score", tmp_path, "--as-of", "2026-12-31")
    assert done.code == 0
    assert "Nobody here is scored" in done.out


def test_open_seats_are_not_scored(tmp_path: Path) -> None:
    """A seat that nobody holds has no scorecard, even if it has a target."""
    people = team(["id: ann, role: rep, team: all", "id: seat, role: rep, team: all, open: true, start: 2026-01-01"])
    goals = targets("targets: [{person: ann, amount: 1200}, {person: seat, amount: 1200}]")
    found = made(tmp_path, people, goals, rubric(), given=rows(*SALES[:1]))
    assert found.cards.newest(person(found.cards, "seat")) is None
    assert pace(found, person="seat").progress.actual == 0


def test_plan_without_sources_says_so(tmp_path: Path) -> None:
    """Scores of a plan that names no source end with 1 and the reason, in either language."""
    for name, text in files_of(METRICS, BOTH, EACH_1200, rubric()).items():
        (tmp_path / name).write_text(text, "utf-8")
    found = check(FolderTree(tmp_path), YEAR_END, reach=reader(tmp_path))
    assert found.results is None
    for command in ("score", "track"):
        done = ran(command, tmp_path, "--as-of", "2026-12-31")
        assert [done.code, done.out] == [1, ""]
        assert (why_none(found, None, None, "en") or "?") in done.err
        assert len(done.err.splitlines()) <= 3


def test_source_that_is_missing_is_said(tmp_path: Path) -> None:
    """A file that is not there leaves no data, never 0, and the page names the source."""
    made(tmp_path, BOTH, EACH_1200, rubric(), given=rows(*SALES[:1]))
    (tmp_path / "rows.csv").unlink()
    found = check(FolderTree(tmp_path), YEAR_END, reach=reader(tmp_path))
    paper = Paper("en", "text", 80)
    text = score(found, WantedCards(), paper)
    assert text is not None
    assert "file" in text
    assert not re.search(r"(?<![\d,.])0 %|100 %", text), "nobody attained nothing: it is not known"
    assert found.results is not None
    cards = Cards(found.results)
    (line_of, *_) = cards.in_period(person(cards, "ann"), "2026-Q1")[0].card.lines
    assert line_of.scored.reason == "not_read"
    assert track(found, None, paper) is not None
    for command in ("score", "track"):
        done = ran(command, tmp_path, "--as-of", "2026-12-31", "--format", "csv")
        assert [done.code, "DAT101" in done.err, "Traceback" in done.err] == [1, True, False]


@pytest.mark.parametrize("missing", ["skip", "zero", "full"])
@pytest.mark.parametrize("lost", ["2026-01-11,ann,calls,n/a", "2026-01-11,ann,claims,two", "someday,bob,revenue,5"])
def test_no_grade_where_rows_are_missing(tmp_path: Path, missing: str, lost: str) -> None:
    """Of rows that cannot be read no grade is made, whatever the scorecard says of lines without data."""
    goals = targets("targets: [{person: ann, amount: 12}]", "calls", "calls")
    lines = (line(weight=60), line(RATIO, "calls", "metric: calls", 40))
    veto = "vetoes: [{metric: claims, above: 1, grade: C}]"
    rule = rubric(*lines, more=f"missing: {missing}, {veto}")
    sold = (*SALES[:2], "2026-01-10,ann,calls,3", "2026-02-10,bob,calls,3", "2026-01-10,ann,claims,0")
    found = made(tmp_path, BOTH, EACH_1200, goals, rule, given=rows(*sold, lost), as_of=date(2026, 3, 31))
    one = card(found, "ann").card
    assert [one.grade, one.reason] == [None, "lost"]
    whole = made(tmp_path, BOTH, EACH_1200, goals, rule, given=rows(*sold), as_of=date(2026, 3, 31))
    assert card(whole, "ann").card.grade is not None
