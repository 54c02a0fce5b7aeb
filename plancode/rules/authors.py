"""CHG: who makes a change, as git says, and whether they gain by it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.findings.severity import Severity
from plancode.graph.entity import Entity
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.model.base import coded
from plancode.model.team import Person
from plancode.rules.changed import agreed_changes, digest, in_force, where
from plancode.rules.context import RuleContext
from plancode.rules.gains import Gains
from plancode.rules.rule import ERROR, INFO, WARNING, rule

if TYPE_CHECKING:
    from plancode.said.value import Values

_SHOWN: Final = 7
_NO_REPLY: Final = re.compile(r"(?:[0-9]+\+)?(?P<name>[^@+]+)@users\.noreply\.github\.com", re.IGNORECASE)
"""The address that a commit has which was made on GitHub by somebody who shows no other."""


@dataclass(frozen=True, slots=True)
class Authors:
    """Who wrote the commits of a change: people of the old plan, and the commits of whom it does not know."""

    people: tuple[Entity[Person], ...] = ()
    unknown: tuple[str, ...] = ()


def authors(context: RuleContext) -> Authors:
    """Return who wrote the commits of a change, by the addresses that the plan had before it."""
    base, written = context.change.base.written, context.change.background.authors
    by_address = _addresses(base) if written else {}
    people = {oid: by_address.get(_address(address)) for oid, address in written}
    known = dict.fromkeys(person for person in people.values() if person is not None)
    return Authors(tuple(known), tuple(oid[:_SHOWN] for oid, person in people.items() if person is None))


def _addresses(graph: PlanGraph) -> dict[str, Entity[Person]]:
    """Return people by their addresses, and by what they are called on GitHub."""
    return {
        f"{'@' if system == 'github' else ''}{code.lower().removeprefix('@')}": person
        for person in graph.all(Person)
        for system, code in coded(person.model)
        if system in ("email", "github")
    }


def _address(written: str) -> str:
    """Return an address as it is looked for: that of GitHub as the name there."""
    match = _NO_REPLY.fullmatch(written)
    return f"@{match['name'].lower()}" if match else written.lower()


def severity_of(context: RuleContext) -> Severity | None:
    """Return how bad a change of what is agreed is that does not touch the past; None where that is not known.

    It is a warning where all who made it are known, and none of them gains by it.
    """
    return context.once(_severity)


def _severity(context: RuleContext) -> Severity | None:
    by = context.once(authors)
    return WARNING if by.people and not by.unknown and not context.once(_gaining) else None


def _gaining(context: RuleContext) -> tuple[Problem, ...]:
    """Return a finding for each author who gains, with what."""
    comparison, people = context.change, context.once(authors).people
    if not people or not in_force(context):
        return ()
    gains, told = Gains(comparison, Facts(comparison.base.written, context.as_of)), []
    for person in people:
        variant, change, figures = gains.first(person)
        if variant:
            now = comparison.head.written.entities.get(comparison.pairing.new_keys.get(person.key, person.key), person)
            place = where(change) if change is not None else now.place("id")
            subject = change.fingerprint if change is not None else digest(figures)
            told.append(Problem(place, variant, {"person": person.ref}, person.ref, subject))
    return tuple(told)


@rule("CHG123", "author-gains", ERROR, change=True)
def author_gains(context: RuleContext) -> Iterator[Problem]:
    """Somebody who wrote commits of a change gains by it, although the plan holds.

    ## Why it matters
    Who lowers the bar by which they are measured decides in their own case, however small the step is: their quota, or
    the target of the team that they lead if they have none, falls; their scorecard, their pay, their customers, an
    assessment of them, or which results are theirs, become others. An adjustment counts, too: that somebody has
    approved it is only what its author has written. Who wrote a commit is what git says: its address is looked for
    under `codes: {email: ...}` of people, as the plan had them before the change.

    ## Fails
    Zhou Min, with `codes: {email: zhou.min@example.com}`, commits on 1 April
    ```yaml
    targets: [{person: zhou-min, amount: 1.7m}]
    ```
    in place of 2m.

    ## Passes
    The same, committed by Chen Rui, who leads the team and is measured by its target, that stays what it was.

    ## How to fix
    Let somebody commit it who gains nothing by it; or ask who stands above to accept it in accepted.yaml.
    """
    yield from context.once(_gaining)


@rule("CHG124", "author-unknown", INFO, change=True)
def author_unknown(context: RuleContext) -> Iterator[Problem]:
    """A change of what people have agreed to has commits by somebody whom the plan does not know.

    ## Why it matters
    Whether they gain by it is not judged. Everything else is, as if they did.

    ## Fails
    A commit whose author has the address `zhou.min@example.com`, which nobody in the plan has.

    ## Passes
    ```yaml
    people: [{id: zhou-min, role: rep, team: east, codes: {email: zhou.min@example.com}}]
    ```
    in the plan before the change.

    ## How to fix
    If the author is in the plan, write the address under `codes: {email: ...}` of the person, in a change of its own;
    several are a list. If they are not, nothing need be done: read it as a change of which it is not known who gains.
    """
    unknown, changes = context.once(authors).unknown, agreed_changes(context.change)
    if unknown and changes and in_force(context):
        values: Values = {"commits": unknown, "count": len(unknown)}
        yield Problem(where(changes[0]), "plain", values, subject="")


RULES: Final = (author_gains, author_unknown)
