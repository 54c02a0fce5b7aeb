"""Who is responsible, accountable, consulted, informed and supporting, for every duty and team."""

from plancode.graph.duties import Instance
from plancode.graph.entity import Entity
from plancode.model.base import Needs
from plancode.model.responsibilities import Duty
from plancode.render.blocks import Block, Line, ProseBlock, Section, View, shown
from plancode.render.edition import Edition
from plancode.render.views.footer import footer
from plancode.render.views.parts import duty_cells
from plancode.said.value import Joined, Said, Term
from plancode.tables.table import columns, table


def responsibilities_view(edition: Edition) -> View:
    """Return the page of duties."""
    heads = columns("duty", "team", "part.R", "part.A", "part.C", "part.I", "part.S")
    rows = (_row(edition, instance) for instance in edition.duties)
    duties = edition.graph.all(Duty)
    blocks: list[Block] = [
        Line(Term("responsibilities.legend")),
        *edition.note(*duties),
        table(heads, rows, Term("empty.all_duties")),
    ]
    needing = [duty.model for duty in duties if duty.model.needs]
    if needing:
        needs = ((duty.label, _needs(edition, duty.needs), _needs(edition, duty.provided)) for duty in needing)
        blocks.append(Section(Term("section.support"), (table(columns("duty", "needs", "provided"), needs),)))
    return View("responsibilities.md", Term("title.responsibilities"), (*blocks, footer(edition)))


def duty_view(edition: Edition, duty: Entity[Duty]) -> View:
    """Return one duty, as each of its teams has it."""
    heads = columns("team", "part.R", "part.A", "part.C", "part.I", "part.S")
    rows = tuple(_row(edition, instance)[1:] for instance in edition.duties if instance.duty.key == duty.key)
    text = (ProseBlock(duty.model.text),) if duty.model.text else ()
    facts = shown(
        (
            (Term("col.needs"), _needs(edition, duty.model.needs)),
            (Term("col.provided"), _needs(edition, duty.model.provided)),
        )
    )
    blocks = (*text, facts, table(heads, rows), footer(edition))
    return View("responsibilities.md", duty.model.label, blocks)


def _row(edition: Edition, instance: Instance) -> tuple[Said, ...]:
    team: Said = edition.team(instance.team.model.id) if instance.team else Term("whole_plan")
    duty, *parts = duty_cells(edition, instance)
    return (duty, team, *parts)


def _needs(edition: Edition, needs: Needs | None) -> Said:
    if needs is None:
        return None
    budget = (Term("budget", (("amount", needs.budget),)),) if needs.budget is not None else ()
    support = tuple(edition.actor(name) for name in needs.support)
    return Joined((*budget, *support, *needs.resources))
