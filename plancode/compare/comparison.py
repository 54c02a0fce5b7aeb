"""Two revisions of a plan held against each other: what changed, what that does, who is touched."""

from dataclasses import dataclass
from functools import cached_property

from plancode.compare.change import Change
from plancode.compare.effects import Effect, all_effects
from plancode.compare.pairing import Pairing
from plancode.compare.people import PersonEffect, TeamEffect, teams, touched
from plancode.compare.settings import settings_changes
from plancode.compare.structure import structure
from plancode.compare.version import Version
from plancode.document.yaml_document import YamlDocument
from plancode.findings.acceptance import Acceptance


@dataclass(eq=False)
class Comparison:
    """What is different between two versions."""

    base: Version
    head: Version

    @cached_property
    def _structure(self) -> tuple[Pairing, tuple[Change, ...]]:
        found = structure(self.base.written, self.head.written)
        plan = self.head.written.plan_id or self.base.written.plan_id
        beside = settings_changes(plan, self.base.settings, self.head.settings, self._documents)
        return found.pairing, (*found.changes, *beside)

    @property
    def _documents(self) -> tuple[YamlDocument | None, YamlDocument | None]:
        return self.base.settings_document, self.head.settings_document

    @property
    def pairing(self) -> Pairing:
        """Which entity of the old plan is which of the new one."""
        return self._structure[0]

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every change, of the plan and of plancode.yaml."""
        return self._structure[1]

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """Every figure that is not the same."""
        return all_effects(self.pairing, self.base.analysis, self.head.analysis)

    @cached_property
    def people(self) -> tuple[PersonEffect, ...]:
        """Everybody for whom something is not the same."""
        return touched(self.pairing, self.base.analysis, self.head.analysis)

    @cached_property
    def teams(self) -> tuple[TeamEffect, ...]:
        """The teams that gain or lose."""
        return teams(self.people)

    @cached_property
    def new_acceptances(self) -> tuple[Acceptance, ...]:
        """Statements that findings are accepted which the old plan did not have."""
        known = {one.identity for one in self.base.acceptances}
        return tuple(one for one in self.head.acceptances if one.identity not in known)

    @cached_property
    def new_accepted(self) -> tuple[int, ...]:
        """The positions in accepted.yaml of entries that the old plan did not have; the others are spent."""
        return tuple(
            number for number, one in enumerate(self.head.accepted.accepted) if one not in self.base.accepted.accepted
        )
