"""What a change does later than the day of looking, and who holds which customers on which day."""

from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from plancode.compare.teams import TeamEffect
from plancode.pipeline.comparing import Compared, compare_checked
from plancode.pipeline.telling import letter, review_of, text
from plancode.render.terminal import write_terminal
from tests.making import PLAN, STEPS_WAIVED, Files, checked

TEAM: Final = """plancode: v1
kind: team
id: people
roles: [{id: rep, carries_quota: true, productivity: {metric: revenue, amount: 1M/year}}, {id: boss, manages: true}]
teams: [{id: top, manager: gm}, {id: north, parent: top}, {id: south, parent: top}]
people:
  - {id: gm, name: Gina, role: boss, team: top}
  - {id: ann, name: Ann, role: rep, team: north}
  - {id: bob, name: Bob, role: rep, team: south}
"""
TARGETS: Final = """plancode: v1
kind: targets
id: revenue-2026
metric: revenue
phasing: even
target: {team: top, amount: 2.4M}
split: [{person: ann, amount: 1.2M}, {person: bob, amount: 1.2M}]
"""
MAP: Final = """plancode: v1
kind: territories
id: map
territories:
  - {id: east, title: East, team: north, owners: [{person: ann}], accounts: {file: east.csv}}
  - {id: west, title: West, team: south, owners: [{person: bob}], accounts: {file: west.csv}}
"""
BASE: Final = {
    "plan.yaml": f"{PLAN}team: top\n{STEPS_WAIVED}",
    "team.yaml": TEAM,
    "targets.yaml": TARGETS,
    "map.yaml": MAP,
    "east.csv": "id,name,potential\na,Alpha,400\nb,Beta,500\n",
    "west.csv": "id,name,potential\nc,Gamma,400\n",
}
RAISE: Final = """plancode: v1
kind: adjustment
id: june
effective: 2026-06-01
trigger: market
reason: A rival left
approved: {by: gm, on: 2026-03-20}
changes: [{target: revenue-2026, person: ann, delta: 100k}]
"""
JUNE: Final = date(2026, 6, 1)


def _compared(after: Files, before: Files = BASE) -> Compared:
    return compare_checked(checked(before), checked({**before, **after}))


def _text(compared: Compared) -> str:
    review = review_of(compared, ("old", "new"))
    assert review is not None
    return " ".join(text(review, "en", 80).split())


def _letter(compared: Compared, name: str) -> str:
    review = review_of(compared, ("old", "new"))
    assert review is not None
    view = letter(review, name)
    assert view is not None
    return " ".join(write_terminal(view, "en", 80).split())


def test_an_adjustment_ahead_is_told_with_its_day() -> None:
    """Nothing moves on the day of looking; from June on a quota does, in the report, the letter and the headline."""
    compared = _compared({"june.yaml": RAISE})
    (june,) = compared.comparison.ahead
    assert (june.day, [one.person.id for one in june.people]) == (JUNE, ["ann"])
    assert june.people[0].whole(("revenue", ())) == (Decimal(1_200_000), Decimal(1_300_000))
    assert (compared.comparison.effects, compared.comparison.people) == ((), ())
    told = _text(compared)
    assert told.index("1 person touched; takes effect on 1 Jun 2026") < told.index("From 1 Jun 2026 on")
    assert "No figure of the plan moves before 1 Jun 2026." in told
    assert "1,200,000 → 1,300,000" in told
    assert "nothing changes for you now" in _letter(compared, "ann")
    assert "1,300,000" in _letter(compared, "ann")
    assert "nothing changes for you." in _letter(compared, "bob")


@pytest.mark.parametrize("approved", ["approved: {by: gm, on: 2026-05-20}\n", ""])
def test_what_is_not_approved_yet_does_not_lie_ahead(approved: str) -> None:
    """An approval dated after the day of looking is none."""
    written = RAISE.replace("approved: {by: gm, on: 2026-03-20}\n", approved)
    assert _compared({"june.yaml": written}).comparison.ahead == ()


def test_an_approval_to_come_is_none_on_a_day_that_is_effective() -> None:
    """What holds since March by an approval of May moves no figure in April."""
    late = RAISE.replace("2026-06-01", "2026-03-01").replace("2026-03-20", "2026-05-20")
    comparison = _compared({"march.yaml": late}).comparison
    assert (comparison.people, comparison.ahead) == ((), ())


def test_an_adjustment_that_stays_hands_on_what_came_today() -> None:
    """A customer who is given to somebody today goes on with the others when all of them are handed over in June."""
    handover = RAISE.replace("{target: revenue-2026, person: ann, delta: 100k}", "{territory: east, owner: bob}")
    compared = _compared({"east.csv": f"{BASE['east.csv']}d,Delta,300\n"}, {**BASE, "june.yaml": handover})
    assert [(day.day, [one.person.id for one in day.people]) for day in compared.comparison.ahead] == [
        (JUNE, ["ann", "bob"])
    ]
    assert "Delta" in _letter(compared, "bob")


def test_what_is_taken_back_ahead_is_told() -> None:
    """An adjustment ahead that goes moves the figures back from its day on."""
    compared = _compared({"june.yaml": RAISE.replace("delta: 100k", "delta: 50k")}, {**BASE, "june.yaml": RAISE})
    (june,) = compared.comparison.ahead
    assert june.people[0].whole(("revenue", ())) == (Decimal(1_300_000), Decimal(1_250_000))


def test_another_reason_of_what_lies_ahead_touches_whom_it_is_announced_to() -> None:
    """Whoever's page says of June why, and now says another reason, is touched, and not only slightly."""
    other = RAISE.replace("A rival left", "New budget")
    comparison = _compared({"june.yaml": other}, {**BASE, "june.yaml": RAISE}).comparison
    assert [person.id for person in comparison.touched] == ["ann"]


def test_what_was_told_before_is_not_told_again_ahead() -> None:
    """An edit of today does the same in June; only what June adds stands there."""
    raised = TARGETS.replace("{person: bob, amount: 1.2M}", "{person: bob, amount: 1.5M}")
    comparison = _compared({"june.yaml": RAISE, "targets.yaml": raised}).comparison
    assert [one.person.id for one in comparison.people] == ["bob"]
    assert [one.person.id for day in comparison.ahead for one in day.people] == ["ann"]
    assert [one.id for one in comparison.touched] == ["bob", "ann"]


def _owners(east: str) -> dict[str, str]:
    return {"map.yaml": MAP.replace("owners: [{person: ann}]", f"owners: [{east}]")}


def test_a_dated_handover_takes_from_one_what_it_gives_to_the_other() -> None:
    """On the day of looking nobody has other customers; on that of the handover one loses what the other gains."""
    comparison = _compared(_owners("{person: ann, to: 2026-05-31}, {person: bob, from: 2026-06-01}")).comparison
    (june,) = comparison.ahead
    sides = {one.person.id: (one.before, one.after) for one in june.people}
    counts = {name: [len(side.customers) for side in both if side] for name, both in sides.items()}
    assert (june.day, counts) == (JUNE, {"ann": [2, 0], "bob": [1, 3]})
    assert {team.team.id: team.customers for team in june.teams} == {"north": (2, 0), "south": (1, 3)}
    assert not [
        one for one in comparison.people if one.before and one.after and one.before.customers != one.after.customers
    ]


def test_customers_given_to_an_open_seat_are_lost_when_it_begins() -> None:
    """Until somebody sits on it who carries its work keeps them, by the day of the seat and not of the handover."""
    seat = "  - {id: seat, role: rep, team: north, open: true, start: 2026-06-01, vacancy: {carried_by: ann}}\n"
    team = TEAM + seat
    comparison = _compared(_owners("{person: seat}"), {**BASE, "team.yaml": team}).comparison
    (june,) = comparison.ahead
    lost = {one.person.id: [len(side.customers) for side in (one.before, one.after) if side] for one in june.people}
    assert (june.day, lost["ann"]) == (JUNE, [2, 0])


def test_what_ends_ahead_is_told() -> None:
    """A customer looked after until the end of May, and a team worked in until then, are told with the day after."""
    listed = {"east.csv": "id,name,potential,until\na,Alpha,400,\nb,Beta,500,\nd,Delta,100,2026-05-31\n"}
    there = "team: north, changes: [{from: 2026-03-01, team: south}, {from: 2026-06-01, team: north}]"
    team = {"team.yaml": TEAM.replace("name: Ann, role: rep, team: north", f"name: Ann, role: rep, {there}")}
    comparison = _compared({**listed, **team}).comparison
    (now,), (june,) = comparison.people, comparison.ahead
    assert now.after is not None
    assert now.before is not None
    assert [len(side.customers) for side in (now.before, now.after)] == [2, 3]
    (ann,) = june.more
    assert june.day == JUNE
    sides = [(str(side.team), sorted(one.id for one in side.customers)) for side in (ann.before, ann.after) if side]
    assert sides == [(str(now.after.team), ["a", "b", "d"]), (str(now.before.team), ["a", "b"])]


def test_owners_who_take_turns_hold_each_customer_once() -> None:
    """Who looked after a customer before, or will, does not hold it on the day."""
    turns = (
        "{person: ann, to: 2026-02-28}, {person: gm, from: 2026-03-01, to: 2026-03-31}, {person: bob, from: 2026-04-01}"
    )
    comparison = _compared(_owners(turns)).comparison
    after = {one.person.id: len(one.after.customers) for one in comparison.people if one.after is not None}
    assert after == {"gm": 0, "ann": 0, "bob": 3}


def test_teams_count_a_shared_customer_once_and_no_leavers() -> None:
    """Two of a team who share customers hold them together; somebody who has left counts neither as a person."""
    more = TEAM.replace("  - {id: bob", "  - {id: amy, role: rep, team: north, END}\n  - {id: bob")
    before = {**BASE, "team.yaml": more.replace(", END", "")}
    shared = _owners("{person: ann, share: 50%}, {person: amy, share: 50%}")
    comparison = _compared({**shared, "west.csv": "id,name\nc,Gamma\nd,Delta\n"}, before).comparison
    assert comparison.teams == (TeamEffect(comparison.teams[0].team, (1, 1), (1, 2)),)
    gone = _compared({"team.yaml": more.replace("END", "end: 2026-03-15")}, before).comparison
    assert [(team.team.id, team.people) for team in gone.teams] == [("north", (2, 1))]


def test_a_last_day_ahead_is_told() -> None:
    """Somebody who leaves is no longer there from the day after."""
    written = TEAM.replace("name: Bob, role: rep, team: south", "name: Bob, role: rep, team: south, end: 2026-05-31")
    compared = _compared({"team.yaml": written})
    assert [(day.day, [team.people for team in day.teams]) for day in compared.comparison.ahead] == [(JUNE, [(1, 0)])]
    assert "no longer there" in _text(compared)


def test_who_loses_all_customers_does_not_vanish() -> None:
    """In the balance of potential they count with nothing, on the side on which they look after nobody."""
    moved = {"east.csv": "id,name,potential\n", "west.csv": "id,name,potential\nc,Gamma,400\na,Alpha,400\nb,Beta,500\n"}
    for after, before in ((moved, BASE), (BASE, {**BASE, **moved})):
        effects = _compared(after, before).comparison.effects
        assert [one.after is None or one.before is None for one in effects if one.figure.measure == "cv"] == [False]
