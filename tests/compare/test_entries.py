"""Entries of lists are named by what tells them apart, as their author wrote it."""

from decimal import Decimal

import pytest

from plancode.compare.entries import name_of
from plancode.model.methods.bands import Band
from plancode.quantity import Quantity


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [("1", None, "100%"), ("0.8", "0.995", "80% 99.5%"), ("0.1", None, "10%"), (None, "0", "0%"), (None, "2", "200%")],
)
def test_limits_of_bands_are_named_in_percent(low: str | None, high: str | None, expected: str) -> None:
    """100 % is kept as 1, and is called 100%."""
    limits = {key: Quantity(Decimal(text), "%") for key, text in (("from", low), ("to", high)) if text is not None}
    assert name_of(Band.model_validate({**limits, "points": Decimal(1)})) == expected
