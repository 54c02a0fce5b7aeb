"""Matrix (矩阵)."""

from decimal import Decimal
from typing import Annotated, Literal

from plancode.model.base import MetricName
from plancode.model.methods.method import Given, Method, Range, held, together
from plancode.model.methods.reading import ZERO, Reading, Reason
from plancode.quantity import Quantity
from plancode.said.value import Against, Ref, Said, Term
from plancode.shape.base import Shape, says
from plancode.shape.bearing import SCORE
from plancode.shape.types import Filled, Share


class Cell(Shape, bears=SCORE):
    """Points where two metrics both reach a level."""

    first: Annotated[Share, says("The KPI's metric has reached at least this attainment.", "100%")]
    second: Annotated[Share, says("The other metric has reached at least this attainment.", "90%")]
    share: Annotated[Share, says("Then this part of the weight is given.", "100%")]

    @property
    def in_words(self) -> Term:
        """The cell on a page."""
        return Term("matrix.cell", (("first", self.first), ("second", self.second), ("share", self.share)))


class Matrix(Method):
    """Matrix (矩阵): the score depends on two metrics together."""

    method: Annotated[Literal["matrix"], says("Two metrics together.", "matrix")]
    metric: Annotated[MetricName, says("The other metric.", "collections")]
    cells: Annotated[
        Filled[Cell],
        says("The best cell that is reached counts.", [{"first": "100%", "second": "90%", "share": "100%"}]),
    ]

    @property
    def second_metric(self) -> str:
        """The metric that it looks at beside that of the line."""
        return self.metric

    def given(self, weight: Decimal, reading: Reading) -> Given | Reason:
        """Return the best share among the cells of which both attainments are reached, nothing where none is."""
        measured, other = reading.measured(as_attainment=True), reading.other_attainment
        if isinstance(measured, str):
            return measured
        if other is None:
            return "no_other"
        reached = (cell for cell in self.cells if measured[1] >= cell.first.number and other >= cell.second.number)
        best = max(reached, key=lambda cell: cell.share.number, default=None)
        share = best.share.number if best is not None else ZERO
        limits = (("first", best.first), ("second", best.second)) if best is not None else ()
        both = (*reading.steps_to(measured), ("other_attainment", other))
        return Given.as_written(share * weight, (*both, *limits, ("share", share), ("weight", weight)))

    def within(self, weight: Decimal) -> Range:
        """Return up to the largest share."""
        return Range(ZERO, max(cell.share.number * weight for cell in self.cells))

    def needs_target(self, *, in_percent: bool) -> bool:
        """Return that attainment is all it looks at."""
        return True

    def in_words(self, weight: Decimal, reading: Reading) -> Said:
        """Return the other metric, and what each cell gives."""
        cells = together(*(cell.in_words for cell in self.cells))
        of = held(reading, as_attainment=True)
        return Term("method.matrix", (("of", of), ("metric", Ref("metric", self.metric)), ("cells", cells)))

    def beside(self, reading: Reading) -> tuple[Term, ...]:
        """Return how far the other metric is reached."""
        if reading.other_attainment is None:
            return ()
        limits = tuple(cell.second.number for cell in self.cells)
        return (Term("beside.other", (("attainment", Against(reading.other_attainment, limits, "%")),)),)

    def borders(self) -> tuple[Quantity, ...]:
        """Return what the cells ask of the metric of the line."""
        return tuple(cell.first for cell in self.cells)
