"""Statements that a finding is accepted."""

from dataclasses import dataclass
from datetime import date

from plancode.findings.place import Place
from plancode.said.value import Ref

Aim = tuple[str, str | int | None, str]
"""What a statement means: a code, and a file with a line, an entity, or everything."""


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
    up_to: int | None = None
    """How many rows or cases it accepts, all findings together; without limit if None."""

    @property
    def aim(self) -> Aim:
        """What is meant; a finding is, where this is among its `aims_at`.

        A key to look up, not a test to make: thousands of statements may meet thousands of findings.
        """
        return (self.code, self.line, self.path) if self.path else (self.code, None, self.entity)


def aims_at(code: str, place: Place, entity: Ref | None) -> tuple[Aim, ...]:
    """Return every way to mean a finding: by its line, by either form of its entity's name, or with all of its code."""
    names = (entity.id, entity.id.rpartition("/")[2]) if entity is not None else ()
    return ((code, place.line, place.path), *((code, None, name) for name in names), (code, None, ""))
