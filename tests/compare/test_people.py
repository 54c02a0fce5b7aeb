"""Who is touched: everybody for whom something is not the same, and nobody else."""

import pytest

from plancode.pipeline.checking import check
from plancode.tree.overlay import OverlayTree
from tests.compare.chance import changed_by_chance, checked_start
from tests.compare.revisions import COMMON, Case, comparison
from tests.making import AS_OF

TOUCHED = {
    "moved-owner-replaced": {"wu", "zhou"},
    "moved-person": {"wu", "lin", "chen"},
    "changed-row-amount": {"wu"},
    "moved-duty-accountable": {"chen", "lin"},
    "moved-account-named": {"li", "wu"},
    "added-person": {"ma", "chen"},
    "removed-person": {"ma", "chen"},
    "changed-kpi-weight": {"zhou", "wu", "li"},
    "changed-call-plan": {"zhou", "li"},
    "reworded-choice": set(),
    "renamed-person": set(),
    "renamed-team": set(),
    "changed-plan-title": set(),
}


@pytest.mark.parametrize("name", TOUCHED)
def test_those_who_are_touched(name: str) -> None:
    """A change touches those whose quota, customers, duties, load or scoring it changes, their managers too."""
    found = Case(name).compared()
    assert {one.person.id for one in found.people} == TOUCHED[name]


def test_moved_person_shows_in_both_teams() -> None:
    """A person between teams makes one smaller and the other larger, with the customers they look after."""
    found = {one.team.id: (one.people, one.customers) for one in Case("moved-person").compared().teams}
    assert {name: people for name, (people, _) in found.items()} == {"north": (3, 2), "south": (1, 2)}


def test_quota_is_told_before_and_after() -> None:
    """The quota of somebody over the plan stands on both sides, by metric."""
    (found,) = Case("changed-row-amount").compared().people
    assert found.metrics == (("revenue", ()),)
    assert tuple(map(str, found.whole(("revenue", ())))) == ("3000000.00", "3500000.00")


@pytest.mark.parametrize("seed", range(20))
def test_nobody_is_touched_without_a_difference(seed: int) -> None:
    """Whoever is listed has two profiles or pages that differ, and whoever is not has equal ones."""
    head = check(OverlayTree(changed_by_chance(COMMON, seed, 4)), AS_OF)
    found = comparison(checked_start(COMMON), head)
    assert all(one.before != one.after or one.lines for one in found.people)
    names = [one.person.id for one in found.people]
    assert len(names) == len(set(names))
    if not found.changes:
        assert found.people == ()
