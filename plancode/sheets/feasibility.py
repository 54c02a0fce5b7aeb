"""The sheet of feasibility: the verdict on each target at the top, with every reason in words and figures."""

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.feasibility import Feasibility, Reason
from plancode.model.territories import Account
from plancode.quantity import Quantity, rounded
from plancode.sheets.sheet import Cell, Column, Input, Row, Sheet, Why, Word
from plancode.sheets.targets import scope_cell

if TYPE_CHECKING:
    from plancode.graph.entity import Entity
    from plancode.model.base import Keyed

SOURCE: Final = "docs/numbers.md#feasibility"
_THOUSAND, _MILLION = Decimal(1000), Decimal(1_000_000)
COLUMNS: Final = (
    Column("target", "name", groups=True), Column("scope", "name", detail=True),
    Column("amount", "amount", detail=True),
    Column("verdict", "word", groups=True), Column("topic", "word"), Column("judged", "word"), Column("reason", "text"),
)  # fmt: skip


def feasibility_sheet(analysis: Analysis) -> Sheet:
    """Return a row for each reason of each target at the top."""
    rows = tuple(_row(analysis, one, reason) for one in analysis.feasibility for reason in one.reasons)
    return Sheet("feasibility", COLUMNS, rows)


def _row(analysis: Analysis, one: Feasibility, reason: Reason) -> Row:
    cells: tuple[Cell, ...] = (
        one.target.document.ref,
        scope_cell(analysis, one.target.scope),
        one.amount,
        Word(f"verdict.{one.verdict}"),
        Word(f"topic.{reason.topic}"),
        Word(f"verdict.{reason.verdict}"),
        reason_words(analysis, reason),
    )
    return Row(cells, lambda: (_why(analysis, one, reason),))


def reason_words(analysis: Analysis, reason: Reason) -> Word:
    """Return a reason as a sentence with its figures."""
    names = ("gain", "last", "worst", "over")
    variant = next((f"_{name}" for name in names if name in reason.values), "" if reason.values else "_none")
    return Word(f"reason.{reason.topic}{variant}", tuple(_said(analysis, reason).items()))


def _said(analysis: Analysis, reason: Reason) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for name, value in reason.values.items():
        if name == "worst" and isinstance(value, int):
            found[name] = analysis.horizon.periods[value]
        elif name == "quarter" and isinstance(value, int):
            found[name] = analysis.horizon.quarter(value)
        elif name == "account":
            account: Entity[Keyed] | None = analysis.graph.find(Account, str(value))
            found[name] = account.ref if account is not None else str(value)
        else:
            found[name] = spoken(value)
    return found


def spoken(value: Cell) -> Cell:
    """Return a figure for a sentence: shares with one decimal, ratios with two, money in units or thousands."""
    if isinstance(value, Quantity) and value.is_share:
        return Quantity(rounded(value.number, 3), "%")
    if isinstance(value, Quantity):
        step = _THOUSAND if abs(value.number) >= _MILLION else Decimal(1)
        return Quantity(rounded(value.number / step) * step, value.unit)
    return rounded(value, 2) if isinstance(value, Decimal) else value


def _why(analysis: Analysis, one: Feasibility, reason: Reason) -> Why:
    inputs = tuple(Input(Word(f"figure.{name}"), value, "text") for name, value in _said(analysis, reason).items())
    target = Input(Word("input.target"), one.amount, "amount", one.target.place)
    return Why(f"feasibility.{reason.topic}", Word(f"verdict.{reason.verdict}"), "word", (target, *inputs), (), SOURCE)
