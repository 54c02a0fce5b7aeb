"""Findings for machines, format version 1: records of its own, so that internals can change without breaking it."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from plancode.config.accepted import Fingerprint
from plancode.findings.finding import Finding
from plancode.findings.sentences import hint, message
from plancode.findings.severity import Severity
from plancode.findings.unjudged import Unjudged, UnjudgedTable
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
from plancode.report.report import Report
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


class UnjudgedRecord(Published):
    """Something that was not judged: in which table, for which reason by its name, what it is, and what it takes."""

    table: UnjudgedTable
    why: str
    about: Datum
    count: Count
    reason: Datum


class PlanRecord(Published):
    """The findings of a plan, by the path it was checked at, and what was not judged in it."""

    path: str
    findings: tuple[FindingRecord, ...]
    unjudged: tuple[UnjudgedRecord, ...]


class FindingsRecord(Published):
    """What plancode check found, format version 1.

    Later versions of plancode may add keys, which their schemas have.
    """

    format_version: Literal[1]
    as_of: date
    plans: tuple[PlanRecord, ...]


def report_json(report: Report) -> str:
    """Return the findings of one or more plans, each in its language, by the path it was checked at."""
    records = tuple(
        PlanRecord(
            path=plan.path,
            findings=tuple(finding_record(finding, plan.language) for finding in plan.findings),
            unjudged=unjudged_records(plan.unjudged, plan.language),
        )
        for plan in report.plans
    )
    return write_record(FindingsRecord(format_version=1, as_of=report.as_of, plans=records))


def unjudged_records(unjudged: Iterable[Unjudged], language: Language) -> tuple[UnjudgedRecord, ...]:
    """Return what was not judged as records."""
    return tuple(
        UnjudgedRecord(
            table=one.table,
            why=one.why,
            about=datum_of(one.about, language),
            count=one.count,
            reason=datum_of(one.reason, language),
        )
        for one in unjudged
    )


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
