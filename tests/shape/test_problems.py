"""Faults of shape: each becomes a problem inside the document, with a sentence in both languages."""

from collections.abc import Mapping

import pytest
import yaml
from hypothesis import given

from plancode.document.yaml_document import Node, YamlDocument
from plancode.findings.problem import Problem
from plancode.findings.sentences import say
from plancode.locale.catalogue import LANGUAGES, message_of
from plancode.model.catalogue import model_of
from plancode.model.kinds import DocumentKind
from plancode.shape.validate import validate
from tests.making import FEW, composed, document_of, example_documents, text_at
from tests.slips import Slip, slips


def _problems(document: YamlDocument) -> list[Problem]:
    assert isinstance(document.data, dict)
    found = validate(model_of(DocumentKind(str(document.data["kind"]))), document.data, document)
    return found if isinstance(found, list) else []


def _sentences(problem: Problem) -> list[str]:
    texts = []
    for language in LANGUAGES:
        entry = message_of(problem.code, problem.variant, language)
        values = {name: say(value, language) for name, value in problem.values.items()}
        texts += [entry.message.format_map(values), entry.hint.format_map(values)]
    return texts


def _written(data: Mapping[str, Node]) -> YamlDocument | None:
    """Return changed values as a document of their own, or None where YAML itself refuses them."""
    text = yaml.dump(_plain(data), Dumper=yaml.SafeDumper, allow_unicode=True, sort_keys=False, width=1000)
    found = composed(text)
    return found.documents[0] if found.documents and not found.problems else None


def _plain(node: object) -> object:
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return node if isinstance(node, str | int | bool | None) else float(str(node))


@FEW
@given(slips())
def test_a_slip_gives_problems_with_places_and_sentences(slip: Slip) -> None:
    """One value changed anywhere in an example gives no exception, only problems that can be shown."""
    document = _written(slip.data)
    if document is None:
        return
    for problem in _problems(document):
        span = problem.place.span
        assert span is not None
        lines = document.source.text.split("\n")
        assert 1 <= span.line <= len(lines)
        assert span.end_column <= len(lines[span.end_line - 1]) + 2
        for text in _sentences(problem):
            assert text
            assert "[key]" not in text
            assert "Decimal(" not in text


def test_examples_have_no_problems() -> None:
    """The example documents fit their models."""
    for name, document in example_documents():
        assert _problems(document) == [], name


RUBRIC = """plancode: v1
kind: rubric
id: r
roles: [rep]
kpis:
  - id: k
    metric: revenue
    dimension: outcome
    weight: 100
    score:
"""
TEAM = "plancode: v1\nkind: team\nid: t\n"
MAP = "plancode: v1\nkind: territories\nid: t\n"
PLACED = [
    (TEAM + "peple: []\n", "SHP101", "near", "peple"),
    (TEAM + "zzz: []\n", "SHP101", "plain", "zzz"),
    (TEAM + "teams: [{id: a, manger: b}]\n", "SHP101", "near", "manger"),
    (TEAM + "people: [{id: a, role: r}]\n", "SHP102", "plain", "{id: a, role: r}"),
    (TEAM + "people: x\n", "SHP103", "list", "x"),
    (TEAM + "people: [x]\n", "SHP103", "mapping", "x"),
    (TEAM + "title: 5\n", "SHP103", "text", "5"),
    (TEAM + "roles: [{id: r, manages: maybe}]\n", "SHP103", "yes_no", "maybe"),
    (TEAM + "roles: [{id: r, needs: {a: 2.5}}]\n", "SHP103", "whole", "2.5"),
    (TEAM + "roles: [{id: r, hours_per_week: forty}]\n", "SHP103", "number", "forty"),
    (TEAM + "teams: [{id: East}]\n", "SHP104", "id", "East"),
    (TEAM + "teams: [{id: a, parent: The East}]\n", "SHP104", "name", "The East"),
    (TEAM + "labels: {BAD: x}\n", "SHP104", "id", "BAD"),
    (MAP + "accounts: {file: /etc/passwd}\n", "SHP104", "file", "/etc/passwd"),
    (MAP + "accounts: {file: a.csv, bad: 1}\n", "SHP101", "plain", "bad"),
    (MAP + "accounts: {}\n", "SHP102", "plain", "{}"),
    (MAP + "call_plan: {甲: {calls: 1/year, minutes: 5min}}\n", "SHP104", "plain", "甲"),
    (TEAM + "roles: [{id: r, credit: primry}]\n", "SHP105", "near", "primry"),
    (TEAM + "roles: [{id: r, credit: zzz}]\n", "SHP105", "plain", "zzz"),
    (TEAM + "people: [{id: a, role: r, team: t, fte: 40}]\n", "SHP106", "of_a_hundred", "40"),
    (TEAM + "people: [{id: a, role: r, team: t, fte: -1}]\n", "SHP106", "above", "-1"),
    (TEAM + "roles: [{id: r, overhead: 100%}]\n", "SHP106", "below", "100%"),
    (TEAM + "roles: [{id: r, ramp: [50%, 170%]}]\n", "SHP106", "at_most", "170%"),
    (TEAM + "roles: [{id: r, ramp: []}]\n", "SHP106", "empty", "[]"),
    (TEAM + "roles: [{id: r, ote: 0}]\n", "SHP106", "above", "0"),
    (TEAM + "roles: [{id: r, attrition: 108%/year}]\n", "SHP106", "below", "108%/year"),
    (TEAM + "roles: [{id: r, attrition: 8/year}]\n", "SHP107", "share_rate", "8/year"),
    (MAP + "call_plan: {A: {calls: 1/year, minutes: 90h}}\n", "SHP106", "at_most", "90h"),
    (TEAM + "title: ''\n", "SHP106", "empty", "''"),
    (TEAM + f"title: {'x' * 301}\n", "SHP106", "too_long", "x" * 301),
    (TEAM + "roles: [{id: r, ote: '1,5'}]\n", "SHP107", "comma", "'1,5'"),
    (TEAM + "roles: [{id: r, ote: 35%}]\n", "SHP107", "money", "35%"),
    (TEAM + "roles: [{id: r, overhead: 5}]\n", "SHP107", "share", "5"),
    (TEAM + "roles: [{id: r, recruiting: 5}]\n", "SHP107", "bare_duration", "5"),
    (TEAM + "roles: [{id: r, attrition: 5%}]\n", "SHP107", "bare_rate", "5%"),
    (TEAM + "people: [{id: a, role: r, team: t, start: soon}]\n", "SHP107", "not_a_day", "soon"),
    (TEAM + "people: [{id: a, role: r, team: t, start: 2026-02-30}]\n", "SHP107", "no_such_day", "2026-02-30"),
    (TEAM + "people: [{id: a, role: r, team: t, start: 1026-02-03}]\n", "SHP107", "out_of_range", "1026-02-03"),
    (RUBRIC + "      {method: bands, of: wrong, bands: [{points: 5}]}\n", "SHP105", "plain", "wrong"),
    (RUBRIC + "      {method: bands, bands: [{points: 5}], odd: 1}\n", "SHP101", "plain", "odd"),
    (RUBRIC + "      {method: bands, bands: [{points: x}]}\n", "SHP103", "number", "x"),
    (RUBRIC + "      {method: levels, levels: {'1': 9%}, texts: {'1': ''}}\n", "SHP106", "empty", "''"),
    (RUBRIC + "      {method: levels, levels: {'1': 9}}\n", "SHP107", "share", "9"),
    (RUBRIC + "      {method: ration}\n", "SHP105", "near", "ration"),
    (RUBRIC + "      {cap: 120%}\n", "SHP102", "plain", "{cap: 120%}"),
    (RUBRIC + "      {method: rank, steps: []}\n", "SHP106", "empty", "[]"),
    (RUBRIC + "      {method: deduction, each: 0}\n", "SHP106", "above", "0"),
    (RUBRIC + "      ratio\n", "SHP103", "mapping", "ratio"),
]


@pytest.mark.parametrize(("text", "code", "variant", "marked"), PLACED)
def test_fault_of_shape_is_marked_where_it_stands(text: str, code: str, variant: str, marked: str) -> None:
    """Each fault of shape is one problem, of its code and variant, on exactly the text that is meant."""
    document = document_of(text)
    problems = [one for one in _problems(document) if one.variant != "" and one.code == code]
    assert len(problems) == 1, _problems(document)
    (problem,) = problems
    assert variant in ("", problem.variant)
    span = problem.place.span
    assert span is not None
    shown = text_at(document.source, span.line, span.column, span.end_line, span.end_column)
    assert shown == marked
    assert all(_sentences(problem))


def test_unknown_key_proposes_what_the_place_knows() -> None:
    """The hint for an unknown key lists the keys of its place, not of the document."""
    (problem,) = _problems(document_of(TEAM + "teams: [{id: a, manger: b}]\n"))
    assert problem.values["near"] == "manager"
    assert "manager" in _sentences(problem)[1]
    assert "people" not in _sentences(problem)[1]


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_empty_document_of_each_kind_lacks_its_keys(kind: DocumentKind) -> None:
    """A document of a kind alone lacks exactly the keys that its model requires."""
    model = model_of(kind)
    document = document_of(f"plancode: v1\nkind: {kind}\n")
    required = {field.alias or name for name, field in model.model_fields.items() if field.is_required()}
    missing = {one.values["key"] for one in _problems(document) if one.code == "SHP102"}
    assert missing == required - {"plancode", "kind"}
