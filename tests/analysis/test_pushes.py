"""Pushes and answers: which actions use a peak or lift a trough, by their days and by whose customers they are for."""

from datetime import date

import pytest

from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.analysis.pushes import answers, contains, is_done_in, overlap, pushes
from plancode.graph.entity import Entity
from plancode.model.actions import Action
from plancode.period import Period
from tests.analysis.small import TEAM, analysed, files_of, head, target_of, targets
from tests.making import checked, codes

PLAN = head(team="all", products="[{id: tea}, {id: milk}]")
MOVER = "  - {id: mo, role: rep, team: north, changes: [{from: 2026-07-01, team: south}]}\n"
MAP = "{kind: territories, id: map, territories: [{id: t, team: north, accounts: [{id: shop}]}]}\n"
PEAK = "phasing: {shares: [7%, 7%, 8%, 8%, 8%, 12%, 12%, 8%, 8%, 8%, 7%, 7%]}"
"""A peak in June and July, a trough in the first, second and last two months."""
SECOND_QUARTER = Period(date(2026, 4, 1), date(2026, 7, 1))


def _plan(*more: str) -> Analysis:
    return analysed(PLAN, TEAM + MOVER, MAP, *more)


def _actions(*inside: str) -> str:
    return f"{{kind: actions, id: work, actions: [{', '.join(f'{{{one}}}' for one in inside)}]}}\n"


def _scope(text: str) -> Scope:
    pairs = (one.split() for one in text.split(", ") if one)
    return tuple((name, value) for name, value in pairs)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("", "person ann", True),
        ("team north", "team south", False),
        ("team north", "team all", True),
        ("person ann", "team north", True),
        ("person ann", "team south", False),
        ("person ann", "person bob", False),
        ("person ann", "person ann", True),
        ("person mo", "team north", True),
        ("person mo", "team south", True),
        ("person cy", "person mo", False),
        ("territory t", "team north", True),
        ("territory t", "team south", False),
        ("account shop", "team north", True),
        ("account shop", "person cy", False),
        ("account shop", "person ann", True),
        ("product tea", "product milk", False),
        ("product tea", "team south", True),
        ("team north, product tea", "team south, product tea", False),
    ],
)
def test_scopes_share_customers(one: str, other: str, shared: bool) -> None:  # noqa: FBT001
    """People, territories and accounts count with all teams they are in; what only one side names the other has."""
    analysis = _plan()
    assert overlap(analysis.staffing, _scope(one), _scope(other)) is shared
    assert overlap(analysis.staffing, _scope(other), _scope(one)) is shared


@pytest.mark.parametrize(
    ("wide", "narrow", "held"),
    [
        ("", "team north, product tea", True),
        ("team north", "", False),
        ("team all", "person cy", True),
        ("team north", "person ann", True),
        ("team north", "person cy", False),
        ("team north", "person mo", False),
        ("team north", "account shop", True),
        ("product tea", "team north, product tea", True),
        ("product tea", "team north", False),
        ("person ann", "team north", False),
    ],
)
def test_scope_holds_all_of_another(wide: str, narrow: str, held: bool) -> None:  # noqa: FBT001
    """A team holds whoever is in it all the time, and never more than itself."""
    assert contains(_plan().staffing, _scope(wide), _scope(narrow)) is held


@pytest.mark.parametrize(
    ("inside", "done"),
    [
        ("from: 2026-03-01, to: 2026-03-31", False),
        ("from: 2026-03-01, to: 2026-04-01", True),
        ("from: 2026-06-30, to: 2026-08-31", True),
        ("from: 2026-07-01, to: 2026-08-31", False),
        ("to: 2026-04-01", True),
        ("to: 2026-07-01", False),
        ("from: 2026-01-01", True),
        ("owner: ann", False),
        ("from: 2026-04-01, to: 2026-04-30, status: dropped", False),
    ],
)
def test_days_of_an_action_in_a_quarter(inside: str, done: bool) -> None:  # noqa: FBT001
    """The first and the last day count; without a first day it is the day it is due, without a last it goes on."""
    (action,) = _plan(_actions(f"id: one, {inside}")).graph.all(Action)
    assert is_done_in(action.model, SECOND_QUARTER) is done


def _names(found: tuple[Entity[Action], ...]) -> list[str]:
    return [one.model.id for one in found]


JULY = "from: 2026-07-06, to: 2026-07-17"
EFFECT = "effects: [{metric: revenue, amount: 5"


@pytest.mark.parametrize(
    ("action", "pushing"),
    [
        (f"{JULY}, {EFFECT}}}]", True),
        (f"{JULY}, {EFFECT}, person: ann}}]", True),
        (f"{JULY}, {EFFECT}, person: cy}}]", False),
        (f"{JULY}, {EFFECT}, person: mo}}]", True),
        (f"{JULY}, scope: {{person: cy}}, {EFFECT}}}]", False),
        (f"{JULY}, scope: {{person: cy}}, {EFFECT}, person: ann}}]", True),
        (f"{JULY}, {EFFECT}, period: 2026-Q2}}]", True),
        (f"{JULY}, {EFFECT}, period: 2026-Q4}}]", False),
        (f"{JULY}, effects: [{{metric: units, amount: 5}}]", False),
        (f"{JULY}, kind: training, {EFFECT}}}]", False),
        (f"{JULY}, kind: task, {EFFECT}}}]", True),
        (f"from: 2026-08-01, to: 2026-08-07, {EFFECT}}}]", False),
        (JULY, False),
    ],
)
def test_push_of_a_team_s_peak(action: str, pushing: bool) -> None:  # noqa: FBT001
    """A push has an effect on the metric, in the peak, for customers of the north: of its people, and of who joins."""
    analysis = _plan(targets(f"{PEAK}, target: {{team: north, amount: 1200}}"), _actions(f"id: one, {action}"))
    target = target_of(analysis, team="north")
    (peak,) = (one for one in analysis.runs(target) if one.form == "peak")
    assert peak.numbers == (5, 6)
    assert _names(pushes(analysis.staffing, target, peak)) == (["one"] if pushing else [])


@pytest.mark.parametrize(
    ("answer", "given", "holds"),
    [
        ("period: 2026-06, answered_by: one", True, True),
        ("period: 2026-06, answered_by: late", True, False),
        ("period: 2026-06, accept: We are sold out", True, True),
        ("period: 2026-08, accept: We are sold out", False, False),
        ("period: 2026-06, metric: units, accept: We are sold out", False, False),
        ("period: 2026-06, metric: revenue, accept: We are sold out", True, True),
        ("period: 2026-06, person: cy, accept: We are sold out", False, False),
        ("period: 2026-06, person: ann, accept: We are sold out", True, True),
    ],
)
def test_answers_to_a_peak(answer: str, given: bool, holds: bool) -> None:  # noqa: FBT001
    """An answer is to the peak it overlaps, of its metric and its customers; an action must be done in the peak."""
    analysis = _plan(
        targets(f"{PEAK}, target: {{team: north, amount: 1200}}"),
        _actions(f"id: one, {JULY}", "id: late, from: 2026-08-01, to: 2026-08-07"),
        f"{{kind: calendar, id: days, answers: [{{{answer}}}]}}\n",
    )
    target = target_of(analysis, team="north")
    (peak,) = (one for one in analysis.runs(target) if one.form == "peak")
    found = answers(analysis.staffing, target, peak)
    assert [one.holds for one in found] == ([holds] if given else [])


def test_answer_by_an_action_that_is_not_there_is_told_once() -> None:
    """An answer that names an unknown action is told as that; the peak is not told too."""
    files = files_of(
        PLAN,
        TEAM,
        targets(f"{PEAK}, target: {{team: north, amount: 1200}}"),
        "{kind: calendar, id: days, answers: [{period: 2026-06, answered_by: nothing}]}\n",
    )
    assert {"REF101", "CAL101"} & set(codes(checked(files).open)) == {"REF101"}
