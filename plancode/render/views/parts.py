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
from plancode.render.blocks import Inline, Joined, Table, Term, Weekday, columns
from plancode.render.edition import Edition, span_of
from plancode.render.views.methods import method_in_words


def actions_table(
    edition: Edition, actions: list[Entity[Action]], empty: str, person: Entity[Person] | None = None
) -> Table:
    """Return actions with dates, owner and state; for one person with the part they have in it."""
    heads = columns("col.action", "col.kind", "col.when", "col.owner", "col.effort", "col.status")
    return Table(heads, tuple(_action(edition, action, person) for action in actions), Term(empty))


def _action(edition: Edition, action: Entity[Action], person: Entity[Person] | None) -> tuple[Inline, ...]:
    model = action.model
    mine = person is not None and model.owner == person.model.id
    owner: Inline = Term("me") if mine else edition.person(model.owner)
    when = span_of(model.from_, model.to)
    return (model.label, Term(f"action.{model.kind}"), when, owner, model.effort, Term(f"status.{model.status}"))


def meetings_table(rows: list[tuple[Inline, ...]]) -> Table:
    """Return meetings and one-to-ones with their rhythm."""
    heads = columns("col.meeting", "col.every", "col.day", "col.minutes", "col.with", numeric=("col.minutes",))
    return Table(heads, tuple(rows), Term("empty.meetings"))


def meeting_row(edition: Edition, meeting: Entity[Meeting]) -> tuple[Inline, ...]:
    """Return a meeting with its rhythm and who takes part."""
    model = meeting.model
    day = Weekday(model.on) if model.on else None
    return (model.label, every(model.every), day, model.minutes, who(edition, model.who))


def one_to_one_row(one: OneToOne, other: Inline) -> tuple[Inline, ...]:
    """Return a one-to-one with its rhythm."""
    return (Term("one_to_one"), every(one.every), None, one.minutes, other)


def every(duration: Quantity) -> Inline:
    """Return how often something comes back."""
    if duration.number == 1:
        return Term(f"every.{duration.unit}")
    return Term("every", (("duration", duration),))


def who(edition: Edition, invited: Who) -> Inline:
    """Return who takes part, in words."""
    parts: list[Inline] = []
    if invited.team == "each":
        parts.append(Term("each_team"))
    elif invited.team:
        parts.append(edition.team(invited.team))
    parts += [edition.actor(name) for name in invited.people]
    return Joined(tuple(parts)) if parts else None


def one_to_ones(edition: Edition) -> list[OneToOne]:
    """Return every rule for one-to-ones."""
    return [one for document in edition.graph.all(CadenceDocument) for one in document.model.one_to_ones]


def kpi_table(edition: Edition, rubric: Entity[RubricDocument]) -> Table:
    """Return the lines of a scorecard: what is looked at, weight, and how points are found."""
    heads = columns("col.kpi", "col.dimension", "col.measured", "col.weight", "col.method", numeric=("col.weight",))
    rows = tuple(_kpi(edition, kpi) for kpi in rubric.model.kpis)
    whole = sum((kpi.weight for kpi in rubric.model.kpis), Decimal(0))
    return Table(heads, rows, Term("none"), (Term("total"), None, None, whole, None))


def kpi_name(edition: Edition, kpi: Kpi) -> Inline:
    """Return what people call a line of a scorecard."""
    return kpi.title or (edition.metric_name(kpi.metric) if kpi.metric else kpi.id)


def _kpi(edition: Edition, kpi: Kpi) -> tuple[Inline, ...]:
    method = method_in_words(kpi.score, kpi.weight)
    dimension = Term(f"dimension.{kpi.dimension}")
    return (kpi_name(edition, kpi), dimension, _measured(edition, kpi), kpi.weight, method)


def _measured(edition: Edition, kpi: Kpi) -> Inline:
    if kpi.metric is not None:
        return edition.metric_name(kpi.metric)
    if kpi.assess is not None:
        by = Term(f"assess.{kpi.assess.by}")
        if kpi.assess.assessor is None:
            return by
        return Term("assessed_by", (("method", by), ("assessor", edition.actor(kpi.assess.assessor))))
    return Term("metric.task_completion")


def scope_of(edition: Edition, owner: Owner) -> Inline:
    """Return what an owner looks after, in words."""
    if owner.for_ is None:
        return Term("everything")
    parts = (
        edition.labels(Channel, owner.for_.channel),
        edition.labels(Product, owner.for_.product),
        edition.labels(Segment, owner.for_.segment),
    )
    return Joined(parts)
