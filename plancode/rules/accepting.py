"""Acceptances of changes: which finding each one settles, and who may accept it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.compare.change import Change
from plancode.compare.comparison import Comparison
from plancode.compare.effects import Looker
from plancode.compare.groups import ChangeGroup, groups
from plancode.config.accepted import AcceptedChange
from plancode.findings.finding import Finding
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.graph.facts import Facts
from plancode.model.kinds import EntityKind
from plancode.model.team import Person, Role
from plancode.rules.changed import Tables, agreed
from plancode.rules.changed_scorecards import rubric_of
from plancode.said.value import Ref

if TYPE_CHECKING:
    from plancode.said.value import Values

_FAMILY, _OF_ENTRIES = "CHG", "CHG107"
_BETWEEN: Final = re.compile(r"[/=,@]")
"""What stands between the names in an id, such as `revenue-2026/person=li-na@2026-Q1`."""


def apply_accepted(
    findings: Sequence[Finding], comparison: Comparison, as_of: date
) -> tuple[list[Finding], list[Problem]]:
    """Return the findings of a change, those accepted marked with the reason, and what is wrong with accepted.yaml.

    Only entries that are new accept, where the old plan's policy lets them count at once. What was folded of several
    rows is several changes, and is not accepted by the fingerprint of one.
    """
    entries = _Entries(comparison, as_of, findings)
    valid: dict[str, str] = {}
    problems = []
    for number, entry in enumerate(comparison.head.accepted.accepted):
        problem = entries.problem(number, entry)
        if problem is not None:
            problems.append(problem)
        elif number in entries.new and comparison.base.written.policy.acceptances == "at_once":
            valid.setdefault(entry.fingerprint, entry.reason)
    return [_marked(finding, valid) for finding in findings], problems


def _marked(finding: Finding, reasons: dict[str, str]) -> Finding:
    # only what a rule for changes raises: everything else is accepted in plancode.yaml, where later checks see it too;
    # and never what says that something is accepted, or an entry could accept itself
    if not finding.code.startswith(_FAMILY) or finding.code == _OF_ENTRIES or finding.count != 1:
        return finding
    prints = (finding.fingerprint, finding.values.get("change"))  # its own, and that of the change it is about
    reason = next((reasons[key] for key in prints if isinstance(key, str) and key in reasons), None)
    return replace(finding, suppressed_because=reason) if reason is not None else finding


@dataclass
class _Entries:
    """The entries of accepted.yaml against what they may accept."""

    comparison: Comparison
    as_of: date
    findings: Sequence[Finding]

    def problem(self, number: int, entry: AcceptedChange) -> Problem | None:
        """Return what is wrong with an entry, or that it is spent."""
        values: Values = {"entity": entry.entity, "reason": entry.reason, "approver": entry.approver}
        subject = f"{entry.fingerprint}{entry.entity}"
        if number not in self.new:
            # a change that has nothing to do with accepted.yaml is not to answer for what lies there
            spent = Problem(self._place(number, "fingerprint"), "plain", values, subject=subject, code="CHG111")
            return spent if self.is_edited else None
        if entry.until is not None and entry.until < self.as_of:
            values["until"] = entry.until
            return Problem(self._place(number, "until"), "plain", values, subject=subject, code="CHG110")
        if entry.fingerprint not in self._raised and entry.fingerprint not in self.changes:
            values["change"] = entry.fingerprint
            return Problem(self._place(number, "fingerprint"), "plain", values, subject=subject, code="CHG109")
        about = self._refs(entry)
        names = {name for ref in about for name in (ref.id, *_BETWEEN.split(ref.id))}
        if about and entry.entity not in names:
            values |= {"found": about[0], "print": entry.fingerprint}
            return Problem(self._place(number, "entity"), "other", values, subject=subject, code="CHG109")
        variant = _Approver(self, entry).objection()
        if variant:
            return Problem(self._place(number, "approver"), variant, values, subject=subject, code="CHG112")
        return None

    def _place(self, number: int, key: str) -> Place:
        document = self.comparison.head.accepted_document
        return document.place(("accepted", number, key)) if document is not None else Place("accepted.yaml")

    @cached_property
    def _raised(self) -> dict[str, list[Finding]]:
        by_print: dict[str, list[Finding]] = {}
        for finding in self.findings:
            by_print.setdefault(finding.fingerprint, []).append(finding)
        return by_print

    @cached_property
    def new(self) -> frozenset[int]:
        """The positions of entries that the old plan did not have."""
        return frozenset(self.comparison.new_accepted)

    @property
    def is_edited(self) -> bool:
        """Whether the change touches accepted.yaml at all."""
        return self.comparison.base.accepted.accepted != self.comparison.head.accepted.accepted

    @cached_property
    def changes(self) -> dict[str, Change]:
        """The changes by fingerprint."""
        return {change.fingerprint: change for change in self.comparison.changes}

    def about(self, entry: AcceptedChange) -> Change | None:
        """Return the change that an entry accepts: the one it names, or the one that a finding it names is about."""
        named = (finding.values.get("change") for finding in self._raised.get(entry.fingerprint, ()))
        prints = (entry.fingerprint, *(key for key in named if isinstance(key, str)))
        return next((self.changes[key] for key in prints if key in self.changes), None)

    def _refs(self, entry: AcceptedChange) -> tuple[Ref, ...]:
        """Return what a fingerprint is about, the entity first."""
        findings = self._raised.get(entry.fingerprint, ())
        sources = [source for source in (*findings, self.about(entry)) if source is not None]
        own = [source.entity for source in sources if source.entity is not None]
        values = [value for finding in findings for value in finding.values.values()]
        listed = (item for value in values if isinstance(value, tuple) for item in value)
        return (*own, *(value for value in (*values, *listed) if isinstance(value, Ref)))

    @cached_property
    def groups(self) -> tuple[ChangeGroup, ...]:
        """The changes that only hold together."""
        return groups(self.comparison.structure)


@dataclass
class _Approver:
    """Who accepts, as the old plan knows them, against what they accept."""

    entries: _Entries
    entry: AcceptedChange

    def objection(self) -> str:
        """Return why somebody cannot accept this; an empty text where they can."""
        comparison, change = self.entries.comparison, self.entries.about(self.entry)
        actor = comparison.base.written.actor(self.entry.approver)
        if actor is None or actor.key.kind is EntityKind.TEAM:
            return "unknown"
        facts = Facts(comparison.base.written, self.entries.as_of)
        people = self._people(facts)
        rubric = rubric_of(comparison, change) if change and change.bearing.is_agreed else None
        roles = {role.model.id for person in people if (role := facts.role(person)) is not None}
        if rubric is not None and not roles.isdisjoint(rubric.model.roles):
            return "scorecard"
        return next((variant for person in people if (variant := self._falls(person))), "")

    def _people(self, facts: Facts) -> tuple[Entity[Person], ...]:
        """Return who it may be: the person named, or all who have the role. Outside parties stand above everybody."""
        role = facts.graph.find(Role, self.entry.approver)
        if role is None:
            named = facts.graph.find(Person, self.entry.approver)
            return (named,) if named is not None else ()
        people = (person for person in facts.graph.all(Person) if person.model.works_on(facts.day))
        seated = ((person, facts.role(person)) for person in people if not person.model.open)
        return tuple(person for person, own in seated if own is not None and own.key == role.key)

    def _falls(self, person: Entity[Person]) -> str:
        """Return what of somebody's own falls by what they accept: a quota, or the target of the team they lead."""
        before, after = self.entries.comparison.base.analysis, self._after()
        if before is None or after is None:
            return ""
        own = list(self._falling(before, after, "person", person.name))
        if own:  # whoever has a quota is measured by it, and only whoever has none by the team
            return "quota" if any(own) else ""
        led = before.graph.teams_led.get(person.name, ())
        return "team" if any(any(self._falling(before, after, "team", team)) for team in led) else ""

    def _after(self) -> Analysis | None:
        """Return the tables of the old plan with what is accepted alone; of no single change, those of the new one."""
        comparison, base = self.entries.comparison, self.entries.comparison.base.analysis
        change = self.entries.about(self.entry)
        if base is None or change is None:
            return comparison.head.analysis
        # alone: what else falls or rises in the same change must neither hide this nor be laid at its door
        group = next((group for group in self.entries.groups if change in group.changes), None)
        return Looker(comparison.pairing, base).whole(group) if group is not None else base

    def _falling(self, before: Analysis, after: Analysis, dimension: str, name: str) -> Iterator[bool]:
        """Yield for each target of somebody, or of a team, whether it falls over the plan; what is gone falls, too."""
        names = Tables(before, after, self.entries.comparison.pairing)
        for metric in before.targets.metrics:
            for scope in before.scopes(metric):
                if dict(scope).get(dimension) == name and (dimension == "person" or len(scope) == 1):
                    old, new = (_whole(analysis, metric, scope) for analysis in (before, after))
                    new = new if new is not None else _whole(after, *names.renamed(metric, scope))
                    yield old is not None and (new is None or new < old)


def _whole(analysis: Analysis, metric: str, scope: Scope) -> Decimal | None:
    return analysis.whole(metric, agreed(analysis, metric, scope))
