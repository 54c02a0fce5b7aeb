"""Whom a change touches, for machines: people, their pages and scorecards, and teams, before and after."""

from collections.abc import Iterable

from plancode.compare.page_lines import LineChange
from plancode.compare.people import PersonEffect, PersonProfile
from plancode.compare.scores import NOT_SCORED, Score, ScoreEffect
from plancode.compare.teams import TeamEffect
from plancode.locale.catalogue import Language
from plancode.report.records import (
    Datum,
    Digits,
    PeriodRecord,
    Published,
    ReferenceRecord,
    datum_of,
    period_record,
    reference_record,
)
from plancode.said.value import Ref
from plancode.shape.base import Sensitivity


class QuotaRecord(Published):
    """A quota of somebody in a metric over the whole plan."""

    metric: str
    narrow: dict[str, str]
    whole: Digits | None


class ProfileRecord(Published):
    """What a plan asks of somebody, and gives them."""

    team: str
    role: str
    quotas: tuple[QuotaRecord, ...]
    customers: tuple[str, ...]
    territories: tuple[str, ...]
    duties: tuple[str, ...]
    utilisation: Digits | None
    scoring: dict[str, Digits]
    is_there: bool


class CellRecord(Published):
    """What a line of a page says under a heading, where that is not the same."""

    heading: Datum
    before: Datum
    after: Datum


class PageChangeRecord(Published):
    """A line of somebody's page that is not the same: what it stands under, and what it is about or says.

    A side is null where its page does not have the line, both where values are masked.
    """

    under: tuple[Datum, ...]
    before: Datum
    after: Datum
    cells: tuple[CellRecord, ...]


class PersonRecord(Published):
    """Somebody on both sides; null where they are not there. Of who is new or gone the page is not told in lines."""

    person: ReferenceRecord
    before: ProfileRecord | None
    after: ProfileRecord | None
    page: tuple[PageChangeRecord, ...]


class TeamRecord(Published):
    """A team with its numbers of people and customers, before and after."""

    team: ReferenceRecord
    people: tuple[int, int]
    customers: tuple[int, int]


class ScoreRecord(Published):
    """What a scorecard comes to; without a grade `no_grade` says why. All is null where it is masked."""

    total: Digits | None
    grade: str | None
    no_grade: str | None


class ScoreEffectRecord(Published):
    """Somebody whose scorecard of a period comes to something else; null on a side on which they have none."""

    person: ReferenceRecord
    rubric: ReferenceRecord
    period: PeriodRecord
    is_over: bool
    before: ScoreRecord | None
    after: ScoreRecord | None


def people_records(
    effects: Iterable[PersonEffect], masked: frozenset[Sensitivity], language: Language
) -> tuple[PersonRecord, ...]:
    """Return people as records; `masked` values are not told."""
    return tuple(
        PersonRecord(
            person=reference_record(effect.person),
            before=_profile(effect.before),
            after=_profile(effect.after),
            page=tuple(_page_change(change, language, is_masked=bool(masked)) for change in effect.lines)
            if effect.before is not None and effect.after is not None
            else (),
        )
        for effect in effects
    )


def _page_change(change: LineChange, language: Language, *, is_masked: bool) -> PageChangeRecord:
    under = tuple(datum_of(heading, language) for heading in change.line.under)
    if is_masked:
        return PageChangeRecord(under=under, before=None, after=None, cells=())
    before, after = (
        datum_of(side.name, language) if side is not None else None for side in (change.before, change.after)
    )
    cells = (tuple(datum_of(one, language) for one in cell) for cell in change.cells)
    return PageChangeRecord(
        under=under,
        before=before,
        after=after,
        cells=tuple(CellRecord(heading=heading, before=old, after=new) for heading, old, new in cells),
    )


def score_records(effects: Iterable[ScoreEffect], masked: frozenset[Sensitivity]) -> tuple[ScoreEffectRecord, ...]:
    """Return scorecards that come to something else as records; `masked` values are not told."""

    def score(side: Score) -> ScoreRecord | None:
        if side == NOT_SCORED:
            return None
        if Sensitivity.PERSONAL in masked:
            return ScoreRecord(total=None, grade=None, no_grade=None)
        return ScoreRecord(total=side.total, grade=side.grade, no_grade=side.reason)

    return tuple(
        ScoreEffectRecord(
            person=reference_record(effect.person),
            rubric=reference_record(effect.rubric),
            period=period_record(effect.period),
            is_over=effect.is_over,
            before=score(effect.before),
            after=score(effect.after),
        )
        for effect in effects
    )


def team_records(effects: Iterable[TeamEffect]) -> tuple[TeamRecord, ...]:
    """Return teams as records."""
    return tuple(
        TeamRecord(team=reference_record(effect.team), people=effect.people, customers=effect.customers)
        for effect in effects
    )


def _profile(side: PersonProfile | None) -> ProfileRecord | None:
    if side is None:
        return None
    return ProfileRecord(
        team=side.team.id if isinstance(side.team, Ref) else side.team,
        role=side.role.id if isinstance(side.role, Ref) else side.role,
        quotas=tuple(
            QuotaRecord(metric=metric, narrow=dict(narrow), whole=side.wholes.get((metric, narrow)))
            for metric, narrow in sorted(side.quotas)
        ),
        customers=tuple(sorted(ref.id for ref in side.customers)),
        territories=tuple(sorted(ref.id for ref in side.territories)),
        duties=tuple(sorted(f"{duty.id}{f'@{team.id}' if team else ''}:{parts}" for duty, team, parts in side.duties)),
        utilisation=side.utilisation,
        scoring={kpi.id: weight for kpi, weight in sorted(side.scoring.items(), key=lambda item: item[0].id)},
        is_there=side.is_there,
    )
