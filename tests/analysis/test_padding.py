"""What levels are given beyond the commitment is told apart, and capacity is held against the commitment."""

from decimal import Decimal

import pytest

from plancode.analysis.analysis import Analysis
from tests.making import PLAN, checked

TEAM = """plancode: v1
kind: team
id: t
roles: [{id: rep, carries_quota: true, productivity: {metric: revenue, amount: 100k/year}}]
teams: [{id: all}, {id: east, parent: all}]
people: [{id: ann, role: rep, team: east}, {id: ben, role: rep, team: east}]
"""


def analysis_of(targets: str, policy: str = "") -> Analysis:
    """Return the analysis of two people in a team below the top."""
    text = f"plancode: v1\nkind: targets\nid: r\nmetric: revenue\nphasing: even\n{targets}"
    found = checked({"plan.yaml": f"{PLAN}team: all\n{policy}", "team.yaml": TEAM, "targets.yaml": text})
    assert found.analysis is not None
    return found.analysis


@pytest.mark.parametrize(
    ("east", "each", "policy", "team", "person"),
    [
        pytest.param(120, 66, "", "100", "50", id="each level adds some"),
        pytest.param(100, 60, "", "100", "50", id="only the last level adds some"),
        pytest.param(130, 65, "", "130", "65", id="more than the policy allows is asked in full"),
        pytest.param(
            130, 65, "policy: {over_assignment: {min: 1, max: 1.3}}\n", "100", "50", id="the policy allows it"
        ),
        pytest.param(90, 45, "", "90", "45", id="less than the target is no padding"),
    ],
)
def test_padding_of_all_levels_above(east: int, each: int, policy: str, team: str, person: str) -> None:
    """A level is asked for its target divided by what the levels above hand down too much, each as far as allowed."""
    rows = f"targets: [{{team: all, amount: 100k}}, {{team: east, amount: {east}k}}"
    rows += "".join(f", {{person: {name}, amount: {each}k}}" for name in ("ann", "ben")) + "]\n"
    analysis = analysis_of(rows, policy)

    def committed(kind: str, name: str) -> int:
        return round(sum(analysis.committed("revenue", ((kind, name),)).values(), Decimal(0)))

    assert committed("team", "all") == 100_000
    assert committed("team", "east") == Decimal(team) * 1000
    assert committed("person", "ann") == Decimal(person) * 1000
