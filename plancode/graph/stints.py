"""The facts about a person over time: stretches of days on which role, team and hours stay the same."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from plancode.model.team import Person
from plancode.period import Period

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stint:
    """From `start` up to, but not with, `end` somebody works in one team in one role."""

    start: date
    end: date
    role: str
    team: str
    fte: Decimal


def stints(person: Person, within: Period) -> tuple[Stint, ...]:
    """Return the stints of a person in a period; none where they are not employed in it."""
    start = max(person.start or within.start, within.start)
    end = min(person.end + _DAY if person.end else within.end, within.end)
    if start >= end:
        return ()
    role, team, fte = person.role, person.team, person.fte
    ended: list[Stint] = []
    for change in sorted(person.changes, key=lambda change: change.from_):
        if change.from_ >= end:
            break
        if change.from_ > start:
            ended.append(Stint(start, change.from_, role, team, fte))
            start = change.from_
        role, team = change.role or role, change.team or team
        fte = fte if change.fte is None else change.fte
    return (*ended, Stint(start, end, role, team, fte))
