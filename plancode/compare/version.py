"""One side of a comparison."""

from dataclasses import dataclass, field

from plancode.analysis.analysis import Analysis
from plancode.config.accepted import Accepted
from plancode.config.settings import Settings
from plancode.document.yaml_document import YamlDocument
from plancode.findings.acceptance import Acceptance
from plancode.graph.graph import PlanGraph
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
