"""A company's own fields: held against schemas from the plan, which are not trusted."""

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from plancode.pipeline.checking import Checked
from tests.making import PLAN, checked

NAMED = "extra_schemas: {plan: s.json}\n"


def _checked(schema: object, extra: str) -> Checked:
    text = schema if isinstance(schema, str) else json.dumps(schema)
    return checked({"plan.yaml": PLAN + NAMED + f"extra: {extra}\n", "s.json": text})


def _told(found: Checked) -> list[tuple[str, str, str, int]]:
    assert found.broken == ()
    ours = (one for one in found.findings if one.code in ("SHP120", "SHP121", "SHP122", "SHP115"))
    return [(one.code, one.variant, one.place.path, one.place.line) for one in ours]


def test_fields_that_fit_are_no_finding() -> None:
    """Own fields of the form that the schema asks for are taken."""
    schema = {"type": "object", "properties": {"a": {"type": "number", "minimum": 1}}, "additionalProperties": False}
    assert _told(_checked(schema, "{a: 1.5}")) == []


def test_field_that_does_not_fit_is_marked_where_it_stands() -> None:
    """A field that does not fit is found at its own place in the YAML."""
    schema = {"properties": {"a": {"properties": {"b": {"items": {"type": "integer"}}}}}}
    found = _checked(schema, "\n  a:\n    b:\n      - 1\n      - x")
    assert _told(found) == [("SHP120", "plain", "plan.yaml", 11)]
    (one,) = [one for one in found.findings if one.code == "SHP120"]
    assert one.place.span is not None
    assert (one.place.span.column, one.place.span.end_column) == (9, 10)


@pytest.mark.parametrize(
    ("schema", "extra", "fits"),
    [
        ({"required": ["a"]}, "{b: 1}", False),
        ({"properties": {"a": {"pattern": "^[0-9]{4}$"}}}, "{a: '4711'}", True),
        ({"properties": {"a": {"pattern": "^[0-9]{4}$"}}}, "{a: '47111'}", False),
        ({"properties": {"a": {"enum": ["x", "y"]}}}, "{a: z}", False),
        ({"properties": {"a": {"multipleOf": 0.1}}}, "{a: 0.3}", True),
        ({"properties": {"a": {"maximum": 10}}}, "{a: 10.01}", False),
        ({"properties": {"a": {"type": "string"}}}, "{a: 1.5}", False),
        ({"properties": {"a": {"type": "number"}}}, "{a: 1.5}", True),
        ({"properties": {"a": {"type": "boolean"}}}, "{a: true}", True),
        ({"properties": {"a": {"type": "null"}}}, "{a: ~}", True),
        ({"$ref": "#/$defs/x", "$defs": {"x": {"required": ["a"]}}}, "{b: 1}", False),
        ({"$ref": "#/$defs/x", "$defs": {"x": {"required": ["a"]}}}, "{a: 1}", True),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "required": ["a"]}, "{b: 1}", False),
        ({"properties": {"$ref": {"type": "string"}, "pattern": {"type": "string"}}}, "{a: 1}", True),
        ({"properties": {"patternProperties": {"type": "string"}}}, "{a: 1}", True),
        (True, "{a: 1}", None),
    ],
)
def test_fit(schema: object, extra: str, *, fits: bool | None) -> None:
    """Values fit exactly where JSON Schema says so."""
    told = {code for code, _, _, _ in _told(_checked(schema, extra))}
    assert told == ({"SHP122"} if fits is None else set() if fits else {"SHP120"})


def test_message_shows_numbers_as_they_are_written() -> None:
    """The message about a decimal shows the number, not how a program holds it."""
    found = _checked({"properties": {"a": {"type": "string"}}}, "{a: 1.5}")
    (one,) = [one for one in found.findings if one.code == "SHP120"]
    assert "Decimal" not in str(one.values["detail"])
    assert "1.5" in str(one.values["detail"])


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"properties": []},
        {"multipleOf": 0},
        {"properties": {"a": {"pattern": "("}}},
        {"properties": {"a": {"pattern": "(?=x)"}}},
        {"$ref": "#/$defs/nowhere"},
        {"$id": "http://127.0.0.1:9/x", "$ref": "#/$defs/nowhere"},
        {"$ref": "#anchor"},
        {"patternProperties": {"^(a+)+$": {}}},
        "[1, 2]",
        "5",
        "text",
    ],
)
def test_bad_schema_is_a_finding_in_its_file(schema: object) -> None:
    """A schema that is none, or leads nowhere, is found in its file, and no rule breaks on it."""
    told = _told(_checked(schema, "{a: 1}"))
    assert {code for code, _, _, _ in told} == {"SHP122"}
    assert {path for _, _, path, _ in told} == {"s.json"}


def test_schema_that_refers_to_itself_ends() -> None:
    """A schema without end is told, not followed."""
    assert len(_told(_checked({"$ref": "#"}, "{a: 1}"))) == 1


def test_missing_schema_and_unknown_kind_are_findings() -> None:
    """A schema that is not there, or for a kind that is none, is found in the plan document."""
    found = checked({"plan.yaml": PLAN + "extra_schemas: {plan: no.json, planet: s.json}\n", "s.json": "{}"})
    assert _told(found) == [("SHP115", "plain", "plan.yaml", 6), ("SHP122", "kind", "plan.yaml", 6)]


def test_one_schema_for_two_kinds_is_told_once() -> None:
    """A schema with a fault that serves two kinds is one finding."""
    text = PLAN + "extra_schemas: {plan: s.json, person: s.json}\nextra: {a: 1}\n"
    assert len(_told(checked({"plan.yaml": text, "s.json": '{"type": "nonsense"}'}))) == 1


def test_fields_without_schema_are_a_finding() -> None:
    """Own fields of a kind that has no schema are found at the word `extra`."""
    assert _told(checked({"plan.yaml": PLAN + "extra: {a: 1}\n"})) == [("SHP121", "plain", "plan.yaml", 6)]


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(x+x+)+y"])
def test_catastrophic_pattern_takes_no_time(pattern: str) -> None:
    """A pattern that other engines try for hours is answered at once."""
    start = time.perf_counter()
    told = _told(_checked({"properties": {"a": {"pattern": pattern}}}, "{a: " + "a" * 60 + "x" * 40 + "!}"))
    assert time.perf_counter() - start < 2
    assert told == [("SHP120", "plain", "plan.yaml", 7)]


@pytest.fixture
def door() -> Iterator[tuple[int, list[int]]]:
    """Listen on a port of this machine, and note who comes."""
    accepted: list[int] = []
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.05)
        stop = threading.Event()

        def wait() -> None:
            while not stop.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                accepted.append(1)
                connection.close()

        waiting = threading.Thread(target=wait)
        waiting.start()
        yield listener.getsockname()[1], accepted
        time.sleep(0.1)
        stop.set()
        waiting.join()


REFERENCES = [
    {"$ref": "http://127.0.0.1:{port}/s"},
    {"properties": {"a": {"$ref": "http://127.0.0.1:{port}/s#/x"}}},
    {"allOf": [{"$dynamicRef": "http://127.0.0.1:{port}/s"}]},
    {"$recursiveRef": "http://127.0.0.1:{port}/s"},
    {"$schema": "http://127.0.0.1:{port}/dialect", "type": "object"},
    {"$id": "http://127.0.0.1:{port}/base/", "$ref": "#/$defs/a", "$defs": {"a": {}}},
    {"$id": "http://127.0.0.1:{port}/base/", "properties": {"a": {"$ref": "other"}}},
    {"$ref": "file:///etc/passwd"},
    {"$ref": "//127.0.0.1:{port}/s"},
    {"$ref": "other.json"},
]


@pytest.mark.parametrize("schema", REFERENCES)
def test_references_leave_the_file_never(schema: object, door: tuple[int, list[int]]) -> None:
    """Whatever a schema refers to, no connection is made and no other file is read."""
    port, accepted = door
    found = _checked(json.dumps(schema).replace("{port}", str(port)), "{a: 1}")
    told = _told(found)
    assert accepted == []
    outside = '"$ref": "#' not in json.dumps(schema) and '"$schema"' not in json.dumps(schema)
    assert ("SHP122" in {code for code, _, _, _ in told}) == outside
