"""The table of feasibility: the verdict on each target at the top, with every reason in words and figures."""

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.feasibility import Feasibility, FeasibilityReason
from plancode.model.territories import Account
from plancode.quantity import Quantity, places_against, rounded
from plancode.said.value import Said, Term
from plancode.tables.scopes import measured, metric_ref, scope_cell
from plancode.tables.table import Cells, Column, Input, Row, Table, Why, table

if TYPE_CHECKING:
    from plancode.graph.entity import Entity
    from plancode.model.base import Keyed

SOURCE: Final = "docs/numbers.md#feasibility"
_NOTHING, _THOUSAND, _MILLION = Decimal(0), Decimal(1000), Decimal(1_000_000)
COLUMNS: Final = (
    Column("target_of", "name", groups=True), Column("metric", "name", detail=True),
    Column("scope", "name", detail=True), Column("amount", "amount", detail=True),
    Column("verdict", "word", groups=True), Column("topic", "word"), Column("judged", "word"),
    Column("reason", title=Term("col.figures")),
)  # fmt: skip
VERDICTS: Final = (
    Column("target_of", "name"), Column("amount", "amount"), Column("verdict", "word"), Column("because"),
)  # fmt: skip
_STEPS: Final = ("baseline", "market", "effects")


def feasibility_table(analysis: Analysis) -> Table:
    """Return a row for each reason of each target at the top."""
    rows = tuple(
        _row(analysis, feasibility, reason) for feasibility in analysis.feasibility for reason in feasibility.reasons
    )
    return Table(COLUMNS, rows, Term("empty_table.feasibility"), name="feasibility")


def verdicts_table(analysis: Analysis) -> Table:
    """Return the verdict on each target at the top, with what speaks against it."""
    rows = []
    for feasibility in analysis.feasibility:
        target, verdict = feasibility.target, Term(f"verdict.{feasibility.verdict}")
        worst = [reason.topic for reason in feasibility.reasons if reason.verdict in ("tight", "not_feasible")]
        because = tuple(Term(f"topic.{topic}") for topic in worst) or None
        amount = measured(analysis.measures, target.metric, feasibility.amount)
        rows.append(Row((target.document.ref, amount, verdict, because)))
    return Table(VERDICTS, tuple(rows))


def bridge_table(analysis: Analysis, feasibility: Feasibility) -> Table | None:
    """Return the steps from what was reached before to the target; None where there is no baseline."""
    bridge = feasibility.reason("bridge")
    if bridge is None:
        return None

    def row(key: str, amount: Decimal) -> Cells:
        return (Term(key), measured(analysis.measures, feasibility.target.metric, amount))

    def unstated() -> Cells:
        return (Term("bridge.market"), Term("not_stated"))

    amounts = {name: value.number for name, value in bridge.values.items() if isinstance(value, Quantity)}
    reached = amounts.get("reached", Decimal(0))
    steps = [row(f"bridge.{name}", amounts[name]) if name in amounts else unstated() for name in _STEPS]
    steps += [row("bridge.reached", reached), row("col.target", feasibility.amount)]
    last = row("bridge.over" if reached >= feasibility.amount else "bridge.short", abs(reached - feasibility.amount))
    return table((Column("step"), Column("amount", "amount")), steps, total=last)


def _row(analysis: Analysis, feasibility: Feasibility, reason: FeasibilityReason) -> Row:
    names = ("gain", "last", "worst", "over", "excess")
    variant = next((f"_{name}" for name in names if name in reason.values), "" if reason.values else "_none")
    if reason.verdict == "not_judged" and reason.values:
        variant += "_alone"
    cells: Cells = (
        feasibility.target.document.ref,
        metric_ref(analysis.graph, feasibility.target.metric),
        scope_cell(analysis.graph, feasibility.target.scope),
        measured(analysis.measures, feasibility.target.metric, feasibility.amount),
        Term(f"verdict.{feasibility.verdict}"),
        Term(f"topic.{reason.topic}"),
        Term(f"verdict.{reason.verdict}"),
        Term(f"reason.{reason.topic}{variant}", tuple(_said(analysis, reason).items())),
    )
    return Row(cells, lambda: (_why(analysis, feasibility, reason),))


def _said(analysis: Analysis, reason: FeasibilityReason) -> dict[str, Said]:
    """Return the figures of a reason for its sentence.

    Shares have one decimal, or as many as show that they are not nothing, and on which side of the limit they lie.
    """
    said: dict[str, Said] = {}
    band = analysis.graph.policy.capacity_ratio
    for name, value in reason.values.items():
        if name == "worst" and isinstance(value, int):
            said[name] = analysis.horizon.periods[value]
        elif name == "quarter" and isinstance(value, int):
            said[name] = analysis.horizon.quarter(value)
        elif name == "account":
            account: Entity[Keyed] | None = analysis.graph.find(Account, str(value))
            said[name] = account.ref if account is not None else str(value)
        elif name in ("ratio", "worst_ratio") and isinstance(value, Decimal):
            said[name] = rounded(value, places_against(value, (band.error, band.warn), 2))
        elif isinstance(value, Quantity) and value.is_share:
            limit = reason.values.get("limit")
            limits = (_NOTHING, limit.number) if isinstance(limit, Quantity) and name != "limit" else (_NOTHING,)
            said[name] = Quantity(rounded(value.number, places_against(value.number, limits, 3)), "%")
        else:
            said[name] = _told(value)
    return said


def _told(value: Said) -> Said:
    """Return a figure for a sentence: ratios with two decimals, money in units or thousands."""
    if isinstance(value, Quantity):
        step = _THOUSAND if abs(value.number) >= _MILLION else Decimal(1)
        return Quantity(rounded(value.number / step) * step, value.unit)
    return rounded(value, 2) if isinstance(value, Decimal) else value


def _why(analysis: Analysis, feasibility: Feasibility, reason: FeasibilityReason) -> Why:
    inputs = tuple(Input(Term(f"figure.{name}"), value, "text") for name, value in _said(analysis, reason).items())
    target = Input(Term("col.target"), feasibility.amount, "amount", feasibility.target.place)
    return Why(f"feasibility.{reason.topic}", Term(f"verdict.{reason.verdict}"), "word", (target, *inputs), (), SOURCE)
