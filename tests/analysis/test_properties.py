"""What holds for every plan: splits add up, roll-ups are sums, more people bring more, order does not matter."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.analysis.analysis import Analysis
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.graph.overlay import Drop, Put, overlay
from plancode.model.base import Keyed
from plancode.model.team import Person, Role, Team
from plancode.model.territories import Territory
from plancode.pipeline.checking import check
from plancode.tree.overlay import OverlayTree
from tests.analysis.small import LATE, about, analysed, files_of, head, targets
from tests.making import AS_OF, checked, examples, tree_of
from tests.making import files_of as example_files

SOME = examples(0.25)
AMOUNTS = st.integers(min_value=0, max_value=10**13).map(lambda cents: Decimal(cents) / 100)
PERCENT = st.integers(min_value=0, max_value=100)
TEAMS = ("north", "south")
PHASINGS = st.sampled_from(
    ["even", "working_days", "{profile: months}", "{profile: months, weigh: working_days}", "{profile: parts}"]
)
CALENDAR = (
    "kind: calendar\nid: days\nholidays: {country: CN}\nprofiles:\n"
    "  - {id: months, months: [5%, 5%, 10%, 10%, 10%, 10%, 5%, 5%, 10%, 10%, 10%, 10%]}\n"
    "  - {id: parts, periods: {2026-Q1: 10%, 2026-Q2: 20%, 2026-H2: 70%}}\n"
)
MONTHS = st.integers(min_value=1, max_value=12)


@st.composite
def people(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return a handful of people with dates, part time, leave, changes of team."""
    found: list[dict[str, Any]] = []
    for number in range(draw(st.integers(min_value=1, max_value=5))):
        person: dict[str, Any] = {"id": f"p{number}", "role": "rep", "team": draw(st.sampled_from(TEAMS))}
        if draw(st.booleans()):
            person["start"] = f"2026-{draw(MONTHS):02}-{draw(st.integers(1, 28)):02}"
        if draw(st.booleans()):
            person["fte"] = draw(st.sampled_from(["0.5", "0.8", "1"]))
        if draw(st.booleans()):
            month = draw(MONTHS)
            person["leave"] = f"[{{from: 2026-{month:02}-03, to: 2026-{month:02}-{draw(st.integers(4, 28)):02}}}]"
        if draw(st.booleans()):
            person["changes"] = f"[{{from: 2026-{draw(MONTHS):02}-11, team: {draw(st.sampled_from(TEAMS))}}}]"
        found.append(person)
    return found


def _team(listed: list[dict[str, Any]], ramp: tuple[int, ...] = (0, 50)) -> str:
    rows = ", ".join("{" + ", ".join(f"{key}: {value}" for key, value in one.items()) + "}" for one in listed)
    entries = ", ".join(f"{one}%" for one in ramp)
    role = f"{{id: rep, carries_quota: true, hours_per_week: 40, ramp: [{entries}], attrition: 10%/year, "
    role += "productivity: {metric: revenue, amount: 1.2M/year}, prospecting: 2h/week}"
    return (
        f"kind: team\nid: people\nroles: [{role}]\n"
        f"teams: [{{id: all}}, {{id: north, parent: all}}, {{id: south, parent: all}}]\npeople: [{rows}]\n"
    )


def _goal(amount: Decimal, over: int, shares: tuple[int, ...], phasing: str, more: str = "") -> str:
    """Return targets: two shares of together at most 100 %, and a rest of what they leave for the plan's own people."""
    north, south = shares
    rows = f"{{team: north, share: {north}%}}, {{team: south, share: {south * (100 - north) // 100}%}}"
    return targets(
        f"phasing: {phasing}, target: {{team: all, amount: {amount}, over_assign: {over}%}}, split: [{rows}]{more}"
    )


@given(amount=AMOUNTS, over=PERCENT, shares=st.tuples(PERCENT, PERCENT), phasing=PHASINGS, listed=people())
@SOME
def test_splits_add_up_at_every_level(
    amount: Decimal, over: int, shares: tuple[int, int], phasing: str, listed: list[dict[str, Any]]
) -> None:
    """Periods make the amount, shares the rounded sum of shares, quotas what their team hands down, to the cent."""
    analysis = analysed(_team(listed), CALENDAR, _goal(amount, over, shares, phasing, ", people: {by: even}"))
    for target in analysis.targets.targets:
        if target.amount is not None:
            assert sum(target.by_period.values()) == target.amount
            assert sum(target.assigned_by_period.values()) == target.assigned
    by_rule = [one for one in analysis.targets.targets if one.how == "people"]
    for above in {id(one.above): one.above for one in by_rule}.values():
        assert above is not None
        below = [one for one in analysis.targets.targets if one.above is above and one.get("product") is None]
        for number, whole in above.assigned_by_period.items():
            given = [one.by_period[number] for one in below if number in one.by_period]
            assert sum(given) == whole or (above.fault == "weights" and not any(given))


@given(amount=AMOUNTS, over=PERCENT, phasing=PHASINGS, rests=st.integers(1, 3), north=PERCENT)
@SOME
def test_rests_leave_nothing_over(amount: Decimal, over: int, phasing: str, rests: int, north: int) -> None:
    """With a rest the rows below come to exactly what is assigned; with one rest in every period."""
    names = ["south", "p0", "p1"][:rests]
    rows = [f"{{team: north, share: {north}%}}"]
    rows += [f"{{{'team' if name == 'south' else 'person'}: {name}, rest: true}}" for name in names]
    listed = [{"id": one, "role": "rep", "team": "all"} for one in ("p0", "p1")]
    goal = (
        f"phasing: {phasing}, target: {{team: all, amount: {amount}, over_assign: {over}%}}, split: [{', '.join(rows)}]"
    )
    analysis = analysed(_team(listed), CALENDAR, targets(goal))
    top, *below = analysis.targets.targets
    assert sum((one.amount or Decimal(0) for one in below), Decimal(0)) == top.assigned
    if rests == 1:
        for number, whole in top.assigned_by_period.items():
            assert sum(one.by_period[number] for one in below) == whole


@given(listed=people(), quotas=st.lists(AMOUNTS, min_size=5, max_size=5))
@SOME
def test_roll_ups_are_sums(listed: list[dict[str, Any]], quotas: list[Decimal]) -> None:
    """What is below a team is the sum of its people and of the teams below, and nothing of anybody gets lost."""
    rows = [f"{{person: {one['id']}, amount: {quota}}}" for one, quota in zip(listed, quotas, strict=False)]
    analysis = analysed(_team(listed), CALENDAR, targets(f"targets: [{', '.join(rows)}]"))
    whole = sum((target.amount or Decimal(0) for target in analysis.targets.targets), Decimal(0))
    below = {one.team: sum(map(Fraction, one.below.values()), Fraction(0)) for one in analysis.levels}
    assert abs(below.get("all", Fraction(0)) - below.get("north", 0) - below.get("south", 0)) < Fraction(1, 10**6)
    assert abs(below.get("all", Fraction(0)) - Fraction(whole)) < Fraction(1, 10**6)
    street = {one.team: sum(map(Fraction, one.street.whole.values()), Fraction(0)) for one in analysis.levels}
    assert street == below


@given(listed=people(), more=people())
@SOME
def test_more_people_bring_more(listed: list[dict[str, Any]], more: list[dict[str, Any]]) -> None:
    """Capacity never falls when somebody is added, in any period, of the plan or of a team."""
    added = [one | {"id": f"more-{one['id']}"} for one in more]
    few, many = (analysed(_team(people_), CALENDAR).capacity for people_ in (listed, [*listed, *added]))
    for kind, name in (("plan", ""), ("team", "north"), ("team", "south")):
        less = few.of("revenue", kind, name).by_period  # type: ignore[arg-type]  # two of the kinds there are
        greater = many.of("revenue", kind, name).by_period  # type: ignore[arg-type]  # the same
        assert all(about(greater.get(number, Decimal(0)) - one) >= 0 for number, one in less.items())


@given(listed=people(), ramp=st.lists(st.tuples(PERCENT, PERCENT), min_size=1, max_size=6))
@SOME
def test_a_quicker_ramp_brings_more(listed: list[dict[str, Any]], ramp: list[tuple[int, int]]) -> None:
    """Capacity never falls when every entry of the ramp is at least as high."""
    slow, quick = (tuple(sorted(map(choose, ramp))) for choose in (min, max))
    less, more = (analysed(_team(listed, one), CALENDAR).capacity.of("revenue", "plan", "") for one in (slow, quick))
    assert all(about(more.by_period[number] - one) >= 0 for number, one in less.by_period.items())
    assert about(more.whole - less.whole) >= 0


@given(listed=people(), amount=AMOUNTS, order=st.randoms(use_true_random=False))
@SOME
def test_order_of_files_and_people_changes_no_figure(
    listed: list[dict[str, Any]],
    amount: Decimal,
    order: Any,  # noqa: ANN401  # a source of chance
) -> None:
    """The same documents in other files and in another order, and people in another order, have the same figures."""
    goal = _goal(amount, 8, (30, 50), "working_days", ", people: {by: even}")
    shuffled = list(listed)
    order.shuffle(shuffled)
    documents = [head(team="all"), _team(shuffled), CALENDAR, goal]
    order.shuffle(documents)
    straight = analysed(_team(listed), CALENDAR, goal)
    files = {f"{number}.yaml": f"plancode: v1\n{text}" for number, text in enumerate(_blocks(documents))}
    other = checked(files, LATE).analysis
    assert other is not None
    assert _figures(other) == _figures(straight)


def _blocks(documents: list[str]) -> list[str]:
    """Return documents as lines of a block, whatever order they are in."""
    return [list(files_of(head(), one).values())[1].removeprefix("plancode: v1\n") for one in documents]


def _figures(analysis: Analysis) -> dict[object, object]:
    """Return figures of every table, independent of the order in which they were found."""
    found: dict[object, object] = {}
    for metric in analysis.targets.metrics:
        for scope in analysis.scopes(metric):
            found["target", metric, scope] = dict(analysis.current(metric, scope))
            found["assigned", metric, scope] = dict(analysis.commitments.assigned(metric, scope))
    for level in analysis.levels:
        found["level", level.metric, level.narrow, level.team] = _rounded(level.below)
        found["street", level.metric, level.narrow, level.team] = _rounded(level.street.ramped)
    for metric in analysis.capacity.metrics:
        for team in ("", *(one.model.id for one in analysis.graph.all(Team))):
            capacity = analysis.capacity.of(metric, "team" if team else "plan", team)
            found["capacity", metric, team] = (capacity.judged, _rounded(capacity.by_period))
    for load in analysis.workload.loads:
        found["hours", load.person.model.id] = _rounded(load.hours or {})
        found["load", load.person.model.id] = [about(load.of(number)) for number in analysis.numbers]
    for territory in analysis.graph.all(Territory):
        covered = analysis.coverage.of_territory(territory)
        found["coverage", territory.model.id] = (covered.days, covered.whole)
    for balance in analysis.balance:
        values = {person.model.id: about(value) for person, value in balance.values}
        found["balance", balance.role.model.id, balance.measure] = values
    for one in analysis.feasibility:
        found["feasible", one.target.document.model.id] = one.verdict
    return found


def _rounded(amounts: Any) -> dict[int, Decimal]:  # noqa: ANN401  # amounts by period
    return {number: about(amount) for number, amount in amounts.items() if about(amount)}


@pytest.mark.parametrize("name", ["huadong", "starter"])
def test_order_of_files_of_an_example_changes_no_figure(name: str) -> None:
    """The examples read from files in the opposite order, under other names, have the same figures."""
    files = example_files(name)
    straight = check(OverlayTree(files), AS_OF).analysis
    turned = check(OverlayTree(dict(sorted(files.items(), reverse=True))), AS_OF).analysis
    assert straight is not None
    assert turned is not None
    assert _figures(turned) == _figures(straight)


@pytest.mark.parametrize("name", ["huadong", "adventure-works"])
def test_plan_before_any_adjustment_is_the_base(name: str) -> None:
    """As of the day before the first adjustment is effective the plan is as it is written, in graph and figures."""
    found = check(tree_of(example_files(name)), date(2000, 1, 1))
    assert found.graph is found.base
    assert found.analysis is not None
    for metric in found.analysis.targets.metrics:
        for scope in found.analysis.targets.scopes(metric):
            assert found.analysis.current(metric, scope) == found.analysis.targets.planned(metric, scope)


def _graph(name: str) -> PlanGraph:
    return check(tree_of(example_files(name)), AS_OF).graph


def _made(analysis: Analysis) -> int:
    """Work out what is kept for other days, and return how many figures had to be made."""
    before = analysis.memo.made
    _ = [analysis.capacity.of(metric, "plan", "") for metric in analysis.capacity.metrics]
    _ = analysis.workload.loads
    return analysis.memo.made - before


def _put(entity: Entity[Any], change: Callable[[Any], Keyed]) -> Put:
    origin = entity.origin
    return Put(change(entity.model), origin.document, origin.route, entity.document_id, entity.parent)


def _after(graph: PlanGraph, edit: Put | Drop) -> tuple[Analysis, Analysis, int]:
    """Return the tables after an edit, made from those before and made anew, and how many figures the first made."""
    period = graph.period(None)
    assert period is not None
    before = Analysis(graph, period, AS_OF)
    _made(before)
    changed = overlay(graph, [edit])
    incremental, anew = before.over(changed), Analysis(changed, changed.period(None) or period, AS_OF)
    return incremental, anew, _made(incremental)


@pytest.mark.parametrize("person", ["zhou-min", "xu-lei", "ye-qing", "ma-xiao", "open-hangzhou-1", "lin-yue"])
def test_edit_of_a_person_redoes_only_them(person: str) -> None:
    """After an edit of one person the tables are those made anew; only figures that rest on that person are made."""
    graph = _graph("huadong")
    found = graph.find(Person, person)
    assert found is not None
    incremental, anew, made = _after(graph, _put(found, lambda model: model.model_copy(update={"fte": Decimal("0.5")})))
    assert _figures(incremental) == _figures(anew)
    others = len(graph.all(Person)) - 1
    assert made <= len(incremental.capacity.metrics) + 1 + _deputised(graph, person)
    assert made < others


def _deputised(graph: PlanGraph, person: str) -> int:
    """Return how many people have calls that somebody else may have to make."""
    territories = [one for one in graph.all(Territory) if one.model.deputy == person]
    owners = {owner.person for one in territories for owner in one.model.owners}
    seats = {one.model.id for one in graph.all(Person) if one.model.vacancy and one.model.vacancy.carried_by == person}
    return len(owners | seats)


def test_edit_of_a_role_is_seen_everywhere() -> None:
    """After an edit of a role everything is as if made anew."""
    graph = _graph("huadong")
    for role in graph.all(Role):
        edit = _put(role, lambda model: model.model_copy(update={"hours_per_week": Decimal(30)}))
        incremental, anew, _ = _after(graph, edit)
        assert _figures(incremental) == _figures(anew)


def test_edit_of_a_territory_is_seen() -> None:
    """After an edit of a territory's owners calls and coverage are as if made anew."""
    graph = _graph("huadong")
    for territory in graph.all(Territory):
        edit = _put(territory, lambda model: model.model_copy(update={"owners": model.owners[:1]}))
        incremental, anew, _ = _after(graph, edit)
        assert _figures(incremental) == _figures(anew)


def test_dropping_somebody_is_seen() -> None:
    """Without a person nothing of theirs is left, and nobody else is made anew but who rests on them."""
    graph = _graph("huadong")
    found = graph.find(Person, "zhou-min")
    assert found is not None
    incremental, anew, made = _after(graph, Drop(Key(found.key.kind, found.key.id)))
    assert _figures(incremental) == _figures(anew)
    assert made <= 1 + _deputised(graph, "zhou-min")


def test_edit_of_nothing_makes_nothing() -> None:
    """The same graph again borrows every figure."""
    graph = _graph("huadong")
    period = graph.period(None)
    assert period is not None
    analysis = Analysis(graph, period, AS_OF)
    assert _made(analysis) > 0
    assert _made(analysis.over(overlay(graph, []))) == 0


def test_role_of_a_deputy_is_seen() -> None:
    """Calls that a deputy makes take the time of the deputy's role: an edit of that role is seen."""
    people_ = (
        "kind: team\nid: people\nteams: [{id: all}]\n"
        "roles: [{id: rep, hours_per_week: 40}, {id: lead, hours_per_week: 40, overhead: 50%}]\n"
        "people: [{id: ann, role: rep, team: all, leave: [{from: 2026-03-01, to: 2026-05-31}]}, "
        "{id: eve, role: lead, team: all}]\n"
    )
    territories = (
        "{kind: territories, id: map, call_plan: {A: {calls: 1/day, minutes: 60min}}, territories: [{id: t, "
        "travel_per_day: 2h, deputy: eve, owners: [{person: ann}], account_groups: [{id: g, class: A, count: 3}]}]}\n"
    )
    graph = analysed(people_, territories).graph
    role = graph.find(Role, "lead")
    assert role is not None
    incremental, anew, _ = _after(graph, _put(role, lambda model: model.model_copy(update={"overhead": None})))
    assert _figures(incremental) == _figures(anew)
