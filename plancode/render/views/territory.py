"""A territory's page: who looks after it, and its customers."""

from plancode.graph.entity import Entity
from plancode.model.plan import Channel, Skill
from plancode.model.territories import TerritoriesDocument, Territory
from plancode.render.blocks import Block, Facts, Joined, Section, Table, Term, View, columns, shown
from plancode.render.edition import Edition, span_of, territory_link
from plancode.render.views.accounts import accounts_blocks, by_potential
from plancode.render.views.parts import scope_of, targets_section
from plancode.render.views.person import footer


def territory_view(edition: Edition, territory: Entity[Territory]) -> View:
    """Return a territory's page."""
    model = territory.model
    accounts = by_potential([(account, territory) for account in edition.facts.accounts(territory)])
    blocks: list[Block] = [_facts(edition, territory), *edition.note(territory), _owners(edition, territory)]
    own = edition.targets_of("territory", model.id)
    if own:
        blocks.append(targets_section(edition, own, "none", "territory"))
    listed: list[Block] = accounts_blocks(edition, accounts)
    if model.account_groups:
        listed.append(_groups(edition, territory))
    blocks.append(Section(Term("section.accounts"), tuple(listed) or (Table((), (), Term("empty.accounts")),)))
    if any(account.model.class_ for account, _ in accounts) or model.account_groups:
        blocks += _call_plan(edition)
    return View(
        territory_link(territory).page, Term("title.territory", (("name", model.label),)), (*blocks, footer(edition))
    )


def _facts(edition: Edition, territory: Entity[Territory]) -> Facts:
    model = territory.model
    above = edition.graph.find(Territory, model.parent)
    needs = tuple(
        Term("level", (("level", edition.labels(Skill, name)), ("share", level))) for name, level in model.needs.items()
    )
    return shown(
        (
            (Term("col.team"), edition.team(model.team)),
            (Term("col.above"), territory_link(above) if above else None),
            (Term("col.when"), span_of(model.from_, model.to)),
            (Term("col.deputy"), edition.person(model.deputy)),
            (Term("col.needed_skills"), Joined(needs) if needs else None),
        )
    )


def _owners(edition: Edition, territory: Entity[Territory]) -> Section:
    heads = columns("col.person", "col.when", "col.share", "col.for", "col.credit")
    rows = tuple(
        (
            edition.person(one.person),
            span_of(one.from_, one.to),
            one.share,
            scope_of(edition, one),
            Term(f"credit.{one.as_}"),
        )
        for one in territory.model.owners
    )
    return Section(Term("section.owners"), (Table(heads, rows, Term("empty.owners")),))


def _groups(edition: Edition, territory: Entity[Territory]) -> Table:
    heads = columns("col.group", "col.class", "col.channel", "col.count", "col.last_year", "col.potential",
                    numeric=("col.count", "col.last_year", "col.potential"))  # fmt: skip
    rows = tuple(
        (one.label, one.class_, edition.labels(Channel, one.channel), one.count, one.last_year, one.potential)
        for one in territory.model.account_groups
    )
    return Table(heads, rows, Term("none"))


def _call_plan(edition: Edition) -> list[Block]:
    plans = {name: plan for one in edition.graph.all(TerritoriesDocument) for name, plan in one.model.call_plan.items()}
    if not plans:
        return []
    heads = columns("col.class", "col.visits", "col.visit_time", "col.travel")
    rows = tuple((name, plan.calls, plan.minutes, plan.travel) for name, plan in plans.items())
    return [Section(Term("section.call_plan"), (Table(heads, rows, Term("none")),))]
