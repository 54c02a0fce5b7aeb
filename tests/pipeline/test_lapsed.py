"""A kind that goes is told with its loss; what nobody looks for any more is not fixed."""

from typing import Final

import pytest

from plancode.pipeline.comparing import Compared, compare_checked
from plancode.pipeline.telling import review_of, text
from tests.making import PLAN, STEPS_WAIVED, Files, checked

TEAM: Final = """plancode: v1
kind: team
id: people
roles:
  - {id: rep, carries_quota: true, hours_per_week: 40, overhead: 25%, productivity: {metric: revenue, amount: 1M/year}}
teams: [{id: top}]
people: [{id: ann, role: rep, team: top}, {id: bob, role: rep, team: top}]
"""
MAP: Final = """plancode: v1
kind: territories
id: map
call_plan: {A: {calls: 24/year, minutes: 60min}}
territories:
  - {id: east, owners: [{person: ann}], accounts: [ANN]}
  - {id: west, owners: [{person: bob}], accounts: [{id: c, class: A, potential: 900}BOB]}
"""
HELD: Final = "{id: a, class: A, potential: 100}"
WHOLE: Final = {
    "plan.yaml": f"{PLAN}team: top\n{STEPS_WAIVED}",
    "team.yaml": TEAM,
    "map.yaml": MAP.replace("ANN", HELD).replace("BOB", ""),
    "duties.yaml": "plancode: v1\nkind: responsibilities\nid: duties\nduties: [{id: visits, title: Visits, R: rep}]\n",
    "cadence.yaml": "plancode: v1\nkind: cadence\nid: rhythm\none_to_ones: {every: 12w, minutes: 30}\n",
    "actuals.yaml": "plancode: v1\nkind: actuals\nid: crm\nsources: [{id: orders, file: o.csv, columns: {date: d}}]\n",
    "targets.yaml": "plancode: v1\nkind: targets\nid: revenue-2026\nmetric: revenue\ntarget: {team: top, amount: 3M}\n",
}


def _compared(after: Files) -> Compared:
    return compare_checked(checked(WHOLE), checked(after))


def _told(compared: Compared, language: str = "en") -> str:
    review = review_of(compared, ("old", "new"))
    assert review is not None
    return " ".join(text(review, "zh" if language == "zh" else "en", 80).split())


@pytest.mark.parametrize(
    ("path", "loss", "family"),
    [
        ("duties.yaml", "The one duty goes: who does what", "RES"),
        ("cadence.yaml", "The one meeting ends: whether", "CAD"),
        ("actuals.yaml", "The one source goes: results are no longer read", "DAT"),
        ("targets.yaml", "The targets go: nobody is asked for anything", "CAP"),
    ],
)
def test_a_kind_that_goes_is_a_loss_and_fixes_nothing(path: str, loss: str, family: str) -> None:
    """What is no longer judged is told first, and the findings about it are not called fixed."""
    compared = _compared({name: written for name, written in WHOLE.items() if name != path})
    assert [one.code for one in compared.base.open if one.code.startswith(family)]
    assert not [one.code for one in compared.fixed if one.code.startswith(family)]
    assert loss in _told(compared)[:300]
    assert "counts neither as fixed nor as still there" in _told(compared)


def test_a_part_of_a_kind_that_goes_is_no_such_loss() -> None:
    """Where another duty stays, duties are still judged."""
    more = WHOLE["duties.yaml"].replace("duties: [", "duties: [{id: calls, title: Calls, R: rep, A: ann}, ")
    compared = compare_checked(checked({**WHOLE, "duties.yaml": more}), checked(WHOLE))
    assert compared.comparison.steps_gone == ()


def test_who_has_no_visits_any_more_is_not_used_to_the_full() -> None:
    """Somebody without customers is not judged for too little work, nor held against others: neither is fixed."""
    compared = _compared({**WHOLE, "map.yaml": MAP.replace("ANN", "").replace("BOB", f", {HELD}")})
    was = {one.code for one in compared.base.open}
    assert {"CAP104", "COV111"} <= was
    assert not {one.code for one in compared.fixed} & {"CAP104", "COV111"}


def test_capacity_that_is_not_judged_any_more_is_not_enough() -> None:
    """Without productivity nobody knows whether the target can be reached."""
    compared = _compared({**WHOLE, "team.yaml": TEAM.replace(", productivity: {metric: revenue, amount: 1M/year}", "")})
    assert "CAP101" in {one.code for one in compared.base.open}
    assert "CAP101" not in {one.code for one in compared.fixed}


def test_what_is_mended_is_fixed() -> None:
    """A target that people can bring is no shortfall any more."""
    compared = _compared({**WHOLE, "targets.yaml": WHOLE["targets.yaml"].replace("3M", "1M")})
    assert "CAP101" in {one.code for one in compared.fixed}
