"""The sentence on a card, evaluated with the figures that the card prints, gives the points that it prints.

Read in both languages by the small parser below, which knows no more than a reader does: target, actual, weight and
level from the card, and the sentence.
"""

import math
import re
from decimal import Decimal
from typing import Final

import pytest

from plancode.locale.catalogue import Language
from plancode.model.methods.reading import Reading
from plancode.said.speaker import plain
from plancode.said.value import Joined, Said
from plancode.scorecard.scoring import points
from plancode.tables.table import formed
from tests.scorecard.cards import Written, kpi, reading

NUMBER: Final = r"(-?[0-9][0-9,.]*(?: ?%)?)"
CURVE: Final = {"method": "curve", "threshold": "70%", "at_threshold": "50%", "stretch": "130%", "at_stretch": "150%"}
LEVELS: Final = {"method": "levels", "levels": {"1": "0%", "2": "60%", "3": "110%"}}
BANDS: Final = [{"to": "75%", "points": 0}, {"to": "99%", "points": 12}, {"points": 20}]
CELLS: Final = [
    {"first": "100%", "second": "90%", "share": "100%"},
    {"first": "80%", "second": "80%", "share": "50%"},
]
SLOPE: Final = {"method": "slope", "base": 100, "base_points": 20, "per": 10, "points": 2, "below": 3, "max": 30}
FAST: Final = {"method": "accelerator", "rate": 2, "cap": "150%", "floor": "50%"}
LOW: Final = {"lower_is_better": True}
MONEY: Final = {"unit": "money"}
LINES: Final[list[tuple[Written, Reading]]] = [
    *(({"method": "ratio"}, reading(actual, "333.34")) for actual in ("316.59", "0", "-5", "500.01")),
    ({"method": "ratio", "cap": "120%"}, reading(500, 400)),
    ({"method": "ratio", "cap": "120%", "floor": "60%"}, reading(200, 400)),
    *(({"method": "ratio"}, reading(actual, 4, **LOW)) for actual in (2, 4, 5, 9)),
    ({"method": "ratio", "cap": "110%"}, reading(2, 4, **LOW)),
    ({"method": "ratio", "form": "target_over_actual", "cap": "150%"}, reading(3, 4, **LOW)),
    ({"method": "ratio", "form": "target_over_actual"}, reading(7, 4, **LOW)),
    *((FAST, reading(actual, 100)) for actual in (40, 80, 110, 170)),
    (FAST, reading(3, 4, **LOW)),
    *(({"method": "growth", "over": "last_year", "full": "20%"}, reading(110, previous=one)) for one in (100, 120)),
    ({"method": "growth", "over": "last_period", "full": "10%", "cap": "120%"}, reading(130, previous=100)),
    ({"method": "growth", "over": "last_year", "full": "20%"}, reading(90, previous=100, **LOW)),
    ({"method": "rank", "by": "actual", "steps": [{"to": 1, "points": 20}, {"to": 3, "points": 15}, {"points": 5}]},
     reading(10, rank=2, of=9)),
    ({"method": "rank", "by": "growth", "steps": [{"to": 1, "points": 20}, {"to": 3, "points": 15}, {"points": 5}]},
     reading(110, rank=1, of=9, previous=100)),
    ({"method": "rank", "steps": [{"to": 3, "points": 15}, {"points": 5}]}, reading(10, 20, rank=8, of=9)),
    *(({"method": "bands", "bands": [{"to": 25, "points": 15}, {"to": 30, "points": 9}, {"points": 0}]}, reading(days))
      for days in (25, 26, 31)),
    ({"method": "bands", "bands": [{"from": 90, "points": 20}, {"from": 60, "points": 12}, {"points": 0}]}, reading(75)
    ),
    *(({"method": "bands", "of": "attainment", "bands": BANDS}, reading(actual, 400)) for actual in (300, 310, 400)),
    ({"method": "bands", "of": "attainment", "bands": BANDS}, reading(5, 4, **LOW)),
    ({"method": "bands", "bands": BANDS}, reading(310, 400, **MONEY)),
    *(({"method": "linear", "floor": 60, "ceiling": 95}, reading(actual)) for actual in (50, "80.125", 99)),
    ({"method": "linear", "floor": 40, "ceiling": 20}, reading(28, **LOW)),
    ({"method": "linear", "floor": "60%", "ceiling": "100%"}, reading(330, 400, **MONEY)),
    ({"method": "linear", "floor": "60%", "ceiling": "100%"}, reading("0.7", unit="percent")),
    *((SLOPE, reading(actual)) for actual in (100, 125, 180, 95, 0)),
    *((SLOPE | {"count": count}, reading(actual)) for count in ("full", "begun") for actual in (125, 85)),
    ({"method": "slope", "base": "100%", "base_points": 20, "per": "1%", "points": 1}, reading(95, 100, **MONEY)),
    *(({"method": "deduction", "each": 2, "free": 1, "max": 30}, reading(actual)) for actual in (0, 1, 4, 20)),
    ({"method": "deduction", "each": 20}, reading(9)),
    *(({"method": "pass_fail", "at": "90%"}, reading(actual, unit="percent")) for actual in ("0.9", "0.89")),
    ({"method": "pass_fail", "at": "100%"}, reading(399, 400, **MONEY)),
    *(({"method": "pass_fail", "at": 30}, reading(actual, **LOW)) for actual in (30, 31)),
    ({"method": "pass_fail", "at": "100%"}, reading(4, 4, unit="count", **LOW)),
    *((LEVELS, reading(level=level)) for level in ("1", "2", "3")),
    *((CURVE, reading(actual, 100)) for actual in (69, 70, 85, 100, 115, 140)),
    (CURVE, reading(5, 4, **LOW)),
    *(({"method": "matrix", "metric": "collections", "cells": CELLS}, reading(actual, 100, other_attainment=other))
      for actual, other in ((100, "0.9"), (100, "0.85"), (70, "1.2"))),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("written", "one"), LINES)
def test_the_printed_sentence_gives_the_printed_points(written: Written, one: Reading, language: Language) -> None:
    """Whoever recomputes a line of a card by what stands on it comes to its points."""
    line, speaker = kpi(written, 20), plain(language)

    def printed(value: Said) -> str:
        return speaker.say(formed(value, "exact"))

    given = points(line.score, line.weight, one)
    assert given.points is not None
    parts: tuple[Said, ...] = (line.score.in_words(line.weight, one), *line.score.beside(one))
    sentence = speaker.say(Joined(parts, "list.semicolon"))
    card = {"actual": printed(one.actual), "target": printed(one.target), "weight": printed(line.weight)}
    found = _evaluated(sentence, {name: _number(text) for name, text in card.items() if text}, one.level)
    assert speaker.say(formed(found, "points")) == speaker.say(formed(given.points, "points")), sentence


def _number(text: str) -> Decimal:
    figure = Decimal(re.sub("[, %]", "", text.rstrip(".,")))
    return figure / 100 if "%" in text else figure


def _found(pattern: str, text: str) -> list[Decimal]:
    """Return the numbers of the first place where a pattern fits, or none."""
    match = re.search(pattern.replace("#", NUMBER), text)
    return [_number(group) for group in match.groups() if group is not None] if match else []


def _pairs(pattern: str, text: str) -> list[tuple[Decimal, ...]]:
    found = re.findall(pattern.replace("#", NUMBER), text)
    return [tuple(_number(group) for group in match if group) for match in found]


def _evaluated(said: str, card: dict[str, Decimal], level: str | None) -> Decimal:
    """Return the points that a sentence gives for the figures of a card."""
    weight = card["weight"]
    found = _before_limits(said, card, level)
    for least in _found("at least # points|最低 # 分", said) or ([Decimal(0)] if "at least 0" in said else []):
        for most in _found("at most # of the weight|最高为权重的 #", said):
            found = min(found, most * weight)
        for most in _found("at most # points|最高 # 分", said):
            found = min(found, most)
        found = max(found, least)
    under = _found("nothing below #$|低于 # 得 0 分$", said)
    return Decimal(0) if under and _attained(said, card) < under[0] else found


def _attained(said: str, card: dict[str, Decimal]) -> Decimal:
    if re.search("target ÷ actual|目标 ÷ 实际", said):
        return card["target"] / card["actual"]
    quotient = card["actual"] / card["target"]
    if not re.search("2 − actual ÷ target|2 − 实际 ÷ 目标", said):
        return quotient
    return max(2 - quotient, Decimal(0)) if re.search("at least 0 %|不低于 0%", said) else 2 - quotient


def _value(said: str, card: dict[str, Decimal]) -> Decimal:
    return _attained(said, card) if re.search("attainment|达成率", said) else card["actual"]


def _between(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    return (value - low) / (high - low)


def _before_limits(said: str, card: dict[str, Decimal], level: str | None) -> Decimal:  # noqa: C901, PLR0911, PLR0912
    """Return the points by the sentence alone; one branch for each form that a sentence has."""
    weight = card["weight"]
    if rate := _found("# times as fast|按 # 倍", said):
        reached = _attained(said, card)
        return (min(reached, Decimal(1)) + rate[0] * max(reached - 1, Decimal(0))) * weight
    if full := _found(r"(?:growth|decline) [a-z ]+ ÷ # × weight|(?:增长率|下降率) ÷ # × 权重", said):
        (before,) = _found("(?:last year|the period before): #|(?:同比|环比)基期：#", said)
        grown = (card["actual"] - before) / before
        return (-grown if re.search("decline|下降率", said) else grown) * weight / full[0]
    if level is not None:
        return next(share for name, share in _pairs("#(?:: | 级：)#", said) if name == int(level)) * weight
    if place := _found("place # of #|第 # 名，共 # 名", said):
        steps = _pairs("to place #: #|第 # 名及以上：# 分", said)
        rest = _found("others: #|其余：# 分", said)
        return next((given for to, given in steps if place[0] <= to), rest[0] if rest else Decimal(0))
    if off := _found("less # for each case|每次扣 # 分", said):
        cases = card["actual"] - sum(_found("first # cost nothing|前 # 次不扣分", said))
        most = _found("at most # off|最多扣 # 分", said) or [Decimal("Infinity")]
        return weight - min(max(cases, Decimal(0)) * off[0], most[0])
    if other := _found("other metric: #|另一项指标的达成率：#", said):
        cells = _pairs("# of the weight at # and #", said) or [
            (share, first, second) for first, second, share in _pairs("本项达到 #、该项达到 #：权重的 #", said)
        ]
        own = _attained(said, card)
        return (
            max((share for share, first, second in cells if own >= first and other[0] >= second), default=Decimal(0))
            * weight
        )
    if slope := _found("# points at #; # for each # above, # off", said):
        base_points, base, above, per, below = slope
    elif slope := _found("# 得 # 分；每高 # 加 # 分，每低 [^ ]+(?: %)? 扣 # 分", said):
        base, base_points, per, above, below = slope
    if slope:
        away = _value(said, card) - base
        units = away / per
        if re.search("only full ones|不足一个单位的不计", said):
            units = Decimal(int(units))
        elif re.search("each one begun|按一个单位计", said):
            units = Decimal(math.copysign(math.ceil(abs(units)), units))
        return base_points + (above if away >= 0 else below) * units
    if curve := _found("# of the weight at #, all at 100 %, # at #", said):
        at_threshold, threshold, at_stretch, stretch = curve
    elif curve := _found("门槛 # 得权重的 #，100% 得满分，挑战 # 及以上得 #", said):
        threshold, at_threshold, stretch, at_stretch = curve
    if curve:
        value = _value(said, card)
        if value < threshold:
            return Decimal(0)
        if value < 1:
            return (at_threshold + (1 - at_threshold) * _between(value, threshold, Decimal(1))) * weight
        return (1 + (at_stretch - 1) * min(_between(value, Decimal(1), stretch), Decimal(1))) * weight
    if ends := _found("nothing at #, the whole weight at #|# 得 0 分，# 得满分", said):
        return min(max(_between(_value(said, card), *ends), Decimal(0)), Decimal(1)) * weight
    if passing := _found("# points from # on", said) or _found("达到 # 得 # 分", said)[::-1]:
        return passing[0] if _value(said, card) >= passing[1] else Decimal(0)
    if passing := _found("# points up to #", said) or _found("不超过 # 得 # 分", said)[::-1]:
        return passing[0] if _value(said, card) <= passing[1] else Decimal(0)
    if re.search("by (?:value|attainment)|层差法", said):
        value = _value(said, card)
        up_to = [given for to, given in _pairs(r"\bto #: #|#及以下：# 分", said) if value <= to]
        down_to = [given for start, given in _pairs("from #: #|#及以上：# 分", said) if value >= start]
        return (*up_to, *down_to, *_found("else: #|其余：# 分", said))[0]
    assert re.search("× weight|× 权重", said), said
    return _attained(said, card) * weight
