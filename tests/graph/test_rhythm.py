"""Who sits in which meeting and one-to-one."""

from datetime import date

import pytest

from plancode.graph.facts import Facts
from plancode.graph.rhythm import led_in, meets, minutes_of, partner, takes_part
from plancode.model.cadence import Meeting, OneToOne
from plancode.model.team import Person, Team
from plancode.quantity import parse_quantity
from tests.making import PLAN, graph_of

TEAM = """plancode: v1
kind: team
id: people
roles: [{id: rep}, {id: lead}]
teams: [{id: top, manager: ann}, {id: east, parent: top, manager: ben}, {id: west, parent: top, manager: ann}]
people:
  - {id: ann, role: lead, team: top}
  - {id: ben, role: lead, team: east}
  - {id: cho, role: rep, team: east, changes: [{from: 2026-06-01, team: west, role: lead}]}
  - {id: dan, role: rep, team: west}
  - {id: seat, role: rep, team: west, open: true}
"""


def _facts(day: date = date(2026, 4, 1)) -> Facts:
    return Facts(graph_of({"plan.yaml": PLAN, "team.yaml": TEAM}), day)


def _meeting(**who: object) -> Meeting:
    return Meeting.model_validate({"id": "weekly", "every": "1w", "minutes": 30, "who": who})


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({"team": "each"}, ["ann", "ben", "cho", "dan", "seat"]),
        ({"team": "east"}, ["ben", "cho"]),
        ({"team": "west"}, ["ann", "dan", "seat"]),
        ({"team": "top"}, ["ann", "ben", "cho", "dan", "seat"]),
        ({"people": ["east"]}, ["ben", "cho"]),
        ({"people": ["top"]}, ["ann", "ben", "cho", "dan", "seat"]),
        ({"people": ["rep"]}, ["cho", "dan", "seat"]),
        ({"team": "east", "people": ["dan"]}, ["ben", "cho", "dan"]),
        ({}, []),
    ],
)
def test_who_takes_part_in_a_meeting(who: dict[str, object], expected: list[str]) -> None:
    """A team with those below it and its manager wherever that one sits, and people by name, role or team."""
    facts, meeting = _facts(), _meeting(**who)
    assert [one.model.id for one in facts.graph.all(Person) if takes_part(facts, one, meeting)] == expected


@pytest.mark.parametrize(
    ("one_to_one", "expected"),
    [
        ({}, {"ben": "ann", "cho": "ben", "dan": "ann", "seat": "ann"}),
        ({"who": {"team": "east"}}, {"ben": "ann", "cho": "ben"}),
        ({"who": {"people": ["east"]}}, {"ben": "ann", "cho": "ben"}),
        ({"who": {"people": ["rep"]}}, {"cho": "ben", "dan": "ann", "seat": "ann"}),
        ({"manager": "cho", "who": {"team": "east"}}, {"ben": "cho"}),
        ({"manager": "nobody"}, {}),
    ],
)
def test_who_has_a_one_to_one_with_whom(one_to_one: dict[str, object], expected: dict[str, str]) -> None:
    """With the own manager or the one that is named, and never with oneself."""
    facts, one = _facts(), OneToOne.model_validate({"every": "2w", "minutes": 30, **one_to_one})
    found = ((person, partner(facts, person, one)) for person in facts.graph.all(Person))
    assert {person.model.id: other.model.id for person, other in found if other} == expected


def test_a_change_of_team_and_role_counts_from_its_day() -> None:
    """Whoever changes teams sits with the new one."""
    before, after = _facts(), _facts(date(2026, 6, 1))
    person = before.graph.find(Person, "cho")
    assert person is not None
    assert [takes_part(facts, person, _meeting(team="west")) for facts in (before, after)] == [False, True]
    assert [takes_part(facts, person, _meeting(people=["rep"])) for facts in (before, after)] == [True, False]


def test_a_team_meets_where_everybody_led_in_it_sits() -> None:
    """The manager and open seats need not be named."""
    facts = _facts()
    west = facts.graph.find(Team, "west")
    assert west is not None
    assert [one.model.id for one in led_in(facts, west)] == ["dan"]
    assert meets(facts, west, _meeting(people=["dan"]))
    assert not meets(facts, west, _meeting(people=["ann"]))


def test_durations_are_compared_by_the_calendar() -> None:
    """Each is longer than the one before."""
    written = ["30min", "1h", "1d", "6d", "1w", "4w", "1m", "13w", "1q", "90000h", "11y"]
    lengths = [minutes_of(parse_quantity(one)) for one in written]
    assert lengths == sorted(set(lengths))
