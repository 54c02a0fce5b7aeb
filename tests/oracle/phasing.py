"""How an amount spreads over the plan periods (docs/numbers.md, Phasing)."""

from datetime import date
from fractions import Fraction

from tests.oracle.days import Calendar, Period, civil_period, moment, months_between, optional_day
from tests.oracle.plan import Person, Plan
from tests.oracle.reading import Record, number, some

Weights = dict[str, Fraction]
ZERO = Fraction(0)


def spread(plan: Plan, document: Record) -> Weights:
    """Return the weight of every plan period by the phasing of a targets document, for the whole plan."""
    if document.get("phasing", "even") == "even":
        return {period.name: Fraction(1) for period in plan.periods}
    if document["phasing"] == "working_days":
        return {period.name: Fraction(plan.calendar.count(period)) for period in plan.periods}
    return by_mapping(plan, document, document["phasing"])


def by_mapping(plan: Plan, document: Record, phasing: Record) -> Weights:
    """Return the weights that shares, amounts, expected closes or a profile give."""
    for key in ("shares", "amounts"):
        if phasing.get(key):
            values = [plan.money(text, plan.period.first) for text in phasing[key]]
            return {period.name: value for period, value in zip(plan.periods, values, strict=True)}
    if phasing.get("closes"):
        return by_closes(plan, document)
    weights = by_profile(plan, phasing["profile"])
    if phasing.get("weigh") == "working_days":
        return {period.name: weights[period.name] * plan.calendar.count(period) for period in plan.periods}
    return weights


def by_closes(plan: Plan, document: Record) -> Weights:
    """Weigh by open deals: amount × probability by the period they close in."""
    weights = {period.name: ZERO for period in plan.periods}
    for deal in some(document.get("opportunities")):
        closes = optional_day(deal.get("closes"))
        for period in plan.periods:
            if closes and closes in period:
                weights[period.name] += plan.money(deal["amount"], closes) * number(deal["probability"])
    return weights


def by_profile(plan: Plan, name: str) -> Weights:
    """Weigh by a seasonal profile: twelve months, or named periods spread by their working days."""
    profile = profile_of(plan, name)
    months = [number(share) for share in some(profile.get("months"))]
    if months:
        years = range(plan.period.first.year, plan.period.last.year + 1)
        named = {f"{year}-{k + 1:02d}": share for year in years for k, share in enumerate(months)}
        return _inside(plan, {civil_period(text): share for text, share in named.items()})
    if isinstance(profile["periods"], list):
        in_order = [number(share) for share in profile["periods"]]
        places = [int(period.name[-2:]) - 1 if plan.fiscal else at for at, period in enumerate(plan.periods)]
        return {one.name: in_order[at % len(in_order)] for one, at in zip(plan.periods, places, strict=True)}
    return _inside(plan, {plan.resolve(text): number(share) for text, share in profile["periods"].items()})


def profile_of(plan: Plan, name: str) -> Record:
    """Return the seasonal profile of a name."""
    profiles: list[Record] = [one for document in plan.of_kind("calendar") for one in some(document.get("profiles"))]
    return next(one for one in profiles if one["id"] == name)


def _inside(plan: Plan, shares: dict[Period, Fraction]) -> Weights:
    """Spread the share of each named period over the plan periods by the working days inside."""
    weights = {period.name: ZERO for period in plan.periods}
    for named, share in shares.items():
        for period in plan.periods:
            weights[period.name] += share * part(plan.calendar, named, period.within(named))
    return weights


def part(calendar: Calendar, whole: Period, inside: Period | None) -> Fraction:
    """Return the part of a period that lies inside: its working days there ÷ its working days."""
    if inside is None:
        return ZERO
    if inside.length == whole.length:
        return Fraction(1)
    days = calendar.count(whole)
    return Fraction(calendar.count(inside), days) if days else Fraction(inside.length, whole.length)


def held(plan: Plan, written: str | None, person: Person | None) -> Weights:
    """Return the part of every plan period that a row holds: by its own period, and by employment of its person."""
    own = plan.resolve(written)
    found = {
        period.name: part(plan.calendar, period, period.within(own) if written else period) for period in plan.periods
    }
    if person:
        return {period.name: found[period.name] * _employed(person, period) for period in plan.periods}
    return found


def _employed(person: Person, period: Period) -> Fraction:
    return part(person.calendar, period, period.cut(person.start, person.end))


def weights_of(plan: Plan, document: Record, row: Record, person: Person | None) -> Weights:
    """Return the weights of a row: the document's phasing × the part of each period that the row holds.

    Employment cuts the row of a person that has no period of its own, or that prorates. Where nothing weighs anything,
    what the row holds weighs by itself.
    """
    base = spread(plan, document)
    written = row.get("period")
    there = person if row.get("prorate") or not written else None
    parts = {name: share for name, share in held(plan, written, there).items() if share}
    weights = {name: base[name] * share for name, share in parts.items()}
    return weights if any(weights.values()) else parts


def part_there(plan: Plan, document: Record, period: Period, person: Person, by: str) -> Fraction:
    """Return the part of an amount that falls into the time that somebody is there, by its phasing."""
    whole = there = ZERO
    for block, weight in blocks(plan, document):
        inside = block.within(period)
        length = duration(person, block, block, by)
        whole += weight * duration(person, block, inside, by) / length
        there += weight * duration(person, block, inside and inside.cut(person.start, person.end), by) / length
    return there / whole if whole else Fraction(1)


def blocks(plan: Plan, document: Record) -> list[tuple[Period, Fraction]]:
    """Return the named periods of the profile, else the plan's periods, each with its share."""
    stated = document.get("phasing")
    if isinstance(stated, dict) and stated.get("profile") and not stated.get("weigh"):
        named = profile_of(plan, stated["profile"]).get("periods")
        if isinstance(named, dict):
            return [(plan.resolve(text), number(share)) for text, share in named.items()]
    weights = spread(plan, document)
    return [(period, weights[period.name]) for period in plan.periods]


def duration(person: Person, block: Period, part: Period | None, by: str) -> Fraction:
    """Return the calendar months, or working days, of a part of a block; days where none of the block is worked."""
    if part is None:
        return ZERO
    if by == "months":
        return months_between(part.first, moment(part.end))
    return Fraction(person.calendar.count(part) if person.calendar.count(block) else part.length)


def first_day(period: Period, person: Person | None) -> date:
    """Return the first day of a row's period, or of its person's employment if that is later."""
    if person and person.start and person.start > period.first:
        return person.start
    return period.first
