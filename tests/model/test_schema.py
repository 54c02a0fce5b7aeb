"""The published schemas: what lies on disk, what they accept and refuse, and that the models agree."""

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from jsonschema import Draft7Validator
from pydantic import ValidationError

from plancode.cli.schema import all_schemas
from plancode.config.settings import Settings
from plancode.document.yaml_document import Node
from plancode.model.catalogue import model_of
from plancode.model.kinds import DocumentKind
from tests.making import PLANS, document_of, example_documents, examples
from tests.slips import Slip, slips

SCHEMAS: Final = PLANS.parent / "schemas"
FILES: Final = sorted(path.name for path in SCHEMAS.glob("*.json"))
BEYOND_SCHEMA: Final = frozenset({"contradiction"})
"""Errors that compare several fields of a record, which a schema leaves to plancode."""

ONLY_PARSED: Final = frozenset({"too_large", "too_fine", "no_such_day", "out_of_range"})
"""Variants of written values that a pattern lets through: the calendar, and the size of numbers."""


def _schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / name).read_text("utf-8"))
    return loaded


@cache
def _validator(name: str) -> Draft7Validator:
    return Draft7Validator(_schema(name))


def test_schemas_on_disk_are_what_the_models_say() -> None:
    """The published files are exactly what `plancode schema --write` makes."""
    made = {name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in all_schemas()}
    assert sorted(made) == FILES
    drifted = [name for name, text in made.items() if (SCHEMAS / name).read_text("utf-8") != text]
    assert not drifted, "run `plancode schema --write schemas`"


@pytest.mark.parametrize("name", [name for name in FILES if "findings" not in name])
def test_schema_is_a_schema(name: str) -> None:
    """Each schema holds against the meta-schema of draft 7, and refers to nothing outside its file."""
    schema = _schema(name)
    Draft7Validator.check_schema(schema)
    references = {one["$ref"] for one in _nodes(schema) if isinstance(one.get("$ref"), str)}
    assert all(reference.startswith("#/definitions/") for reference in references)
    missing = {one for one in references if one.rpartition("/")[2] not in schema.get("definitions", {})}
    assert not missing


def _nodes(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from _nodes(value)


@pytest.mark.parametrize("name", ["plancode", "settings"])
def test_languages_differ_in_descriptions_alone(name: str) -> None:
    """The English and the Chinese schema accept the same."""
    assert _bare(_schema(f"{name}.schema.json")) == _bare(_schema(f"{name}.zh.schema.json"))


def _bare(node: object) -> object:
    if isinstance(node, dict):
        texts = ("description", "enumDescriptions", "$id", "label", "defaultSnippets")
        return {key: _bare(value) for key, value in node.items() if key not in texts or isinstance(value, dict)}
    return [_bare(value) for value in node] if isinstance(node, list) else node


@pytest.mark.parametrize("name", [name for name, _ in example_documents()])
def test_example_document_is_accepted(name: str) -> None:
    """Every document of every example plan is accepted by schema and model."""
    data = dict(example_documents())[name].data
    assert isinstance(data, dict)
    assert list(_validator("plancode.schema.json").iter_errors(data)) == []
    assert _model_errors(data) == []


@pytest.mark.parametrize("path", sorted(PLANS.glob("*/plancode.yaml")), ids=lambda path: path.parent.name)
def test_example_settings_are_accepted(path: Path) -> None:
    """The settings of the example plans are accepted by schema and model."""
    data = document_of(path.read_text("utf-8")).data
    assert list(_validator("settings.schema.json").iter_errors(data)) == []
    assert Settings.model_validate(data).plancode == "v1"


def _model_errors(data: dict[str, Node]) -> list[tuple[str, str]]:
    """Return type and variant of the errors that the model of a document finds."""
    try:
        model_of(DocumentKind(str(data["kind"]))).model_validate(data)
    except ValidationError as error:
        return [(one["type"], str(one.get("ctx", {}).get("variant", ""))) for one in error.errors()]
    return []


TEAM = "plancode: v1\nkind: team\nid: t\n"
MAP = "plancode: v1\nkind: territories\nid: t\n"
PLAN = "plancode: v1\nkind: plan\nid: p\nperiod: 2026\ncurrency: CNY\n"
TARGETS = "plancode: v1\nkind: targets\nid: t\nmetric: revenue\n"
ACTIONS = "plancode: v1\nkind: actions\nid: a\n"
RUBRIC = "plancode: v1\nkind: rubric\nid: r\nroles: [rep]\nkpis: [{id: k, metric: revenue, dimension: outcome, "
CADENCE = "plancode: v1\nkind: cadence\nid: c\n"
REVIEW = "plancode: v1\nkind: review\nid: r\nsort: weekly\nheld: 2026-04-03\n"
CALENDAR = "plancode: v1\nkind: calendar\nid: c\n"
PLANTED = {
    "unknown key": TEAM + "peple: []",
    "unknown key below": TEAM + "teams: [{id: a, manger: b}]",
    "key of another kind": TEAM + "territories: []",
    "missing id": "plancode: v1\nkind: team",
    "missing key": "plancode: v1\nkind: plan\nid: p\nperiod: 2026",
    "missing key below": TEAM + "people: [{id: a, role: r}]",
    "text for a list": TEAM + "people: x",
    "text for a mapping": TEAM + "people: [x]",
    "number for a text": TEAM + "title: 5",
    "text for a truth value": TEAM + "roles: [{id: r, manages: maybe}]",
    "number for a truth value": TEAM + "roles: [{id: r, manages: 1}]",
    "truth value for a number": TEAM + "roles: [{id: r, hours_per_week: true}]",
    "text for a number": TEAM + "roles: [{id: r, hours_per_week: '40'}]",
    "fraction for a whole number": TEAM + "roles: [{id: r, needs: {a: 2.5}}]",
    "capital id": TEAM + "teams: [{id: East}]",
    "id with a slash": TEAM + "teams: [{id: a/b}]",
    "id with dots in front": TEAM + "teams: [{id: ../../x}]",
    "id of Chinese": TEAM + "teams: [{id: 华东}]",
    "long id": TEAM + f"teams: [{{id: {'a' * 64}}}]",
    "empty id": TEAM + "teams: [{id: ''}]",
    "reference with two slashes": TEAM + "teams: [{id: a, parent: b/c/d}]",
    "reference with a space": TEAM + "teams: [{id: a, parent: the east}]",
    "comma in an amount": TEAM + "roles: [{id: r, ote: '1,200'}]",
    "share for money": TEAM + "roles: [{id: r, ote: 35%}]",
    "plain number for a share": TEAM + "roles: [{id: r, overhead: 35}]",
    "plain number for a duration": TEAM + "roles: [{id: r, recruiting: 60}]",
    "negative duration": TEAM + "roles: [{id: r, recruiting: -60d}]",
    "share for a rate": TEAM + "roles: [{id: r, attrition: 15%}]",
    "time for a rate": MAP + "call_plan: {A: {calls: 3h/week, minutes: 5min}}",
    "bad day": TEAM + "people: [{id: a, role: r, team: t, start: soon}]",
    "short day": TEAM + "people: [{id: a, role: r, team: t, start: 2026-1-1}]",
    "word no choice": TEAM + "roles: [{id: r, credit: primry}]",
    "number no choice": PLAN + "fiscal: {pattern: 4-4-5, weeks: 51}",
    "full-time share of 40": TEAM + "people: [{id: a, role: r, team: t, fte: 40}]",
    "negative full-time share": TEAM + "people: [{id: a, role: r, team: t, fte: -0.5}]",
    "full-time share of nothing": TEAM + "people: [{id: a, role: r, team: t, fte: 0}]",
    "week of 169 hours": TEAM + "roles: [{id: r, hours_per_week: 169}]",
    "no ramp": TEAM + "roles: [{id: r, ramp: []}]",
    "ramp above full": TEAM + "roles: [{id: r, ramp: [100.5%]}]",
    "no time left": TEAM + "roles: [{id: r, overhead: 100%}]",
    "more leave than there are": TEAM + "roles: [{id: r, attrition: 108%/year}]",
    "number for a share that leaves": TEAM + "roles: [{id: r, attrition: 8/year}]",
    "visit longer than a day": MAP + "call_plan: {A: {calls: 1/year, minutes: 25h}}",
    "owner of nothing": MAP + "territories: [{id: t, owners: [{person: a, share: 0%}]}]",
    "owner of more than all": MAP + "territories: [{id: t, owners: [{person: a, share: 140%}]}]",
    "nothing left of the market": PLAN + "market: {growth: -100%}",
    "no market": PLAN + "market: {size: 0}",
    "no market in words": PLAN + "market: {size: 0.0M}",
    "split by nothing": PLAN + "metrics: [{id: a, step: 0}]",
    "meeting of 30 hours": CADENCE + "meetings: [{id: m, every: 1w, minutes: 1800, who: {team: each}}]",
    "meeting every no time": CADENCE + "one_to_ones: {every: 0w, minutes: 30}",
    "level of 11": TEAM + "people: [{id: a, role: r, team: t, skills: {x: 11}}]",
    "weight 0": RUBRIC + "weight: 0, score: {method: ratio}}]",
    "weight 101": RUBRIC + "weight: 101, score: {method: ratio}}]",
    "unknown method": RUBRIC + "weight: 5, score: {method: ration}}]",
    "no method": RUBRIC + "weight: 5, score: {cap: 120%}}]",
    "key of another method": RUBRIC + "weight: 5, score: {method: ratio, each: 2}}]",
    "missing key of a method": RUBRIC + "weight: 5, score: {method: linear, floor: 60}}]",
    "method as text": RUBRIC + "weight: 5, score: ratio}]",
    "no lines": "plancode: v1\nkind: rubric\nid: r\nroles: [rep]\nkpis: []",
    "no roles": "plancode: v1\nkind: rubric\nid: r\nroles: []\nkpis: [{id: k}]",
    "empty title": TEAM + "title: ''",
    "long title": TEAM + f"title: {'x' * 301}",
    "bad label": TEAM + "labels: {BAD: x}",
    "label of a number": TEAM + "labels: {ok: 5}",
    "list for a file": MAP + "accounts: {file: [a.csv]}",
    "file outside": MAP + "accounts: {file: /etc/passwd}",
    "address for a file": MAP + "accounts: {file: 'https://example.com/x.csv'}",
    "backslash in a file": MAP + "accounts: {file: 'a\\b.csv'}",
    "file with company": MAP + "accounts: {file: a.csv, colour: x}",
    "bad class": MAP + "call_plan: {甲: {calls: 1/year, minutes: 5min}}",
    "bad currency": "plancode: v1\nkind: plan\nid: p\nperiod: 2026\ncurrency: Yuan",
    "bad locale": PLAN + "locale: fr",
    "bad period": TARGETS + "target: {amount: 5, period: the first quarter}",
    "empty period": TARGETS + "target: {amount: 5, period: ''}",
    "truth value for a period": TARGETS + "target: {amount: 5, period: true}",
    "bad phasing": TARGETS + "phasing: odd",
    "number for phasing": TARGETS + "phasing: 5",
    "bad part": TARGETS + "parts: [{id: other, amount: 5}]",
    "bad mix": TARGETS + "people: {by: weighted, weigh: {luck: 100%}}",
    "bad weekday": CADENCE + "meetings: [{id: m, every: 1w, minutes: 30, who: {team: each}, on: Monday}]",
    "no minutes": CADENCE + "meetings: [{id: m, every: 1w, minutes: 0, who: {team: each}}]",
    "fraction of minutes": CADENCE + "meetings: [{id: m, every: 1w, minutes: 7.5, who: {team: each}}]",
    "bad country": CALENDAR + "holidays: {country: China}",
    "no working days": CALENDAR + "working_week: []",
    "null for a list": ACTIONS + "actions: ~",
    "null in a list": ACTIONS + "actions: [~]",
    "null for a required key": REVIEW + "actions: [{id: a, text: ~, owner: b, due: 2026-04-17}]",
    "mapping for one or many": REVIEW + "difficulties: {a: b}",
    "number in one or many": REVIEW + "difficulties: [5]",
}


@pytest.mark.parametrize("name", list(PLANTED))
def test_planted_fault_is_refused_by_schema_and_model(name: str) -> None:
    """One fault of each kind is refused in the editor and by plancode."""
    data = document_of(PLANTED[name] + "\n").data
    assert isinstance(data, dict)
    told = [error.message[:80] for error in _validator("plancode.schema.json").iter_errors(data)]
    assert (bool(told), bool(_model_errors(data))) == (True, True), (told, _model_errors(data))


ACCEPTED = {
    "duration with underscores": TEAM + "roles: [{id: r, recruiting: 1_000min}]",
    "period of a year": TARGETS + "target: {amount: 5, period: 2026}",
    "quarter": TARGETS + "target: {amount: 5, period: 2026-Q1}",
    "days": TARGETS + "target: {amount: 5, period: 2026-01-01..2026-03-31}",
    "own period": TARGETS + "target: {amount: 5, period: q1}",
    "amounts": TARGETS
    + "target: {amount: USD 4.5M}\nparts: [{id: backlog, amount: 1_200_000}, {id: renewal, amount: 5万}]",
    "decimal amount": TARGETS + "target: {amount: 1200000.10}",
    "one of some": REVIEW + "difficulties: one",
    "many of some": REVIEW + "difficulties: [one, two]",
    "empty list": TEAM + "people: []",
    "null for an optional key": TEAM + "title: ~",
    "longest id": TEAM + f"teams: [{{id: {'a' * 63}}}]",
    "longest title": TEAM + f"title: {'华' * 300}",
    "qualified reference": TEAM + "teams: [{id: a, parent: b/c}]",
    "zero": MAP + "territories: [{id: t, account_groups: [{id: a, count: 0}]}]",
    "no growth": PLAN + "market: {growth: 0%}",
    "fall": PLAN + "market: {growth: -12.5%}",
    "whole": TEAM + "roles: [{id: r, ramp: [0%, 99.9%, 100%, 100.0%]}]",
    "smallest amounts": PLAN + "market: {size: 0.01}\nmetrics: [{id: a, step: '0.1'}]",
    "a day": MAP + "call_plan: {A: {calls: 1/year, minutes: 24h, travel: 1440min}}",
    "half": TEAM + "people: [{id: a, role: r, team: t, fte: 0.5}]",
    "own fields": TEAM + "extra: {a: {b: [1, ~, x]}}",
    "rate of money": MAP + "call_plan: {A+: {calls: 0.5/month, minutes: 1.5h}}",
}


@pytest.mark.parametrize("name", list(ACCEPTED))
def test_good_document_is_accepted_by_schema_and_model(name: str) -> None:
    """What people may write is accepted in the editor and by plancode."""
    data = document_of(ACCEPTED[name] + "\n").data
    assert isinstance(data, dict)
    told = [error.message for error in _validator("plancode.schema.json").iter_errors(data)]
    assert (told, _model_errors(data)) == ([], [])


@examples(3)
@given(slips())
def test_schema_and_model_agree_on_slips(slip: Slip) -> None:
    """A slip anywhere in an example is taken or refused alike by both, but for what only plancode can know."""
    errors = _model_errors(slip.data)
    known = [one for one in errors if one[0] not in BEYOND_SCHEMA and one[1] not in ONLY_PARSED]
    told = [error.message[:100] for error in _validator("plancode.schema.json").iter_errors(slip.data)]
    if errors and not known:
        return
    assert bool(told) == bool(known), (slip, told, errors)


def test_decimal_is_a_number_to_the_schema() -> None:
    """The values that plancode reads are JSON values to the schema, decimals too."""
    data = {"plancode": "v1", "kind": "team", "id": "t", "roles": [{"id": "r", "hours_per_week": Decimal("37.5")}]}
    assert list(_validator("plancode.schema.json").iter_errors(data)) == []
