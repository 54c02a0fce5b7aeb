"""A territory's page: who looks after it, and its customers."""

from collections import defaultdict
from decimal import Decimal
from typing import Final

from plancode.analysis.calls import Visits
from plancode.graph.above import inside
from plancode.graph.entity import Entity
from plancode.model.plan import Channel, Skill
from plancode.model.territories import Territory
from plancode.render.blocks import Block, FactList, Section, View, page_of, shown
from plancode.render.edition import Edition, span_of
from plancode.render.views.accounts import accounts_blocks, by_potential
from plancode.render.views.follow_up import pace_of_territory
from plancode.render.views.footer import footer
from plancode.render.views.parts import scope_of, territories_table
from plancode.render.views.targets import assumptions, scope_table
from plancode.said.value import Joined, PlanWord, Said, Term
from plancode.tables.coverage import covered_cells
from plancode.tables.scopes import measured
from plancode.tables.table import Cells, Column, Table, columns, formed, table

_ZERO: Final = Decimal(0)


def territory_view(edition: Edition, territory: Entity[Territory]) -> View:
    """Return a territory's page."""
    model = territory.model
    accounts = by_potential([(account, territory) for account in edition.facts.accounts(territory)])
    blocks: list[Block] = [_facts(edition, territory), *edition.note(territory)]
    below = edition.graph.territories_below.get(model.id, ())
    if model.owners or not below:
        blocks.append(_owners(edition, model))
    own = edition.figures.of("territory", model.id) if edition.figures else []
    if own:
        tables = (*scope_table(edition, own, but="territory"), *assumptions(edition, own))
        blocks.append(Section(Term("section.targets"), tables))
    blocks += pace_of_territory(edition, territory)
    blocks += _visits(edition, territory)
    if below:
        blocks.append(Section(Term("section.territories_below"), (territories_table(edition, below),)))
    listed: list[Block] = accounts_blocks(edition, accounts)
    if model.account_groups:
        listed.append(_groups(edition, model))
    if listed or not below:
        blocks.append(Section(Term("section.accounts"), tuple(listed) or (table((), (), Term("empty.accounts")),)))
    if edition.call_plans and (any(account.model.class_ for account, _ in accounts) or model.account_groups):
        plans = ((name, plan.calls, plan.minutes, plan.travel) for name, plan in edition.call_plans.items())
        made = table(columns("class", "visits", "visit_time", "travel"), plans)
        blocks.append(Section(Term("section.call_plan"), (made,)))
    return View(page_of(territory.ref), Term("title.territory", (("name", model.label),)), (*blocks, footer(edition)))


def _facts(edition: Edition, territory: Entity[Territory]) -> FactList:
    """Return where a territory belongs, its potential, the covered share, and when nobody looks after customers."""
    model, figures = territory.model, edition.figures
    above = edition.graph.find(Territory, model.parent)
    needs = tuple(
        Term("level", (("level", edition.labels(Skill, name)), ("share", level))) for name, level in model.needs.items()
    )
    potential = measured(figures.analysis.measures, "", figures.potential(territory)) if figures else None
    covered, gaps = covered_cells(figures.analysis, territory) if figures else (None, None)
    return shown(
        (
            (Term("col.team"), edition.team(model.team)),
            (Term("col.above"), above.ref if above else None),
            (Term("col.when"), span_of(model.from_, model.to)),
            (Term("col.deputy"), edition.person(model.deputy)),
            (
                Term("col.accounts"),
                edition.facts.count_in(territory) if edition.graph.territories_below.get(model.id) else None,
            ),
            (Term("col.potential"), formed(potential, "amount")),
            (Term("col.covered"), formed(covered, "share")),
            (Term("col.unowned"), gaps),
            (Term("col.needed_skills"), Joined(needs) if needs else None),
        )
    )


def _visits(edition: Edition, territory: Entity[Territory]) -> list[Section]:
    """Return the visits that are planned over the plan, by class, with their hours and who makes them."""
    by_class: dict[str, list[Visits]] = defaultdict(list)
    parts = inside(edition.graph, territory)
    for visits in (
        (one for part in parts for one in edition.figures.visits.get(part.model.id, ())) if edition.figures else ()
    ):
        by_class[visits.class_].append(visits)
    rows = tuple(_of_class(edition, territory, name, group) for name, group in sorted(by_class.items()))
    heads = (
        Column("class"), Column("customers", "count"), Column("visits_planned", "index"), Column("hours", "hours"),
        Column("made_by"),
    )  # fmt: skip
    return [Section(Term("section.visits"), (table(heads, rows),))] if rows else []


def _of_class(edition: Edition, territory: Entity[Territory], name: str, group: list[Visits]) -> Cells:
    """Return the visits to a class of customers, with those who make them, and for whom they step in."""
    count = sum(1 for account in edition.facts.accounts_in(territory) if account.model.class_ == name)
    groups = (group for part in inside(edition.graph, territory) for group in part.model.account_groups)
    count += sum(group.count for group in groups if group.class_ == name)
    planned = sum((sum(visits.by_period.values(), _ZERO) for visits in group), _ZERO)
    hours = sum((sum(visits.hours.values(), _ZERO) for visits in group), _ZERO)
    makers: list[Said] = []
    for person, other in dict.fromkeys((visits.person, visits.carried_for) for visits in group):
        values = (("person", edition.person(person)), ("other", edition.person(other)))
        makers.append(Term("steps_in", values) if other else edition.person(person))
    return (name, count, planned, hours, Joined(tuple(makers)))


def _owners(edition: Edition, model: Territory) -> Section:
    rows = (
        (
            edition.person(owner.person),
            span_of(owner.from_, owner.to),
            owner.share,
            scope_of(edition, owner),
            PlanWord(owner.as_, "Owner.as"),
        )
        for owner in model.owners
    )
    made = table(columns("person", "when", "share", "scope", "credit"), rows, Term("empty.owners"))
    return Section(Term("col.owners"), (made,))


def _groups(edition: Edition, model: Territory) -> Table:
    heads = columns("group", "class", "channel", "count", "last_year", "potential",
                    numeric=("count", "last_year", "potential"))  # fmt: skip
    rows = []
    for group in model.account_groups:
        channel = edition.labels(Channel, group.channel)
        rows.append((group.label, group.class_, channel, group.count, group.last_year, group.potential))
    return table(heads, rows)
