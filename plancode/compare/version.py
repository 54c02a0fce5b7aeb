"""One side of a comparison."""

from dataclasses import dataclass, field, replace
from datetime import date

from plancode.analysis.analysis import Analysis
from plancode.config.accepted import Accepted
from plancode.config.settings import Settings
from plancode.document.yaml_document import YamlDocument
from plancode.findings.acceptance import Acceptance
from plancode.graph.graph import PlanGraph
from plancode.graph.in_force import as_agreed, in_force
from plancode.scorecard.results import Results


@dataclass(frozen=True, slots=True)
class Version:
    """One side: the plan as it is written, its tables as of the day, its settings, and what it accepts."""

    written: PlanGraph
    analysis: Analysis | None
    settings: Settings
    settings_document: YamlDocument | None = None
    acceptances: tuple[Acceptance, ...] = ()
    """Statements that findings are accepted."""
    accepted: Accepted = field(default_factory=lambda: Accepted(plancode="v1"))
    """Changes that are accepted."""
    accepted_document: YamlDocument | None = None
    results: Results | None = None
    """What was reached, where the sources were read; both sides read today's."""

    def on(self, day: date) -> "Version":
        """Return the plan on a later day, by what is agreed on the day of looking; results are of that day only."""
        now = self.analysis
        if now is None:
            return self
        agreed = as_agreed(self.written, now.as_of)
        later = Analysis(in_force(agreed, day), now.horizon.plan, day, now.memo, agreed)
        return replace(self, analysis=later, results=None)
