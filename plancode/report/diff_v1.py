"""A comparison for machines, format version 1: records of its own, so that internals can change without breaking it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from plancode.compare.change import Change
from plancode.compare.comparison import Comparison
from plancode.compare.effects import Attribution, Effect
from plancode.compare.people import PersonEffect, PersonProfile
from plancode.findings.finding import Finding
from plancode.locale.catalogue import Language
from plancode.period import Period
from plancode.report.json_v1 import finding_record, place_record
from plancode.said.data import Data, data_of, digits, ref_data
from plancode.said.value import Ref
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


def diff_record(report: DiffReport, language: Language) -> dict[str, Data]:
    """Return a comparison as a record."""
    found, attribution = report.comparison, report.comparison.attribution
    return {
        "format_version": FORMAT_VERSION,
        "plan": report.plan,
        "as_of": report.as_of.isoformat(),
        "base": {"label": report.base[0], "commit": report.base[1]},
        "head": {"label": report.head[0], "commit": report.head[1]},
        "changes": [_change(one, report.masked, language) for one in found.changes],
        "effects": [_effect(one, language) for one in found.effects],
        "attribution": _attribution(attribution, language) if attribution is not None else None,
        "people": [_person(one) for one in found.people],
        "teams": [
            {"team": ref_data(one.team), "people": list(one.people), "customers": list(one.customers)}
            for one in found.teams
        ],
        "findings": {
            "gate": _findings(report.gate, language),
            "introduced": _findings(report.introduced, language),
            "fixed": _findings(report.fixed, language),
            "still": _findings(report.still, language),
        },
    }


def _findings(found: Iterable[Finding], language: Language) -> Data:
    return [finding_record(one, language) for one in found]


def _change(change: Change, masked: frozenset[Sensitivity], language: Language) -> Data:
    shown = change.sensitivity not in masked
    return {
        "id": change.id,
        "sort": change.sort.value,
        "bearing": change.bearing.value,
        "entity": ref_data(change.entity),
        "field": list(change.field),
        "before": data_of(change.before, language) if shown else None,
        "after": data_of(change.after, language) if shown else None,
        "is_masked": not shown,
        "base_place": place_record(change.base_place) if change.base_place else None,
        "head_place": place_record(change.head_place) if change.head_place else None,
        "fingerprint": change.fingerprint,
        "likeness": _number(change.likeness),
    }


def _effect(effect: Effect, language: Language) -> Data:
    figure = effect.figure
    return {
        "measure": figure.measure,
        "of": ref_data(figure.subject),
        "metric": figure.metric or None,
        "narrow": dict(figure.narrow),
        "period": data_of(figure.period, language),
        "before": _number(effect.before),
        "after": _number(effect.after),
        "change": _number(effect.delta),
        "worst_before": _worst(effect.worst_before, language),
        "worst_after": _worst(effect.worst_after, language),
    }


def _worst(worst: tuple[Period, Decimal] | None, language: Language) -> Data:
    return {"period": data_of(worst[0], language), "value": _number(worst[1])} if worst is not None else None


def _number(value: Decimal | None) -> Data:
    return digits(value) if value is not None else None


def _attribution(found: Attribution, language: Language) -> Data:
    return {
        "groups": found.count,
        "is_by_team": found.is_by_team,
        "shares": [
            {
                "changes": [change.fingerprint for change in share.group.changes],
                "effects": [_effect(one, language) for one in share.effects],
            }
            for share in found.shares
        ],
        "remainder": [_effect(one, language) for one in found.remainder],
    }


def _person(one: PersonEffect) -> Data:
    return {"person": ref_data(one.person), "before": _profile(one.before), "after": _profile(one.after)}


def _profile(side: PersonProfile | None) -> Data:
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
