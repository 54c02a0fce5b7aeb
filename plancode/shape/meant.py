"""What an author meant by a value that does not fit: told where it would do, and where nothing else would.

What is told can be put in the place of the value as it is: a property that tests hold.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from pydantic.types import StringConstraints

from plancode.document.scalars import is_ambiguous, type_plain
from plancode.findings.folding import LIST_ENDINGS
from plancode.said.value import Verbatim
from plancode.shape.spellings import amounts, days, half_width, periods, rates
from plancode.shape.types import COUNTRY_PATTERN, CURRENCY_PATTERN, ID_PATTERN
from plancode.shape.wanted import Wanted

if TYPE_CHECKING:
    from plancode.said.value import Said

Proposal = tuple[str, object]
"""How a value is written in YAML, and what is read there."""
_LONGEST: Final = 100
_MOST: Final = 2
_YES: Final = frozenset({"yes", "y", "true", "on", "1", "x", "ja", "是", "对", "√", "✓", "有"})
_NO: Final = frozenset({"no", "n", "false", "off", "0", "nein", "否", "不", "×", "无", "没有"})
_REMARK: Final = re.compile(r"\s+(?:#|//|\(|;).*$|[,;。]+$")
_QUOTES: Final = "\"'\u201c\u201d\u2018\u2019\u300c\u300d"
_BRACKETS: Final = str.maketrans("", "", "[](){}")
_BETWEEN: Final = re.compile(r"\s*[,、;]\s*|\s+(?:and|&|und)\s+|\s*[和与]\s*")
_PLAIN: Final = re.compile(r"\w(?:[\w./%+-]| (?! ))*")
_COMPARED: Final = re.compile(r"^(?:>=|=>|≥|=)\s*")
_NUMBER: Final = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(%|min|h|)")
_POINTS: Final = re.compile(r"\s*(?:分|points?|pts?|人|家|个|级)$")
_MINUTES: Final = {"minutes": {"min": 1, "h": 60}, "hours_per_week": {"h": 1}}
"""Whole numbers of a time that the key itself names."""
_LEAST_PERCENT: Final = 2
"""From which on a bare number is taken for so many percent; below 1 it is a share, between them nobody knows."""


def meant(value: object, wanted: Wanted, key: str) -> dict[str, "Said"]:
    """Return `meant` with what to write instead; `either` where one of two is meant; nothing where nobody can tell."""
    for proposals in _proposals(value, wanted, key):
        fits = dict.fromkeys(written for written, read in proposals if len(written) <= _LONGEST and wanted.takes(read))
        if len(fits) == 1:
            return {"meant": Verbatim(*fits)}
        if fits:
            return {"either": tuple(map(Verbatim, fits))} if len(fits) <= _MOST else {}
    return {}


def meant_period(text: str) -> dict[str, "Said"]:
    """Return what is meant by a text that names no period."""
    named = tuple(dict.fromkeys(periods(text)))
    return {"meant": Verbatim(named[0])} if len(named) == 1 else {}


def _proposals(value: object, wanted: Wanted, key: str) -> Iterator[Iterable[Proposal]]:
    """Yield what may be meant, the nearest first; of one sort together."""
    if isinstance(value, bool):
        yield [_quoted(str(value).lower())]
    elif isinstance(value, int | Decimal):
        text = str(value)
        yield [_quoted(text)]
        yield _read(_bare(value, key))
        yield [(str(truth).lower(), truth) for truth in (True, False) if value == truth]
        yield from map(_read, (days(text), periods(text)))
    elif isinstance(value, str):
        yield from _of_text(value, wanted, key)
    elif isinstance(value, list) and len(value) == 1 and isinstance(value[0], str | int | Decimal):
        yield [(flow(value[0]), value[0])]


def _of_text(value: str, wanted: Wanted, key: str) -> Iterator[Iterable[Proposal]]:
    clean = _COMPARED.sub("", _REMARK.sub("", half_width(value)).strip(_QUOTES))
    yield _read([clean, clean.replace("\\", "/")])
    yield [(str(truth).lower(), truth) for truth, words in ((True, _YES), (False, _NO)) if clean.lower() in words]
    yield from map(_read, (days(clean), periods(clean), rates(clean), _once(amounts(clean), wanted)))
    yield from map(_read, _numbers(clean, wanted, key))
    yield _read(_codes(clean, wanted))
    yield [(flow(parts), parts) for parts in (list[object](parts_of(clean)),)]
    yield [(flow(pair), pair) for pair in _pairs(clean, wanted)]
    yield [(flow([pair]), [pair]) for pair in _pairs(clean, wanted)]


def _once(proposed: Iterator[str], wanted: Wanted) -> list[str]:
    """Return the first of several units that would do."""
    return [text for text in proposed if wanted.takes(_value(text))][:1]


def _numbers(text: str, wanted: Wanted, key: str) -> Iterator[list[str]]:
    """Yield the number that a text with a unit may be: the number itself, and of a percentage the share."""
    for amount in (*amounts(text), *amounts(_POINTS.sub("", text))):
        match = _NUMBER.fullmatch(amount)
        if match is None:
            continue
        number, unit = Decimal(match[1]), match[2]
        if unit == "%":
            both = [[_digits(number)], [_digits(number / 100)]]
            yield from reversed(both) if wanted.is_factor else both
        elif not unit:
            yield [_digits(number)]
            yield _bare(number, key)
        elif factor := _MINUTES.get(key, {}).get(unit):
            yield [_digits(number * factor)]


def _bare(number: int | Decimal, key: str) -> list[str]:
    """Return a number without unit with the one that it has where another cannot be meant."""
    return [f"{_digits(Decimal(number))}min"] if key == "minutes" else list(_percent(number))


def _percent(number: int | Decimal) -> Iterator[str]:
    if 0 < number < 1:
        yield f"{_digits(Decimal(number) * 100)}%"
    elif number >= _LEAST_PERCENT or number == 0:
        yield f"{_digits(Decimal(number))}%"


def _digits(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _codes(text: str, wanted: Wanted) -> Iterator[str]:
    """Yield the id, or the code of a currency or country, that a name may stand for."""
    patterns = {mark.pattern for mark in wanted.marks if isinstance(mark, StringConstraints)}
    if ID_PATTERN in patterns:
        yield as_id(text)
    if CURRENCY_PATTERN in patterns:
        yield from _CURRENCIES.get(text.lower(), text.upper()).split()
        yield from sorted(_coded("currencies").get(text.lower(), ()))
    if COUNTRY_PATTERN in patterns:
        yield from sorted(_coded("territories").get(text.lower(), (text.upper(),)))


_CURRENCIES: Final = {
    "rmb": "CNY",
    "ntd": "TWD", "ukp": "GBP", "yen": "JPY",
    "cnh": "CNY", "元": "CNY", "yuan": "CNY", "¥": "CNY JPY", "$": "USD", "dollar": "USD",
    "dollars": "USD", "€": "EUR", "euros": "EUR", "£": "GBP", "pound": "GBP", "人民币元": "CNY", "美金": "USD",
}  # fmt: skip


@cache
def _coded(names: str) -> dict[str, tuple[str, ...]]:
    """Return the codes of countries or currencies by their names in both languages."""
    from babel import Locale

    codes: dict[str, tuple[str, ...]] = {}
    for language in ("en", "zh"):
        for code, name in getattr(Locale(language), names).items():
            if code.isalpha():
                codes[name.lower()] = tuple(dict.fromkeys((*codes.get(name.lower(), ()), code)))
    return codes


def as_id(text: str) -> str:
    """Return a name as an id: in lower case, without accents, with dashes between its words."""
    ascii_only = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9._-]+", "-", ascii_only.lower()).strip("-._") if ascii_only.strip() else ""


def parts_of(text: str) -> list[str]:
    """Return the names that a text may list."""
    plain = half_width(text).translate(_BRACKETS)
    return [part.strip(_QUOTES) for part in _BETWEEN.split(plain) if part.strip(_QUOTES)]


def _pairs(text: str, wanted: Wanted) -> Iterator[dict[str, object]]:
    """Yield the text as the one thing that a record must say."""
    keys = [key for key, _ in wanted.keyed]
    for key in [key for key in keys if (key == "file") is text.endswith(LIST_ENDINGS)][:1]:
        yield {key: text}


def _read(texts: Iterable[str]) -> list[Proposal]:
    return [(text, _value(text)) for text in texts if text and not is_ambiguous(text)]


def _value(text: str) -> object:
    return type_plain(text)


def _quoted(text: str) -> Proposal:
    return f'"{text}"', text


def flow(value: object) -> str:
    """Return a value as one writes it within a line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    is_plain = _PLAIN.fullmatch(value) and isinstance(type_plain(value), str) and not is_ambiguous(value)
    return value if is_plain else json.dumps(value, ensure_ascii=False)
