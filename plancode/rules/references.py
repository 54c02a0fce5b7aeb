"""REF: names that mean nothing, or more than one thing where they stand."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from plancode.findings.likeness import Nearest
from plancode.findings.place import Route
from plancode.findings.problem import Problem
from plancode.fiscal import fiscal_name
from plancode.graph.entity import Entity, Reference
from plancode.graph.graph import PlanGraph
from plancode.graph.walk import NamedPeriod
from plancode.model.actions import Action
from plancode.model.base import Authored
from plancode.model.catalogue import home_of
from plancode.model.kinds import ACTORS, EntityKind
from plancode.model.plan import ExplicitPeriod
from plancode.model.team import Person
from plancode.model.territories import Account, Owner, Territory
from plancode.rules.context import RuleContext
from plancode.rules.ids import renamed
from plancode.rules.rule import ERROR, rule
from plancode.rules.titles import Titles
from plancode.said.value import KindName, Ref, Said, Verbatim
from plancode.shape.meant import meant_period

_NO_WORDS: Final[Counter[str]] = Counter()
_SHOWN: Final = 8
_NAME: Final = re.compile(r"[\w.-]+")


@rule("REF101", "unknown-id", ERROR)
def unknown_id(context: RuleContext) -> Iterator[Problem]:
    """A name refers to something the plan does not have.

    ## Why it matters
    The owner, target or skill that is meant would not count.

    ## Fails
    ```yaml
    owners: [{person: zhou-mn}]
    ```

    ## Passes
    ```yaml
    owners: [{person: zhou-min}]
    ```

    ## How to fix
    Take the id that is proposed, or add what is missing. An id of another kind cannot stand here: a role is no
    person. A thing that was renamed is found by its new id.
    """
    former = {old: entity.ref for entity in renamed(context) for old in entity.model.formerly}
    known: dict[tuple[EntityKind, ...], list[str]] = {}
    near: dict[tuple[tuple[EntityKind, ...], str], str] = {}
    unread, nearest, titles = _Unread(context.base), Nearest(), Titles(context.base)
    for reference in context.base.unresolved:
        if reference.ambiguous or unread.may_define(reference):
            continue
        if reference.kinds not in known:
            known[reference.kinds] = sorted(set(context.base.names(reference.kinds)))
        names = known[reference.kinds]
        asked = (reference.kinds, reference.name)
        if asked not in near:
            near[asked] = nearest.to(reference.name, names)
        called = "" if reference.name in former else titles.id_of(reference.name, reference.kinds)
        problem = _unknown(context, reference, former, names, called or near[asked])
        yield replace(problem, values={**problem.values, "meant": Verbatim(called)}) if called else problem


def _unknown(
    context: RuleContext, reference: Reference, former: dict[str, Ref], names: list[str], near: str
) -> Problem:
    name = reference.name
    values: dict[str, Said] = {"name": name, "kind": KindName(reference.kinds[0].value)}
    if len(reference.kinds) > 1:
        values["kind"] = KindName("actor" if reference.kinds == ACTORS else reference.kinds[0].value)
    variant, other = "plain", context.base.by_own_id.get(name)
    if name in former:
        variant, values["now"] = "renamed", former[name]
    elif other is not None:
        variant, values["other"], values["found"] = "wrong_kind", other.ref, KindName(other.key.kind.value)
    elif near:
        variant, values["near"] = "near", near
    elif names:
        shown, is_actor = tuple(names[:_SHOWN]), reference.kinds == ACTORS
        variant = "actors" if is_actor else "listed" if len(names) <= _SHOWN else "more"
        values |= {"known": shown, "count": len(names)}
    if variant == "plain":
        values["home"] = Verbatim(f"kind: {home_of(reference.kinds[0])}")
    subject = f"{_steady(reference.route)}={name}"
    return Problem(reference.place, variant, values, reference.holder.ref, subject)


def _steady(route: Route) -> str:
    """Return the keys of a route without list positions, which change when a line is added above."""
    return ".".join(step for step in route if isinstance(step, str))


class _Unread:
    """What stands in texts that could not be used in whole."""

    def __init__(self, graph: PlanGraph) -> None:
        self.lost = graph.lost_kinds
        self.words = {text: Counter(_NAME.findall(text)) for text in dict.fromkeys(graph.unread)}
        self.texts = Counter(word for words in self.words.values() for word in words)

    def may_define(self, reference: Reference) -> bool:
        """Whether a name may be defined there, so that its finding would only be an echo.

        In the text of the reference itself, the name must stand once more than where it refers.
        """
        if any(kind.value in self.lost for kind in reference.kinds):
            return True
        own = self.words.get(getattr(getattr(reference.holder.origin.document, "source", None), "text", ""), _NO_WORDS)
        name = reference.name
        return own[name] > 1 or self.texts[name] > (name in own)


@rule("REF103", "ambiguous-id", ERROR)
def ambiguous_id(context: RuleContext) -> Iterator[Problem]:
    """A short name means several things of different documents.

    ## Why it matters
    plancode does not guess which one is meant.

    ## Fails
    Two scorecards each have a line `revenue`, and an assessment says `kpi: revenue`.

    ## Passes
    ```yaml
    kpi: rep-scorecard/revenue
    ```

    ## How to fix
    Write the id of the document in front: `document/id`.
    """
    for reference in context.base.unresolved:
        if reference.ambiguous:
            names = tuple(key.id for key in reference.ambiguous)
            values: dict[str, Said] = {"name": reference.name, "choices": names}
            subject = f"{_steady(reference.route)}={reference.name}"
            yield Problem(reference.place, "plain", values, reference.holder.ref, subject)


@rule("REF105", "outside-dates", ERROR)
def outside_dates(context: RuleContext) -> Iterator[Problem]:
    """Somebody owns a territory, an account or an action on days on which they do not work here.

    ## Why it matters
    On those days nobody does the work, and nobody gets the credit.

    ## Fails
    ```yaml
    people: [{id: wu-hao, role: rep, team: east, start: 2026-04-01}]
    territories: [{id: pudong, owners: [{person: wu-hao, from: 2026-01-01}]}]
    ```

    ## Passes
    ```yaml
    territories: [{id: pudong, owners: [{person: wu-hao, from: 2026-04-01}]}]
    ```

    ## How to fix
    Let `from` and `to` lie within the person's `start` and `end`, and name who looks after it before and after.
    """
    owned: tuple[Entity[Territory] | Entity[Account], ...]
    owned = (*context.base.all(Territory), *context.base.all(Account))
    for entity in owned:
        for index, owner in enumerate(entity.model.owners):
            person = context.base.find(Person, owner.person)
            yield from _outside(entity, ("owners", index), person, owner)
    for action in context.base.all(Action):
        yield from _outside(action, (), context.base.find(Person, action.model.owner), action.model)


def _outside(
    entity: Entity[Authored], route: Route, person: Entity[Person] | None, dates: Owner | Action
) -> Iterator[Problem]:
    """Yield the first and last day on which somebody has something, where they do not work here."""
    for key, day in (("from", dates.from_), ("to", dates.to)):
        if person is None or day is None or person.model.works_on(day):
            continue
        early = person.model.start is not None and day < person.model.start
        limit = person.model.start if early else person.model.end
        values: dict[str, Said] = {"person": person.ref, "day": day, "limit": limit or day}
        subject, related = f"{key}={person.model.id}", (person.place("start" if early else "end"),)
        yield Problem(entity.place(*route, key), "early" if early else "late", values, entity.ref, subject, related)


@rule("REF108", "unknown-period", ERROR)
def unknown_period(context: RuleContext) -> Iterator[Problem]:
    """A period that is neither one of the calendar nor one the plan defines.

    ## Why it matters
    The figure would belong to no time.

    ## Fails
    ```yaml
    period: 2026-Q5
    ```

    ## Passes
    ```yaml
    period: 2026-Q4
    ```

    ## How to fix
    Write `2026`, `2026-H1`, `2026-Q3`, `2026-05`, `2026-W18` or `2026-01-01..2026-03-31`, or the id of a period
    under `fiscal: {periods: ...}` of the plan. `FY2026`, `FY2026-H1`, `FY2026-Q3` and `FY2026-P05` are those of the
    fiscal year, in a plan that states one under `fiscal`; periods of its own state their `year` and `quarter`.
    """
    known: dict[str, bool] = {}
    for named in context.base.periods:
        name = named[-1]
        if name not in known:
            known[name] = context.base.period(name) is not None
        if not known[name]:
            yield _no_period(context.base, named)


def _no_period(graph: PlanGraph, named: NamedPeriod) -> Problem:
    """Say why a name names no period: a fiscal one needs a calendar that knows it."""
    entity, route, name = named
    place, subject = entity.origin.document.place(route, key=route[-1] == name), _steady(route) + name
    values = {"name": name, **meant_period(name)}
    meant = values.get("meant")
    fiscal = fiscal_name(name) or (fiscal_name(meant.text) if isinstance(meant, Verbatim) else None)
    if fiscal is not None and not graph.has_fiscal_calendar:
        values = {"name": name, "meant": Verbatim(fiscal.civil)} if fiscal.civil else {"name": name}
        return Problem(place, "no_fiscal", values, entity.ref, subject)
    if fiscal is not None and graph.fiscal_year is None:
        is_own = bool(graph.all(ExplicitPeriod))
        return Problem(place, "unstated" if is_own else "no_start", {"name": name}, entity.ref, subject)
    return Problem(place, "plain", values, entity.ref, subject)


RULES: Final = (
    unknown_id,
    ambiguous_id,
    outside_dates,
    unknown_period,
)
