"""Numbers as large and as small as a plan or a source may have fail nothing: no figure, and no way to write one."""

from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plancode.cli.main import run
from plancode.locale import format as written
from plancode.quantity import rounded
from plancode.split import spread
from tests.actuals.plans import TEAM, orders
from tests.analysis.small import files_of, head
from tests.making import MANY

Capture = pytest.CaptureFixture[str]
LARGEST: Final = "999999999999999"
SMALLEST: Final = "0.0001"
RUBRIC: Final = """kind: rubric
id: card
for: [rep]
kpis: [{id: revenue, metric: revenue, weight: 100%, score: {method: ratio, cap: 999999999%}}]
grades: [{id: a, from: 0}]
"""
COMMANDS: Final = (
    ("check", "--results"),
    ("build",),
    ("score",),
    ("score", "--format", "json"),
    ("score", "--format", "csv"),
    ("track",),
    ("track", "--format", "markdown"),
)
ROWS: Final = "".join(f"2026-{month:02}-05,{who},{LARGEST}\n" for month in range(1, 13) for who in ("ann", "bob"))


@pytest.mark.parametrize(("top", "own"), [(LARGEST, SMALLEST), (SMALLEST, LARGEST), (LARGEST, LARGEST)])
def test_no_number_fails_a_command(tmp_path: Path, top: str, own: str, capsys: Capture) -> None:
    """Targets and results at the limits, far apart, end no command with a fault of plancode."""
    targets = f"""kind: targets
id: goals
metric: revenue
target: {{team: all, amount: {top}, over_assign: 999999999%, baseline: {{period: 2025, amount: {own}}}}}
targets: [{{person: ann, period: 2026, amount: {own}}}]
split: [{{team: north, share: 99.9999%}}, {{team: south, rest: true}}]
"""
    for name, text in files_of(head(team="all"), orders(), TEAM, targets, RUBRIC).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "orders.csv").write_text("Day,Who,Sum\n" + ROWS, encoding="utf-8")
    for command, *options in COMMANDS:
        code = run([command, str(tmp_path), "--as-of", "2026-12-31", *options])
        told = capsys.readouterr()
        assert code in {0, 1}, f"{command} {options}: {told.err}"
        assert "fault of plancode" not in told.err


HUGE: Final = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=Decimal(-10) ** 60, max_value=Decimal(10) ** 60, places=12
)


@given(HUGE, st.integers(0, 20))
def test_rounding_fails_of_no_number(number: Decimal, places: int) -> None:
    """A number of any length is rounded to at most half a step away."""
    found = rounded(number, places)
    sign, digits, exponent = found.as_tuple()
    assert exponent == -places
    assert len(digits) <= 90
    assert sign == number.is_signed()
    whole, given_number = int(found.scaleb(0) if places == 0 else 0), int(number)
    assert places or abs(whole - given_number) <= 1


@given(HUGE)
@example(Decimal("-0.0000001"))
@MANY
def test_writing_fails_of_no_number(number: Decimal) -> None:
    """A number of any length is written in both languages, none of its digits lost before the point."""
    digits = str(int(abs(rounded(number))))
    for language in ("en", "zh"):
        assert digits in written.fixed(number, 0, language).replace(",", "")
        assert written.number(number, language) != "-0"
        assert written.amount(number, language)
        assert written.rounded_amount(number, language)
        assert written.share(number, language)


@given(st.integers(1, 10**23), st.lists(st.integers(1, 10**20), min_size=1, max_size=5))
def test_splitting_fails_of_no_number(whole: int, weights: list[int]) -> None:
    """Parts of a whole of 23 digits add up to it exactly."""
    parts = spread(Decimal(whole), [Decimal(one) for one in weights], Decimal("0.0001"))
    assert sum(int(one.scaleb(4)) for one in parts) == whole * 10**4
