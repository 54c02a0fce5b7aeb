"""Properties against an oracle in plain Python: matched and unmatched are the total, and everybody gets their share."""

import csv
import io
import tempfile
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from tests.actuals.plans import amounts, orders, results, territories, text
from tests.making import examples

START, END = date(2025, 12, 25), date(2027, 1, 6)
DAYS = st.dates(START, END)
CELL = st.one_of(DAYS.map(date.isoformat), st.sampled_from(["", "soon", "2026-02-30"]))
WHO = st.sampled_from(["ann", "bob", "cy", " ann ", "", "zoe", "ANN"])
WHERE = st.sampled_from(["here", "there", "", "nowhere"])
MONEY = st.one_of(
    st.decimals(-(10**6), 10**6, allow_nan=False, places=2).map(lambda one: f"{one:,}"),
    st.sampled_from(["", "n/a", "12,5", "0", '"', "a\nb"]),
)
ROWS = st.lists(st.tuples(CELL, WHO, WHERE, MONEY), max_size=60)


class Owned(NamedTuple):
    """An owner as the plan says it."""

    where: str
    person: str
    share: int
    first: date
    last: date
    overlay: bool


OWNER = st.builds(
    Owned, st.sampled_from(["here", "there"]), st.sampled_from(["ann", "bob", "cy"]), st.integers(1, 100),
    st.dates(date(2026, 1, 1), date(2026, 6, 30)), st.dates(date(2026, 7, 1), date(2026, 12, 31)), st.booleans(),
)  # fmt: skip


def _read(content: str) -> list[tuple[date, str, str, Decimal]]:
    """Return the rows of a file that count in 2026, by the csv module and Decimal alone."""
    found = []
    for day, who, where, written in list(csv.reader(io.StringIO(content, newline="")))[1:]:
        try:
            when = date.fromisoformat(day)
        except ValueError:
            continue
        if when.year == 2026:
            found += [(when, who.strip(), where.strip(), money) for money in _money(written)]
    return found


def _money(written: str) -> list[Decimal]:
    """Return an amount, or nothing where it cannot be read; `12,5` can be read with a decimal comma only."""
    if written == "12,5":
        return [Decimal("12.5")]
    groups = written.lstrip("-").partition(".")[0].split(",")
    plain = written.replace(",", "")
    good = all(len(one) == 3 for one in groups[1:]) and plain.lstrip("-").replace(".", "", 1).isdigit()
    return [Decimal(plain)] if good else []


def _content(rows: list[tuple[str, str, str, str]]) -> str:
    return text(["Day", "Who", "Where", "Sum"], rows)


@examples(0.1)
@given(ROWS, DAYS)
def test_sellers(rows: list[tuple[str, str, str, str]], as_of: date) -> None:
    """Everybody has what their rows up to the day add up to; the rest is unmatched."""
    content = _content(rows)
    counted = [one for one in _read(content) if one[0] <= as_of]
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for _, who, _, money in counted:
        expected[who] += money
    source = orders("date: Day, person: Who, amount: Sum")
    with tempfile.TemporaryDirectory() as folder:
        found = results(Path(folder), source, orders=content, as_of=as_of)
    assert found.readings["orders"].rows + found.readings["orders"].blank == len(rows)
    assert amounts(found) == {who: money for who, money in expected.items() if who in ("ann", "bob", "cy")}
    total = found.totals.get(("orders", "revenue"))
    if total is None:
        assert counted == []
        return
    assert total.rows == len(counted)
    assert total.total == total.matched + total.unmatched == sum(expected.values())
    assert total.unmatched == sum(expected[who] for who in ("", "zoe", "ANN"))


@examples(0.1)
@given(ROWS, st.lists(OWNER, max_size=6))
def test_owners(rows: list[tuple[str, str, str, str]], owners: list[Owned]) -> None:
    """Row by row, owners of the day get their shares, at most all together; overlays beside."""
    content = _content(rows)
    expected: dict[str, Decimal] = defaultdict(Decimal)
    total = matched = overlay = Decimal(0)
    for day, _, where, money in _read(content):
        held = [one for one in owners if one.where == where and one.first <= day <= one.last]
        whole = sum(one.share for one in held if not one.overlay)
        total += money
        matched += money * min(whole, 100) / 100
        for one in held:
            part = money * one.share / (100 if one.overlay else max(whole, 100))
            expected[one.person] += part
            overlay += part if one.overlay else 0
    with tempfile.TemporaryDirectory() as folder:
        source = orders("date: Day, territory: Where, amount: Sum", more="file: orders.csv, credit: owner")
        found = results(Path(folder), source, _map(owners), orders=content)
    given_to = amounts(found)
    assert given_to.keys() == expected.keys()
    assert all(_near(given_to[name], expected[name]) for name in expected)
    sums = found.totals.get(("orders", "revenue"))
    if sums is not None:
        assert sums.total == total
        assert sums.matched + sums.unmatched == sums.total
        assert _near(sums.matched, matched)
        assert _near(sums.overlay, overlay)


def _near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) < Decimal("1e-12")


def _map(owners: list[Owned]) -> str:
    def listed(where: str) -> str:
        return ", ".join(
            f"{{person: {one.person}, share: {one.share}%, from: {one.first}, to: {one.last},"
            f" as: {'overlay' if one.overlay else 'primary'}}}"
            for one in owners
            if one.where == where
        )

    return territories(*(f"id: {where}, owners: [{listed(where)}]" for where in ("here", "there")))


def test_a_slice_for_every_day(tmp_path: Path) -> None:
    """Owners who change every day get each day's rows: a year of slices is still one query."""
    days = [date(2026, 1, 1) + timedelta(days=at) for at in range(365)]
    people = ("ann", "bob", "cy")
    listed = ", ".join(f"{{person: {people[at % 3]}, from: {day}, to: {day}}}" for at, day in enumerate(days))
    content = _content([(day.isoformat(), "", "here", str(at)) for at, day in enumerate(days)])
    source = orders("date: Day, territory: Where, amount: Sum", more="file: orders.csv, credit: owner")
    found = results(tmp_path, source, territories(f"id: here, owners: [{listed}]"), orders=content)
    assert amounts(found) == {name: Decimal(sum(range(at, 365, 3))) for at, name in enumerate(people)}
