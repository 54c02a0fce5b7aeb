"""Findings for machines, format version 1: records of its own, so that internals can change without breaking it."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from plancode.findings.finding import Finding
from plancode.findings.place import Place
from plancode.findings.sentences import hint, message
from plancode.findings.values import Choices, Kind, Ref, Value, shortened
from plancode.locale.catalogue import Language
from plancode.period import Period
from plancode.quantity import Quantity

FORMAT_VERSION: Final = 1
Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


def report_json(plans: Mapping[str, tuple[tuple[Finding, ...], Language]], as_of: date) -> str:
    """Return the findings of one or more plans, each with its language, by the path it was checked at."""
    records: list[Json] = [
        {"path": path, "findings": [finding_record(finding, language) for finding in findings]}
        for path, (findings, language) in plans.items()
    ]
    report: Json = {"format_version": FORMAT_VERSION, "as_of": as_of.isoformat(), "plans": records}
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def finding_record(finding: Finding, language: Language) -> Json:
    """Return a finding as a record."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "variant": finding.variant,
        "message": message(finding, language),
        "hint": hint(finding, language),
        "values": {name: _value(shortened(value)) for name, value in finding.values.items()},
        "entity": _value(shortened(finding.entity)) if finding.entity else None,
        "place": place_record(finding.place),
        "related": [place_record(place) for place in finding.related],
        "count": finding.count,
        **({"grown": finding.grown} if finding.grown else {}),
        "fingerprint": finding.fingerprint,
        "accepted_because": finding.suppressed_because,
    }


def place_record(place: Place) -> Json:
    """Return a place as a record: a file, and the stretch of it where one is meant."""
    span = place.span
    if span is None:
        return {"path": place.path}
    return {
        "path": place.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _value(value: Value) -> Json:
    if isinstance(value, Ref):
        return {"kind": value.kind, "id": value.id, "title": value.title}
    if isinstance(value, Kind):
        return value.name
    if isinstance(value, Choices):
        return list(value.texts)
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    return _figure(value)


def _figure(value: str | int | Decimal | date | Quantity | Period) -> Json:
    if isinstance(value, Quantity):
        return {"number": f"{value.number:f}", "unit": value.unit}
    if isinstance(value, Period):
        return {"from": value.start.isoformat(), "to": value.last.isoformat()}
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
