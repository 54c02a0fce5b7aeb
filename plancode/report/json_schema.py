"""The schema of the JSON report, format version 1."""

from typing import Any

from plancode.findings.severity import Severity
from plancode.report.json_v1 import FORMAT_VERSION

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 1}


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema of `plancode check --format json`."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://plancode.dev/schemas/findings.v1.schema.json",
        "description": "What plancode check found, format version 1. Later versions of plancode may add keys.",
        **_record(
            format_version={"const": FORMAT_VERSION},
            as_of={"type": "string", "format": "date"},
            plans={"type": "array", "items": {"$ref": "#/definitions/plan"}},
        ),
        "definitions": {
            "plan": _record(path=_TEXT, findings={"type": "array", "items": {"$ref": "#/definitions/finding"}}),
            "finding": _finding(),
            "entity": _record(kind=_TEXT, id=_TEXT, title=_TEXT),
            "place": _place(),
        },
    }


def _finding() -> dict[str, Any]:
    record = _record(
        code={"type": "string", "pattern": "^[A-Z]{3}[0-9]{3}$"},
        name=_TEXT,
        severity={"enum": [severity.value for severity in Severity]},
        variant=_TEXT,
        message=_TEXT,
        hint=_TEXT,
        values={"type": "object"},
        entity={"anyOf": [{"$ref": "#/definitions/entity"}, {"type": "null"}]},
        place={"$ref": "#/definitions/place"},
        related={"type": "array", "items": {"$ref": "#/definitions/place"}},
        count=_COUNT,
        fingerprint={"type": "string", "pattern": "^[0-9a-f]{16}$"},
        accepted_because={"type": ["string", "null"]},
    )
    record["properties"]["grown"] = _COUNT
    return record


def _place() -> dict[str, Any]:
    span = ("line", "column", "end_line", "end_column")
    return {"type": "object", "required": ["path"], "properties": {"path": _TEXT} | dict.fromkeys(span, _COUNT)}


def _record(**properties: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON values
    return {"type": "object", "required": list(properties), "properties": properties}
