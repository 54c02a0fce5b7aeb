"""The schema of the JSON report of a comparison, format version 1."""

from typing import Any, Final

from plancode.compare.change import ChangeSort
from plancode.compare.figures import MEASURES
from plancode.report.diff_v1 import FORMAT_VERSION
from plancode.report.json_schema import report_schema
from plancode.shape.bearing import Bearing

_TEXT: Final = {"type": "string"}
_NUMBER: Final = {"type": ["string", "null"], "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}
_PRINT: Final = {"type": "string", "pattern": "^[0-9a-f]{16}$"}


def diff_schema() -> dict[str, Any]:
    """Return the JSON Schema of `plancode diff --format json`."""
    findings = report_schema()["definitions"]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://plancode.dev/schemas/diff.v1.schema.json",
        "description": "What plancode diff found, format version 1. Later versions of plancode may add keys.",
        **_record(
            format_version={"const": FORMAT_VERSION},
            plan=_TEXT,
            as_of={"type": "string", "format": "date"},
            base=_link("side"),
            head=_link("side"),
            changes=_list("change"),
            effects=_list("effect"),
            attribution=_or_null("attribution"),
            people=_list("person"),
            teams=_list("team"),
            findings=_record(**{name: _list("finding") for name in ("gate", "introduced", "fixed", "still")}),
        ),
        "definitions": {name: findings[name] for name in ("finding", "entity", "place")} | _definitions(),
    }


def _definitions() -> dict[str, Any]:
    return {
        "side": _record(label=_TEXT, commit={"type": ["string", "null"]}),
        "change": _record(
            id=_TEXT,
            sort={"enum": [one.value for one in ChangeSort]},
            bearing={"enum": [one.value for one in Bearing]},
            entity=_link("entity"),
            field={"type": "array", "items": _TEXT},
            before={},
            after={},
            is_masked={"type": "boolean"},
            base_place=_or_null("place"),
            head_place=_or_null("place"),
            fingerprint=_PRINT,
            likeness=_NUMBER,
        ),
        "effect": _record(
            measure={"enum": list(MEASURES)},
            of=_link("entity"),
            metric={"type": ["string", "null"]},
            narrow={"type": "object", "additionalProperties": _TEXT},
            period=_or_null("period"),
            before=_NUMBER,
            after=_NUMBER,
            change=_NUMBER,
            worst_before=_or_null("worst"),
            worst_after=_or_null("worst"),
        ),
        "period": _record(**{"from": {"type": "string", "format": "date"}, "to": {"type": "string", "format": "date"}}),
        "worst": _record(period=_link("period"), value=_NUMBER),
        "attribution": _record(
            groups={"type": "integer"},
            is_by_team={"type": "boolean"},
            shares={
                "type": "array",
                "items": _record(changes={"type": "array", "items": _PRINT}, effects=_list("effect")),
            },
            remainder=_list("effect"),
        ),
        "person": _record(person=_link("entity"), before=_or_null("profile"), after=_or_null("profile")),
        "profile": _profile(),
        "team": _record(team=_link("entity"), people=_PAIR, customers=_PAIR),
    }


_PAIR: Final = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}


def _profile() -> dict[str, Any]:
    names = {"type": "array", "items": _TEXT}
    quota = _record(metric=_TEXT, narrow={"type": "object", "additionalProperties": _TEXT}, whole=_NUMBER)
    return _record(
        team=_TEXT,
        role=_TEXT,
        quotas={"type": "array", "items": quota},
        customers=names,
        territories=names,
        duties=names,
        utilisation=_NUMBER,
        scoring={"type": "object", "additionalProperties": _NUMBER},
    )


def _link(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name}"}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _link(name)}


def _or_null(name: str) -> dict[str, Any]:
    return {"anyOf": [_link(name), {"type": "null"}]}


def _record(**properties: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON values
    return {"type": "object", "required": list(properties), "properties": properties}
