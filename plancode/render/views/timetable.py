"""The timetable: season, working days and holidays of each period, events, campaigns and tasks in order of date."""

from datetime import date
from typing import Final

from plancode.graph.entity import Entity
from plancode.locale.catalogue import Language
from plancode.model.actions import Action, ActionEffect
from plancode.model.calendar import CalendarDocument, Event
from plancode.render.blocks import Block, Line, Section, View
from plancode.render.edition import Edition, span_of
from plancode.render.figures import Figures
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
    graph = edition.graph
    if figures is None or (not figures.all and not graph.all(CalendarDocument) and not graph.all(Action)):
        return None
    blocks: tuple[Block, ...] = (
        *season_chart(edition),
        *_periods(figures, language),
        *_runs(edition),
        *_events(edition),
        *_actions(edition),
        footer(edition),
    )
    return View("timetable.md", Term("title.timetable"), blocks)


def _periods(figures: Figures, language: Language) -> tuple[Section, ...]:
    return (Section(Term("section.periods"), laid_out(timetable_table(figures.analysis, Selection(), language))),)


def _runs(edition: Edition) -> tuple[Section, ...]:
    found = runs_table(edition)
    delta = edition.graph.policy.season_delta
    note = Line(Term("season_note", (("delta", delta),)))
    return (Section(Term("section.runs"), (found, note)),) if found is not None else ()


def _events(edition: Edition) -> tuple[Section, ...]:
    found = sorted(edition.graph.all(Event), key=lambda one: (one.model.from_, one.model.to, one.model.id))
    made = table(columns("event", "kind", "when", "text"), map(_event, found))
    return (Section(Term("col.events"), (made.first(MOST_DATED),)),) if found else ()


def _event(event: Entity[Event]) -> tuple[Said, ...]:
    model = event.model
    return (model.label, PlanWord(model.kind, "Event.kind"), span_of(model.from_, model.to), model.text)


def _actions(edition: Edition) -> tuple[Section, ...]:
    """Return all actions in order of date with what they cost and bring; those without a date last."""
    found = sorted(edition.graph.all(Action), key=_when)
    heads = columns("action", "kind", "when", "owner", "budget", "expected", "status")
    made = table(heads, (_action(edition, one) for one in found))
    return (Section(Term("section.dated"), (*edition.note(*found), made.first(MOST_DATED))),) if found else ()


def _action(edition: Edition, action: Entity[Action]) -> tuple[Said, ...]:
    model = action.model
    effects = tuple(_effect(edition, one) for one in model.effects)
    return (
        model.label,
        PlanWord(model.kind, "Action.kind"),
        span_of(model.from_, model.to),
        edition.person(model.owner),
        model.budget,
        Joined(effects, "list.semicolon") if effects else None,
        PlanWord(model.status, "Action.status"),
    )


def _effect(edition: Edition, effect: ActionEffect) -> Said:
    return Joined(
        (edition.metric_name(effect.metric), edition.scope_name(effect.dimensions), effect.amount), "list.space"
    )


def _when(action: Entity[Action]) -> tuple[date, date, str]:
    model = action.model
    return (model.from_ or model.to or date.max, model.to or date.max, model.id)
