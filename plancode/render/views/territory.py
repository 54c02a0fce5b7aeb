"""A territory's page: who looks after it, and its customers."""

from collections import defaultdict
from decimal import Decimal
from typing import Final

from plancode.analysis.calls import Visits
from plancode.graph.entity import Entity
from plancode.model.plan import Channel, Skill
from plancode.model.territories import Territory
from plancode.render.blocks import Block, FactList, Section, View, page_of, shown
from plancode.render.edition import Edition, span_of
from plancode.render.views.accounts import accounts_blocks, by_potential
from plancode.render.views.footer import footer
from plancode.render.views.parts import scope_of
from plancode.render.views.targets import assumptions, scope_table
from plancode.said.value import Joined, PlanWord, Said, Term
from plancode.tables.coverage import covered_cells
from plancode.tables.table import Column, Table, columns, formed, table

_ZERO: Final = Decimal(0)


def territory_view(edition: Edition, territory: Entity[Territory]) -> View:
    """Return a territory's page."""
    model = territory.model
    accounts = by_potential([(account, territory) for account in edition.facts.accounts(territory)])
    blocks: list[Block] = [_facts(edition, territory), *edition.note(territory), _owners(edition, territory)]
    own = edition.figures.of("territory", model.id) if edition.figures else []
    if own:
        tables = (*scope_table(edition, own, but="territory"), *assumptions(edition, own))
        blocks.append(Section(Term("section.targets"), tables))
    blocks += _visits(edition, territory)
    listed: list[Block] = accounts_blocks(edition, accounts)
    if model.account_groups:
        listed.append(_groups(edition, territory))
    blocks.append(Section(Term("section.accounts"), tuple(listed) or (table((), (), Term("empty.accounts")),)))
    if any(account.model.class_ for account, _ in accounts) or model.account_groups:
        blocks += _call_plan(edition)
    return View(page_of(territory.ref), Term("title.territory", (("name", model.label),)), (*blocks, footer(edition)))


def _facts(edition: Edition, territory: Entity[Territory]) -> FactList:
    model = territory.model
    above = edition.graph.find(Territory, model.parent)
    needs = tuple(
        Term("level", (("level", edition.labels(Skill, name)), ("share", level))) for name, level in model.needs.items()
    )
    return shown(
        (
            (Term("col.team"), edition.team(model.team)),
            (Term("col.above"), above.ref if above else None),
            (Term("col.when"), span_of(model.from_, model.to)),
            (Term("col.deputy"), edition.person(model.deputy)),
            *_carried(edition, territory),
            (Term("col.needed_skills"), Joined(needs) if needs else None),
        )
    )


def _carried(edition: Edition, territory: Entity[Territory]) -> list[tuple[Said, Said]]:
    """Return potential, the covered share, and the stretches in which nobody looks after customers."""
    figures = edition.figures
    if figures is None:
        return []
    covered, gaps = covered_cells(figures.analysis, territory)
    return [
        (Term("col.potential"), formed(figures.potential(territory), "amount")),
        (Term("col.covered"), formed(covered, "share")),
        (Term("col.unowned"), gaps),
    ]


def _visits(edition: Edition, territory: Entity[Territory]) -> list[Section]:
    """Return the visits that are planned over the plan, by class, with their hours and who makes them."""
    found: dict[str, list[Visits]] = defaultdict(list)
    for one in edition.figures.visits.get(territory.model.id, ()) if edition.figures else ():
        found[one.class_].append(one)
    rows = tuple(_of_class(edition, territory, name, visits) for name, visits in sorted(found.items()))
    heads = (
        Column("class"), Column("customers", "count"), Column("visits_planned", "index"), Column("hours", "hours"),
        Column("made_by"),
    )  # fmt: skip
    return [Section(Term("section.visits"), (table(heads, rows),))] if rows else []


def _of_class(edition: Edition, territory: Entity[Territory], name: str, visits: list[Visits]) -> tuple[Said, ...]:
    accounts = (one.model for one in edition.facts.accounts(territory))
    count = sum(1 for one in accounts if one.class_ == name)
    count += sum(group.count for group in territory.model.account_groups if group.class_ == name)
    planned = sum((sum(one.by_period.values(), _ZERO) for one in visits), _ZERO)
    hours = sum((sum(one.hours.values(), _ZERO) for one in visits), _ZERO)
    makers = dict.fromkeys((each.person, each.carried_for) for each in visits)
    people = Joined(tuple(_maker(edition, *one) for one in makers))
    return (name, count, planned, hours, people)


def _maker(edition: Edition, person: str, carried_for: str) -> Said:
    """Return who makes visits, and for whom where they step in for somebody."""
    if not carried_for:
        return edition.person(person)
    return Term("steps_in", (("person", edition.person(person)), ("other", edition.person(carried_for))))


def _owners(edition: Edition, territory: Entity[Territory]) -> Section:
    heads = columns("person", "when", "share", "scope", "credit")
    rows = tuple(
        (
            edition.person(one.person),
            span_of(one.from_, one.to),
            one.share,
            scope_of(edition, one),
            PlanWord(one.as_, "Owner.as"),
        )
        for one in territory.model.owners
    )
    return Section(Term("col.owners"), (table(heads, rows, Term("empty.owners")),))


def _groups(edition: Edition, territory: Entity[Territory]) -> Table:
    heads = columns("group", "class", "channel", "count", "last_year", "potential",
                    numeric=("count", "last_year", "potential"))  # fmt: skip
    rows = tuple(
        (one.label, one.class_, edition.labels(Channel, one.channel), one.count, one.last_year, one.potential)
        for one in territory.model.account_groups
    )
    return table(heads, rows)


def _call_plan(edition: Edition) -> list[Block]:
    plans = edition.call_plans
    if not plans:
        return []
    heads = columns("class", "visits", "visit_time", "travel")
    rows = tuple((name, plan.calls, plan.minutes, plan.travel) for name, plan in plans.items())
    return [Section(Term("section.call_plan"), (table(heads, rows),))]
