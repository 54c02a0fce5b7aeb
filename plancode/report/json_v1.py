"""Findings for machines, format version 1: records of its own, so that internals can change without breaking it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from plancode.config.accepted import Fingerprint
from plancode.findings.finding import Finding
from plancode.findings.sentences import hint, message
from plancode.findings.severity import Severity
from plancode.locale.catalogue import Language
from plancode.report.records import (
    Count,
    Datum,
    PlaceRecord,
    Published,
    ReferenceRecord,
    datum_of,
    place_record,
    reference_record,
    write_record,
)
from plancode.said.shortened import shortened
from plancode.said.value import Ref


class FindingRecord(Published):
    """A finding. `grown` is how many of those it counts are new, where that is known."""

    code: Annotated[str, Field(pattern="^[A-Z]{3}[0-9]{3}$")]
    name: str
    severity: Severity
    variant: str
    message: str
    hint: str
    values: dict[str, Datum]
    entity: ReferenceRecord | None
    place: PlaceRecord
    related: tuple[PlaceRecord, ...]
    count: Count
    grown: Count | SkipJsonSchema[None] = None
    fingerprint: Fingerprint
    accepted_because: str | None


class PlanRecord(Published):
    """The findings of a plan, by the path it was checked at."""

    path: str
    findings: tuple[FindingRecord, ...]


class FindingsRecord(Published):
    """What plancode check found, format version 1.

    Later versions of plancode may add keys, which their schemas have.
    """

    format_version: Literal[1]
    as_of: date
    plans: tuple[PlanRecord, ...]


def report_json(plans: Mapping[str, tuple[tuple[Finding, ...], Language]], as_of: date) -> str:
    """Return the findings of one or more plans, each with its language, by the path it was checked at."""
    records = tuple(
        PlanRecord(path=path, findings=tuple(finding_record(finding, language) for finding in findings))
        for path, (findings, language) in plans.items()
    )
    return write_record(FindingsRecord(format_version=1, as_of=as_of, plans=records))


def finding_record(finding: Finding, language: Language) -> FindingRecord:
    """Return a finding as a record."""
    entity = shortened(finding.entity)
    return FindingRecord(
        code=finding.code,
        name=finding.name,
        severity=finding.severity,
        variant=finding.variant,
        message=message(finding, language),
        hint=hint(finding, language),
        values={name: datum_of(shortened(value), language) for name, value in finding.values.items()},
        entity=reference_record(entity) if isinstance(entity, Ref) else None,
        place=place_record(finding.place),
        related=tuple(place_record(place) for place in finding.related),
        count=finding.count,
        grown=finding.grown or None,
        fingerprint=finding.fingerprint,
        accepted_because=finding.suppressed_because,
    )
