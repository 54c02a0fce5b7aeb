"""Names and codes in lists, and ids that are made where a list has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from plancode.document.limits import Limits
from plancode.document.reader import PlanReading
from plancode.model.load import Loaded, Shelf, load
from plancode.model.made_ids import made_id
from plancode.model.targets import TargetsDocument
from plancode.model.territories import Account
from plancode.shape.types import Id
from tests.making import tree_of

TEAM = """plancode: v1
kind: team
id: people
roles: [{id: rep}]
teams: [{id: east, title: East Coast}]
people:
  - {id: ann, name: Ann Lee, role: rep, team: east, codes: {crm: "7"}}
  - {id: bob, name: "Ray, Bob", role: rep, team: east, codes: {crm: ["8", ann]}}
"""


def _load(said: str, table: str, team: str = TEAM, shelf: Shelf | None = None) -> tuple[list[Loaded], PlanReading]:
    files = {"team.yaml": team, "plan.yaml": f"plancode: v1\n{said}", "a.csv": table}
    reading = PlanReading(tree_of(files), Limits())
    return load(reading, ("plan.yaml", "team.yaml"), shelf=shelf), reading


def _accounts(table: str, said: str = "") -> tuple[list[Account], list[str]]:
    loaded, reading = _load(f"kind: territories\nid: map\naccounts: {{file: a.csv{said}}}\n", table)
    rows = [row.model for row in loaded[0].rows["accounts",] if isinstance(row.model, Account)]
    return rows, [f"{problem.code}.{problem.variant} {problem.place.name}" for problem in reading.problems]


@pytest.mark.parametrize(
    ("cell", "said", "people"),
    [
        ("Ann Lee", "", ["ann"]),
        ("ANN  lee", "", ["ann"]),
        ("ann", "", ["ann"]),
        ("Ray, Bob", "", ["bob"]),
        ("Ray, Bob 60%; Ann Lee 40%", "", ["bob", "ann"]),
        ("Ann Lee (40%), bob (60%)", "", ["ann", "bob"]),
        ("7", ", match_by: crm", ["ann"]),
        ("7 50%; 8 50%", ", match_by: crm", ["ann", "bob"]),
        ("Bobby; Ann Lee", ", values: {Bobby: bob}", ["bob", "ann"]),
        ("Bobby; Ann Lee", ", values: {Bobby: 'Ray, Bob'}", ["bob", "ann"]),
    ],
)
def test_people_are_named_by_id_name_or_code(cell: str, said: str, people: list[str]) -> None:
    """Whoever is the only one called so is meant, several in a cell too."""
    rows, problems = _accounts(f'id,owner\nx,"{cell}"\n', said)
    assert (problems, [owner.person for owner in rows[0].owners]) == ([], people)


@pytest.mark.parametrize(
    ("cell", "said", "told"),
    [
        ("Ann Leigh", "", "SHP136.near a.csv:2"),
        ("Zoe Zimmer", "", "SHP136.plain a.csv:2"),
        ("7", ", match_by: erp", None),
        ("ann", ", match_by: crm", "SHP135.plain a.csv:2"),
    ],
)
def test_a_name_that_means_nobody_or_two_is_told(cell: str, said: str, told: str | None) -> None:
    """An id of one that is the code of another means neither; an unknown id is left to the rule of references."""
    rows, problems = _accounts(f"id,owner\nx,{cell}\n", said)
    assert problems == ([told] if told else [])
    assert len(rows) == (told is None)


def test_accounts_are_named_by_their_names_in_their_own_list_and_in_others() -> None:
    """A chain below it, a target in another table: the ids may be made of the names."""
    said = (
        "kind: territories\nid: map\naccounts: {file: a.csv}\n---\nplancode: v1\nkind: targets\nid: t\n"
        "metric: revenue\ntargets: {file: a.csv, columns: {account: name, person: owner}}\n"
    )
    loaded, reading = _load(said, "name,parent,owner,amount\nAcme Ltd.,华联,Ann Lee,5\n华联,,,6\n")
    accounts = [row.model for row in loaded[0].rows["accounts",] if isinstance(row.model, Account)]
    assert [(one.id, one.parent) for one in accounts] == [("acme-ltd", made_id("华联")), (made_id("华联"), None)]
    assert isinstance(loaded[1].model, TargetsDocument)
    scopes = [dict(row.model.dimensions) for row in loaded[1].rows["targets",]]  # type: ignore[attr-defined]
    assert scopes == [{"person": "ann", "account": "acme-ltd"}, {"account": made_id("华联")}]
    assert [problem.code for problem in reading.problems] == ["SHP101"]


def test_rows_kept_of_another_revision_are_read_again_where_a_name_means_another() -> None:
    """The list is the same, and who is called so is somebody else; else what was read is kept."""
    shelf = Shelf()
    said, table = "kind: territories\nid: map\naccounts: {file: a.csv}\n", "id,owner\nx,Ann Lee\n"
    first = _load(said, table, shelf=shelf)[0][0]
    assert _load(said, table, TEAM.replace("east, title: East Coast", "east"), shelf)[0][0] is first
    changed = _load(said, table, TEAM.replace("id: ann", "id: anna"), shelf)[0][0]
    assert [row.model.owners[0].person for row in changed.rows["accounts",]] == ["anna"]  # type: ignore[attr-defined]
    assert _load(said, table, TEAM.replace("id: ann", "id: anna"), shelf)[0][0] is changed


@given(st.text(min_size=1, max_size=80).filter(lambda text: any(map(str.isalnum, text))))
def test_an_id_is_made_of_every_name_and_is_the_same_for_all_ways_to_write_it(text: str) -> None:
    """Whatever the script, the id can stand wherever ids do; blanks around and between words do not matter."""
    made = made_id(text)
    assert TypeAdapter(Id).validate_python(made) == made
    assert made_id(f"  {text}  ") == made
