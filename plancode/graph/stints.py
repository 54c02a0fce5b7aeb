"""The facts about a person over time: stretches of days on which role, team and hours stay the same."""

from collections.abc import Iterator
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
    return tuple(_stints(person, start, end)) if start < end else ()


def _stints(person: Person, start: date, end: date) -> Iterator[Stint]:
    role, team, fte = person.role, person.team, person.fte
    begun = start
    for change in sorted(person.changes, key=lambda one: one.from_):
        if change.from_ >= end:
            break
        if change.from_ > begun:
            yield Stint(begun, change.from_, role, team, fte)
            begun = change.from_
        role, team = change.role or role, change.team or team
        fte = fte if change.fte is None else change.fte
    yield Stint(begun, end, role, team, fte)
