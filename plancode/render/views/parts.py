"""Parts that several pages share: tables of actions, meetings, and how a scorecard is put into words."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from plancode.graph.duties import Instance
from plancode.graph.entity import Entity
from plancode.model.actions import Action
from plancode.model.cadence import CadenceDocument, Meeting, OneToOne, Who
from plancode.model.plan import Channel, Plan, Product, Segment
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person
from plancode.model.territories import Owner, Territory
from plancode.quantity import Quantity, rounded
from plancode.render.edition import Edition, span_of
from plancode.said.value import Joined, PlanWord, Said, Term
from plancode.scorecard.scoring import part_of_weight, unread
from plancode.scorecard.stretches import LENGTHS, Length
from plancode.tables.coverage import covered_cells
from plancode.tables.scopes import kpi_ref, measured
from plancode.tables.table import Cells, Column, Table, columns, table

_TERRITORIES: Final = (
    Column("territory", "name"), Column("owners"), Column("accounts", "count"), Column("potential", "amount"),
    Column("covered", "share"), Column("unowned"),
)  # fmt: skip


def actions_table(
    edition: Edition, actions: list[Entity[Action]], empty: str, person: Entity[Person] | None = None
) -> Table:
    """Return actions with dates, owner and state; for one person with the part they have in it."""
    heads = columns("action", "kind", "when", "owner", "effort", "status")
    me = person.model.id if person is not None else None
    rows = (
        (
            action.model.label,
            PlanWord(action.model.kind, "Action.kind"),
            span_of(action.model.from_, action.model.to),
            Term("me") if me is not None and action.model.owner == me else edition.person(action.model.owner),
            action.model.effort,
            PlanWord(action.model.status, "Action.status"),
        )
        for action in actions
    )
    return table(heads, rows, Term(empty))


def meetings_table(rows: list[tuple[Said, ...]]) -> Table:
    """Return meetings and one-to-ones with their rhythm."""
    heads = columns("meeting", "every", "day", "minutes", "with", numeric=("minutes",))
    return table(heads, tuple(rows), Term("empty.meetings"))


def meeting_row(edition: Edition, meeting: Entity[Meeting]) -> tuple[Said, ...]:
    """Return a meeting with its rhythm and who takes part."""
    model = meeting.model
    day = PlanWord(model.on, "Meeting.on") if model.on else None
    return (model.label, every(model.every), day, model.minutes, who(edition, model.who))


def one_to_one_row(rule: OneToOne, other: Said) -> tuple[Said, ...]:
    """Return a one-to-one with its rhythm."""
    return (Term("word.one_to_one"), every(rule.every), None, rule.minutes, other)


def every(duration: Quantity) -> Said:
    """Return how often something comes back."""
    if duration.number == 1:
        return Term(f"every.{duration.unit}")
    return Term("every", (("duration", duration),))


def who(edition: Edition, invited: Who) -> Said:
    """Return who takes part, in words."""
    parts: list[Said] = []
    if invited.team == "each":
        parts.append(PlanWord("each"))
    elif invited.team:
        parts.append(edition.team(invited.team))
    parts += [edition.actor(name) for name in invited.people]
    return Joined(tuple(parts)) if parts else None


def one_to_ones(edition: Edition) -> list[OneToOne]:
    """Return every rule for one-to-ones."""
    return [rule for document in edition.graph.all(CadenceDocument) for rule in document.model.one_to_ones]


def kpi_table(edition: Edition, rubric: Entity[RubricDocument]) -> Table:
    """Return the lines of a scorecard: what is looked at, weight, and how points are found."""
    heads = columns("kpi", "dimension", "measured", "weight", "method", numeric=("weight",))
    rows: list[Cells] = []
    for kpi in rubric.model.kpis:
        dimension = PlanWord(kpi.dimension, "Kpi.dimension")
        words = kpi.score.in_words(part_of_weight(kpi, rubric.model), unread(edition.graph, kpi))
        method = _how_often(kpi, rubric.model.period, words)
        rows.append((kpi_ref(edition.graph, kpi), dimension, _measured(edition, kpi), kpi.weight, method))
    whole = sum((kpi.weight for kpi in rubric.model.kpis), Decimal(0))
    return table(heads, rows, Term("none"), (Term("total"), None, None, whole, None))


def _how_often(kpi: Kpi, period: Length, method: Said) -> Said:
    """Return how points are found, with how often where that is not as often as the scorecard."""
    if kpi.frequency is None or kpi.frequency == period:
        return method
    often: list[Said] = [Term(f"each.{kpi.frequency}")]
    if LENGTHS.index(kpi.frequency) < LENGTHS.index(period):
        values = (("weight", rounded(kpi.weight / kpi.added_up(period), 2)),) if kpi.together == "sum" else ()
        often.append(Term(f"of_parts.rule_{kpi.together or 'mean'}", values))
    return Joined((method, *often), "list.semicolon")


def _measured(edition: Edition, kpi: Kpi) -> Said:
    if kpi.metric is not None:
        return edition.metric_name(kpi.metric)
    if kpi.assess is None:
        return Term("metric.task_completion")
    by, assessor = PlanWord(kpi.assess.by, "Assess.by"), kpi.assess.assessor
    if assessor is None:
        return by
    return Term("assessed_by", (("method", by), ("assessor", edition.actor(assessor))))


def scope_of(edition: Edition, owner: Owner) -> Said:
    """Return what an owner looks after, in words."""
    part = owner.for_
    if part is None:
        return Term("everything")
    kinds = ((Channel, part.channel), (Product, part.product), (Segment, part.segment))
    return Joined(tuple(edition.labels(kind, name) for kind, name in kinds))


def duty_cells(edition: Edition, instance: Instance) -> Cells:
    """Return a duty with those who have each part in it."""
    parts = (tuple(edition.actor(actor.model.own_id) for actor in actors) for actors in instance.parts.values())
    return (instance.duty.model.label, *(Joined(names) if names else None for names in parts))


def exchange_rates(plan: Plan) -> tuple[Said, ...]:
    """Return what foreign money is worth in the plan's currency, as it is stated."""
    return tuple(
        Term(
            "rate.from" if rate.from_ is not None else "rate.plain",
            (("currency", rate.currency), ("rate", Quantity(rate.rate)), ("own", plan.currency), ("day", rate.from_)),
        )
        for rate in plan.rates
    )


def territories_table(edition: Edition, territories: Sequence[Entity[Territory]]) -> Table:
    """Return territories with their owners, customers, potential and coverage; those of a region are its parts'."""
    return table(_TERRITORIES, (_territory(edition, one) for one in territories), Term("empty.team_territories"))


def _territory(edition: Edition, territory: Entity[Territory]) -> tuple[Said, ...]:
    """Return a territory with potential, the covered share, and when nobody looks after its customers."""
    figures, model = edition.figures, territory.model
    owners = (Joined((edition.person(owner.person), _terms(edition, owner)), "list.nothing") for owner in model.owners)
    potential = measured(figures.analysis.measures, "", figures.potential(territory)) if figures is not None else None
    covered = covered_cells(figures.analysis, territory) if figures is not None else (None, None)
    return (
        territory.ref,
        Joined(tuple(owners), "list.semicolon"),
        edition.facts.count_in(territory),
        potential,
        *covered,
    )


def _terms(edition: Edition, owner: Owner) -> Said:
    """Return what an owner looks after and when, where that is less than everything always."""
    scope = scope_of(edition, owner) if owner.for_ is not None else None
    terms = tuple(term for term in (scope, span_of(owner.from_, owner.to)) if term is not None)
    return Term("in_brackets", (("text", Joined(terms)),)) if terms else None
