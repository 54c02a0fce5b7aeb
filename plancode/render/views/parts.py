"""Parts that several pages share: tables of actions, meetings, and how a scorecard is put into words."""

from decimal import Decimal

from plancode.graph.entity import Entity
from plancode.model.actions import Action
from plancode.model.cadence import CadenceDocument, Meeting, OneToOne, Who
from plancode.model.plan import Channel, Product, Segment
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person
from plancode.model.territories import Owner
from plancode.quantity import Quantity
from plancode.render.edition import Edition, span_of
from plancode.said.value import Joined, PlanWord, Said, Term
from plancode.tables.scopes import kpi_ref
from plancode.tables.table import Table, columns, table


def actions_table(
    edition: Edition, actions: list[Entity[Action]], empty: str, person: Entity[Person] | None = None
) -> Table:
    """Return actions with dates, owner and state; for one person with the part they have in it."""
    heads = columns("action", "kind", "when", "owner", "effort", "status")
    return table(heads, tuple(_action(edition, action, person) for action in actions), Term(empty))


def _action(edition: Edition, action: Entity[Action], person: Entity[Person] | None) -> tuple[Said, ...]:
    model = action.model
    mine = person is not None and model.owner == person.model.id
    owner: Said = Term("me") if mine else edition.person(model.owner)
    when = span_of(model.from_, model.to)
    return (
        model.label,
        PlanWord(model.kind, "Action.kind"),
        when,
        owner,
        model.effort,
        PlanWord(model.status, "Action.status"),
    )


def meetings_table(rows: list[tuple[Said, ...]]) -> Table:
    """Return meetings and one-to-ones with their rhythm."""
    heads = columns("meeting", "every", "day", "minutes", "with", numeric=("minutes",))
    return table(heads, tuple(rows), Term("empty.meetings"))


def meeting_row(edition: Edition, meeting: Entity[Meeting]) -> tuple[Said, ...]:
    """Return a meeting with its rhythm and who takes part."""
    model = meeting.model
    day = PlanWord(model.on, "Meeting.on") if model.on else None
    return (model.label, every(model.every), day, model.minutes, who(edition, model.who))


def one_to_one_row(one: OneToOne, other: Said) -> tuple[Said, ...]:
    """Return a one-to-one with its rhythm."""
    return (Term("word.one_to_one"), every(one.every), None, one.minutes, other)


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
    return [one for document in edition.graph.all(CadenceDocument) for one in document.model.one_to_ones]


def kpi_table(edition: Edition, rubric: Entity[RubricDocument]) -> Table:
    """Return the lines of a scorecard: what is looked at, weight, and how points are found."""
    heads = columns("kpi", "dimension", "measured", "weight", "method", numeric=("weight",))
    rows = tuple(_kpi(edition, kpi) for kpi in rubric.model.kpis)
    whole = sum((kpi.weight for kpi in rubric.model.kpis), Decimal(0))
    return table(heads, rows, Term("none"), (Term("total"), None, None, whole, None))


def _kpi(edition: Edition, kpi: Kpi) -> tuple[Said, ...]:
    method = kpi.score.in_words(kpi.weight)
    dimension = PlanWord(kpi.dimension, "Kpi.dimension")
    return (kpi_ref(edition.graph, kpi), dimension, _measured(edition, kpi), kpi.weight, method)


def _measured(edition: Edition, kpi: Kpi) -> Said:
    if kpi.metric is not None:
        return edition.metric_name(kpi.metric)
    if kpi.assess is not None:
        by = PlanWord(kpi.assess.by, "Assess.by")
        if kpi.assess.assessor is None:
            return by
        return Term("assessed_by", (("method", by), ("assessor", edition.actor(kpi.assess.assessor))))
    return Term("metric.task_completion")


def scope_of(edition: Edition, owner: Owner) -> Said:
    """Return what an owner looks after, in words."""
    if owner.for_ is None:
        return Term("everything")
    parts = (
        edition.labels(Channel, owner.for_.channel),
        edition.labels(Product, owner.for_.product),
        edition.labels(Segment, owner.for_.segment),
    )
    return Joined(parts)
