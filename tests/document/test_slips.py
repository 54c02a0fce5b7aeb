"""Slips of YAML itself: each is told once, where it is, and where one thing can be meant, with what mends it."""

from typing import Final

import pytest

from plancode.document.limits import Limits
from plancode.document.reader import PlanReading
from plancode.findings.place import Span
from plancode.said.value import Verbatim
from tests.making import composed, source_of, text_at, tree_of

TOP: Final = "plancode: v1\nkind: team\nid: t\n"
ROLES: Final = TOP + "roles:\n  - {id: a}\n"
MENDED: Final = [
    (TOP + "title: Launch: X2\n", "colon_inside", "Launch: X2"),
    (TOP + "title: “Sales: plan”\n", "colon_inside", "“Sales: plan”"),
    (TOP + "title: 'Bob's plan'\n", "quote_inside", "'Bob's plan'"),
    (TOP + 'title: "计划 "最终" 版"\n', "quote_inside", '"计划 "最终" 版"'),
    (TOP + '"title": "x",\n', "quote_inside", '"x",'),
    (TOP + "title: [draft] plan\n", "bracket_text", "[draft] plan"),
    (TOP + "title: {draft} plan\n", "bracket_text", "{draft} plan"),
    (TOP + "title: @east\n", "symbol", "@east"),
    (TOP + "title: %east\n", "symbol", "%east"),
    (TOP + "title: *east*\n", "symbol", "*east*"),
    (TOP + "title: & east\n", "symbol", "& east"),
    (TOP + "title: - east\n", "symbol", "- east"),
    (TOP + "title:east\n", "no_colon", "title:east"),
    (TOP + "title = east\n", "no_colon", "title = east"),
    (TOP + "roles\n  - {id: a}\n", "no_colon", "roles"),
    (TOP + "roles;\n  - {id: a}\n", "no_colon", "roles;"),
    (ROLES + "  • {id: b}\n", "bullet", "•"),
    (ROLES + "  – {id: b}\n", "bullet", "–"),
    (ROLES + "  * {id: b}\n", "bullet", "*"),
    (ROLES + "  -{id: b}\n", "dash_space", "-"),
    (ROLES + "  {id: b}\n", "no_dash", "{"),
    (TOP + "roles:\n  - id: a\n  id: b\n", "no_dash", "id"),
    (TOP + "----\n" + TOP, "dashes", "----"),
    (TOP + "- - -\n" + TOP, "dashes", "- - -"),
    (TOP + "—\n" + TOP, "dashes", "—"),
    (TOP + "－－－\n" + TOP, "dashes", "－－－"),
]
TOLD: Final = [
    (TOP + " title: x\n", "uneven", "title: x"),
    (ROLES + "   - {id: b}\n", "uneven", "- {id: b}"),
    (ROLES + " - {id: b}\n", "uneven", "- {id: b}"),
    (ROLES + "- {id: b}\n", "uneven", "- {id: b}"),
    (TOP + "roles:\n  - id: a\n   title: x\n", "uneven", "title: x"),
    (TOP + "roles:\n  - id: a\n     title: x\n", "uneven", "title: x"),
    (TOP + "roles:\n  - id: a\n    title: x\nmanages: true\n    overhead: 5%\n", "uneven", "manages: true"),
    (TOP + "roles:\n  - id: a\n    title: x\nmanages: true\n  - id: b\n", "uneven", "manages: true"),
    (TOP + "title: x\nroles:\n  - id: a\ntitle: y\n    manages: true\n", "uneven", "title: y"),
    (TOP + "roles: [{id: a}]\n  - {id: b, role: a}\n", "orphan", "- {id: b, role: a}"),
    (ROLES + "  - {id: b, title: x manages: true}\n", "comma", "manages"),
    (TOP + "roles: [{id: a}}]\n", "bracket", "["),
    (ROLES + "  - {id: b}}\n", "closing", "}"),
    (TOP + "roles: [{id: a, title:}]\n", "no_value", ":"),
    (TOP + 'title: "x\nroles: []\nlabels: {a: "b"}\n', "quote", '"'),
    (TOP + "title:\u00a0x\n", "odd_space", "\u00a0"),
    (TOP + "＃ x\ntitle: x\n", "full_width", "＃"),
    (TOP + "title：x\n", "full_width", "："),
    (TOP + "\ttitle: x\n", "tab", "\t"),
    (TOP + TOP, "plain", "plancode"),
]
CONFLICT: Final = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> east\n"


@pytest.mark.parametrize(("text", "variant", "marked"), [*MENDED, *TOLD])
def test_a_slip_of_yaml_is_told_once_where_it_is(text: str, variant: str, marked: str) -> None:
    """One slip is one problem, on exactly what is meant."""
    found = composed(text)
    (problem,) = found.problems
    span = problem.place.span
    assert span is not None
    assert (problem.variant, _at(text, span)) == (variant, marked)


@pytest.mark.parametrize(("text", "variant", "marked"), MENDED)
def test_what_is_meant_mends_it(text: str, variant: str, marked: str) -> None:
    """What the problem proposes, put in its place, leaves no problem."""
    (problem,) = composed(text).problems
    span, meant = problem.place.span, problem.values["meant"]
    assert (problem.variant, span is None) == (variant, False)
    assert isinstance(meant, Verbatim)
    lines = text.split("\n")
    assert span is not None
    lines[span.line - 1] = lines[span.line - 1].replace(marked, meant.text, 1)
    assert composed("\n".join(lines)).problems == []


def test_documents_without_a_line_between_are_both_read() -> None:
    """Where the line is missing, the documents are two, with the places of their own values."""
    found = composed(TOP + "roles: [{id: a}]\n" + TOP.replace("id: t", "id: u") + "title: 5\n")
    assert [document.data for document in found.documents] == [
        {"plancode": "v1", "kind": "team", "id": "t", "roles": [{"id": "a"}]},
        {"plancode": "v1", "kind": "team", "id": "u", "title": 5},
    ]
    assert found.documents[0].place(("roles", 0, "id")).line == 4
    assert found.documents[1].place(("title",)).line == 8


@pytest.mark.parametrize(("path", "one", "other"), [("x.yaml", "title: a", "title: b"), ("x.csv", "a,1", "a,2")])
def test_two_versions_that_git_left_are_told_as_that(path: str, one: str, other: str) -> None:
    """Marks of git are one problem for each place they stand, in documents and lists, and the only one of the file."""
    before = TOP if path == "x.yaml" else "id,count\n"
    reading = PlanReading(tree_of({path: before + CONFLICT.format(one, other) * 2}), Limits())
    _ = reading.read_yaml(path) if path == "x.yaml" else reading.read_table(path)
    lines = len(before.splitlines())
    assert [(problem.code, problem.place.line) for problem in reading.problems] == [
        ("TXT118", lines + 1),
        ("TXT118", lines + 6),
    ]
    assert reading.lost == [path]


def _at(text: str, span: Span) -> str:
    return text_at(source_of(text), span.line, span.column, span.end_line, span.end_column)
