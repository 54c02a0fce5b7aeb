"""Quantities: every written form, exact to the last digit, and every way to be refused."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plancode.errors import QuantityError
from plancode.quantity import Per, Quantity, Rate, parse_quantity, parse_rate
from tests.making import MANY

WRITTEN = [
    ("1_200_000", "1200000", ""),
    ("1200000", "1200000", ""),
    ("0", "0", ""),
    ("-5", "-5", ""),
    ("1.2M", "1200000", ""),
    ("350k", "350000", ""),
    ("350K", "350000", ""),
    ("2B", "2000000000", ""),
    ("3千", "3000", ""),
    ("120万", "1200000", ""),
    ("1.2亿", "120000000", ""),
    ("-220万", "-2200000", ""),
    ("35%", "0.35", "%"),
    ("7.5%", "0.075", "%"),
    ("0.1%", "0.001", "%"),
    ("-3%", "-0.03", "%"),
    ("USD 4.5M", "4500000", "USD"),
    ("CNY 1_000.50", "1000.50", "CNY"),
    ("30min", "30", "min"),
    ("8h", "8", "h"),
    ("90d", "90", "d"),
    ("2w", "2", "w"),
    ("12m", "12", "m"),
    ("1q", "1", "q"),
    ("1y", "1", "y"),
    ("1.5h", "1.5", "h"),
    ("999999999999999.9999", "999999999999999.9999", ""),
]
REFUSED = [
    ("1,200,000", "comma"),
    ("1,5", "comma"),
    ("1\uff0c200", "comma"),
    ("\uff11\uff12", "lookalike"),
    ("$5", "lookalike"),
    ("€5M", "lookalike"),
    ("\uffe5100", "lookalike"),
    ("35\uff05", "lookalike"),
    ("1000000000000000", "too_large"),
    ("-1000000000000000", "too_large"),
    ("10000000亿", "too_large"),
    ("1000000B", "too_large"),
    ("0.12345", "too_fine"),
    ("1.23456789k", "too_fine"),
    ("0.12345%", "too_fine"),
    ("", "not_a_quantity"),
    ("M", "not_a_quantity"),
    ("1.2 M", "not_a_quantity"),
    ("1.2MM", "not_a_quantity"),
    ("1.2mio", "not_a_quantity"),
    (".5", "not_a_quantity"),
    ("5.", "not_a_quantity"),
    ("+5", "not_a_quantity"),
    ("--5", "not_a_quantity"),
    ("1e3", "not_a_quantity"),
    ("1E+999999", "not_a_quantity"),
    ("0x1F", "not_a_quantity"),
    ("NaN", "not_a_quantity"),
    ("Infinity", "not_a_quantity"),
    ("1__0", "not_a_quantity"),
    ("_1", "not_a_quantity"),
    ("1_", "not_a_quantity"),
    ("usd 5", "not_a_quantity"),
    ("USD5", "not_a_quantity"),
    ("USD  5", "not_a_quantity"),
    ("USD 5%", "not_a_quantity"),
    ("USD 5d", "not_a_quantity"),
    ("5% ", "not_a_quantity"),
    ("5\n", "not_a_quantity"),
    ("5k%", "not_a_quantity"),
    ("5万d", "not_a_quantity"),
    ("\u0661", "not_a_quantity"),
    ("5/year", "not_a_quantity"),
    ("9" * 41, "not_a_quantity"),
]
NUMBERS = st.decimals(
    min_value=Decimal(-999999999999999), max_value=Decimal(999999999999999), places=4, allow_nan=False
)
SCALES = {"k": 3, "K": 3, "千": 3, "万": 4, "M": 6, "亿": 8, "B": 9}


@pytest.mark.parametrize(("text", "number", "unit"), WRITTEN)
def test_written_form_is_read_exactly(text: str, number: str, unit: str) -> None:
    """Each written form gives its number and its unit."""
    assert parse_quantity(text) == Quantity(Decimal(number), unit)


@pytest.mark.parametrize(("text", "variant"), REFUSED)
def test_refused_form_says_what_is_wrong(text: str, variant: str) -> None:
    """Each refused form is refused with the variant that names its fault, and a text of bounded length."""
    with pytest.raises(QuantityError) as caught:
        parse_quantity(text)
    assert caught.value.variant == variant
    assert len(caught.value.text) <= 60


@pytest.mark.parametrize("written", [1200000, Decimal("1200000.10"), 0, -7])
def test_plain_number_is_taken_as_it_is(written: int | Decimal) -> None:
    """A number of the document keeps every digit, and has no unit."""
    quantity = parse_quantity(written)
    assert quantity == Quantity(Decimal(written))
    assert str(quantity.number) == str(written)


def test_decimals_never_pass_through_a_float() -> None:
    """A figure that no float can hold is kept to the last digit."""
    assert str(parse_quantity("123456789012345.6543").number) == "123456789012345.6543"
    assert parse_quantity("0.1").number + parse_quantity("0.2").number == Decimal("0.3")


def test_number_is_read_as_it_is_written_whatever_was_read_before() -> None:
    """Equal numbers written with other digits are read each by itself."""
    shown = [str(parse_quantity(Decimal(text)).number) for text in ("7.5", "7.50", "7.5")]
    assert shown == ["7.5", "7.50", "7.5"]


@pytest.mark.parametrize("text", ["1.23456M", "1.234567M", "1.23456789亿", "0.00001亿", "1.50000k"])
def test_fineness_is_that_of_the_number_not_of_its_writing(text: str) -> None:
    """A number of many decimals before its scale is no finer than what it comes to."""
    power = {"M": 6, "亿": 8, "k": 3}[text[-1]]
    assert parse_quantity(text).number == Decimal(text[:-1]).scaleb(power)


@MANY
@given(NUMBERS)
@example(Decimal("-0.0001"))
def test_plain_decimal_comes_back(number: Decimal) -> None:
    """Any number within the limits, written plainly, is read as itself."""
    assert parse_quantity(f"{number:f}") == Quantity(number)


@MANY
@given(NUMBERS, st.sampled_from(sorted(SCALES)))
def test_scaled_decimal_comes_back(number: Decimal, scale: str) -> None:
    """Any number written in thousands, millions, 万 or 亿 is read as itself."""
    written = f"{number.scaleb(-SCALES[scale]):f}{scale}"
    assert parse_quantity(written) == Quantity(number)


@MANY
@given(st.text(max_size=50))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text at all makes anything but a quantity or its error."""
    try:
        variant = "read" if isinstance(parse_quantity(text), Quantity) else ""
    except QuantityError as error:
        variant = error.variant
    assert variant in {"read", "comma", "lookalike", "too_large", "too_fine", "not_a_quantity"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("36/year", Rate(Quantity(Decimal(36)), Per.YEAR)),
        ("1/week", Rate(Quantity(Decimal(1)), Per.WEEK)),
        ("2/day", Rate(Quantity(Decimal(2)), Per.DAY)),
        ("1200万/year", Rate(Quantity(Decimal(12_000_000)), Per.YEAR)),
        ("15%/year", Rate(Quantity(Decimal("0.15"), "%"), Per.YEAR)),
        ("USD 1M/quarter", Rate(Quantity(Decimal(1_000_000), "USD"), Per.QUARTER)),
        ("0.5/month", Rate(Quantity(Decimal("0.5")), Per.MONTH)),
    ],
)
def test_rate_is_read(text: str, expected: Rate) -> None:
    """A rate is a quantity for each day, week, month, quarter or year."""
    assert parse_rate(text) == expected


@pytest.mark.parametrize("text", ["36", "36/", "/year", "36/yr", "36/years", "36/Year", "36 / year", "36//year", ""])
def test_rate_is_refused(text: str) -> None:
    """What is no rate is refused, and never read as a plain number."""
    with pytest.raises(QuantityError):
        parse_rate(text)


@pytest.mark.parametrize(
    ("text", "share", "time", "money"),
    [
        ("35%", True, False, False),
        ("90d", False, True, False),
        ("5", False, False, True),
        ("USD 5", False, False, True),
    ],
)
def test_quantity_knows_its_sort(text: str, *, share: bool, time: bool, money: bool) -> None:
    """A quantity is a share, a length of time, or something that can be money, and only one of them."""
    found = parse_quantity(text)
    assert (found.is_share, found.is_time, found.is_money) == (share, time, money)
