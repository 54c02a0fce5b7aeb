"""A revision that cannot be read in whole: nothing in it is gone or fixed; nor is a finding that a larger one tells."""

from typing import Final

import pytest

from plancode.findings.severity import Severity
from plancode.pipeline.comparing import Compared, compare_checked
from plancode.pipeline.telling import review_of, text
from tests.making import PLAN, STEPS_WAIVED, Files, checked

TEAM: Final = """plancode: v1
kind: team
id: people
roles: [{id: rep, carries_quota: true, hours_per_week: 40, productivity: {metric: revenue, amount: 1M/year}}]
teams: [{id: top}, {id: north, parent: top}, {id: south, parent: top}]
people: [{id: ann, role: rep, team: north}, {id: bob, role: rep, team: south}]
"""
TARGETS: Final = """plancode: v1
kind: targets
id: revenue
metric: revenue
phasing: even
target: {team: top, amount: TOP}
split: [{team: north, amount: NORTH}, {team: south, rest: true}]
"""
DUTIES: Final = """plancode: v1
kind: responsibilities
id: duties
duties: [{id: visits, title: Visits, A: ann, R: [rep]}]
"""
MAP: Final = """plancode: v1
kind: territories
id: map
territories: [{id: east, title: East, team: top, owners: [{person: ann}], accounts: {file: accounts.csv}}]
"""
ROWS: Final = "id,name,potential\na,Alpha,400\nb,Beta,500\n"


def _targets(top: str, north: str) -> str:
    return TARGETS.replace("TOP", top).replace("NORTH", north)


WHOLE: Final = {
    "plan.yaml": f"{PLAN}team: top\n{STEPS_WAIVED}",
    "team.yaml": TEAM,
    "targets.yaml": _targets("1.8M", "900k"),
    "duties.yaml": DUTIES,
    "map.yaml": MAP,
    "accounts.csv": ROWS,
}


def _compared(before: Files, after: Files) -> Compared:
    return compare_checked(checked(before), checked(after))


def _told(compared: Compared) -> str:
    review = review_of(compared, ("old", "new"))
    assert review is not None
    return " ".join(text(review, "en", 80).split())


@pytest.mark.parametrize(
    ("path", "written"),
    [
        pytest.param("duties.yaml", f"{DUTIES}duties: [\n", id="no YAML"),
        pytest.param("duties.yaml", DUTIES.replace("kind: responsibilities", "kind: jobs"), id="a kind nobody knows"),
        pytest.param("accounts.csv", ROWS.replace("id,", "key,"), id="a list without ids"),
        pytest.param("targets.yaml", WHOLE["targets.yaml"].replace("900k", "900kg"), id="an amount nobody can read"),
    ],
)
def test_what_cannot_be_read_any_more_is_not_known(path: str, written: str) -> None:
    """Nothing in such a file is gone, touches anybody or is fixed, and the review begins with its name."""
    before = WHOLE | {path: f"{WHOLE[path]}c,Gamma,\n" if path == "accounts.csv" else WHOLE[path]}
    compared = _compared(before, WHOLE | {path: written})
    assert (compared.known.lost, compared.comparison.changes, compared.comparison.people) == ((path,), (), ())
    assert not compared.comparison.effects
    assert not [one for one in compared.fixed if one.place.path == path]
    told = _told(compared)
    assert f"Cannot be read any more: {path}." in told[:100]
    assert "No figure that is known of both sides moves." in told
    assert path in told[told.index("Not judged") :]


UNREAD: Final = WHOLE["targets.yaml"].replace("phasing: even", "phasing: even: x")


def test_what_could_not_be_read_before_is_not_new() -> None:
    """A file that is mended brings nothing new, changes no figure, and other changes are told."""
    mended = WHOLE | {"duties.yaml": DUTIES.replace("A: ann", "A: bob")}
    compared = _compared(WHOLE | {"targets.yaml": UNREAD}, mended)
    assert {change.key.id for change in compared.comparison.changes} == {"visits"}
    assert not compared.comparison.effects
    assert {one.code for one in compared.open} == {"CHG120"}
    assert {one.code for one in compared.fixed} == {"TXT105"}
    assert "Could not be read before: targets.yaml." in _told(compared)[:110]


def test_a_file_that_moves_and_breaks_is_not_gone() -> None:
    """What was said under its old name is not known under the new one: no target ends."""
    moved = {path: text for path, text in WHOLE.items() if path != "targets.yaml"} | {"t/all.yaml": UNREAD}
    compared = _compared(WHOLE, moved)
    assert (compared.known.lost, compared.comparison.changes) == (("t/all.yaml",), ())
    assert not compared.comparison.effects


def test_a_change_that_nobody_can_read_fails_the_gate() -> None:
    """Where neither side can read a file and its text is another one, nothing changes to be seen, and that is told."""
    written = UNREAD.replace("phasing", "# 目标\nphasing")
    for signs in ("utf-8", "gbk"):
        before, after = (text.encode(signs) for text in (written, written.replace("1.8M", "180k")))
        compared = _compared(WHOLE | {"targets.yaml": before}, WHOLE | {"targets.yaml": after})
        assert [one.code for one in compared.open] == ["CHG119"]
        assert compared.fails(Severity.ERROR)


def test_a_slip_is_compared_as_it_is_meant() -> None:
    """A misspelt kind takes nothing away, other changes of the file are told, and so is that slips were mended."""
    mended = DUTIES.replace("A: ann", "A: bob")
    compared = _compared(WHOLE, WHOLE | {"duties.yaml": mended.replace("kind: resp", "kind: rezp")})
    assert [change.key.id for change in compared.comparison.changes] == ["visits"]
    assert not compared.known.lost
    assert "duties.yaml as written: judged as if the slips there were mended" in _told(compared)


def test_a_fault_on_both_sides_hides_no_change() -> None:
    """What neither side can read is compared as far as it loads: an old fault is no cover for a new target."""
    faulty = WHOLE["targets.yaml"].replace("phasing: even", "phasing: event")
    compared = _compared(WHOLE | {"targets.yaml": faulty}, WHOLE | {"targets.yaml": faulty.replace("1.8M", "1.7M")})
    assert [change.key.id for change in compared.comparison.changes] == ["revenue"]


@pytest.mark.parametrize(
    ("before", "after", "fixed"),
    [
        pytest.param(("1.8M", "1.2M"), ("2.4M", "1.3M"), set(), id="the level above falls short too"),
        pytest.param(("1.8M", "970k"), ("2.4M", "1.2M"), set(), id="what was tight falls short with the level above"),
        pytest.param(("1.8M", "1.2M"), ("1.8M", "900k"), {"CAP101"}, id="the team has enough now"),
        pytest.param(("2.4M", "1.2M"), ("1.8M", "1.2M"), {"CAP101"}, id="the level above has enough now"),
    ],
)
def test_a_finding_that_a_larger_one_tells_is_not_fixed(
    before: tuple[str, str], after: tuple[str, str], fixed: set[str]
) -> None:
    """It is still there where the level above tells it; only what has enough now is fixed, and nothing old is new."""
    compared = _compared(WHOLE | {"targets.yaml": _targets(*before)}, WHOLE | {"targets.yaml": _targets(*after)})
    assert {one.code for one in compared.fixed if one.code.startswith("CAP10")} == fixed
    if fixed:
        assert not [one for one in compared.introduced if one.code.startswith("CAP10")]
