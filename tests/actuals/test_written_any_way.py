"""Results of made-up values, written in any way: they give those values or are refused, never others in silence."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.actuals.plans import SUM, amounts, orders, refused, results
from tests.model.test_written_any_way import AMOUNTS, ORDERS, Deal, Way, csv_of, sheet_of, table_of, ways

REFUSALS: Final = frozenset({"numerals", "days", "encoding"})
"""Two readings of numbers and of days, an encoding that nobody can know."""
DAYS: Final = st.dates(date(2026, 1, 1), date(2026, 12, 31))
SALES: Final = st.tuples(DAYS, AMOUNTS, DAYS, AMOUNTS).map(
    lambda drawn: [("ann", drawn[0], drawn[1]), ("bob", drawn[2], drawn[3])]
)


@pytest.mark.slow
@settings(max_examples=20)
@given(SALES, ways())
def test_source_gives_what_was_written_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, sales: list[Deal], way: Way
) -> None:
    """What a plan says all of is read, exactly; else what can be read in two ways is refused, and nothing else is."""
    folder, table = tmp_path_factory.mktemp("plan"), table_of(sales, way)
    name = "o.csv" if way.form == "csv" else "o.xlsx"
    data = csv_of(table, way) if way.form == "csv" else sheet_of(table, sales, way)
    assume(data is not None)
    Path(folder, name).write_bytes(data or b"")
    said = [f"file: {name}"]
    said += [f"encoding: {way.encoding}"] if way.form == "csv" and way.says and way.is_encoding_stated else []
    if way.says:
        said += [f"decimal: '{way.decimal}'", f"dates: {ORDERS.get(way.days, 'd/m/y')}"]
    said += ["leave_out: Summe"] if way.total else []
    found = results(folder, orders("date: Tag, person: Kunde, amount: Betrag", SUM, ", ".join(said)))
    told = set(refused(found).values())
    assert told <= (frozenset() if way.says else REFUSALS)
    assert told or amounts(found) == {name: Decimal(amount) for name, _, amount in sales}
