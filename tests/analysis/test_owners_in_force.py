"""Owners and people as of a day: what an adjustment in force ends, begins and leaves (docs/numbers.md, Adjustments)."""

from datetime import date
from decimal import Decimal

import pytest

from plancode.graph.graph import PlanGraph
from plancode.graph.in_force import adjustments_in_force, in_force
from plancode.model.team import Person
from plancode.model.territories import Account, Owner, Territory
from tests.analysis.small import adjustment, files_of, head, team
from tests.making import graph_of

PLAN = head(team="all", channels="[{id: ka}, {id: web}, {id: shops}]", products="[{id: tea}]")
PEOPLE = team([f"id: {name}, role: rep, team: all" for name in ("ann", "bob", "cy")])
APPROVED = "approved: {by: ann, on: 2026-05-01}, "
DAY = date(2026, 7, 1)


def _graph(owners: str, *adjustments: str, accounts: str = "{id: shop}") -> PlanGraph:
    territory = f"{{id: t, owners: [{owners}], accounts: [{accounts}]}}"
    return graph_of(
        files_of(PLAN, PEOPLE, f"{{kind: territories, id: map, territories: [{territory}]}}\n", *adjustments)
    )


def _change(inside: str, day: str = "2026-07-01", name: str = "change") -> str:
    return adjustment(inside, day, name, APPROVED)


def _owners(graph: PlanGraph, day: date = DAY) -> list[Owner]:
    found = in_force(graph, day).find(Territory, "t")
    assert found is not None
    return list(found.model.owners)


def _told(owners: list[Owner]) -> list[tuple[str, str, str, str, str]]:
    """Return who, first and last day, share in percent, and what for."""
    return [
        (
            one.person,
            one.from_.isoformat() if one.from_ else "",
            one.to.isoformat() if one.to else "",
            str(int(one.share.number * 100)),
            (one.for_.channel or one.for_.product or "") if one.for_ else "",
        )
        for one in owners
    ]


def test_new_owner_replaces_the_old_from_the_day() -> None:
    """The owner replaced ends the day before, the new one begins on the day."""
    found = _owners(_graph("{person: ann}", _change("{territory: t, owner: bob}")))
    assert _told(found) == [("ann", "", "2026-06-30", "100", ""), ("bob", "2026-07-01", "", "100", "")]


@pytest.mark.parametrize(
    ("day", "owner"),
    [(date(2026, 6, 30), ["ann"]), (date(2026, 7, 1), ["ann", "bob"]), (date(2030, 1, 1), ["ann", "bob"])],
)
def test_before_its_day_nothing_changes(day: date, owner: list[str]) -> None:
    """An adjustment changes the graph from its day on; before, the graph is the very same."""
    graph = _graph("{person: ann}", _change("{territory: t, owner: bob}"))
    assert [one.person for one in _owners(graph, day)] == owner
    assert (in_force(graph, day) is graph) == (len(owner) == 1)


def test_unapproved_adjustments_change_nothing() -> None:
    """What nobody has approved is not in force."""
    graph = _graph("{person: ann}", adjustment("{territory: t, owner: bob}", more="reason: Perhaps, "))
    assert in_force(graph, DAY) is graph
    assert adjustments_in_force(graph, DAY) == ()


def test_without_a_part_all_owners_are_replaced() -> None:
    """Without `for` everybody in force is replaced, by share or channel; overlay and past owners stay."""
    owners = (
        "{person: ann, share: 60%}, {person: cy, share: 40%}, {person: cy, as: overlay}, {person: bob, to: 2026-03-31}"
    )
    assert _told(_owners(_graph(owners, _change("{territory: t, owner: bob}")))) == [
        ("ann", "", "2026-06-30", "60", ""),
        ("cy", "", "2026-06-30", "40", ""),
        ("cy", "", "", "100", ""),
        ("bob", "", "2026-03-31", "100", ""),
        ("bob", "2026-07-01", "", "100", ""),
    ]


def test_new_owner_ends_where_the_old_would_have() -> None:
    """Where those replaced have a last day, the new owner has the latest of them."""
    found = _owners(_graph("{person: ann, to: 2026-09-30}", _change("{territory: t, owner: bob}")))
    assert _told(found)[-1] == ("bob", "2026-07-01", "2026-09-30", "100", "")


def test_owner_of_the_same_part_is_replaced() -> None:
    """With `for` the owner of that part is replaced, those of other parts stay."""
    owners = "{person: ann, for: {channel: ka}}, {person: cy, for: {channel: web}}"
    found = _owners(_graph(owners, _change("{territory: t, owner: bob, for: {channel: ka}}")))
    assert _told(found) == [
        ("ann", "", "2026-06-30", "100", "ka"),
        ("cy", "", "", "100", "web"),
        ("bob", "2026-07-01", "", "100", "ka"),
    ]


def test_owner_of_everything_keeps_the_other_channels() -> None:
    """An owner of everything who gives one channel away keeps the others from the same day on."""
    found = _owners(_graph("{person: ann}", _change("{territory: t, owner: bob, for: {channel: ka}}")))
    assert _told(found) == [
        ("ann", "", "2026-06-30", "100", ""),
        ("bob", "2026-07-01", "", "100", "ka"),
        ("ann", "2026-07-01", "", "100", "web"),
        ("ann", "2026-07-01", "", "100", "shops"),
    ]


def test_share_of_one_channel_leaves_the_rest_of_that_channel() -> None:
    """With 40 % of one channel for the new owner, an owner of everything keeps 60 % of it and all of the others."""
    found = _owners(_graph("{person: ann}", _change("{territory: t, owner: bob, share: 40%, for: {channel: ka}}")))
    assert _told(found)[1:] == [
        ("bob", "2026-07-01", "", "40", "ka"),
        ("ann", "2026-07-01", "", "100", "web"),
        ("ann", "2026-07-01", "", "100", "shops"),
        ("ann", "2026-07-01", "", "60", "ka"),
    ]


def test_share_below_the_whole_leaves_the_rest_in_proportion() -> None:
    """With 50 % for the new owner, those with 60 % and 40 % keep 30 % and 20 %."""
    owners = "{person: ann, share: 60%}, {person: cy, share: 40%}"
    found = _owners(_graph(owners, _change("{territory: t, owner: bob, share: 50%}")))
    assert _told(found)[2:] == [
        ("bob", "2026-07-01", "", "50", ""),
        ("ann", "2026-07-01", "", "30", ""),
        ("cy", "2026-07-01", "", "20", ""),
    ]
    assert sum((one.share.number for one in found if one.holds_on(DAY)), Decimal(0)) == 1


def test_owner_who_begins_on_the_day_is_replaced_without_a_trace() -> None:
    """Somebody who would begin on that day has no day left."""
    owners = "{person: ann, to: 2026-06-30}, {person: cy, from: 2026-07-01}"
    found = _owners(_graph(owners, _change("{territory: t, owner: bob}")))
    assert _told(found) == [("ann", "", "2026-06-30", "100", ""), ("bob", "2026-07-01", "", "100", "")]


def test_accounts_have_owners_of_their_own() -> None:
    """An adjustment of an account gives it an owner; the territory's stay."""
    graph = in_force(_graph("{person: ann}", _change("{account: shop, owner: bob}")), DAY)
    account, territory = graph.find(Account, "shop"), graph.find(Territory, "t")
    assert account is not None
    assert territory is not None
    assert _told(list(account.model.owners)) == [("bob", "2026-07-01", "", "100", "")]
    assert _told(list(territory.model.owners)) == [("ann", "", "", "100", "")]


def test_adjustments_follow_each_other() -> None:
    """A second adjustment replaces whom the first has put in."""
    first, second = _change("{territory: t, owner: bob}"), _change("{territory: t, owner: cy}", "2026-10-01", "later")
    found = _owners(_graph("{person: ann}", second, first), date(2026, 10, 1))
    assert _told(found) == [
        ("ann", "", "2026-06-30", "100", ""),
        ("bob", "2026-07-01", "2026-09-30", "100", ""),
        ("cy", "2026-10-01", "", "100", ""),
    ]


def test_change_of_a_person() -> None:
    """A change of a person is added to those they have."""
    graph = _graph("{person: ann}", _change("{person: bob, change: {from: 2026-08-01, fte: 0.5}}"))
    bob = in_force(graph, DAY).find(Person, "bob")
    assert bob is not None
    assert [(one.from_, one.fte) for one in bob.model.changes] == [(date(2026, 8, 1), Decimal("0.5"))]


def test_places_point_at_the_adjustment() -> None:
    """A new owner is written in the adjustment; an owner that stays, in the territory."""
    graph = in_force(_graph("{person: ann}", _change("{territory: t, owner: bob}")), DAY)
    territory = graph.find(Territory, "t")
    assert territory is not None
    assert territory.place("owners", 0).path == "02.yaml"
    assert territory.place("owners", 1).path == "03.yaml"
    assert territory.place("owners", 1, "person").path == "03.yaml"
    assert territory.place("accounts", 0).path == "02.yaml"


def test_what_is_inside_stays() -> None:
    """Accounts of a territory whose owners change are still its accounts."""
    graph = in_force(_graph("{person: ann}", _change("{territory: t, owner: bob}"), accounts="{id: a}, {id: b}"), DAY)
    assert [one.model.id for one in graph.all(Account)] == ["a", "b"]
    assert {one.parent for one in graph.all(Account)} == {one.key for one in graph.all(Territory)}
