"""New documents in the style of the house."""

import pytest

from plancode.document.yaml_document import Node
from plancode.edit.edits import EditValue, Plain
from plancode.edit.errors import EditError
from plancode.edit.fresh import document_text
from tests.making import composed, document_of, example_documents

REVIEW: dict[str, EditValue] = {
    "sort": "weekly",
    "id": "2026-04-shanghai",
    "title": "上海组四月第一周周例会",
    "scope": {"team": "shanghai"},
    "held": "2026-04-03",
    "attendees": ["chen-rui", "zhou-min"],
    "progress": "Well",
    "difficulties": ["x: y", "z"],
    "feedback": "一\n二\n",
    "actions": [
        {"id": "visit", "text": "Visit", "owner": "li-na", "due": "2026-04-17", "follows": ["a", "b"]},
        {"id": "call", "text": "Call " + "again and " * 12 + "again", "owner": "li-na"},
    ],
    "extra": {"code": "007", "amount": Plain("1.2M")},
    "lessons": [],
}
WRITTEN = """\
# yaml-language-server: $schema=../plancode.schema.json
# 跟进记录
plancode: v1
kind: review
id: 2026-04-shanghai
title: 上海组四月第一周周例会
sort: weekly
scope: {team: shanghai}
held: 2026-04-03
attendees: [chen-rui, zhou-min]
progress: Well
difficulties: ["x: y", z]
feedback: |
  一
  二
actions:
  - {id: visit, text: Visit, owner: li-na, due: 2026-04-17, follows: [a, b]}
  - id: call
    text: >-
      Call again and again and again and again and again and again and again and again and again and again and again and
      again and again
    owner: li-na
extra: {code: "007", amount: 1.2M}
lessons: []
"""


def test_document_is_in_the_style_of_the_house() -> None:
    """Head first, short mappings on a line, long ones below, nothing quoted that need not be."""
    text = document_text("review", REVIEW, "zh", "../plancode.schema.json")
    assert text == WRITTEN
    assert max(map(len, text.splitlines())) <= 120
    assert document_text("review", REVIEW, "en").startswith("# ")


def test_example_documents_written_anew_read_the_same() -> None:
    """The values of every example, written as a new document, are read back."""
    for _, document in example_documents():
        data = document.data
        assert isinstance(data, dict)
        text = document_text(str(data["kind"]), data, "en")
        found = composed(text)
        assert found.problems == []
        assert found.documents[0].data == data


@pytest.mark.parametrize("data", [{"a": 1.5}, {"": 1}, {"a": "\u202e"}, {"<<": 1}])
def test_refused(data: dict[str, Node]) -> None:
    """What cannot be written is refused."""
    with pytest.raises(EditError):
        document_text("plan", data, "en")


def test_one_document() -> None:
    """A text holds one document."""
    assert document_of(document_text("plan", {}, "en")).data == {"plancode": "v1", "kind": "plan"}
