"""Numbers in cells of a list: what one column tells, and how each cell is then taken."""

import pytest

from plancode.model.figures import notation_of, plainly
from plancode.numeral import Notation


@pytest.mark.parametrize(
    ("cells", "by_commas", "expected"),
    [
        (("1.250,00", "45.000"), False, ("1250.00", "45000")),
        (("12,50",), True, ("12.50",)),
        (("75,300",), True, ("75300",)),
        (("75.300 €", "1.000,5"), False, ("EUR 75300", "1000.5")),
        (("EUR 1.234,50",), False, ("EUR 1234.50",)),
        (("(500)", "7.53E+04", "75 300"), True, ("-500", "75300", "75300")),
        (("12,5%",), False, ("12.5%",)),
        (("7.5万", "USD 4.5M", "75k", "5%", "90d"), True, ("7.5万", "USD 4.5M", "75k", "5%", "90d")),
        (("n/a", "$75,300"), True, ("n/a", "$75,300")),
        (("45.000", "1.250"), True, ("45.000", "1.250")),
    ],
)  # fmt: skip
def test_cells_of_a_list(cells: tuple[str, ...], by_commas: bool, expected: tuple[str, ...]) -> None:  # noqa: FBT001
    """A cell becomes the figure that plancode writes; what is none stays, for its own finding."""
    notation = notation_of(cells, None, by_commas=by_commas)
    assert isinstance(notation, Notation)
    assert tuple(plainly(cell, notation) for cell in cells) == expected


def test_list_with_two_readings() -> None:
    """In a list of semicolons a column of `45.000` has two readings, until the list says its decimal sign."""
    assert notation_of(("45.000", "1.250"), None, by_commas=False) == "45.000"
    assert plainly("45.000", Notation(",")) == "45000"
