"""Statements that a finding is accepted."""

from dataclasses import dataclass
from datetime import date

from plancode.findings.finding import Finding
from plancode.findings.place import Place

Identity = tuple[str, str, str, str, date | None]
"""What tells a statement apart in any revision."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One statement that findings of a code are accepted: where it stands, what it covers, and why."""

    place: Place
    code: str
    reason: str
    path: str = ""
    line: int = 0
    entity: str = ""
    until: date | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is meant."""
        if finding.code != self.code:
            return False
        if self.path:
            return finding.place.path == self.path and finding.place.line == self.line
        if not self.entity:
            return True
        return finding.entity is not None and self.entity in (finding.entity.id, finding.entity.id.rpartition("/")[2])

    @property
    def identity(self) -> Identity:
        """What tells it apart from others in any revision: never a line number."""
        return (self.code, self.entity, self.path, self.reason, self.until)
