"""Changes that only hold together stand in one group, and others do not."""

import pytest

from plancode.compare.groups import groups
from tests.compare.revisions import Case

GROUPS = {
    "added-team-list": [["ma", "more"]],
    "added-rubric": [["head-card", "head-card/revenue"]],
    "moved-account-to-new-territory": [["tian", "wuxi"]],
    "renamed-person": [["wu-hao"]],
    "renamed-person-and-changed": [["wu-hao", "year-plans"]],
    "moved-owners-swapped": [["pudong"], ["suzhou"]],
    "moved-duty-responsible-retitled": [["year-plans"], ["zhou"]],
    "replaced-person": [
        ["li", "puxi", "qian", "revenue-2026/person=li@plan", "revenue-2026/person=qian@plan", "suzhou"]
    ],
    "changed-csv-row": [["bao"], ["wei"], ["yang"]],
    "added-period": [["east-2026", "h1", "h2"]],
    "nothing-order": [],
}


@pytest.mark.parametrize("name", GROUPS)
def test_groups_are_the_smallest_that_hold(name: str) -> None:
    """What names or holds what came, went or has a new id goes with it; everything else is by itself."""
    found = groups(Case(name).compared().structure)
    assert sorted(sorted(key.id for key in group.keys) for group in found) == GROUPS[name]


def test_every_change_is_in_one_group() -> None:
    """No change is lost, none is in two groups, and they keep the order in which they were found."""
    found = Case("replaced-person").compared().structure
    listed = [change for group in groups(found) for change in group.changes]
    assert len(listed) == len(found.changes)
    assert set(map(id, listed)) == set(map(id, found.changes))
