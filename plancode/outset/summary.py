"""What a new plan holds and how its first check ends, for the one who made it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from plancode.findings.finding import Finding
from plancode.model.team import Person, Team
from plancode.pipeline.checking import check
from plancode.tree.overlay import OverlayTree


@dataclass(frozen=True, slots=True)
class Summary:
    """A new plan in a few words."""

    title: str
    period: str
    currency: str
    people: int
    teams: int
    findings: tuple[Finding, ...]


def summary(files: Mapping[str, bytes], day: date) -> Summary:
    """Return what the files of a new plan hold, as of a day."""
    checked = check(OverlayTree(files), day)
    plan = checked.graph.plan
    assert plan is not None  # noqa: S101  # the files of a plan that was just made
    model = plan.model
    people, teams = len(checked.graph.all(Person)), len(checked.graph.all(Team))
    return Summary(model.label, model.period, model.currency, people, teams, checked.open)
