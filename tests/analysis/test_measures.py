"""Steps of money: every currency has its own smallest part."""

from decimal import Decimal

import pytest
from babel.core import get_global
from babel.numbers import get_currency_precision, list_currencies

from plancode.analysis.measures import minor_unit


def test_minor_units_are_those_of_the_library() -> None:
    """The smallest part of each currency there is, is what Unicode has."""
    currencies = sorted(list_currencies() | get_global("currency_fractions").keys() - {"DEFAULT"})
    assert {name: minor_unit(name) for name in currencies} == {
        name: Decimal(1).scaleb(-get_currency_precision(name)) for name in currencies
    }


@pytest.mark.parametrize(("currency", "unit"), [("CNY", "0.01"), ("JPY", "1"), ("KWD", "0.001"), ("TND", "0.001")])
def test_minor_units_by_hand(currency: str, unit: str) -> None:
    """A fen, a yen, a fils, a millime."""
    assert minor_unit(currency) == Decimal(unit)
