"""Acceptances of changes: which finding each one settles, and who may accept it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from plancode.compare.change import Change
from plancode.compare.comparison import Comparison
from plancode.config.accepted import AcceptedChange
from plancode.findings.finding import Finding
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.approvers import Approvers, Concerned, named_by
from plancode.graph.entity import Key
from plancode.graph.facts import Facts
from plancode.model.kinds import EntityKind
from plancode.rules.changed import where
from plancode.rules.gains import Gains
from plancode.said.value import Ref, Term, Values

_FAMILY, _OF_ENTRIES = "CHG", "CHG107"
_NOBODY_ABOVE: Final = "CHG127"
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
        may = problem is None or problem.code == _NOBODY_ABOVE
        if may and number in entries.new and comparison.base.written.policy.acceptances == "at_once":
            valid.setdefault(entry.fingerprint, entry.reason)
    told = (finding for finding in findings if finding.code != _OF_ENTRIES or not entries.are_spent(finding))
    return [_marked(finding, valid) for finding in told], problems


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
        if not self._is_met(entry):
            values["change"] = entry.fingerprint
            return Problem(self._place(number, "fingerprint"), "plain", values, subject=subject, code="CHG109")
        about = self._refs(entry)
        names = {name for ref in about for name in (ref.id, *_BETWEEN.split(ref.id))}
        if about and entry.entity not in names:
            values |= {"found": about[0], "print": entry.fingerprint}
            return Problem(self._place(number, "entity"), "other", values, subject=subject, code="CHG109")
        return self._of_approver(number, entry, values | {"print": entry.fingerprint})

    def _of_approver(self, number: int, entry: AcceptedChange, values: Values) -> Problem | None:
        """Return what is wrong with who accepts."""
        variant, others, could = self._objection(entry)
        if not variant:
            return None
        values |= {"others": others, "could": could or Term("approver.nobody")}
        subject, code = f"{entry.fingerprint}{entry.entity}", _NOBODY_ABOVE if variant == "nobody" else "CHG112"
        return Problem(self._place(number, "approver"), variant, values, subject=subject, code=code)

    def _objection(self, entry: AcceptedChange) -> tuple[str, tuple[Ref, ...], tuple[Ref, ...]]:
        """Return why somebody cannot accept this, on whom they may not decide, and who may; "" where they can."""
        graph, about = self.comparison.base.written, self.about(entry)
        actor = graph.actor(entry.approver)
        if actor is None or actor.key.kind is EntityKind.TEAM:
            return "unknown", (), ()
        named, approvers = self._named(entry, about), self._approvers
        gains = (self._gains.of(person, about) for person in approvers.signers(entry.approver))
        variant, others = next(filter(None, gains), ""), tuple[Ref, ...]()
        if not variant:
            variant, others = approvers.objection(entry.approver, named)
        above = (one.ref for one in approvers.above(named) if variant and not self._gains.of(one, about))
        return variant, others, (*above, *(party.ref for party in approvers.listed))

    def _named(self, entry: AcceptedChange, about: Change | None) -> Concerned:
        """Return whom what is accepted names: the entities that change where it stands, else what it is about."""
        findings, known = self._raised.get(entry.fingerprint, ()), self.comparison.pairing.old_keys
        places = {place for finding in findings for place in (finding.place, *finding.related)}
        there = [about] if about else [change for change in self.comparison.changes if where(change) in places]
        keys = [change.key for change in there]
        keys = keys or [
            Key(EntityKind(ref.kind), ref.id) for ref in (one.entity for one in findings) if ref is not None
        ]
        base, head = self.comparison.base.written, self.comparison.head.written
        old = named_by(base, (known.get(key, key) for key in keys))
        new = (base.entities.get(known.get(one.key, one.key)) for one in named_by(head, keys))
        return tuple(dict.fromkeys((*old, *(one for one in new if one is not None))))

    @cached_property
    def _approvers(self) -> Approvers:
        """Who may decide, as the old plan has them."""
        return Approvers(Facts(self.comparison.base.written, self.as_of))

    @cached_property
    def _gains(self) -> Gains:
        return Gains(self.comparison, self._approvers.facts)

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
        """The positions of entries that the old plan did not have.

        One that it had, and that only says something else now, is new where what it accepts comes again.
        """
        known, entries = self._known, self.comparison.head.accepted.accepted
        return frozenset(
            number
            for number in self.comparison.new_accepted
            if entries[number].fingerprint not in known or self._is_met(entries[number])
        )

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(entry.fingerprint for entry in self.comparison.base.accepted.accepted)

    def _is_met(self, entry: AcceptedChange) -> bool:
        return entry.fingerprint in self._raised or entry.fingerprint in self.changes

    def are_spent(self, finding: Finding) -> bool:
        """Whether all entries of the fingerprint of which a finding says that one is new are spent."""
        entries = self.comparison.head.accepted.accepted
        return finding.values["print"] not in {entries[number].fingerprint for number in self.new}

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
