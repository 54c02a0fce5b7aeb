"""Metrics that are counted from answers to a survey, so that few of them say little."""

from decimal import Decimal
from typing import Literal, Protocol

from plancode.graph.graph import PlanGraph
from plancode.model.actuals import ActualsDocument
from plancode.model.methods.reading import Quotient

Answers = Literal["nps", "csat"]


class MadeOf(Protocol):
    """A figure that says what it is made of, where it is a quotient."""

    @property
    def made_of(self) -> Quotient | None:
        """What it is made of."""


def answers_of(graph: PlanGraph, metric: str | None) -> Answers | None:
    """Return of which answers a metric is counted: likely to recommend or not, satisfied or not."""
    for document in graph.all(ActualsDocument):
        for measure in document.model.metrics:
            if measure.metric == metric and (measure.measure == "nps" or measure.measure == "csat"):  # noqa: PLR1714
                return measure.measure
    return None


def few_answers(graph: PlanGraph, metric: str | None, figure: MadeOf) -> Decimal | None:
    """Return of how many answers a figure is, where those are fewer than `policy.survey_sample`."""
    parts = figure.made_of
    if parts is None or parts.under >= graph.policy.survey_sample or answers_of(graph, metric) is None:
        return None
    return parts.under
