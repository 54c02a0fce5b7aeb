"""The schema of tables as JSON, format version 1."""

from typing import Any

from plancode.report.table_v1 import FORMAT_VERSION

_TEXT = {"type": "string"}
_NUMBER = {"type": "string", "pattern": r"^-?[0-9]+(?:\.[0-9]+)?(?: [A-Za-z%]+)?$"}
_DAY = {"type": "string", "format": "date"}
_CELL = {"$ref": "#/definitions/cell"}


def table_schema() -> dict[str, Any]:
    """Return the JSON Schema of `plancode show TABLE --format json`."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://plancode.dev/schemas/table.v1.schema.json",
        "description": "A table of a plan, format version 1. Numbers are decimal texts, so that none loses a digit."
        " Later versions of plancode may add keys, columns and tables.",
        **_record(
            format_version={"const": FORMAT_VERSION},
            table=_TEXT,
            plan=_TEXT,
            as_of=_DAY,
            columns={"type": "array", "items": _record(key=_TEXT, kind=_TEXT)},
            rows={"type": "array", "items": {"type": "object", "additionalProperties": _CELL}},
            notes={"type": "array", "items": _CELL},
        ),
        "definitions": {"cell": _cell(), "why": _why()},
    }


def _cell() -> dict[str, Any]:
    return {
        "anyOf": [
            {"type": "null"},
            {"type": "integer"},
            _NUMBER,
            _TEXT,
            _record(kind=_TEXT, id=_TEXT, title=_TEXT),
            _record(word=_TEXT, text=_TEXT),
            _record(name=_TEXT, **{"from": _DAY, "to": _DAY}),
            {"$ref": "#/definitions/why"},
            {"type": "array", "items": _CELL},
        ]
    }


def _why() -> dict[str, Any]:
    place = {"anyOf": [{"type": "null"}, {"type": "object", "required": ["path"]}]}
    inputs = {"type": "array", "items": _record(label=_TEXT, value=_CELL, place=place)}
    return _record(formula=_TEXT, text=_TEXT, value=_CELL, inputs=inputs, policy={"type": "object"}, source=_TEXT)


def _record(**properties: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON values
    return {"type": "object", "required": list(properties), "properties": properties}
