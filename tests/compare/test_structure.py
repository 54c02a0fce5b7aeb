"""Every kind of change is found where it is, and what only looks different is none."""

import pytest

from tests.compare.revisions import Case, cases, lines

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_changes_of_a_pair(case: Case, *, update_golden: bool) -> None:
    """Each pair of plans shows exactly the changes that its file lists."""
    found = "".join(f"{line}\n" for line in lines(case.compared().changes))
    if update_golden:
        case.expected.write_text(found, encoding="utf-8", newline="\n")
    assert found == case.expected.read_text("utf-8")
