"""plancode's tables agree with the oracle's, which were worked out from docs/numbers.md and nothing of plancode."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from plancode.analysis.analysis import Analysis
from plancode.analysis.entries import KINDS
from plancode.analysis.rollup import Level
from plancode.analysis.targets import ByPeriod
from plancode.model.team import Team
from plancode.model.territories import Territory
from plancode.pipeline.checking import Checked, check
from plancode.tables.selection import Selection, TimeSpan
from plancode.tree.folder import FolderTree
from tests.making import PLANS
from tests.oracle.cases import CASES
from tests.oracle.chance import plan_by_chance
from tests.oracle.figures import Figures, figures

WHOLE: Final = "plan"
CENT: Final = Fraction(1, 100)
HANDED_DOWN: Final = 3
"""How often a figure is shared out on its way from the plan to a person: each time it may stray by less than a step."""
DAYS: Final = {
    "huadong": date(2026, 6, 30),
    "adventure-works": date(2012, 6, 30),
    "starter": date(2026, 6, 30),
    "starter-zh": date(2026, 6, 30),
}
FINE: Final = Fraction(1, 10**9)
Plan = tuple[Path, date]
"""A folder, and the day of looking."""
Key = tuple[Any, ...]
Difference = tuple[Key, float, float]
Cells = Mapping[Key, Any]


@cache
def _checked(plan: Plan) -> Checked:
    return check(FolderTree(plan[0]), plan[1])


@cache
def _oracle(plan: Plan) -> Figures:
    return figures(*plan)


def _in_force(plan: Plan) -> Analysis:
    found = _checked(plan).analysis
    assert found is not None
    return found


def _as_written(plan: Plan) -> Analysis:
    base = _checked(plan).base
    period = base.period(None)
    assert period is not None
    return Analysis(base, period, date.min)


def _name(analysis: Analysis, number: int) -> str:
    return analysis.horizon.periods[number].name


def _cells(analysis: Analysis, metric: str, amounts: ByPeriod) -> dict[str, Any]:
    found: dict[str, Any] = {_name(analysis, number): amount for number, amount in amounts.items()}
    whole = analysis.whole(metric, amounts)
    return found if whole is None else found | {WHOLE: whole}


def _amounts(analysis: Analysis, of: Callable[[str, Any], ByPeriod]) -> Cells:
    return {
        (metric, scope, name): amount
        for metric in analysis.targets.metrics
        for scope in analysis.scopes(metric)
        for name, amount in _cells(analysis, metric, of(metric, scope)).items()
    }


def _levels(analysis: Analysis) -> Iterable[Level]:
    return (level for level in analysis.levels if not level.narrow)


def _rolled_up(analysis: Analysis) -> Cells:
    return {
        (level.metric, level.team, name): amount
        for level in _levels(analysis)
        for name, amount in _cells(analysis, level.metric, level.below).items()
    }


def _street(analysis: Analysis, column: int) -> Cells:
    found: dict[Key, Any] = {}
    for level in _levels(analysis):
        amounts = (level.street.whole, level.street.vacant, level.street.ramped)[column]
        for number, amount in amounts.items():
            found[level.metric, level.team, _name(analysis, number)] = amount
        found[level.metric, level.team, WHOLE] = sum(amounts.values())
    return found


def _capacity(analysis: Analysis) -> Cells:
    table, found = analysis.capacity, dict[Key, Any]()
    people = [("person", one.model.id) for one in analysis.staffing.people]
    teams = [("team", one.model.id) for one in analysis.graph.all(Team)]
    for metric in table.metrics:
        for kind, name in (("plan", ""), *teams, *people):
            capacity = table.of(metric, kind, name)  # type: ignore[arg-type]  # the three kinds there are
            if capacity.judged:
                found |= {(metric, kind, name, _name(analysis, n)): one for n, one in capacity.by_period.items()}
                found[metric, kind, name, WHOLE] = capacity.whole
    return found


def _working_days(analysis: Analysis) -> Cells:
    horizon = analysis.horizon
    return {
        (person.model.id, _name(analysis, number)): horizon.days(person).worked(period.start, period.end)
        for person in analysis.staffing.people
        for number, period in enumerate(horizon.periods)
    }


def _workload(analysis: Analysis) -> Cells:
    found: dict[Key, Any] = {}
    for load in analysis.workload.loads:
        for kind in KINDS:
            for number in analysis.numbers:
                key = (load.person.model.id, _name(analysis, number), kind)
                found[key] = load.of(number, kind)
            found[load.person.model.id, WHOLE, kind] = load.whole(kind)
        for number, hours in (load.hours or {}).items():
            found[load.person.model.id, _name(analysis, number), "hours"] = hours
        if load.hours is not None:
            found[load.person.model.id, WHOLE, "hours"] = sum(load.hours.values())
    return found


def _coverage(analysis: Analysis) -> Cells:
    found = {one.model.id: analysis.coverage.of_territory(one) for one in analysis.graph.all(Territory)}
    return {
        (name, what): count
        for name, covered in found.items()
        for what, count in (("covered", covered.days), ("all", covered.whole))
    }


def _season(analysis: Analysis) -> Cells:
    tops = (analysis.targets.top(metric) for metric in analysis.targets.metrics)
    return {
        (target.metric, _name(analysis, number)): index
        for target in tops
        if target is not None and analysis.measures.adds_over_time(target.metric)
        for number, index in enumerate(analysis.seasons(target))
        if index is not None
    }


def _stretch(analysis: Analysis) -> TimeSpan:
    """Return the stretch that periods are cut by, from the 45th day to the 51st before the end."""
    plan = analysis.horizon.plan
    written = f"{plan.start + timedelta(days=44)}..{plan.end - timedelta(days=51)}"
    (span,) = Selection(period=written).spans(analysis)
    return span


def _in_stretch(analysis: Analysis) -> Cells:
    span, metrics = _stretch(analysis), filter(analysis.measures.adds_over_time, analysis.targets.metrics)
    return {
        (metric, scope): analysis.whole(metric, span.of(analysis.current(metric, scope)), span.numbers)
        for metric in metrics
        for scope in analysis.scopes(metric)
    }


def _days_in_stretch(analysis: Analysis) -> Cells:
    period = _stretch(analysis).period
    people = analysis.staffing.people
    return {(one.model.id,): analysis.horizon.days(one).worked(period.start, period.end) for one in people}


def differences(ours: Cells, theirs: Cells, within: Fraction = CENT) -> list[Difference]:
    """Return the cells that differ by so much or more; one that is not there, or not judged, counts as nothing."""
    return [(key, float(one), float(other)) for key, one, other in _pairs(ours, theirs) if abs(one - other) >= within]


def _strayed(analysis: Analysis, ours: Cells, theirs: Cells) -> list[Difference]:
    """Return the cells further from their exact figure than rounding to whole steps may lead."""
    return [
        (key, float(one), float(other))
        for key, one, other in _pairs(ours, theirs)
        if abs(one - other) >= HANDED_DOWN * Fraction(analysis.measures.step(key[0]))
    ]


def _pairs(ours: Cells, theirs: Cells) -> Iterator[tuple[Key, Fraction, Fraction]]:
    for key in {**ours, **theirs}:
        yield key, Fraction(ours.get(key) or 0), Fraction(theirs.get(key) or 0)


def _without_plan(ours: Cells, theirs: Cells) -> Cells:
    """Leave out the oracle's row of the plan where plancode has none: it says what the only team at the top says."""
    shown = {key[:2] for key in ours}
    return {key: value for key, value in theirs.items() if key[1] or key[:2] in shown}


def _compared(plan: Plan) -> Iterator[tuple[str, list[Difference]]]:
    """Yield every table with the cells that differ."""
    planned, current, oracle = _as_written(plan), _in_force(plan), _oracle(plan)
    yield "targets", _strayed(planned, _amounts(planned, planned.targets.planned), oracle["targets"])
    yield "assigned", _strayed(planned, _amounts(planned, planned.targets.assigned), oracle["assigned"])
    yield "stretch", _strayed(current, _in_stretch(current), oracle["stretch"])
    yield "days of a stretch", differences(_days_in_stretch(planned), oracle["stretch_days"])
    yield "revised", _strayed(current, _amounts(current, current.current), oracle["revised"])
    for analysis, suffix in ((planned, ""), (current, "_revised")):
        rolled = _rolled_up(analysis)
        yield f"rollup{suffix}", _strayed(analysis, rolled, _without_plan(rolled, oracle[f"rollup{suffix}"]))
        for column, name in enumerate(("all", "vacant", "ramped")):
            street = _street(analysis, column)
            theirs = {key: value[column] for key, value in oracle[f"street{suffix}"].items()}
            yield f"street{suffix}: {name}", _strayed(analysis, street, _without_plan(street, theirs))
    yield "working days", differences(_working_days(planned), oracle["working_days"])
    yield "workload", differences(_workload(current), oracle["workload"], FINE)
    yield "coverage", differences(_coverage(current), _covered(oracle), Fraction(1))
    yield "season", differences(_season(planned), oracle["season"], FINE)
    yield "capacity", differences(_capacity(current), oracle["capacity"])
    yield "not judged", _judged_by_one(_capacity(current), oracle["capacity"])


def _covered(oracle: Figures) -> Cells:
    of_territories = {key[1]: value for key, value in oracle["coverage"].items() if key[0] == "territory"}
    return {
        (name, what): pair[at] for name, pair in of_territories.items() for at, what in enumerate(("covered", "all"))
    }


def _judged_by_one(ours: Cells, theirs: Cells) -> list[Difference]:
    """Return the capacities of the whole plan that one judges and the other does not."""
    return [
        (key, float(ours.get(key) or 0), float(value or 0))
        for key, value in theirs.items()
        if key[3] == WHOLE and (value is None) == (key in ours)
    ]


def _differing(plan: Plan) -> dict[str, list[Difference]]:
    return {name: cells for name, cells in _compared(plan) if cells}


def _made(folder: Path, text: str) -> Plan:
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return folder, date(2026, 12, 31)


@pytest.mark.slow
@pytest.mark.parametrize("name", DAYS)
def test_tables_agree(name: str) -> None:
    """Every cell is the oracle's; what is shared out is its exact figure, as near as whole steps allow."""
    assert _differing((PLANS / name, DAYS[name])) == {}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_cases_agree(case: str, tmp_path: Path) -> None:
    """Every cell of a small plan is the oracle's; what is shared out is as near to its exact figure as steps allow."""
    assert _differing(_made(tmp_path, CASES[case])) == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_plans_by_chance_agree(seed: int, tmp_path: Path) -> None:
    """Every cell agrees in plans that mix whatever the cases have one by one."""
    assert _differing(_made(tmp_path, plan_by_chance(seed))) == {}
