"""How commands reach the results of a plan."""

from collections.abc import Callable
from pathlib import Path

from plancode.actuals.terms import Terms
from plancode.analysis.analysis import Analysis
from plancode.model.actuals import ActualsDocument
from plancode.model.load import OnProgress
from plancode.scorecard.results import Results


def reader(
    root: Path, terms: Terms | None = None, progress: OnProgress | None = None
) -> Callable[[Analysis], Results | None]:
    """Return what reads the results of a plan in a folder; a plan that names no source has none.

    The engine is only loaded for a plan that has sources. `progress` is told sources read and sources in all.
    """

    def read_results(analysis: Analysis) -> Results | None:
        if not analysis.graph.all(ActualsDocument):
            return None
        from plancode.pipeline.resulting import results_of

        return results_of(analysis, root, terms, progress)

    return read_results
