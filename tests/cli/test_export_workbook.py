"""`plancode export workbook`: a plan as sheets that people fill in."""

import io
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

from plancode.exchange.workbook.layout import HEADS, ROWS
from tests.support import ran

PLAN: Final = """plancode: v1
kind: plan
id: east-2026
title: East 2026
period: 2026
currency: EUR
team: top
skills: [{id: selling, title: Selling, levels: {"1": Learns, "2": Sells alone}}]
---
plancode: v1
kind: team
id: people
roles: [{id: rep, title: Sales rep, carries_quota: true, ote: 91733}, {id: boss, manages: true}]
teams: [{id: top, manager: gm}, {id: north, parent: top, manager: ann}, {id: south, parent: top}]
people:
  - {id: gm, name: Gina, role: boss, team: top}
  - {id: ann, name: Ann, role: rep, team: north, start: 2024-03-18, skills: {selling: 2}, codes: {crm: "00123"}}
  - {id: bob, name: Bob, role: rep, team: south}
---
plancode: v1
kind: territories
id: map
territories:
  - id: coast
    title: Coast
    team: north
    owners: [{person: ann, share: 60%}, {person: bob, share: 40%}]
    accounts:
      - {id: alpha, name: "=cmd|' /C calc'!A0", kind: key_account, potential: 1.2M, last_year: USD 80k}
  - {id: hills, title: Hills, team: south, owners: [{person: bob, from: 2026-02-01}]}
---
plancode: v1
kind: targets
id: revenue-2026
metric: revenue
phasing: even
target: {team: top, amount: 1000, over_assign: 10%}
split: [{team: north, share: 40%}, {team: south, rest: true}]
targets: [{person: ann, period: 2026-01, amount: 30}, {person: ann, period: 2026-02, amount: 31}]
"""


def _plan(folder: Path, text: str = PLAN) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return folder


def exported(folder: Path, *options: str) -> bytes:
    """Return the workbook of a plan."""
    out = folder.parent / "out.xlsx"
    told = ran("export", "workbook", folder, "--as-of", "2026-03-01", "--out", out, *options)
    assert told.code == 0, told.err
    return out.read_bytes()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workbook of the plan."""
    return exported(_plan(tmp_path_factory.mktemp("book") / "plan"))


def cell(data: bytes, sheet: str, row: int, heading: str) -> Any:  # noqa: ANN401  # a cell of openpyxl
    """Return a cell by its heading."""
    page = openpyxl.load_workbook(io.BytesIO(data))[sheet]
    at = next(one.column for one in page[HEADS + 1] if one.value == heading)
    return page.cell(ROWS + 1 + row, at)


def test_it_has_a_sheet_for_each_part_of_the_plan_with_fixed_heads_and_notes(data: bytes) -> None:
    """Overview first; heads stay in sight, and say what a column means."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Overview", "Targets", "People", "Territories", "Customers", "lists", "plancode"]
    people = book["People"]
    assert people.freeze_panes == "D5"
    assert people.auto_filter.ref
    assert [one.value for one in people[HEADS + 1]][1:7] == [
        "Id", "Name", "Role", "Team", "First working day", "Last working day",
    ]  # fmt: skip
    assert people["F4"].comment.text.startswith("First working day; if absent")
    assert [book[name].sheet_state for name in ("lists", "plancode")] == ["hidden", "veryHidden"]


def test_cells_have_the_types_of_what_they_say(data: bytes) -> None:
    """Amounts are numbers, shares percentages, days dates; codes, and other currencies, stay as they are written."""
    assert (cell(data, "Customers", 0, "Potential").value, cell(data, "Customers", 0, "Last year's amount").value) == (
        1_200_000, "USD 80000",
    )  # fmt: skip
    share = cell(data, "Targets", 1, "Share")
    assert share.value == 0.4
    assert "%" in share.number_format
    assert cell(data, "People", 1, "First working day").is_date
    assert cell(data, "People", 1, "Codes in other systems: crm").value == "00123"
    assert cell(data, "Territories", 0, "Owners").value == "Ann: 60%; Bob: 40%"


def test_what_is_worked_out_is_a_locked_formula_with_its_value(data: bytes) -> None:
    """A share, the rest and the periods follow when the amount above is changed; periods that are stated add up."""
    assert [cell(data, "Targets", row, "Amount").value for row in range(4)] == [
        1000, "=ROUND(F5*(1+I5)*G6,2)", "=ROUND(F5*(1+I5)-F6,2)", "=SUM(J8:U8)",
    ]  # fmt: skip
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Targets"]
    assert [shown.cell(ROWS + 1 + row, 6).value for row in range(4)] == [1000, 440, 660, 61]
    assert cell(data, "Targets", 1, "Amount").protection.locked
    assert not cell(data, "Targets", 0, "Amount").protection.locked
    assert not cell(data, "Targets", 3, "March 2026").protection.locked
    assert openpyxl.load_workbook(io.BytesIO(data))["Targets"].protection.sheet


def test_people_choose_names_words_and_levels(data: bytes) -> None:
    """Drop-downs have what the plan knows, by the names that people know."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    rules = {str(rule.sqref).split(":")[0][0]: rule.formula1 for rule in book["People"].data_validations.dataValidation}
    lists = [[one.value for one in column if one.value] for column in book["lists"].columns]

    def chosen(letter: str) -> list[str]:
        return lists[ord(rules[letter].split("$")[1]) - ord("A")]

    assert (chosen("D"), chosen("E"), chosen("J")) == (["Sales rep", "boss"], ["top", "north", "south"], ["1", "2"])


def test_no_text_of_the_plan_becomes_a_formula(data: bytes) -> None:
    """What begins like a formula is a text, and stays one when somebody edits the cell."""
    name = cell(data, "Customers", 0, "Name")
    assert (name.data_type, name.value, name.quotePrefix) == ("s", "=cmd|' /C calc'!A0", True)


def test_what_a_cell_cannot_say_is_shown_locked(data: bytes) -> None:
    """Owners with days of their own would lose them, and ids are what everything else goes by."""
    assert cell(data, "Territories", 1, "Owners").protection.locked
    assert not cell(data, "Territories", 0, "Owners").protection.locked
    assert cell(data, "Territories", 0, "Id").protection.locked


def test_the_same_plan_gives_the_same_bytes(data: bytes, tmp_path: Path) -> None:
    """So that a workbook can be compared, and sent again."""
    assert exported(_plan(tmp_path / "plan")) == data


def test_pay_is_in_no_workbook_and_that_of_a_team_has_only_its_own(data: bytes, tmp_path: Path) -> None:
    """A manager gets the part of the plan that is theirs."""
    texts = [str(one.value) for page in openpyxl.load_workbook(io.BytesIO(data)) for row in page for one in row]
    assert not any("91733" in text for text in texts)
    own = openpyxl.load_workbook(io.BytesIO(exported(_plan(tmp_path / "plan"), "--team", "south")))
    assert [row[0].value for row in own["People"].iter_rows(min_row=ROWS + 1) if row[0].value] == ["bob"]
    assert [row[0].value for row in own["Territories"].iter_rows(min_row=ROWS + 1) if row[0].value] == [
        "coast",
        "hills",
    ]
    assert own["Targets"].cell(ROWS + 1, 3).value == "south"


def test_it_speaks_the_language_of_its_readers_and_says_why_there_is_none(tmp_path: Path) -> None:
    """Headings are the words of the language; of a plan that cannot be read there is no workbook."""
    folder = _plan(tmp_path / "plan")
    book = openpyxl.load_workbook(io.BytesIO(exported(folder, "--lang", "zh")))
    assert [one.value for one in book["客户"][HEADS + 1]][1:5] == ["编号", "名称", "类型", "区域"]
    (folder / "plan.yaml").write_text(PLAN.replace("role: boss", "roll: boss"))
    told = ran("export", "workbook", folder, "--as-of", "2026-03-01", "--out", tmp_path / "no.xlsx")
    assert (told.code, (tmp_path / "no.xlsx").exists()) == (1, False)
    assert "Nothing is exported" in told.err
