"""A new plan for the people of a list."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from plancode.errors import RosterError
from plancode.outset.roster import Entry, read_roster
from plancode.outset.staff import Staff, staff_of
from plancode.outset.starter import Wish, starter
from plancode.period import parse_period
from plancode.pipeline.checking import check
from plancode.tree.overlay import OverlayTree
from tests.support import PLANS, ran

STARTER = (PLANS / "starter" / "plan.yaml").read_text("utf-8")
ENGLISH = """Full Name,Department,Reports To,Job Title,Hire Date,E-Mail
Maria Lopez,Management,,VP Sales,2015-02-01,maria.lopez@x.com
Tom Berg,North,Maria Lopez,Team Lead,18.03.2018,tom@x.com
Ana Ruiz,North,tom@x.com,Account Manager,2020-01-07,ana@x.com
Bob Stone,North,Tom Berg,Account Manager,2027-04-01,bob@x.com
Cleo Wu,South,Maria Lopez,Team Lead,,cleo@x.com
José Ota,South,Cleo Wu,Sales Rep,,
"""
CHINESE = "工号,姓名,岗位,直属上级,入职日期\n0071,王芳,客户经理,李明,2024年3月18日\n0072,赵磊,业务代表,李明,2023/5/6\n"


def staff(text: str, folder: Path, encoding: str = "utf-8") -> Staff:
    """Return the staff of a list written as CSV."""
    path = folder / "people.csv"
    path.write_bytes(text.encode(encoding))
    return staff_of(read_roster(path), "en", "people.csv")


def test_list_with_english_headings(tmp_path: Path) -> None:
    """Teams, who leads them, roles and first days are read from the usual headings; ids are made of addresses."""
    made = staff(ENGLISH, tmp_path)
    assert [(one.id, one.title, one.manager, one.parent) for one in made.units] == [
        ("sales", "Management", "maria-lopez", None),
        ("north", "North", "tom", "sales"),
        ("south", "South", "cleo", "sales"),
    ]
    assert [(one.id, one.role, one.team) for one in made.sellers] == [
        ("ana", "account-manager", "north"),
        ("bob", "account-manager", "north"),
        ("jose-ota", "sales-rep", "south"),
    ]
    assert [job.id for job in made.jobs if job.leads] == ["vp-sales", "team-lead"]
    assert [one.start for one in made.members][:2] == [date(2015, 2, 1), date(2018, 3, 18)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_list_with_chinese_headings(encoding: str, tmp_path: Path) -> None:
    """Chinese headings and days are read, however Excel saved them; a manager who is named alone is taken in."""
    made = staff(CHINESE, tmp_path, encoding)
    assert [(one.id, one.name, one.leads, one.start) for one in made.members] == [
        ("p1", "李明", True, None),
        ("p-0071", "王芳", False, date(2024, 3, 18)),
        ("p-0072", "赵磊", False, date(2023, 5, 6)),
    ]
    assert dict(made.members[1].codes) == {"staff": "0071"}


def test_list_with_title_totals_and_days_first(tmp_path: Path) -> None:
    """A title above, a total below, days first: nobody is lost, and nobody made up."""
    text = "Staff of May\n\nName,Manager,Start\nAnn,Bo,03/04/2024\nBo,,31/12/2023\nTotal,,\n"
    (tmp_path / "people.csv").write_text(text, encoding="utf-8")
    found = read_roster(tmp_path / "people.csv")
    assert found == [Entry("Ann", manager="Bo", start=date(2024, 4, 3)), Entry("Bo", start=date(2023, 12, 31))]


def test_list_that_is_too_large_is_refused_as_a_whole(tmp_path: Path) -> None:
    """No part of a list is taken for all of it."""
    (tmp_path / "people.csv").write_text("name,manager\n" + "Ann,Bo\n" * 800_000, encoding="utf-8")
    with pytest.raises(RosterError, match="larger than 5000000 bytes"):
        read_roster(tmp_path / "people.csv")


def test_workbook_is_read(tmp_path: Path) -> None:
    """An Excel sheet with real dates is read like a CSV file."""
    book, file = Workbook(), BytesIO()
    for row in (("姓名", "经理", "入职日期"), ("王芳", "李明", date(2024, 3, 18)), ("李明", None, None)):
        book.active.append(row)
    book.save(file)
    (tmp_path / "people.xlsx").write_bytes(file.getvalue())
    assert read_roster(tmp_path / "people.xlsx") == [
        Entry("王芳", manager="李明", start=date(2024, 3, 18)), Entry("李明")
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no more", b"name,team\n"], ids=["empty", "cut", "CSV"])
def test_workbook_that_is_none_is_refused(data: bytes, tmp_path: Path) -> None:
    """A file that only calls itself a workbook is refused, and is no fault of plancode."""
    (tmp_path / "people.xlsx").write_bytes(data)
    ended = ran("init", tmp_path / "plan", "--people", tmp_path / "people.xlsx")
    assert (ended.code, "cannot be read" in ended.err) == (2, True)


def test_who_leads_is_seen_by_the_role(tmp_path: Path) -> None:
    """Where nobody's manager is named, whose role says that they lead does; an account manager leads nobody."""
    text = "name,team,position\nAnn,East,Account Manager\nBo,East,Sales Manager\nCy,East,Account Manager\n"
    made = staff(text, tmp_path)
    assert [(one.title, one.manager) for one in made.units] == [("East", "bo")]
    assert [one.id for one in made.sellers] == ["ann", "cy"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("city,phone\nRome,1\n", "its headings are: city, phone"),
        ("name\n", "nobody is in this list"),
        ("name,team\nAnn,A\nBo,A\n", "who leads whom"),
        ("name,manager,start\nAnn,Bo,03/04/2024\n", "'03/04/2024' can be two days"),
        ("name,manager,start\nAnn,Bo,soon\n", "line 2: 'soon' is no day"),
        ("Staff\n\nname,manager\nAnn,Bo\n,Bo\n", "line 5 has no name"),
        ("name,manager\nAnn,Bo,Cy\n", "no table"),
        ("name,manager\nA\u200bnn,Bo\n", "line 2 holds"),
    ],
)
def test_list_that_says_too_little_is_refused(text: str, told: str, tmp_path: Path) -> None:
    """What a list lacks is said with how to mend it."""
    with pytest.raises(RosterError, match=told):
        staff(text, tmp_path)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    """Draw a list of people, some of whom lead others."""
    count = draw(st.integers(2, 12))
    bosses = [draw(st.integers(0, max(0, min(number - 1, count // 4)))) for number in range(count)]
    return [
        Entry(
            f"Person {number}",
            team=draw(st.sampled_from(["", "North", "华东"])),
            manager=f"Person {bosses[number]}" if number else draw(st.sampled_from(["", "Boss Outside"])),
            role=draw(st.sampled_from(["", "Rep", "Lead"])),
            start=draw(st.sampled_from([None, date(2020, 1, 1)]))
            if number % 7
            else date(2027, 2, 1)
            if number
            else None,
        )
        for number in range(count)
    ]


@settings(max_examples=12)
@given(entries(), st.sampled_from(["2027", "2027-H1", "2027-04-01..2028-03-31"]), st.sampled_from([None, ("DE", None)]))
@pytest.mark.slow
def test_plan_for_any_list_has_no_findings(people: list[Entry], period: str, country: tuple[str, None] | None) -> None:
    """Whoever is in a list, and whoever leads them: the plan made of it has no findings on its day."""
    made = staff_of(people, "en", "people.csv")
    wish = Wish(parse_period(period), date(2026, 12, 1), "en", None, country, made)
    checked = check(OverlayTree(starter(STARTER, wish)), wish.day)
    assert [(one.code, one.place) for one in checked.open if one.code != "CAP105"] == []  # somebody may lead many


def test_init_takes_people(tmp_path: Path) -> None:
    """`init --people` says whom it has taken, and its plan passes; a list that cannot be read ends with 2."""
    (tmp_path / "people.csv").write_text(ENGLISH, "utf-8")
    ended = ran(
        "init", tmp_path / "plan", "--people", tmp_path / "people.csv", "--period", "2027", "--as-of", "2026-12-01"
    )
    assert (ended.code, "6 people in 3 teams of your list" in ended.out) == (0, True)
    assert ran("check", tmp_path / "plan", "--fail-on", "info", "--as-of", "2026-12-01").code == 0
    (tmp_path / "people.csv").write_text("city\nRome\n", "utf-8")
    ended = ran("init", tmp_path / "other", "--people", tmp_path / "people.csv")
    assert (ended.code, (tmp_path / "other").exists(), "no column holds names" in ended.err) == (2, False, True)
