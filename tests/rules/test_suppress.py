"""Accepting findings: by comments and by plancode.yaml, with reasons, and what is wrong with acceptances."""

import time
from datetime import date

import pytest

from plancode.pipeline.checking import Checked
from tests.making import PLAN, checked

TEAM = (
    "plancode: v1\nkind: team\nid: t\nroles: [{{id: rep}}]\nteams:\n{above}  - {{id: east, parent: nowhere}}{beside}\n"
)
SETTINGS = "plancode: v1\nsuppress:\n  - {entry}\n"
CODE = "REF101"


def _checked(above: str = "", beside: str = "", entry: str = "", as_of: str = "2026-04-01") -> Checked:
    files = {"plan.yaml": PLAN, "team.yaml": TEAM.format(above=above, beside=beside)}
    if entry:
        files["plancode.yaml"] = SETTINGS.format(entry=entry)
    return checked(files, date.fromisoformat(as_of))


def _open(found: Checked) -> list[str]:
    return [one.code for one in found.open if one.code[:3] in ("REF", "CFG")]


def _reasons(found: Checked) -> list[str | None]:
    return [one.suppressed_because for one in found.findings if one.code == CODE]


def test_without_acceptance_it_is_open() -> None:
    """The fault that the tests below accept is found."""
    assert _open(_checked()) == [CODE]


@pytest.mark.parametrize(
    ("above", "beside"),
    [
        ("", "  # plancode: ignore[REF101] joins in May"),
        ("", "  #plancode: ignore[REF101]   joins in May  "),
        ("  # plancode: ignore[REF101] joins in May\n", ""),
        ("# plancode: ignore[REF101] joins in May\n", ""),
        ("", "  # see the note # plancode: ignore[REF101] joins in May"),
    ],
)
def test_comment_accepts_on_its_line_or_the_next(above: str, beside: str) -> None:
    """A comment beside the fault, or alone on the line above, accepts it with its reason."""
    found = _checked(above, beside)
    assert _reasons(found) == ["joins in May"]
    assert _open(found) == []


def test_comment_of_several_codes() -> None:
    """One comment may accept several codes; those that are not there are told."""
    found = _checked(beside="  # plancode: ignore[REF101, REF102] as agreed")
    assert _reasons(found) == ["as agreed"]
    assert _open(found) == ["CFG101"]


def test_comment_two_lines_above_accepts_nothing() -> None:
    """A comment reaches no further than the next line."""
    assert sorted(_open(_checked(above="  # plancode: ignore[REF101] why\n\n"))) == ["CFG101", CODE]


@pytest.mark.parametrize(
    "text",
    [
        'title: "a # plancode: ignore[REF101] x"\n',
        "title: 'a # plancode: ignore[REF101] x'\n",
        "title: |\n  # plancode: ignore[REF101] x\n",
        "title: >-\n  a\n  # plancode: ignore[REF101] x\n",
    ],
)
def test_text_is_no_comment(text: str) -> None:
    """What stands inside a text accepts nothing, and is not told to be unused."""
    assert _open(checked({"plan.yaml": PLAN + text})) == []


@pytest.mark.parametrize("faulty", [PLAN + "periods: 5\n", "plancode: v1\nkind: team\n", "kind: team\nid: t\n"])
def test_text_of_a_document_that_does_not_fit_is_no_comment(faulty: str) -> None:
    """Inside a text nothing is a comment, even where the document has faults of shape."""
    found = checked({"plan.yaml": faulty + 'title: "a # plancode: ignore[REF101] x"\n'})
    assert [one.code for one in found.findings if one.code.startswith("CFG")] == []


def test_cell_of_a_list_is_no_comment() -> None:
    """A list in CSV knows no comments: a cell that looks like one is a text."""
    files = {
        "plan.yaml": PLAN,
        "map.yaml": "plancode: v1\nkind: territories\nid: m\naccounts: {file: a.csv}\n",
        "a.csv": "id,name\nhua,Hua # plancode: ignore[REF101] x\n",
    }
    assert [one.code for one in checked(files).findings if one.code.startswith("CFG")] == []


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        ("  # plancode: ignore[REF101]", "CFG102"),
        ("  # plancode: ignore[REF999] why", "CFG104"),
        ("  # plancode: ignore[NOPE] why", "CFG104"),
        ("  # plancode: ignore[KPI101] why", "CFG101"),
    ],
)
def test_comment_that_accepts_nothing_is_a_finding(beside: str, code: str) -> None:
    """A comment without reason, of an unknown code, or of a fault that is not there, is found on its line."""
    found = _checked(beside=beside)
    assert sorted(_open(found)) == sorted([code, CODE])
    (told,) = [one for one in found.findings if one.code == code]
    assert (told.place.path, told.place.line) == ("team.yaml", 6)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("{code: REF101, reason: why}", []),
        ("{code: REF101, entity: east, reason: why}", []),
        ("{code: REF101, entity: east, reason: why, until: 2026-04-01}", []),
        ("{code: REF101, entity: east, reason: why, until: 2026-03-31}", ["CFG103", "REF101"]),
        ("{code: REF101, reason: why, up_to: 1}", []),
        ("{code: REF101, entity: west, reason: why}", ["CFG101", "REF101"]),
        ("{code: REF101}", ["CFG102", "REF101"]),
        ("{code: REF999, reason: why}", ["CFG104", "REF101"]),
        ("{code: KPI101, reason: why}", ["CFG101", "REF101"]),
    ],
)
def test_settings_accept_by_code_and_entity(entry: str, expected: list[str]) -> None:
    """plancode.yaml accepts by code, entity and day; what is wrong with an entry is found there."""
    found = _checked(entry=entry)
    assert sorted(_open(found)) == expected
    told = [one for one in found.findings if one.code.startswith("CFG")]
    assert all((one.place.path, one.place.line) == ("plancode.yaml", 3) for one in told)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("REF101 <= 2", []),
        ("REF101<=2, REF102", ["CFG101"]),
        ("REF101 <= 1", ["CFG106", "REF101", "REF101"]),
        ("REF101", []),
        ("REF101 < 2", ["CFG104", "REF101", "REF101"]),
    ],
)
def test_comment_accepts_up_to_a_number(codes: str, expected: list[str]) -> None:
    """With more than the number that a comment accepts all are open again, and it says so."""
    line = f"  - {{id: west, parent: nowhere, manager: nobody}}  # plancode: ignore[{codes}] joins in May\n"
    found = _checked(above=line, beside="  # plancode: ignore[REF101] joins in May")
    assert sorted(_open(found)) == expected


def test_entity_of_a_document_is_named_by_either_form() -> None:
    """A line of a scorecard is meant by its own id or with its scorecard's."""
    rubric = (
        "plancode: v1\nkind: rubric\nid: card\nroles: [rep]\nkpis:\n"
        "  - {id: one, metric: nope, dimension: outcome, weight: 100, score: {method: ratio}}\n"
    )
    for entity in ("one", "card/one"):
        settings = SETTINGS.format(entry=f"{{code: REF101, entity: {entity}, reason: why}}")
        found = checked({"plan.yaml": PLAN, "r.yaml": rubric, "plancode.yaml": settings})
        assert "why" in [one.suppressed_because for one in found.findings if one.code == CODE]


def test_many_comments_take_no_time() -> None:
    """A file full of comments is read in time that grows with its length alone."""
    lines = "".join(f"- a{number} # plancode: ignore[REF101] x\n" for number in range(3000))
    start = time.perf_counter()
    checked({"plan.yaml": PLAN + "extra:\n a:\n" + lines.replace("- ", "  - ")})
    assert time.perf_counter() - start < 2


UNREAD = {
    "a value that does not fit": ("more.yaml", "plancode: v1\nkind: team\nid: u\nroles: [{id: other, fte: 80%}]\n"),
    "a file that is no YAML": ("more.yaml", "a: [\n"),
    "a document without a kind": ("more.yaml", "plancode: v1\nid: u\n"),
    "a list with a value that does not fit": ("a.csv", "id,potential\nhua,much\n"),
}


@pytest.mark.parametrize("fault", UNREAD)
def test_where_something_cannot_be_read_no_acceptance_is_called_unused(fault: str) -> None:
    """What an acceptance is for may be found again once everything can be read."""
    path, text = UNREAD[fault]
    more = {path: text}
    if path.endswith(".csv"):
        more["map.yaml"] = "plancode: v1\nkind: territories\nid: m\naccounts: {file: a.csv}\n"
    settings = SETTINGS.format(entry="{code: KPI101, reason: why}")
    plan = {"plan.yaml": PLAN, "plancode.yaml": settings}
    assert "CFG101" in [one.code for one in checked(plan).findings]
    assert "CFG101" not in [one.code for one in checked(plan | more).findings]


def test_what_a_rule_finds_that_needs_figures_is_not_unused_without_them() -> None:
    """Where the plan's period cannot be read, rules about figures are not asked, and accepting them is not in vain."""
    plan = {"plan.yaml": PLAN.replace("period: 2026", "period: FY2026"), "plancode.yaml": SETTINGS}
    entries = "{code: CAP101, reason: why}\n  - {code: RES101, reason: why}"
    plan["plancode.yaml"] = SETTINGS.format(entry=entries)
    told = [one.values["code"] for one in checked(plan).findings if one.code == "CFG101"]
    assert told == ["RES101"]
