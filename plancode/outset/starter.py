"""A plan to begin with: the starter, its period, currency and days made those that are asked for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from plancode.calendar.official import official_days
from plancode.config.belonging import SETTINGS_FILE
from plancode.document.compose import compose
from plancode.document.limits import Limits
from plancode.document.source import SourceText
from plancode.document.yaml_document import Node
from plancode.edit.apply import apply
from plancode.edit.edits import Delete, Insert, Plain, Set, TextEdit
from plancode.edit.fresh import document_text, settings_text
from plancode.findings.place import Route
from plancode.locale.catalogue import Language, word
from plancode.outset.staff import Staff
from plancode.outset.staffed import StaffedPlan
from plancode.outset.times import in_year, label_of, tag_of, year_before
from plancode.period import Period
from plancode.quantity import NUMBER, SCALE, rounded

PLAN_FILE: Final = "plan.yaml"
EDITOR: Final = ".plancode"
"""The folder of the schemas that the editor reads."""
_WRITTEN_FOR: Final = "2026"
_SCALED: Final[Mapping[str, tuple[Route, ...]]] = {
    "plan": (("market", "size"),),
    "territories": (("territories", "account_groups", "potential"), ("territories", "account_groups", "last_year")),
    "targets": (("target", "amount"), ("target", "baseline", "amount")),
    "actions": (("actions", "effects", "amount"),),
}
"""The amounts of a year, by kind of document; lists on the way are gone through."""
_AMOUNT: Final = re.compile(f"({NUMBER})({SCALE}?)")
_PLACES: Final = 3
_AT_LEAST: Final = timedelta(days=30)
_WEEK: Final = 7
_LONGEST_ACTION: Final = timedelta(days=84)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new plan is to be: for which period, in which currency and country; `day` is today."""

    period: Period
    day: date
    language: Language
    currency: str | None = None
    country: tuple[str, str | None] | None = None
    staff: Staff | None = None


def starter(text: str, wish: Wish) -> dict[str, bytes]:
    """Return the starter as a plan of another period, that has no findings on the day, by path."""
    source = SourceText(PLAN_FILE, text)
    documents = [document.data for document in compose(source, Limits()).documents]
    edits = [edit for number, data in enumerate(documents) for edit in _edits(number, _mapping(data), wish)]
    return {PLAN_FILE: (apply(source, edits) + _calendar(wish)).encode()} | _settings(wish)


def _edits(number: int, data: dict[str, Node], wish: Wish) -> Iterator[TextEdit]:
    kind = str(data["kind"])
    for key, name in (("id", tag_of(wish.period)), ("title", label_of(wish.period))):
        if _WRITTEN_FOR in str(data.get(key, "")):
            yield Set((key,), in_year(str(data[key]), _WRITTEN_FOR, name), number)
    part = Decimal(wish.period.days) / 365 if _is_odd(wish.period) else Decimal(_months(wish.period)) / 12
    if wish.staff is not None:
        yield from StaffedPlan(wish.staff, wish.period, wish.language).edits(kind, number)
        part *= Decimal(len(wish.staff.sellers)) / 2
    for route in _SCALED.get(kind, ()) if wish.staff is None or kind == "plan" else ():
        for whole in _routes(data, route):
            yield Set(whole, Plain(_scaled(str(_at(data, whole)), part)), number)
    if kind == "plan":
        yield from _of_plan(number, wish)
    elif kind == "targets":
        yield Set(("target", "baseline", "period"), Plain(year_before(wish.period)), number)
    elif kind == "actions":
        yield from _of_actions(number, wish)


def _of_plan(number: int, wish: Wish) -> Iterator[TextEdit]:
    yield Set(("period",), Plain(wish.period.name), number)
    if wish.currency is not None:
        yield Set(("currency",), wish.currency, number)
    middle = wish.period.start + timedelta(days=wish.period.days // 2 - 1)
    review = ("assumptions", 0, "review")
    if wish.day > wish.period.last:
        yield Delete(review, number)
    else:
        yield Set(review, wish.period.nearest(max(middle, wish.day + _AT_LEAST)).isoformat(), number)
    if wish.country is not None:
        yield Delete(("without", "timetable"), number)


def _of_actions(number: int, wish: Wish) -> Iterator[TextEdit]:
    """Yield the days of the action: still to come where the period has room for that, else done at its beginning."""
    period, within = wish.period, ("actions", 0)
    length = min(_LONGEST_ACTION, timedelta(days=period.days // 4 // _WEEK * _WEEK)) + timedelta(days=4)
    first = _monday(max(period.start + timedelta(days=period.days // 6), wish.day + timedelta(days=1)))
    if first + length > period.last:
        first = _monday(period.start)
        yield Insert(within, "status", "done", document=number)
        yield Insert(within, "done", (first + length).isoformat(), document=number)
    yield Set((*within, "from"), first.isoformat(), number)
    yield Set((*within, "to"), (first + length).isoformat(), number)


def _calendar(wish: Wish) -> str:
    """Return the document with the public holidays of the country."""
    if wish.country is None:
        return ""
    country, state = wish.country
    holidays = {"country": country} | ({"subdivision": state} if state else {})
    title = word("outset.calendar", wish.language)
    text = document_text("calendar", {"id": "calendar", "title": title, "holidays": holidays}, wish.language)
    return f"---\n{text}"


def _scaled(amount: str, part: Decimal) -> str:
    """Return a part of an amount such as `1.6M`, with the digits that the starter's amounts have."""
    match = _AMOUNT.fullmatch(amount)
    assert match is not None  # noqa: S101  # the starter's own amounts
    return f"{rounded(Decimal(match[1]) * part, _PLACES).normalize():f}{match[2]}"


def _settings(wish: Wish) -> dict[str, bytes]:
    """Return the file that accepts for a while that official days are not published yet, where that is so."""
    years = range(wish.period.start.year, wish.period.last.year + 1)
    official = official_days(*wish.country, years) if wish.country is not None else None
    if official is None or not official.provisional:
        return {}
    reason = word("outset.provisional", wish.language).format(years=", ".join(map(str, official.provisional)))
    until = max(date(official.provisional[0], 1, 1), wish.day + _AT_LEAST)
    accepted = [{"code": "CAL106", "reason": reason, "until": until.isoformat()}]
    text = settings_text({"suppress": accepted}, f"{EDITOR}/settings.schema.json")
    return {SETTINGS_FILE: text.encode()}


def _monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % _WEEK)


def _is_odd(period: Period) -> bool:
    return period.start.day != 1 or period.end.day != 1


def _months(period: Period) -> int:
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month


def _mapping(data: Node) -> dict[str, Node]:
    return data if isinstance(data, dict) else {}


def _routes(data: Node, route: Route) -> Iterator[Route]:
    """Yield where a route leads, through each item of the lists on its way."""
    if isinstance(data, list):
        for number, item in enumerate(data):
            yield from ((number, *below) for below in _routes(item, route))
    elif not route:
        yield ()
    elif isinstance(data, dict) and route[0] in data:
        yield from ((route[0], *below) for below in _routes(data[str(route[0])], route[1:]))


def _at(data: Node, route: Route) -> Node:
    for step in route:
        data = data[step] if isinstance(data, list) else data[str(step)]  # type: ignore[index]
    return data
