"""Whom a change of the plan touches, and who stands above them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from plancode.graph.above import territory_of, upwards
from plancode.graph.entity import Entity
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.model.adjustment import AdjustmentDocument, Alteration
from plancode.model.rubric import RubricDocument
from plancode.model.targets import ScopedRow, TargetRow, TargetsDocument
from plancode.model.team import Person, Role, Team
from plancode.model.territories import Account, Owner, OwnerFor, Territory


def people_of(graph: PlanGraph, adjustment: Entity[AdjustmentDocument], one: Alteration) -> tuple[Entity[Person], ...]:
    """Return whose quota, territory or entry a change alters: named people, old owners, the new one."""
    names = [one.person, one.to, *old_owners(graph, adjustment, one), one.owner]
    found = (graph.find(Person, name) for name in dict.fromkeys(names))
    return tuple(person for person in found if person is not None)


def old_owners(graph: PlanGraph, adjustment: Entity[AdjustmentDocument], one: Alteration) -> tuple[str, ...]:
    """Return who looked after what a new owner takes over, all of it or a part, and gets primary credit for it."""
    if one.owner is None:
        return ()
    day = adjustment.model.effective
    owners = (owner for owner in _owners(graph, one, day) if overlap(owner.for_, one.for_))
    return tuple(dict.fromkeys(owner.person for owner in owners if owner.person != one.owner))


def _owners(graph: PlanGraph, one: Alteration, day: date) -> tuple[Owner, ...]:
    """Return the primary owners in force on a day: an account's own, the territory's where it has none."""
    account, territory = graph.find(Account, one.account), _territory(graph, one)
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


def overlap(one: OwnerFor | None, other: OwnerFor | None) -> bool:
    """Whether two parts of a territory have something in common: no channel, product or segment parts them."""
    if one is None or other is None:
        return True
    pairs = ((one.channel, other.channel), (one.product, other.product), (one.segment, other.segment))
    return all(first is None or second is None or first == second for first, second in pairs)


def _territory(graph: PlanGraph, one: Alteration) -> Entity[Territory] | None:
    """Return the territory a change is about, or the one its account lies in."""
    account = graph.find(Account, one.account)
    if one.territory is not None or account is None:
        return graph.find(Territory, one.territory)
    return graph.find(Territory, territory_of(account))


def teams_of(graph: PlanGraph, one: Alteration) -> tuple[Entity[Team], ...]:
    """Return the teams a change touches: named, of the territory, joined by the person; else the whole plan's."""
    territory = _territory(graph, one)
    names = [one.team, territory.model.team if territory else None, one.change.team if one.change else None]
    if one.target is not None and not (one.person or one.team or one.territory or one.account):
        names.append(graph.plan.model.team if graph.plan else None)
    found = (graph.find(Team, name) for name in dict.fromkeys(names))
    return tuple(team for team in found if team is not None)


def approver(facts: Facts, adjustment: Entity[AdjustmentDocument]) -> Entity[Person] | None:
    """Return the person of the plan who approved: by name, or by a role that one person has; outsiders are None."""
    approved = adjustment.model.approved
    if approved is None:
        return None
    role = facts.graph.find(Role, approved.by)
    if role is None:
        return facts.graph.find(Person, approved.by)
    people = (one for one in facts.graph.all(Person) if one.model.works_on(facts.day) and not one.model.open)
    held = [one for one in people if (own := facts.role(one)) is not None and own.key == role.key]
    return held[0] if len(held) == 1 else None


def leads(facts: Facts, boss: Entity[Person], person: Entity[Person]) -> bool:
    """Whether somebody leads another, directly or further up."""
    above = facts.manager(person)
    seen = {person.key}
    while above is not None and above.key not in seen:
        if above.key == boss.key:
            return True
        seen.add(above.key)
        above = facts.manager(above)
    return False


def leads_team(facts: Facts, boss: Entity[Person], team: Entity[Team]) -> bool:
    """Whether somebody leads a team, or one above it."""
    return any(above.model.manager == boss.model.id for above in upwards(facts.graph, team.model.id))


def scopes_of(graph: PlanGraph) -> dict[str, set[object]]:
    """Return what the rows of each targets document are about."""
    found: dict[str, set[object]] = defaultdict(set)
    for document in graph.all(TargetsDocument):
        if document.model.target is not None:
            found[document.model.id].add(document.model.target.dimensions)
    for row in graph.all(TargetRow):
        found[row.document_id].add(row.model.dimensions)
    return found


def concern(facts: Facts, person: Entity[Person], adjustment: Entity[AdjustmentDocument], one: Alteration) -> str:
    """Return what of somebody's own a change touches so that others must decide: an empty text where it is nothing."""
    if one.target is not None:
        return _own_target(facts.graph, person, one)
    if one.rubric is not None:
        rubric, role = facts.graph.find(RubricDocument, one.rubric), facts.role(person)
        return "scorecard" if rubric and role and role.model.id in rubric.model.roles else ""
    is_touched = any(each.key == person.key for each in people_of(facts.graph, adjustment, one))
    return ("territory" if one.owner is not None else "person") if is_touched else ""


def _own_target(graph: PlanGraph, person: Entity[Person], one: Alteration) -> str:
    name, falls = person.model.id, _falls(graph, one)
    if (one.person == name and falls) or (one.to == name and one.person != name and _rises(one)):
        return "quota"
    team = graph.find(Team, one.team)
    is_lead = team is not None and one.person is None and team.model.manager == name
    return "team" if is_lead and falls and not _has_quota(graph, person, one.target) else ""


def _rises(one: Alteration) -> bool:
    return one.delta is not None and one.delta.number > 0


def _falls(graph: PlanGraph, one: Alteration) -> bool:
    """Whether a change lowers its figure: it says so, gives it to somebody, or is below what is stated."""
    if one.delta is not None:
        return one.delta.number < 0
    if one.to is not None:
        return True
    rows = [*_rows(graph, one.target), *_tops(graph, one.target)]
    stated = [row.amount for row in rows if row.dimensions == one.dimensions and row.period == one.period]
    return any(one.annual and old and old.unit == one.annual.unit and one.annual.number < old.number for old in stated)


def _rows(graph: PlanGraph, target: str | None) -> Iterator[ScopedRow]:
    return (row.model for row in graph.all(TargetRow) if row.document_id == target)


def _tops(graph: PlanGraph, target: str | None) -> Iterator[ScopedRow]:
    document = graph.find(TargetsDocument, target)
    if document is not None and document.model.target is not None:
        yield document.model.target


def _has_quota(graph: PlanGraph, person: Entity[Person], target: str | None) -> bool:
    return any(row.person == person.model.id for row in _rows(graph, target))
