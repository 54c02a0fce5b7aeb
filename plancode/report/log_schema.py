"""The schema of the revisions of a plan as JSON, format version 1."""

from typing import Any, Final

from plancode.findings.severity import Severity
from plancode.report.log_v1 import FORMAT_VERSION, SHOWN, State

_TEXT: Final = {"type": "string"}
_TEXT_OR_NULL: Final = {"type": ["string", "null"]}
_COUNT: Final = {"type": "integer", "minimum": 0}
_MOMENT: Final = {"type": "string", "format": "date-time"}
_NUMBER: Final = {"type": ["string", "null"], "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}
_YES_OR_NO: Final = {"type": "boolean"}


def log_schema() -> dict[str, Any]:
    """Return the JSON Schema of `plancode log --format json`."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://plancode.dev/schemas/log.v1.schema.json",
        "description": "The revisions of a plan, the newest first, format version 1. Later versions of plancode may"
        " add keys.",
        **_record(
            format_version={"const": FORMAT_VERSION},
            plan=_TEXT,
            since=_TEXT_OR_NULL,
            is_shallow=_YES_OR_NO,
            revisions={"type": "array", "items": {"$ref": "#/definitions/revision"}},
            more=_COUNT,
        ),
        "definitions": {"revision": _revision(), "effect": _effect()},
    }


def _revision() -> dict[str, Any]:
    return _record(
        commit={"type": "string", "pattern": "^[0-9a-f]{40}([0-9a-f]{24})?$"},
        author=_TEXT_OR_NULL,
        authored=_MOMENT,
        committed=_MOMENT,
        subject=_TEXT,
        is_merge=_YES_OR_NO,
        as_of={"type": "string", "format": "date"},
        state={"enum": [one.value for one in State]},
        reason=_TEXT_OR_NULL,
        lost={"type": "array", "items": _TEXT},
        changes=_COUNT,
        effects={"type": "array", "items": {"$ref": "#/definitions/effect"}},
        people=_COUNT,
        introduced=_record(**{one.value: _COUNT for one in reversed(Severity)}),
        fixed=_COUNT,
    )


def _effect() -> dict[str, Any]:
    return _record(
        measure={"enum": list(SHOWN)},
        of=_record(kind=_TEXT, id=_TEXT, title=_TEXT),
        metric=_TEXT,
        before=_NUMBER,
        after=_NUMBER,
        change=_NUMBER,
    )


def _record(**properties: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON values
    return {"type": "object", "required": list(properties), "properties": properties}
