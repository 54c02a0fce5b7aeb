"""One slip, one finding: what a rule would say only because of another finding is not said."""

import pytest

from tests.making import PLAN, checked, codes

TEAM = """---
plancode: v1
kind: team
id: people
roles: [{id: lead}, {id: rep}]
teams: [{id: top, manager: ann}]
people: [{id: ann, role: lead, team: top}, {id: dan, role: rep, team: top}]
"""
ACTIONS = "---\nplancode: v1\nkind: actions\nid: actions\nactions:\n"
STRATEGY = "---\nplancode: v1\nkind: strategy\nid: how\n"
CADENCE = "---\nplancode: v1\nkind: cadence\nid: rhythm\n"
ADJUSTMENT = "---\nplancode: v1\nkind: adjustment\nid: april\neffective: 2026-04-20\ntrigger: people\n"
MEETING = "meetings: [{id: weekly, kind: review, every: 1w, minutes: 30, who: {team: TEAM}}]\n"
SLIPS = {
    "carries": STRATEGY
    + "choices: [{id: fast, by: service, text: Fast}]\n"
    + ACTIONS
    + "  - {id: van, owner: dan, to: 2026-05-01, carries: fsat}\n",
    "answers": "market: {rivals: [{id: rival, name: Rival}]}\n"
    + STRATEGY
    + "choices: [{id: fast, by: service, text: Fast, answers: rvial}]\n"
    + ACTIONS
    + "  - {id: van, owner: dan, to: 2026-05-01, carries: fast}\n",
    "owner": ACTIONS + "  - {id: van, owner: Dan Moe, to: 2026-05-01}\n",
    "to": ACTIONS + "  - {id: van, owner: dan, to: 2026-05-32}\n",
    "one-to-one": CADENCE
    + MEETING.replace("TEAM", "top")
    + "one_to_ones: {every: 1w, minutes: 30, who: {people: [rpe]}}\n",
    "review": CADENCE + MEETING.replace("TEAM", "tpo") + "one_to_ones: {every: 1w, minutes: 30}\n",
    "reason": ADJUSTMENT + "reason: [1]\napproved: {by: ann, on: 2026-04-01}\n",
    "approved": ADJUSTMENT + "reason: Why\napproved: ann\n",
    "talk": ADJUSTMENT
    + "reason: Why\napproved: {by: ann, on: 2026-04-01}\ndiscussed_with: [{person: dna, on: 2026-03-30}]\n"
    + "changes: [{person: dan, change: {from: 2026-04-20, fte: 0.5}}]\n",
    "scope": "---\nplancode: v1\nkind: targets\nid: revenue\nmetric: revenue\ntarget: {person: dan, amount: 100}\n"
    + ADJUSTMENT
    + "reason: Why\napproved: {by: ann, on: 2026-04-01}\ndiscussed_with: [{person: dan, on: 2026-03-30}]\n"
    + "changes: [{target: revenue, person: dna, delta: 5}]\n",
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_once(slip: str) -> None:
    """The slip has its own finding, and no rule reports what is missing because of it."""
    text = SLIPS[slip]
    market, rest = ("", text) if text.startswith("---") else text.split("\n", 1)
    found = checked({"plan.yaml": PLAN + "team: top\n" + market + "\n" + TEAM + rest}).findings
    assert len([code for code in codes(found) if code[:3] in {"SHP", "REF"}]) == 1
    assert [code for code in codes(found) if code[:3] in {"STR", "CAD", "ADJ"}] == []
