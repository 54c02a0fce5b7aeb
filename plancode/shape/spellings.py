"""How people write days, periods, amounts and rates elsewhere, and how the plan language writes the same.

Each function yields what a text may mean, several where it may mean several. Whether one of them would do where the
text stands is for who asks.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january 一", "feb february 二", "mar march 三", "apr april 四", "may 五", "jun june 六",
            "jul july 七", "aug august 八", "sep sept september 九", "oct october 十", "nov november 十一",
            "dec december 十二",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DIGITS: Final = {"一": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6"}
_SCALES: Final = {
    "M": "m mm mio mln mn million millions millionen 百万",
    "k": "k tsd tausend thousand thousands",
    "B": "b bn mrd milliarden billion billions 十亿",
    "万": "w 万 万元",
    "亿": "亿 亿元",
    "千": "千 千元",
    "": "元 块",
}
_CHINESE_SCALES: Final = ("万", "亿", "千")
"""Who counts in these puts points before decimals alone."""
_TIMES: Final = {
    "min": "min mins minute minutes minuten 分钟 分",
    "h": "h hr hrs std hour hours stunde stunden 小时 个小时",
    "d": "d day days tag tage tagen jours 天 日",
    "w": "w wk wks week weeks woche wochen 周 个星期 星期",
    "m": "m mo month months monat monate monaten 月 个月",
    "q": "q quarter quarters quartal quartale 季度 个季度",
    "y": "y yr yrs year years jahr jahre jahren 年",
}
_SHARES: Final = {"%": "% percent pct 个百分点"}
_UNITS: Final = tuple(
    {word: unit for unit, words in table.items() for word in words.split()} for table in (_SHARES, _TIMES, _SCALES)
)
_LENGTHS: Final = _UNITS[1]
_PERS: Final = {
    word: per
    for per, words in {
        "day": "day d tag 天 日", "week": "week wk w woche 周 星期", "month": "month mo m monat 月 个月",
        "quarter": "quarter q quartal 季 季度", "year": "year yr y annum a p.a. pa annually jahr 年",
    }.items()
    for word in words.split()
}  # fmt: skip
_EVERY: Final = {
    "1d": "daily 每天 每日", "1w": "weekly 每周", "2w": "fortnightly 双周 每两周", "1m": "monthly 每月",
    "1q": "quarterly 每季 每季度", "6m": "half-yearly 半年 每半年", "1y": "yearly annually 每年",
}  # fmt: skip
_TIMES_EVERY: Final = {word: length for length, words in _EVERY.items() for word in words.split()}
_CURRENCIES: Final = {
    "$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "rmb": "CNY", "人民币": "CNY", "美元": "USD",
    "欧元": "EUR",
}  # fmt: skip
_AMOUNT: Final = re.compile(
    r"(?P<sign>[-+]?)\s*(?P<before>[^\d\s.,'_()-]*)\s*(?P<number>\d[\d .,'_\u2019]*)\s*(?P<unit>[^\d\s]*(?: cent)?)"
    r"(?:\s+(?P<after>[^\d\s]+))?"
)
_RATE: Final = re.compile(
    r"(?P<amount>.+?)\s*(?:/|\bper\b|\bpro\b|\bevery\b|\ba\b|每|(?= p\.a\.)| (?=annually))\s*(?P<per>\S+)"
)
_PER_FIRST: Final = re.compile(r"每(?P<per>天|日|周|月|季度|季|年)\s*(?P<amount>.+)")
_CALLS: Final = re.compile(r"(?:次|times|x|mal|calls?|visits?)$", re.IGNORECASE)
_YEAR, _MONTH, _DAY = r"(?P<y>20\d\d)", r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})"
_IN_ORDER: Final = re.compile(rf"{_YEAR}\s*[-/.年]\s*{_MONTH}\s*[-/.月]\s*{_DAY}\s*[日号]?(?:[t ]\d\d:\d\d\S*)?")
_TIGHT: Final = re.compile(r"(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)")
_REVERSED: Final = re.compile(rf"(?P<first>\d{{1,2}})(?P<mark>[-/.])(?P<second>\d{{1,2}})(?P=mark){_YEAR}")
_NAMED_DAY: Final = (
    re.compile(rf"{_DAY}(?:st|nd|rd|th|\.)?[ -](?P<name>[a-z]+)\.?,?[ -]{_YEAR}"),
    re.compile(rf"(?P<name>[a-z]+)\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR}"),
)
_SERIAL: Final = re.compile(r"[34567]\d{4}")
_FIRST_SERIAL: Final = date(1899, 12, 30)
"""Day 0 of spreadsheets, for days after February 1900."""
_PART: Final = re.compile(
    rf"(?:{_YEAR}\s*[-/.]?\s*(?P<part>[qhw]\d{{1,2}})|(?P<part2>[qhw]\d{{1,2}})\s*[-/., ]?\s*(?P<y2>20\d\d))"
)
_CHINESE_PART: Final = re.compile(
    rf"{_YEAR}年?度?第?(?:(?P<q>[一二三四1-4])季度?|(?P<h>[上下])半年|{_MONTH}月份?|(?P<name>[一二三四五六七八九十]+)月份?|(?P<all>年度?|全年)?)"
)
_MONTH_OF: Final = re.compile(rf"{_YEAR}\s*[-/.]\s*{_MONTH}")
_OF_YEAR: Final = re.compile(rf"(?:{_MONTH}[/.-]|(?P<name>[a-z]+)\.?[ -]){_YEAR}")
_FISCAL: Final = re.compile(
    r"FY\s*'?(?P<y>(?:20)?\d\d)(?:\s*[-/. ]?\s*(?P<part>[HQPM]?)(?P<n>\d{1,2}))?"
    r"|(?P<y2>20\d\d)\s*-?\s*(?P<part2>P)(?P<n2>\d{1,2})"
)
_CHINESE_FISCAL: Final = re.compile(
    r"(?P<y>20\d\d)年?财年(?:第?(?P<n>[一二三四五六上下]|\d{1,2})(?P<part>季度|半年|期))?"
)
_FISCAL_PARTS: Final = {"季度": "Q", "半年": "H", "期": "P", "M": "P", "": "P"}
_SPAN: Final = re.compile(
    r"(?P<first>.+?)\s*(?:\.\.+|\bto\b|\bbis\b|\buntil\b|~|至|到|\u2013|\u2014|(?<=\S) - )\s*(?P<last>.+)"
)
_YEARS: Final = re.compile(r"(20\d\d)\s*[-/]\s*(20\d\d)")
_PLAIN_PERIOD: Final = re.compile(r"20\d\d(?:-(?:H[12]|Q[1-4]|W\d\d|\d\d(?:-\d\d)?))?")


def half_width(text: str) -> str:
    """Return a text with the digits, signs and blanks of a half-width keyboard."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("【", "[").replace("】", "]").split())


def days(text: str) -> Iterator[str]:
    """Yield the days that a text may name."""
    text = half_width(text).lower()
    if match := _IN_ORDER.fullmatch(text) or _TIGHT.fullmatch(text):
        yield from _day(match["y"], match["m"], match["d"])
    elif match := _REVERSED.fullmatch(text):
        yield from _day(match["y"], match["second"], match["first"])
        if match["mark"] == "/":  # with dots and dashes nobody puts the month first
            yield from _day(match["y"], match["first"], match["second"])
    elif match := next((match for form in _NAMED_DAY if (match := form.fullmatch(text))), None):
        yield from _day(match["y"], str(_MONTHS.get(match["name"], 0)), match["d"])
    elif _SERIAL.fullmatch(text):
        yield (_FIRST_SERIAL + timedelta(days=int(text))).isoformat()


def _day(year: str, month: str, day: str) -> Iterator[str]:
    try:
        yield date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return


def periods(text: str) -> Iterator[str]:
    """Yield the periods that a text may name."""
    text = half_width(text)
    if _PLAIN_PERIOD.fullmatch(text):
        return
    if match := _YEARS.fullmatch(text):
        yield f"{match[1]}-01-01..{match[2]}-12-31"
        return
    if match := _FISCAL.fullmatch(text.upper()) or _CHINESE_FISCAL.fullmatch(text):
        yield from _fiscal(match)
        return
    yield from _single(text.lower())
    match = _SPAN.fullmatch(text)
    if match:
        first, last = (next(_ends(match[end])) for end in ("first", "last"))
        if first and last:
            yield f"{first[0]}..{last[1]}"


def _single(text: str) -> Iterator[str]:
    if match := _PART.fullmatch(text):
        part = match["part"] or match["part2"]
        number = part[1:].zfill(2) if part[0] == "w" else part[1:]
        yield f"{match['y'] or match['y2']}-{part[0].upper()}{number}"
    elif match := _CHINESE_PART.fullmatch(text):
        yield from _chinese(match)
    elif match := _MONTH_OF.fullmatch(text) or _OF_YEAR.fullmatch(text):
        month = int(match["m"] or 0) or _MONTHS.get(match.groupdict().get("name") or "", 0)
        if month:
            yield f"{match['y']}-{month:02}"


def _fiscal(match: re.Match[str]) -> Iterator[str]:
    found = match.groupdict()
    year, number = found["y"] or found["y2"], found["n"] or found.get("n2") or ""
    part = found["part"] or found.get("part2") or ""
    part, number = _FISCAL_PARTS.get(part, part), (_DIGITS | {"上": "1", "下": "2"}).get(number, number)
    number = number.zfill(2) if part == "P" else number.lstrip("0")
    yield f"FY20{year[-2:]}" + (f"-{part}{number}" if found["n"] or found.get("n2") else "")


def _chinese(match: re.Match[str]) -> Iterator[str]:
    year = match["y"]
    if match["q"]:
        yield f"{year}-Q{_DIGITS.get(match['q'], match['q'])}"
    elif match["h"]:
        yield f"{year}-H{'上下'.index(match['h']) + 1}"
    elif match["m"] or match["name"]:
        month = int(match["m"] or 0) or _MONTHS.get(match["name"], 0)
        if month:
            yield f"{year}-{month:02}"
    else:
        yield year


def _ends(text: str) -> Iterator[tuple[str, str] | None]:
    """Yield first and last day of a day, month, quarter, half or year, however it is written."""
    from plancode.errors import PeriodError
    from plancode.period import parse_period

    for written in (text, *days(text), *_single(text.lower())):
        try:
            period = parse_period(written)
        except PeriodError:
            continue
        yield period.start.isoformat(), period.last.isoformat()
        return
    yield None


def amounts(text: str) -> Iterator[str]:
    """Yield the amounts, shares and lengths of time that a text may name."""
    text = half_width(text)
    if text.lower() in _TIMES_EVERY:
        yield _TIMES_EVERY[text.lower()]
    if (once := re.fullmatch(r"1\s*/\s*(\w+)", text)) and once[1].lower() in _LENGTHS:
        yield f"1{_LENGTHS[once[1].lower()]}"
    if text[:1] in _DIGITS:  # 两周, 三个月
        text = _DIGITS[text[0]] + text[1:]
    text = re.sub(r"百分之([\d.]+)", r"\1%", text)
    match = _AMOUNT.fullmatch(text.strip("~≈ "))
    number = _number(match["number"].strip(), match["unit"]) if match else None
    if match is None or number is None:
        return
    before, unit, after = (half_width(match[part] or "").rstrip(".") for part in ("before", "unit", "after"))
    currency = _currency(before) or _currency(after) or _currency(unit)
    if (before or after) and not currency:
        return
    unit = "" if unit and not after and _currency(unit) else unit
    sign = "-" if match["sign"] == "-" else ""
    for known in [""] if not unit else _known(unit):
        yield f"{currency} {sign}{number}{known}" if currency else f"{sign}{number}{known}"


def _known(unit: str) -> Iterator[str]:
    """Yield the units of the plan language that one may be, first the one that is written so."""
    units = [table[unit.lower()] for table in _UNITS if unit.lower() in table]
    yield from dict.fromkeys(sorted(units, key=unit.__ne__))


def _currency(text: str) -> str:
    if re.fullmatch("[A-Za-z]{3}", text) and not any(text.lower() in table for table in (_CURRENCIES, *_UNITS)):
        return text.upper()
    return _CURRENCIES.get(text.lower(), "")


def _number(text: str, unit: str) -> str | None:
    """Return a number without what stands between thousands; None where a comma may mean two things."""
    plain = re.sub("[ '_\u2019]", "", text)
    if (unit[:1] in _CHINESE_SCALES and re.fullmatch(r"\d{1,3}(?:,\d{3})+", plain)) or re.fullmatch(
        r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3},\d{3}\.\d+", plain
    ):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}\.\d{3},\d+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+,\d{1,2}", plain):
        plain = plain.replace(",", ".")
    return plain if re.fullmatch(r"\d+(?:\.\d+)?", plain) else None


def rates(text: str) -> Iterator[str]:
    """Yield the rates that a text may name."""
    text = half_width(text)
    match = _PER_FIRST.fullmatch(text) or _RATE.fullmatch(text)
    per = _PERS.get(match["per"].lower().strip(), "") if match else ""
    if match is None or not per:
        return
    for amount in amounts(_CALLS.sub("", match["amount"].strip().removeprefix("about ")).strip()):
        yield f"{amount}/{per}"
