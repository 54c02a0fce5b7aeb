"""Findings for machines, format version 1: records of its own, so that internals can change without breaking it."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Final

from plancode.findings.finding import Finding
from plancode.findings.place import Place
from plancode.findings.sentences import hint, message
from plancode.locale.catalogue import Language
from plancode.said.data import Data, data_of
from plancode.said.shortened import shortened

FORMAT_VERSION: Final = 1


def report_json(plans: Mapping[str, tuple[tuple[Finding, ...], Language]], as_of: date) -> str:
    """Return the findings of one or more plans, each with its language, by the path it was checked at."""
    records: list[Data] = [
        {"path": path, "findings": [finding_record(finding, language) for finding in findings]}
        for path, (findings, language) in plans.items()
    ]
    report: Data = {"format_version": FORMAT_VERSION, "as_of": as_of.isoformat(), "plans": records}
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def finding_record(finding: Finding, language: Language) -> Data:
    """Return a finding as a record."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "variant": finding.variant,
        "message": message(finding, language),
        "hint": hint(finding, language),
        "values": {name: data_of(shortened(value), language) for name, value in finding.values.items()},
        "entity": data_of(shortened(finding.entity), language),
        "place": place_record(finding.place),
        "related": [place_record(place) for place in finding.related],
        "count": finding.count,
        **({"grown": finding.grown} if finding.grown else {}),
        "fingerprint": finding.fingerprint,
        "accepted_because": finding.suppressed_because,
    }


def place_record(place: Place) -> Data:
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
