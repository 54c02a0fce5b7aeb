"""Whom a change of the plan touches, and who stands above them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from plancode.graph.above import territory_of
from plancode.graph.entity import Entity, Key
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.graph.parts import overlap
from plancode.model.adjustment import AdjustmentDocument, Alteration
from plancode.model.rubric import RubricDocument
from plancode.model.targets import ScopedRow, TargetRow, TargetsDocument
from plancode.model.team import Person, Team
from plancode.model.territories import Account, Owner, OwnerFor, Territory


def people_of(
    graph: PlanGraph, adjustment: Entity[AdjustmentDocument], alteration: Alteration
) -> tuple[Entity[Person], ...]:
    """Return whose quota, territory or entry a change alters: named people, old owners, the new one."""
    names = [alteration.person, alteration.to, *old_owners(graph, adjustment, alteration), alteration.owner]
    people = (graph.find(Person, name) for name in dict.fromkeys(names))
    return tuple(person for person in people if person is not None)


def old_owners(graph: PlanGraph, adjustment: Entity[AdjustmentDocument], alteration: Alteration) -> tuple[str, ...]:
    """Return who looked after what a new owner takes over, all of it or a part, and gets primary credit for it."""
    if alteration.owner is None:
        return ()
    day = adjustment.model.effective
    owners = (owner for owner in _owners(graph, alteration, day) if overlap(owner.for_, alteration.for_))
    return tuple(dict.fromkeys(owner.person for owner in owners if owner.person != alteration.owner))


def _owners(graph: PlanGraph, alteration: Alteration, day: date) -> tuple[Owner, ...]:
    """Return the primary owners in force on a day: an account's own, the territory's where it has none."""
    account, territory = graph.find(Account, alteration.account), _territory(graph, alteration)
    own_owners = _in_force(account.model.owners, day) if account is not None else ()
    if own_owners:
        return own_owners
    owners = _in_force(territory.model.owners, day) if territory else ()
    if account is None:
        return owners
    own = OwnerFor(channel=account.model.channel, segment=account.model.segment)
    return tuple(owner for owner in owners if overlap(owner.for_, own))


def _in_force(owners: tuple[Owner, ...], day: date) -> tuple[Owner, ...]:
    return tuple(owner for owner in owners if owner.holds_on(day) and owner.as_ == "primary")


def _territory(graph: PlanGraph, alteration: Alteration) -> Entity[Territory] | None:
    """Return the territory a change is about, or the one its account lies in."""
    account = graph.find(Account, alteration.account)
    if alteration.territory is not None or account is None:
        return graph.find(Territory, alteration.territory)
    return graph.find(Territory, territory_of(account))


def teams_of(graph: PlanGraph, alteration: Alteration) -> tuple[Entity[Team], ...]:
    """Return the teams a change touches: named, of the territory, joined by the person; of the whole the top ones."""
    territory = _territory(graph, alteration)
    names = [
        alteration.team,
        territory.model.team if territory else None,
        alteration.change.team if alteration.change else None,
    ]
    if alteration.rubric is not None or (
        alteration.target is not None
        and not (alteration.person or alteration.team or alteration.territory or alteration.account)
    ):
        names += graph.root_teams
    teams = (graph.find(Team, name) for name in dict.fromkeys(names))
    return tuple(team for team in teams if team is not None)


def bosses(facts: Facts, person: Entity[Person]) -> tuple[Entity[Person], ...]:
    """Return who leads somebody, directly and further up, the nearest first."""
    found: dict[Key, Entity[Person]] = {}
    above = facts.manager(person)
    while above is not None and above.key not in found and above.key != person.key:
        found[above.key] = above
        above = facts.manager(above)
    return tuple(found.values())


def scopes_of(graph: PlanGraph) -> dict[str, set[object]]:
    """Return what the rows of each targets document are about."""
    scopes: dict[str, set[object]] = defaultdict(set)
    for document in graph.all(TargetsDocument):
        if document.model.target is not None:
            scopes[document.model.id].add(document.model.target.dimensions)
    for row in graph.all(TargetRow):
        scopes[row.document_id].add(row.model.dimensions)
    return scopes


def concern(
    facts: Facts, person: Entity[Person], adjustment: Entity[AdjustmentDocument], alteration: Alteration
) -> str:
    """Return what of somebody's own a change touches so that others must decide: an empty text where it is nothing."""
    if alteration.target is not None:
        return _own_target(facts.graph, person, alteration)
    if alteration.rubric is not None:
        rubric, role = facts.graph.find(RubricDocument, alteration.rubric), facts.role(person)
        return "scorecard" if rubric and role and role.model.id in rubric.model.roles else ""
    is_touched = any(touched.key == person.key for touched in people_of(facts.graph, adjustment, alteration))
    return ("territory" if alteration.owner is not None else "person") if is_touched else ""


def _own_target(graph: PlanGraph, person: Entity[Person], alteration: Alteration) -> str:
    name, falls = person.model.id, _falls(graph, alteration)
    rises = alteration.delta is not None and alteration.delta.number > 0
    is_paid_by = alteration.to == name or _makes_up(graph, alteration, name)
    touches = falls if alteration.person == name else rises and is_paid_by
    if touches:
        return "quota"
    team = graph.find(Team, alteration.team)
    is_lead = team is not None and alteration.person is None and team.model.manager == name
    has_quota = any(row.person == name for row in _rows(graph, alteration.target))
    return "team" if is_lead and falls and not has_quota else ""


def _makes_up(graph: PlanGraph, alteration: Alteration, name: str) -> bool:
    """Whether somebody's quota falls by what another gets, because the sum of the level stays the same."""
    level = {dimension for dimension, _ in alteration.dimensions}
    rows = (dict(row.dimensions) for row in _rows(graph, alteration.target) if alteration.rebalance)
    return any(row.get("person") == name and row.keys() == level for row in rows)


def _falls(graph: PlanGraph, alteration: Alteration) -> bool:
    """Whether a change lowers its figure: it says so, gives it to somebody, or is below what is stated."""
    if alteration.delta is not None:
        return alteration.delta.number < 0
    if alteration.to is not None:
        return True
    document, rows = graph.find(TargetsDocument, alteration.target), list(_rows(graph, alteration.target))
    if document is not None and document.model.target is not None:
        rows.append(document.model.target)
    stated = [row.amount for row in rows if row.dimensions == alteration.dimensions and row.period == alteration.period]
    annual = alteration.annual
    return any(annual and old and old.unit == annual.unit and annual.number < old.number for old in stated)


def _rows(graph: PlanGraph, target: str | None) -> Iterator[ScopedRow]:
    return (row.model for row in graph.all(TargetRow) if row.document_id == target)
