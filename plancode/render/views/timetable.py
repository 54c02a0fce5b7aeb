"""The timetable: season, working days and holidays of each period, events, campaigns and tasks in order of date."""

from typing import Final

from plancode.analysis.feasibility import planned_spend
from plancode.graph.entity import Entity
from plancode.locale.catalogue import Language
from plancode.model.actions import Action
from plancode.model.calendar import CalendarDocument, Event
from plancode.quantity import Quantity
from plancode.render.blocks import Block, Line, Section, View
from plancode.render.edition import Edition, span_of
from plancode.render.layout import laid_out
from plancode.render.views.footer import footer
from plancode.render.views.season import runs_table, season_chart
from plancode.said.value import Joined, PlanWord, Said, Term
from plancode.tables.selection import Selection
from plancode.tables.table import columns, table
from plancode.tables.timetable import timetable_table

MOST_DATED: Final = 200


def timetable_view(edition: Edition, language: Language) -> View | None:
    """Return the page of the plan's time, or None where neither a target, a calendar nor an action says anything."""
    figures = edition.figures
    if figures is None or not (figures.all or edition.graph.all(CalendarDocument) or edition.actions):
        return None
    periods = laid_out(timetable_table(figures.analysis, Selection(), language))
    blocks: list[Block] = [*season_chart(edition), Section(Term("section.periods"), periods)]
    runs = runs_table(edition)
    if runs is not None:
        note = Line(Term("season_note", (("delta", edition.graph.policy.season_delta),)))
        blocks.append(Section(Term("section.runs"), (runs, note)))
    blocks += [*_events(edition), *_actions(edition), footer(edition)]
    return View("timetable.md", Term("title.timetable"), tuple(blocks))


def _events(edition: Edition) -> tuple[Section, ...]:
    events = (event.model for event in edition.graph.all(Event))
    rows = tuple(
        (event.label, PlanWord(event.kind, "Event.kind"), span_of(event.from_, event.to), event.text)
        for event in sorted(events, key=lambda event: (event.from_, event.to, event.id))
    )
    made = table(columns("event", "kind", "when", "text"), rows).first(MOST_DATED)
    return (Section(Term("col.events"), (made,)),) if rows else ()


def _actions(edition: Edition) -> tuple[Section, ...]:
    """Return all actions in order of date with what they cost and bring; those without a date last."""
    heads = columns("action", "kind", "when", "owner", "budget", "expected", "status")
    made = table(heads, (_action(edition, action) for action in edition.actions)).first(MOST_DATED)
    blocks: tuple[Block, ...] = (*edition.note(*edition.actions), made, *_budget(edition))
    return (Section(Term("section.dated"), blocks),) if made.rows else ()


def _budget(edition: Edition) -> tuple[Line, ...]:
    """Return what the actions may cost together of the plan's budget, and what is left of it."""
    figures, plan = edition.figures, edition.graph.plan
    if figures is None or plan is None:
        return ()
    measures, day = figures.analysis.measures, figures.horizon.plan.start
    budget, planned = measures.money(plan.model.budget, day), planned_spend(measures, day)
    if budget is None:
        return ()
    form = "over" if planned > budget else "left"
    sums = (("planned", planned), ("budget", budget), ("left", abs(budget - planned)))
    return (Line(Term(f"budget_{form}", tuple((name, Quantity(amount)) for name, amount in sums))),)


def _action(edition: Edition, action: Entity[Action]) -> tuple[Said, ...]:
    model = action.model
    effects = tuple(
        Joined((edition.metric_name(effect.metric), edition.scope_name(effect.dimensions), effect.amount), "list.space")
        for effect in model.effects
    )
    return (
        model.label,
        PlanWord(model.kind, "Action.kind"),
        span_of(model.from_, model.to),
        edition.person(model.owner),
        model.budget,
        Joined(effects, "list.semicolon") if effects else None,
        PlanWord(model.status, "Action.status"),
    )
