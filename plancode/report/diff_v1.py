"""A comparison for machines, format version 1: records of its own, so that internals can change without breaking it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from plancode.compare.change import Change, Record, Said, Word
from plancode.compare.comparison import Comparison
from plancode.compare.effects import Attribution, Effect
from plancode.compare.people import PersonEffect, Profile
from plancode.findings.finding import Finding
from plancode.findings.values import Ref
from plancode.locale.catalogue import Language
from plancode.period import Period
from plancode.quantity import Quantity, Rate
from plancode.report.json_v1 import Json, finding_record, place_record
from plancode.shape.base import Sensitivity

FORMAT_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class DiffReport:
    """What is to be told of a comparison: both sides by name and commit, and the findings it leads to."""

    comparison: Comparison
    plan: str
    as_of: date
    base: tuple[str, str | None]
    head: tuple[str, str | None]
    gate: tuple[Finding, ...]
    introduced: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    still: tuple[Finding, ...]
    masked: frozenset[Sensitivity] = frozenset()


def diff_record(report: DiffReport, language: Language) -> dict[str, Json]:
    """Return a comparison as a record."""
    found, attribution = report.comparison, report.comparison.attribution
    return {
        "format_version": FORMAT_VERSION,
        "plan": report.plan,
        "as_of": report.as_of.isoformat(),
        "base": {"label": report.base[0], "commit": report.base[1]},
        "head": {"label": report.head[0], "commit": report.head[1]},
        "changes": [_change(one, report.masked) for one in found.changes],
        "effects": [_effect(one) for one in found.effects],
        "attribution": _attribution(attribution) if attribution is not None else None,
        "people": [_person(one) for one in found.people],
        "teams": [
            {"team": _ref(one.team), "people": list(one.people), "customers": list(one.customers)}
            for one in found.teams
        ],
        "findings": {
            "gate": _findings(report.gate, language),
            "introduced": _findings(report.introduced, language),
            "fixed": _findings(report.fixed, language),
            "still": _findings(report.still, language),
        },
    }


def _findings(found: Iterable[Finding], language: Language) -> Json:
    return [finding_record(one, language) for one in found]


def _change(change: Change, masked: frozenset[Sensitivity]) -> Json:
    shown = change.sensitivity not in masked
    return {
        "id": change.id,
        "sort": change.sort.value,
        "bearing": change.bearing.value,
        "entity": _ref(change.entity),
        "field": list(change.field),
        "before": _said(change.before) if shown else None,
        "after": _said(change.after) if shown else None,
        "is_masked": not shown,
        "base_place": place_record(change.base_place) if change.base_place else None,
        "head_place": place_record(change.head_place) if change.head_place else None,
        "fingerprint": change.fingerprint,
        "likeness": _number(change.likeness),
    }


def _said(value: Said) -> Json:
    if isinstance(value, Ref):
        return _ref(value)
    if isinstance(value, Word):
        return value.text
    if isinstance(value, Record):
        return {name: _said(one) for name, one in value.fields}
    if isinstance(value, tuple):
        return [_said(one) for one in value]
    return _plain(value)


def _plain(value: str | int | Decimal | date | Quantity | Rate | None) -> Json:
    if isinstance(value, Rate):
        return {"number": f"{value.quantity.number:f}", "unit": value.quantity.unit, "per": value.per.value}
    if isinstance(value, Quantity):
        return {"number": f"{value.number:f}", "unit": value.unit}
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _ref(ref: Ref) -> Json:
    return {"kind": ref.kind, "id": ref.id, "title": ref.title}


def _effect(effect: Effect) -> Json:
    figure = effect.figure
    return {
        "measure": figure.measure,
        "of": _ref(figure.subject),
        "metric": figure.metric or None,
        "narrow": dict(figure.narrow),
        "period": _period(figure.period),
        "before": _number(effect.before),
        "after": _number(effect.after),
        "change": _number(effect.delta),
        "worst_before": _worst(effect.worst_before),
        "worst_after": _worst(effect.worst_after),
    }


def _worst(worst: tuple[Period, Decimal] | None) -> Json:
    return {"period": _period(worst[0]), "value": _number(worst[1])} if worst is not None else None


def _period(period: Period | None) -> Json:
    return {"from": period.start.isoformat(), "to": period.last.isoformat()} if period is not None else None


def _number(value: Decimal | None) -> Json:
    return f"{value:f}" if value is not None else None


def _attribution(found: Attribution) -> Json:
    return {
        "groups": found.count,
        "is_by_team": found.is_by_team,
        "shares": [
            {
                "changes": [change.fingerprint for change in share.group.changes],
                "effects": [_effect(one) for one in share.effects],
            }
            for share in found.shares
        ],
        "remainder": [_effect(one) for one in found.remainder],
    }


def _person(one: PersonEffect) -> Json:
    return {"person": _ref(one.person), "before": _profile(one.before), "after": _profile(one.after)}


def _profile(side: Profile | None) -> Json:
    if side is None:
        return None
    return {
        "team": side.team.id if isinstance(side.team, Ref) else side.team,
        "role": side.role.id if isinstance(side.role, Ref) else side.role,
        "quotas": [
            {"metric": metric, "narrow": dict(narrow), "whole": _number(side.wholes.get((metric, narrow)))}
            for metric, narrow in sorted(side.quotas)
        ],
        "customers": [*sorted(one.id for one in side.customers)],
        "territories": [*sorted(one.id for one in side.territories)],
        "duties": [*sorted(f"{duty.id}{f'@{team.id}' if team else ''}:{parts}" for duty, team, parts in side.duties)],
        "utilisation": _number(side.utilisation),
        "scoring": {kpi.id: _number(weight) for kpi, weight in sorted(side.scoring.items(), key=lambda one: one[0].id)},
    }
