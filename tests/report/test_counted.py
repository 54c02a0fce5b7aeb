"""One and many: a count chooses the word that goes with it."""

from decimal import Decimal
from typing import Final

import pytest

from plancode.locale.format import Counted, quantity
from plancode.quantity import Quantity

TEXT: Final = "{rows} {rows:row is|rows are} left"


@pytest.mark.parametrize(
    ("count", "said"),
    [("1", "1 row is left"), ("0", "0 rows are left"), ("2", "2 rows are left"), ("1.5", "1.5 rows are left")],
)
def test_count_chooses_its_words(count: str, said: str) -> None:
    """The first word of a choice stands for one, the second for every other number."""
    assert TEXT.format(rows=Counted(count)) == said


@pytest.mark.parametrize(
    ("number", "unit", "english", "chinese"),
    [
        ("1", "w", "1 week", "1 周"),
        ("2", "w", "2 weeks", "2 周"),
        ("1", "m", "1 month", "1 个月"),
        ("8", "h", "8 h", "8 小时"),
    ],
)
def test_length_of_time(number: str, unit: str, english: str, chinese: str) -> None:
    """A length of time stands in the singular and plural of its unit."""
    value = Quantity(Decimal(number), unit)
    assert (quantity(value, "en"), quantity(value, "zh")) == (english, chinese)


def test_other_formats_stay() -> None:
    """A text without a choice is formatted as any text."""
    assert f"{Counted('7'):>3}" == "  7"
