"""The timetable: season, working days and holidays of each period, events, campaigns and tasks in order of date."""

from dataclasses import replace
from datetime import date
from typing import Final

from plancode.graph.entity import Entity
from plancode.locale.catalogue import Language
from plancode.model.actions import Action, Effect
from plancode.model.calendar import CalendarDocument, Event
from plancode.render.blocks import Block, Inline, Joined, Line, Section, Table, Term, View, columns, folded
from plancode.render.edition import Edition, span_of
from plancode.render.figures import Figures
from plancode.render.sheets import say
from plancode.render.views.footer import footer
from plancode.render.views.season import runs_table, season_chart
from plancode.sheets.selection import Selection
from plancode.sheets.timetable import timetable_sheet

MOST_DATED: Final = 200


def timetable_view(edition: Edition, language: Language) -> View | None:
    """Return the page of the plan's time, or None where neither a target, a calendar nor an action says anything."""
    figures = edition.figures
    graph = edition.graph
    if figures is None or (not figures.all and not graph.all(CalendarDocument) and not graph.all(Action)):
        return None
    blocks: tuple[Block, ...] = (
        *season_chart(edition),
        *_periods(edition, figures, language),
        *_runs(edition),
        *_events(edition),
        *_actions(edition),
        footer(edition),
    )
    return View("timetable.md", Term("title.timetable"), blocks)


def _periods(edition: Edition, figures: Figures, language: Language) -> tuple[Section, ...]:
    sheet = timetable_sheet(figures.analysis, Selection(), language)
    notes = (Line(say(note, edition.named)) for note in sheet.notes)
    return (Section(Term("section.periods"), (*edition.blocks(replace(sheet, notes=())), *notes)),)


def _runs(edition: Edition) -> tuple[Section, ...]:
    found = runs_table(edition)
    delta = edition.graph.policy.season_delta
    note = Line(Term("season_note", (("delta", delta),)))
    return (Section(Term("section.runs"), (found, note)),) if found is not None else ()


def _events(edition: Edition) -> tuple[Section, ...]:
    found = sorted(edition.graph.all(Event), key=lambda one: (one.model.from_, one.model.to, one.model.id))
    rows, more = folded([_event(one) for one in found], MOST_DATED, "more_rows")
    heads = columns("col.event", "col.kind", "col.when", "col.text")
    return (Section(Term("section.events"), (Table(heads, rows, Term("none")), *more)),) if rows else ()


def _event(event: Entity[Event]) -> tuple[Inline, ...]:
    model = event.model
    return (model.label, Term(f"event.{model.kind}"), span_of(model.from_, model.to), model.text)


def _actions(edition: Edition) -> tuple[Section, ...]:
    """Return all actions in order of date with what they cost and bring; those without a date last."""
    found = sorted(edition.graph.all(Action), key=_when)
    heads = columns("col.action", "col.kind", "col.when", "col.owner", "col.budget", "col.expected", "col.status")
    rows, more = folded([_action(edition, one) for one in found], MOST_DATED, "more_rows")
    blocks: tuple[Block, ...] = (*edition.note(*found), Table(heads, rows, Term("none")), *more)
    return (Section(Term("section.dated"), blocks),) if rows else ()


def _action(edition: Edition, action: Entity[Action]) -> tuple[Inline, ...]:
    model = action.model
    effects = tuple(_effect(edition, one) for one in model.effects)
    return (
        model.label,
        Term(f"action.{model.kind}"),
        span_of(model.from_, model.to),
        edition.person(model.owner),
        model.budget,
        Joined(effects, "list.semicolon") if effects else None,
        Term(f"status.{model.status}"),
    )


def _effect(edition: Edition, effect: Effect) -> Inline:
    return Joined((edition.metric_name(effect.metric), edition.scope_name(effect.dimensions), effect.amount), "space")


def _when(action: Entity[Action]) -> tuple[date, date, str]:
    model = action.model
    return (model.from_ or model.to or date.max, model.to or date.max, model.id)
