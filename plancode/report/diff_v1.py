"""A comparison for machines, format version 1: records of its own, so that internals can change without breaking it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from plancode.compare.change import Change, ChangeSort
from plancode.compare.comparison import Comparison
from plancode.compare.effects import Attribution, Effect
from plancode.compare.figures import FigureMeasure
from plancode.config.accepted import Fingerprint
from plancode.findings.finding import Finding
from plancode.findings.unjudged import Unjudged
from plancode.locale.catalogue import Language
from plancode.period import Period
from plancode.report.json_v1 import FindingRecord, UnjudgedRecord, finding_record, unjudged_records
from plancode.report.people_v1 import (
    PersonRecord,
    ScoreEffectRecord,
    TeamRecord,
    people_records,
    score_records,
    team_records,
)
from plancode.report.records import (
    Datum,
    Digits,
    PeriodRecord,
    PlaceRecord,
    Published,
    ReferenceRecord,
    datum_of,
    period_record,
    place_record,
    reference_record,
)
from plancode.shape.base import Sensitivity
from plancode.shape.bearing import Bearing


class SideRecord(Published):
    """A revision: what it is called, and its commit where it is one."""

    label: str
    commit: str | None


class ChangeRecord(Published):
    """A change of an entity; what stood and stands there is null where it is masked."""

    id: str
    sort: ChangeSort
    bearing: Bearing
    entity: ReferenceRecord
    field: tuple[str, ...]
    before: Datum
    after: Datum
    is_masked: bool
    base_place: PlaceRecord | None
    head_place: PlaceRecord | None
    fingerprint: Fingerprint
    likeness: Digits | None


class WorstRecord(Published):
    """The period in which a figure is worst."""

    period: PeriodRecord
    value: Digits


class EffectRecord(Published):
    """A figure that is not the same on both sides; null where a side has none."""

    measure: FigureMeasure
    of: ReferenceRecord
    metric: str | None
    narrow: dict[str, str]
    period: PeriodRecord | None
    before: Digits | None
    after: Digits | None
    change: Digits | None
    worst_before: WorstRecord | None
    worst_after: WorstRecord | None


class ShareRecord(Published):
    """What a group of changes, by their fingerprints, does alone."""

    changes: tuple[Fingerprint, ...]
    effects: tuple[EffectRecord, ...]


class AttributionRecord(Published):
    """The effects by groups of changes, and what only several of them together do."""

    groups: int
    is_by_team: bool
    shares: tuple[ShareRecord, ...]
    remainder: tuple[EffectRecord, ...]


class AheadRecord(Published):
    """A day ahead from which the change does more: figures and people as of that day."""

    day: date
    effects: tuple[EffectRecord, ...]
    people: tuple[PersonRecord, ...]
    teams: tuple[TeamRecord, ...]


class GateRecord(Published):
    """Findings that the change must answer for, and those that it introduces, fixes and leaves."""

    gate: tuple[FindingRecord, ...]
    introduced: tuple[FindingRecord, ...]
    fixed: tuple[FindingRecord, ...]
    still: tuple[FindingRecord, ...]


class UnjudgedSidesRecord(Published):
    """What was not judged on either side."""

    base: tuple[UnjudgedRecord, ...]
    head: tuple[UnjudgedRecord, ...]


class DiffRecord(Published):
    """What plancode diff found, format version 1.

    Later versions of plancode may add keys, which their schemas have.
    """

    format_version: Literal[1]
    plan: str
    as_of: date
    base: SideRecord
    head: SideRecord
    changes: tuple[ChangeRecord, ...]
    effects: tuple[EffectRecord, ...]
    attribution: AttributionRecord | None
    scores: tuple[ScoreEffectRecord, ...] | None
    people: tuple[PersonRecord, ...]
    teams: tuple[TeamRecord, ...]
    ahead: tuple[AheadRecord, ...]
    findings: GateRecord
    unjudged: UnjudgedSidesRecord


class Reviewed(Protocol):
    """A comparison and the findings it leads to; values of fields that are `masked` are not told."""

    comparison: Comparison
    gate: tuple[Finding, ...]
    introduced: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    still: tuple[Finding, ...]
    masked: frozenset[Sensitivity]
    unjudged: tuple[tuple[Unjudged, ...], tuple[Unjudged, ...]]


def diff_record(
    review: Reviewed, plan: str, as_of: date, sides: tuple[SideRecord, SideRecord], language: Language
) -> DiffRecord:
    """Return a comparison as a record."""
    comparison, attribution = review.comparison, review.comparison.attribution
    return DiffRecord(
        format_version=1,
        plan=plan,
        as_of=as_of,
        base=sides[0],
        head=sides[1],
        changes=tuple(_change(change, review.masked, language) for change in comparison.changes),
        effects=_effects(comparison.effects),
        attribution=_attribution(attribution) if attribution is not None else None,
        scores=score_records(comparison.scores, review.masked) if comparison.head.results is not None else None,
        people=people_records(comparison.people, review.masked, language),
        teams=team_records(comparison.teams),
        ahead=tuple(
            AheadRecord(
                day=ahead.day,
                effects=_effects(ahead.effects),
                people=people_records(ahead.people, review.masked, language),
                teams=team_records(ahead.teams),
            )
            for ahead in comparison.ahead
        ),
        findings=GateRecord(
            gate=_findings(review.gate, language),
            introduced=_findings(review.introduced, language),
            fixed=_findings(review.fixed, language),
            still=_findings(review.still, language),
        ),
        unjudged=UnjudgedSidesRecord(
            base=unjudged_records(review.unjudged[0], language), head=unjudged_records(review.unjudged[1], language)
        ),
    )


def _findings(findings: Iterable[Finding], language: Language) -> tuple[FindingRecord, ...]:
    return tuple(finding_record(finding, language) for finding in findings)


def _change(change: Change, masked: frozenset[Sensitivity], language: Language) -> ChangeRecord:
    shown = change.sensitivity not in masked
    return ChangeRecord(
        id=change.id,
        sort=change.sort,
        bearing=change.bearing,
        entity=reference_record(change.entity),
        field=change.field,
        before=datum_of(change.before, language) if shown else None,
        after=datum_of(change.after, language) if shown else None,
        is_masked=not shown,
        base_place=place_record(change.base_place) if change.base_place else None,
        head_place=place_record(change.head_place) if change.head_place else None,
        fingerprint=change.fingerprint,
        likeness=change.likeness,
    )


def _effects(effects: Iterable[Effect]) -> tuple[EffectRecord, ...]:
    return tuple(
        EffectRecord(
            measure=effect.figure.measure,
            of=reference_record(effect.figure.subject),
            metric=effect.figure.metric or None,
            narrow=dict(effect.figure.narrow),
            period=period_record(effect.figure.period) if effect.figure.period is not None else None,
            before=effect.before,
            after=effect.after,
            change=effect.delta,
            worst_before=_worst(effect.worst_before),
            worst_after=_worst(effect.worst_after),
        )
        for effect in effects
    )


def _worst(worst: tuple[Period, Decimal] | None) -> WorstRecord | None:
    return WorstRecord(period=period_record(worst[0]), value=worst[1]) if worst is not None else None


def _attribution(attribution: Attribution) -> AttributionRecord:
    shares = (
        ShareRecord(
            changes=tuple(change.fingerprint for change in share.group.changes), effects=_effects(share.effects)
        )
        for share in attribution.shares
    )
    return AttributionRecord(
        groups=attribution.count,
        is_by_team=attribution.is_by_team,
        shares=tuple(shares),
        remainder=_effects(attribution.remainder),
    )
