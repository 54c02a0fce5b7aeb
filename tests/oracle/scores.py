"""Results, scorecards and pace, worked out from a plan's files and docs/numbers.md alone.

Rows are plain CSV, fractions are exact. What the example plans do not use (credit of owners, exchange rates, pipeline)
is left out on purpose: an oracle that guesses is none.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from tests.oracle import adjustments, rollup
from tests.oracle.days import DAY, Period, add_months, optional_day, parse_day
from tests.oracle.plan import Person as PlanPerson
from tests.oracle.plan import Plan, read_plan
from tests.oracle.reading import Record, is_true, number, quantity, some
from tests.oracle.tables import sheets, table
from tests.oracle.targets import Amounts, Scope

ZERO, ONE = Fraction(0), Fraction(1)
LOWER = frozenset({"receivable_days", "sales_cycle"})
"""The built-in metrics of which less is better."""


class Row(NamedTuple):
    """A row of a source: its day, its seller, and its cells."""

    day: date
    person: str
    cells: dict[str, str]


@dataclass(frozen=True)
class Card:
    """A scorecard: its lines by id, points outside the hundred, total and grade."""

    lines: dict[str, "Line"]
    added: Fraction
    deducted: Fraction
    total: Fraction | None
    grade: str | None
    coefficient: str | None
    by_team: frozenset[str]


@dataclass(frozen=True)
class Line:
    """A line: what was aimed at and reached, and what it gives; `level` where that was given instead."""

    target: Fraction | None = None
    actual: Fraction | None = None
    attainment: Fraction | None = None
    variance: Fraction | None = None
    raw: Fraction | None = None
    points: Fraction | None = None
    level: str | None = None


@dataclass(frozen=True)
class Pace:
    """How a scope stands within the year; None of what there is none of."""

    through: date
    to_date: Fraction
    actual: Fraction
    target: Fraction
    attainment: Fraction | None
    gap: Fraction
    forecast: Fraction | None
    run_rate: Fraction | None
    required: Fraction | None
    status: str


@dataclass
class Book:
    """A plan with its results as of a day."""

    plan: Plan
    folder: Path
    as_of: date
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the sources, and work out the targets in force on the day."""
        plan = self.plan
        self.documents = plan.of_kind("actuals")
        self.sources = {one["id"]: one for document in self.documents for one in some(document.get("sources"))}
        self.measures = {one["metric"]: one for document in self.documents for one in some(document.get("metrics"))}
        self.targets = table(plan, adjustments.revised(plan, sheets(plan), self.as_of))
        self.rollups = rollup.rollup(rollup.Counting(plan, plan), self.targets)
        self.rows = {name: list(self._rows_of(one)) for name, one in self.sources.items()}

    def over(self, quotas: Mapping[tuple[str, Scope], Amounts]) -> "Book":
        """Take the quotas of whoever has any as they were rounded: there is more than one way to do so."""
        self.targets |= {key: amounts for key, amounts in quotas.items() if key in self.targets}
        self.rollups = rollup.rollup(rollup.Counting(self.plan, self.plan), self.targets)
        return self

    def _rows_of(self, source: Record) -> Iterator[Row]:
        system, columns = source.get("match_by"), source["columns"]
        assert source.get("credit", "seller") == "seller"
        assert "currency" not in columns
        codes = {(one.record.get("codes") or {}).get(system): name for name, one in self.plan.people.items()}
        text = (self.folder / source["file"]).read_text("utf-8-sig")
        for cells in csv.DictReader(text.splitlines()):
            day = parse_day(cells[columns["date"]])
            name = codes.get(cells[columns["person"]])
            if name is not None and day in self.plan.period and day <= self.as_of:
                yield Row(day, name, cells)

    def lower(self, metric: str) -> bool:
        """Whether less of a metric is better."""
        return str(self.plan.metric(metric).get("better", "lower" if metric in LOWER else "higher")) == "lower"

    def complete(self, metric: str) -> date | None:
        """Return the day through which the source of a metric is complete."""
        return optional_day(self.sources[self.measures[metric]["source"]].get("complete_through"))

    def counted(self, metric: str, scope: Scope, period: Period, until: date | None = None) -> list[Row]:
        """Return the rows of a metric that are credited to a scope in a period."""
        measure, names = self.measures[metric], dict(scope)
        columns = self.sources[measure["source"]]["columns"]
        products = {(one.get("codes") or {}).get("erp"): one["id"] for one in some(self.plan.head.get("products"))}

        def counts(row: Row) -> bool:
            if "person" in names and row.person != names["person"]:
                return False
            if "team" in names and names["team"] not in self.plan.teams_above(self.team_on(row.person, row.day)):
                return False
            if "product" in names and products.get(row.cells[columns["product"]]) != names["product"]:
                return False
            passes = all(row.cells[one["column"]] == one["is"] for one in some(measure.get("filters")))
            return passes and row.day in period and (until is None or row.day <= until)

        return [row for row in self.rows[measure["source"]] if counts(row)]

    def team_on(self, name: str, day: date) -> str:
        """Return the team of somebody on a day."""
        return self.plan.people[name].team(day)

    def value(self, metric: str, scope: Scope, period: Period, until: date | None = None) -> Fraction | None:
        """Return what a scope reached ("The actual of a period"); None where no row counts."""
        rows = self.counted(metric, scope, period, until)
        if rows and self.plan.metric(metric).get("over_time") == "last":
            last = max(number_ for number_, one in enumerate(self.plan.periods) if any(row.day in one for row in rows))
            rows = [row for row in rows if row.day in self.plan.periods[last]]
        return self.measured(self.measures[metric], rows) if rows else None

    def measured(self, measure: Record, rows: list[Row]) -> Fraction | None:
        """Return the figure of some rows ("Sources")."""
        columns = self.sources[measure["source"]]["columns"]
        column = measure.get("column") or columns.get("amount")
        if measure["measure"] == "count":
            return Fraction(len(rows))
        if measure["measure"] == "distinct":
            return Fraction(len({row.cells[column] for row in rows}))
        values = [Fraction(row.cells[column]) for row in rows if row.cells[column]]
        if measure["measure"] == "mean":
            return sum(values, ZERO) / len(values) if values else None
        if measure["measure"] == "ratio":
            under = sum((Fraction(row.cells[measure["denominator"]]) for row in rows), ZERO)
            return sum(values, ZERO) / under if under else None
        assert measure["measure"] == "sum"
        return sum(values, ZERO)

    def amounts(self, metric: str, scope: Scope) -> dict[str, Fraction]:
        """Return the target of a scope by period; of a team without one what the levels below it add up to."""
        own = self.targets.get((metric, scope))
        if own is not None:
            return own
        team = dict(scope).get("team")
        return {name: value for (one, at, name), value in self.rollups.items() if (one, at) == (metric, team)}

    def target(self, metric: str, scope: Scope, periods: list[Period]) -> Fraction | None:
        """Return the target of some periods: their sum, for other metrics the last or the mean."""
        amounts = self.amounts(metric, scope)
        found = [amounts[one.name] for one in periods if one.name in amounts]
        if not found:
            return None
        if self.plan.adds_up(metric):
            return sum(found, ZERO)
        return found[-1] if self.plan.metric(metric).get("over_time") == "last" else sum(found, ZERO) / len(found)

    def basis(self, person: str, metric: str | None) -> Scope:
        """Return by whose results somebody is measured: with a target of their own by their own."""
        own: Scope = (("person", person),)
        led = [name for name, one in self.plan.teams.items() if one.get("manager") == person]
        above = [name for name in led if not set(list(self.plan.teams_above(name))[1:]) & set(led)]
        if not above or (metric is not None and any(self.targets.get((metric, own), {}).values())):
            return own
        return (("team", above[0]),)


def read_book(folder: Path, as_of: date) -> Book:
    """Return the results of the plan in a folder as of a day."""
    return Book(read_plan(folder), folder, as_of)


def named_parts(plan: Plan) -> list[tuple[str | None, str | None]]:
    """Return the year and the quarter of each period, by what it states or by its name; None where it has none."""
    stated = {str(one["id"]): one for one in some((plan.head.get("fiscal") or {}).get("periods"))}
    if stated:
        return [(stated[one.name].get("year"), stated[one.name].get("quarter")) for one in plan.periods]
    return [(one.name[:-4], str((int(one.name[-2:]) + 2) // 3)) for one in plan.periods]


def quarters(plan: Plan) -> list[list[Period]]:
    """Return the periods of each quarter; explicit periods have those that they state."""
    keys = named_parts(plan)
    if None in [quarter for _, quarter in keys]:
        return []
    return [
        [one for one, key in zip(plan.periods, keys, strict=True) if key == wanted] for wanted in dict.fromkeys(keys)
    ]


def year_of(plan: Plan, day: date) -> list[Period]:
    """Return the periods of the year of the plan that a day lies in, or of the last one.

    Fiscal years where there are any; else those of the calendar, if the plan begins and ends with one; else the plan.
    """
    keys: list[str | None] = [year for year, _ in named_parts(plan)]
    if (not plan.fiscal and None in keys) or (not plan.fiscal and not plan.named):
        keys = [str(one.first.year) for one in plan.periods]
        edges = {(plan.period.first.month, plan.period.first.day), (plan.period.end.month, plan.period.end.day)}
        if edges != {(1, 1)} or any(one.first.year != one.last.year for one in plan.periods):
            keys = [""] * len(keys)
    years = [
        [one for one, key in zip(plan.periods, keys, strict=True) if key == wanted] for wanted in dict.fromkeys(keys)
    ]
    return next((one for one in years if day <= one[-1].last), years[-1])


def card(book: Book, person: PlanPerson, periods: list[Period]) -> Card | None:
    """Return somebody's scorecard over some periods; None where they have none."""
    whole = Period(periods[0].first, periods[-1].last)
    rubrics = [one for one in book.plan.of_kind("rubric") if person.role(whole.last) in some(one["roles"])]
    if person.open or not rubrics or not any(person.employed(day) for day in whole.days()):
        return None
    rubric = rubrics[0]
    lines = {one["id"]: line(book, person, rubric, one, periods) for one in some(rubric["kpis"])}
    weights = {one["id"]: number(one["weight"]) for one in some(rubric["kpis"])}
    assert rubric.get("missing", "skip") == "skip"
    known = {name: one.points for name, one in lines.items() if one.points is not None}
    added = outside(book, person, some(rubric.get("additions")), whole)
    deducted = outside(book, person, some(rubric.get("deductions")), whole)
    total = None
    if known:
        reweighted = sum(known.values(), ZERO) * sum(weights.values()) / sum(weights[name] for name in known)
        total = reweighted + added - deducted
    grade = graded(book, person, rubric, total, whole)
    measured = [one for one in some(rubric["kpis"]) if "assess" not in one]
    by_team = frozenset(one["id"] for one in measured if "team" in dict(book.basis(person.id, one.get("metric"))))
    return Card(lines, added, deducted, total, grade.get("grade"), grade.get("coefficient"), by_team)


def outside(book: Book, person: PlanPerson, bonuses: list[Record], whole: Period) -> Fraction:
    """Return additions or deductions: points for each case, at most `max`; of what is said in words those given."""
    found = ZERO
    for one in bonuses:
        if not one.get("metric"):
            each = number(one["each"])
            given = [number(record["points"]) if record.get("points") else each
                     for document in book.plan.of_kind("assessments") for record in some(document.get("points"))
                     if record["person"] == person.id and record["for"] == one.get("id")
                     and parse_day(record["on"]) in whole and parse_day(record["on"]) <= book.as_of]  # fmt: skip
            found += min(sum(given, ZERO), number(one["max"]))
        if one.get("metric"):
            scope = book.basis(person.id, one["metric"])
            scope = (*scope, ("product", one["product"])) if one.get("product") else scope
            cases = book.value(one["metric"], scope, whole) or ZERO
            found += max(min(cases * number(one["each"]), number(one["max"])), ZERO)
    return found


def pool(book: Book, rubric: Record, periods: list[Period]) -> dict[str, tuple[Fraction, bool]]:
    """Return what each has of a rubric's bonus pool of a period that is over, and whether it is kept back instead."""
    stated, whole = rubric["pool"], Period(periods[0].first, periods[-1].last)
    weights = {name: number(weight) for name, weight in (stated.get("weights") or {}).items()}
    counted: dict[str, tuple[Fraction, bool]] = {}
    for person in book.plan.people.values():
        made = card(book, person, periods) if person.role(whole.last) in some(rubric["roles"]) else None
        if made is None:
            continue
        weight = weights.get(person.id, weights.get(person.role(whole.last), ONE))
        days = [day for day in whole.days() if person.calendar.works(day)]
        is_graded = 2 * sum(person.employed(day) for day in days) >= len(days) and made.coefficient is not None
        coefficient = number(made.coefficient or "0") if is_graded else ONE
        if is_graded or stated.get("ungraded", "kept") == "kept":
            counted[person.id] = (coefficient * weight, not is_graded)
    cents, together = number(stated["amount"]) * 100, sum((one for one, _ in counted.values()), ZERO)
    exact = {name: cents * one / together for name, (one, _) in counted.items()}
    down = {name: Fraction(one // 1) for name, one in exact.items()}
    most = sorted(exact, key=lambda name: down[name] - exact[name])[: int(cents - sum(down.values()))]
    return {name: ((one + (name in most)) / 100, counted[name][1]) for name, one in down.items()}


def graded(book: Book, person: PlanPerson, rubric: Record, total: Fraction | None, whole: Period) -> Record:
    """Return the best grade whose `from` the total reaches, capped by the vetoes that bite."""
    grades = some(rubric.get("grades"))
    if total is None:
        return {}
    at = next((k for k, one in enumerate(grades) if "from" not in one or total >= number(one["from"])), None)
    if at is None:
        return {}
    for veto in some(rubric.get("vetoes")):
        value = book.value(veto["metric"], book.basis(person.id, veto["metric"]), whole)
        value = ZERO if value is None and book.plan.adds_up(veto["metric"]) else value
        if value is not None and value > number(veto["above"]):
            at = max(at, next(k for k, one in enumerate(grades) if one["grade"] == veto["grade"]))
    return dict(grades[at])


def line(book: Book, person: PlanPerson, rubric: Record, kpi: Record, periods: list[Period]) -> Line:
    """Return one line of a scorecard."""
    whole = Period(periods[0].first, periods[-1].last)
    if not is_there(book, person, whole):
        return Line()
    if kpi.get("frequency") == "month" and len(periods) > 1:
        return monthly(book, person, rubric, kpi, periods)
    lower, level = False, None
    actual: Fraction | None
    if kpi.get("assess"):
        actual, level = assessed(book, person, rubric, kpi, min(book.as_of, whole.last))
        target = None
    elif is_true(kpi.get("tasks")):
        actual, target = tasks(book, person, whole), number(kpi.get("target", "100%"))
    else:
        metric = kpi["metric"]
        scope, lower = book.basis(person.id, metric), book.lower(metric)
        actual = known = book.value(metric, scope, whole)
        if actual is None and book.plan.adds_up(metric):
            actual = ZERO
        complete = book.complete(metric) or whole.last
        is_over = whole.last <= book.as_of
        if complete < whole.last if is_over else complete < whole.first and known is None:
            actual = None
        target = book.target(metric, scope, periods)
        if target is None and kpi.get("target") is not None:
            target = number(kpi["target"])
    attained = attainment(actual, target, lower=lower)
    variance = None if actual is None or target is None else (target - actual if lower else actual - target)
    if actual is None and level is None:
        return Line(target, None, None, None)
    raw, points = METHODS[kpi["score"]["method"]](kpi["score"], number(kpi["weight"]), actual, attained, level)
    return Line(target, actual, attained, variance, raw, points, level)


def monthly(book: Book, person: PlanPerson, rubric: Record, kpi: Record, periods: list[Period]) -> Line:
    """Return a line of a quarter that is scored in each month: mean, sum, or those of the last month."""
    alone = {key: value for key, value in kpi.items() if key != "frequency"}
    each = alone | {"weight": f"{kpi['weight']}/3"} if kpi.get("together") == "sum" else alone
    begun = [one for one in periods if one.first <= book.as_of and is_there(book, person, one)]
    months = [line(book, person, rubric, each, [one]) for one in begun]
    months = months[-1:] if kpi.get("together") == "last" else months
    whole = line(book, person, rubric, alone, periods)
    if any(one.points is None for one in months) or not months:
        return replace(whole, raw=None, points=None)
    raw, points = ([getattr(one, name) for one in months] for name in ("raw", "points"))
    times = 3 if kpi.get("together") == "sum" else 1
    return replace(whole, raw=sum(raw, ZERO) / len(raw) * times, points=sum(points, ZERO) / len(points) * times)


def is_there(book: Book, person: PlanPerson, whole: Period) -> bool:
    """Whether somebody works on a day of a period, long leave apart: who does not is absent, and nothing is known."""
    days = [day for day in whole.days() if person.calendar.works(day) and person.employed(day)]
    return any(not book.plan.on_long_leave(person, day) for day in days)


def attainment(actual: Fraction | None, target: Fraction | None, *, lower: bool) -> Fraction | None:
    """Return actual ÷ target, of a planned loss 1 + what it is better by ÷ its size; where lower is better 2 − that."""
    if actual is None or target is None or target == 0:
        return None
    part = actual / target if target > 0 else 1 + (actual - target) / abs(target)
    return max(2 - part, ZERO) if lower else part


def assessed(
    book: Book, person: PlanPerson, rubric: Record, kpi: Record, day: date
) -> tuple[Fraction | None, str | None]:
    """Return the newest score or level up to a day, if it still holds on it."""
    names = {kpi["id"], f"{rubric['id']}/{kpi['id']}"}
    every = [one for document in book.plan.of_kind("assessments") for one in some(document.get("assessments"))]
    mine = [one for one in every if one["person"] == person.id and one["kpi"] in names and parse_day(one["on"]) <= day]
    if not mine:
        return None, None
    newest = max(mine, key=lambda one: str(one["on"]))
    holds = quantity(newest.get("valid_for") or kpi["valid_for"])
    assert holds.unit == "m"
    if day >= add_months(parse_day(newest["on"]), int(holds.number)):
        return None, None
    if kpi["score"]["method"] == "levels":
        return None, newest["level"]
    return number(newest["score"]), None


def tasks(book: Book, person: PlanPerson, whole: Period) -> Fraction | None:
    """Return the tasks finished in time ÷ the tasks due, of a manager with those of the team."""
    team = dict(book.basis(person.id, None)).get("team")
    names = {person.id}
    if team is not None:
        names |= {one.id for one in book.plan.people.values() if team in book.plan.teams_above(one.team(whole.last))}
    actions = [one for document in book.plan.of_kind("actions") for one in some(document.get("actions"))]
    found = [(one.get("owner"), one.get("to"), one.get("done"), one.get("status") == "done") for one in actions
             if one.get("status") != "dropped"]  # fmt: skip
    agreed = [one for document in book.plan.of_kind("review") for one in some(document.get("actions"))]
    found += [(one["owner"], one["due"], one.get("done"), False) for one in agreed]
    due = [one for one in found if one[0] in names and one[1] and parse_day(one[1]) in whole]
    due = [one for one in due if parse_day(one[1] or "") <= book.as_of]
    in_time = [one for one in due if (one[2] is None and one[3]) or (one[2] is not None and one[2] <= (one[1] or ""))]
    return Fraction(len(in_time), len(due)) if due else None


Points = tuple[Fraction | None, Fraction | None]
"""Points as they come, and within what the method allows."""


def _ratio(score: Record, weight: Fraction, _actual: Any, attained: Fraction | None, _level: Any) -> Points:  # noqa: ANN401
    if attained is None:
        return None, None
    most = number(score["cap"]) if score.get("cap") else attained
    under = attained < number(score.get("floor", "0%"))
    return attained * weight, ZERO if under else max(min(attained, most), ZERO) * weight


def _bands(score: Record, _weight: Any, actual: Fraction, _attained: Any, _level: Any) -> Points:  # noqa: ANN401
    for one in score["bands"]:
        if ("to" not in one or actual <= number(one["to"])) and ("from" not in one or actual >= number(one["from"])):
            return number(one["points"]), number(one["points"])
    return None, None


def _linear(score: Record, weight: Fraction, actual: Fraction, _attained: Any, _level: Any) -> Points:  # noqa: ANN401
    floor, ceiling = number(score["floor"]), number(score["ceiling"])
    raw = (actual - floor) / (ceiling - floor) * weight
    return raw, min(max(raw, ZERO), weight)


def _pass_fail(score: Record, weight: Fraction, actual: Fraction, _attained: Any, _level: Any) -> Points:  # noqa: ANN401
    given = weight if actual >= number(score["at"]) else ZERO
    return given, given


def _levels(score: Record, weight: Fraction, _actual: Any, _attained: Any, level: str) -> Points:  # noqa: ANN401
    given = number(score["levels"][level]) * weight
    return given, given


def _deduction(score: Record, weight: Fraction, actual: Fraction, _attained: Any, _level: Any) -> Points:  # noqa: ANN401
    off = max(actual - number(score.get("free", "0")), ZERO) * number(score["each"])
    most = number(score["max"]) if score.get("max") else off
    return weight - off, max(weight - min(off, most), ZERO)


def _curve(score: Record, weight: Fraction, _actual: Any, attained: Fraction | None, _level: Any) -> Points:  # noqa: ANN401
    if attained is None:
        return None, None
    low, high = number(score["threshold"]), number(score["stretch"])
    at_low, at_high = number(score["at_threshold"]), number(score["at_stretch"])
    if attained < low:
        share = ZERO
    elif attained < 1:
        share = at_low + (1 - at_low) * (attained - low) / (1 - low)
    else:
        share = 1 + (at_high - 1) * (min(attained, high) - 1) / (high - 1)
    return share * weight, share * weight


def _accelerator(score: Record, weight: Fraction, _actual: Any, attained: Fraction | None, _level: Any) -> Points:  # noqa: ANN401
    """Add up two tiers as a commission is: what lies within the target, and what lies beyond it at the higher rate."""
    if attained is None:
        return None, None
    within, beyond = (attained, ZERO) if attained < 1 else (Fraction(1), attained - 1)
    raw = weight * within + weight * number(score["rate"]) * beyond
    if score.get("floor") and attained < number(score["floor"]):
        return raw, ZERO
    return raw, max(min(raw, weight * number(score["cap"])), ZERO)


METHODS: dict[str, Callable[..., Points]] = {
    "ratio": _ratio, "bands": _bands, "linear": _linear, "pass_fail": _pass_fail, "levels": _levels,
    "deduction": _deduction, "curve": _curve, "accelerator": _accelerator,
}  # fmt: skip


def pace(book: Book, metric: str, scope: Scope) -> Pace | None:
    """Return how a scope stands in a metric that adds up, within the year that the day lies in; None without a plan."""
    periods, amounts = year_of(book.plan, book.as_of), book.amounts(metric, scope)
    if not any(one.name in amounts for one in periods):
        return None
    through = min(book.as_of, book.complete(metric) or book.as_of)
    batches = book.sources[book.measures[metric]["source"]].get("arrives") == "batches"
    if batches:
        through = max((one.last for one in book.plan.periods if one.last <= through), default=periods[0].first - DAY)
    passed = days = to_date = ZERO
    for one in (one for one in periods if one.name in amounts):
        gone, there = one.cut(None, through), _worked(book, scope, one)
        worked = _worked(book, scope, gone) if gone else ZERO
        passed, days = passed + worked, days + there
        to_date += amounts[one.name] * (worked / there if there else Fraction(one.last <= through))
    whole = Period(periods[0].first, periods[-1].last)
    actual = book.value(metric, scope, whole, through) or ZERO
    target = sum((amounts.get(one.name, ZERO) for one in periods), ZERO)
    lower = book.lower(metric)
    assert not lower
    attained = attainment(actual, to_date, lower=lower)
    return Pace(
        through=through,
        to_date=to_date,
        actual=actual,
        target=target,
        attainment=attained,
        gap=actual - to_date,
        forecast=actual / (to_date / target) if to_date and target else None,
        run_rate=actual / passed * days if passed else None,
        required=max(target - actual, ZERO) / (days - passed) if days > passed else None,
        status=status(book, metric, scope, (to_date, target, attained, through)),
    )


def _worked(book: Book, scope: Scope, period: Period) -> Fraction:
    """Return the working days of a period: of a person their own, else those of the plan."""
    person = book.plan.people.get(dict(scope).get("person", ""))
    if person is None:
        return Fraction(book.plan.calendar.count(period))
    return Fraction(sum(person.works(day) for day in period.days()))


def status(book: Book, metric: str, scope: Scope, found: tuple[Fraction, Fraction, Fraction | None, date]) -> str:
    """Return on track, at risk, off pace, or too early, by the policy of the plan."""
    to_date, target, attained, through = found
    policy = book.plan.policy.get("pace") or {}
    if target <= 0:
        return "not_judged"
    rows = deals = len(book.counted(metric, scope, Period(book.plan.period.first, through)))
    runs = book.as_of < book.plan.period.last
    if book.plan.metric(metric).get("unit") in {"count", "units"}:
        deals = max(deals, int(to_date))
    few = runs and rows > 0 and deals < int(policy.get("min_deals", "3"))
    if to_date / target < number(policy.get("judge_from", "15%")) or few or attained is None:
        return "too_early"
    if attained >= number(policy.get("on_track", "95%")):
        return "on_track"
    return "at_risk" if attained >= number(policy.get("at_risk", "85%")) else "off_pace"
