"""A title, a name or a code stands where an id belongs: the id of the one thing called so is what to write."""

from typing import Final

import pytest

from plancode.findings.finding import Finding
from plancode.findings.sentences import hint
from plancode.said.value import Verbatim
from tests.making import PLAN, checked

HEAD: Final = "plancode: v1\nkind: {}\nid: x\n"
FILES: Final = {
    "plan.yaml": PLAN + "skills: [{id: selling, title: 销售能力, levels: {'1': x}}]\n",
    "team.yaml": """plancode: v1
kind: team
id: t
roles: [{id: rep, title: 销售代表, needs: {selling: 1}}]
teams: [{id: east, title: 华东组, manager: wang-fang}]
people:
  - {id: wang-fang, name: 王芳, role: rep, team: east, codes: {erp: WF001}}
  - {id: bea-ross, name: Bea Ross, role: rep, team: east}
  - {id: li-na-1, name: 李娜, role: rep, team: east}
  - {id: li-na-2, name: 李娜, role: rep, team: east}
""",
    "map.yaml": HEAD.format("territories") + "territories: [{id: north, team: east, owners: [{person: bea-ross}]}]\n",
    "targets.yaml": HEAD.format("targets") + "metric: revenue\ntarget: {team: east, amount: 2M}\n",
    "duties.yaml": HEAD.format("responsibilities") + "duties: [{id: forecast, title: x, R: [rep], A: wang-fang}]\n",
}
MEANT: Final = [
    ("map.yaml", "person: bea-ross", "person: Bea Ross", "bea-ross"),
    ("map.yaml", "person: bea-ross", "person: Bea-Ross", "bea-ross"),
    ("map.yaml", "person: bea-ross", "person: 王芳", "wang-fang"),
    ("map.yaml", "person: bea-ross", "person: WF001", "wang-fang"),
    ("map.yaml", "owners: [{person: bea-ross}]", "owners: [王芳]", "{person: wang-fang}"),
    ("map.yaml", "owners: [{person: bea-ross}]", "owners: 王芳", "[{person: wang-fang}]"),
    ("map.yaml", "team: east", "team: 华东组", "east"),
    ("team.yaml", "manager: wang-fang", "manager: 王芳", "wang-fang"),
    ("team.yaml", "needs: {selling: 1}", "needs: {销售能力: 1}", "selling"),
    ("targets.yaml", "metric: revenue", "metric: 销售额", "revenue"),
    ("duties.yaml", "R: [rep]", "R: [销售代表]", "rep"),
    ("duties.yaml", "R: [rep]", "R: rep and wang-fang", "[rep, wang-fang]"),
]


def _errors(path: str, text: str) -> list[Finding]:
    findings = checked({**FILES, path: text}).findings
    return [one for one in findings if one.code in ("SHP103", "SHP104", "REF101")]


@pytest.mark.parametrize(("path", "right", "wrong", "meant"), MEANT)
def test_a_title_is_told_with_the_id_that_mends_it(path: str, right: str, wrong: str, meant: str) -> None:
    """The finding proposes the id; put in the place of the title, it leaves no finding of names."""
    text = FILES[path].replace(right, wrong, 1)
    (finding,) = _errors(path, text)
    assert finding.values["meant"] == Verbatim(meant)
    span = finding.place.span
    assert span is not None
    lines = text.split("\n")
    line = lines[span.line - 1]
    lines[span.line - 1] = line[: span.column - 1] + meant + line[span.end_column - 1 :]
    assert _errors(path, "\n".join(lines)) == []


def test_a_name_that_two_people_have_is_not_proposed() -> None:
    """Of two people of one name nobody knows who is meant, so that the hint says how ids are written."""
    (finding,) = _errors("map.yaml", FILES["map.yaml"].replace("bea-ross", "李娜"))
    assert "meant" not in finding.values
    assert "编号" in hint(finding, "zh")
