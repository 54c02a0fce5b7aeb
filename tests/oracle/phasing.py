"""How an amount spreads over the plan periods (docs/numbers.md, Phasing)."""

from datetime import date
from fractions import Fraction

from tests.oracle.days import Calendar, Period, civil_period, optional_day
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
    profile = next(
        one for document in plan.of_kind("calendar") for one in some(document.get("profiles")) if one["id"] == name
    )
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
    """Return the part of every plan period that a row holds: by its own period, else by employment of its person."""
    if written:
        own = plan.resolve(written)
        return {period.name: part(plan.calendar, period, period.within(own)) for period in plan.periods}
    if person:
        return {period.name: _employed(person, period) for period in plan.periods}
    return {period.name: Fraction(1) for period in plan.periods}


def _employed(person: Person, period: Period) -> Fraction:
    return part(person.calendar, period, period.cut(person.start, person.end))


def weights_of(plan: Plan, document: Record, written: str | None, person: Person | None) -> Weights:
    """Return the weights of a row: the document's phasing × the part of each period that the row holds.

    Where nothing weighs anything, what it holds weighs by itself.
    """
    base = spread(plan, document)
    parts = {name: share for name, share in held(plan, written, person).items() if share}
    weights = {name: base[name] * share for name, share in parts.items()}
    return weights if any(weights.values()) else parts


def first_day(period: Period, person: Person | None) -> date:
    """Return the first day of a row's period, or of its person's employment if that is later."""
    if person and person.start and person.start > period.first:
        return person.start
    return period.first
