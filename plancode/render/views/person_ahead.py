"""What lies ahead of somebody: approved adjustments with a later day, and customers that come or go on a day."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from plancode.graph.entity import Entity
from plancode.graph.touched import people_of
from plancode.model.adjustment import AdjustmentDocument
from plancode.model.rubric import RubricDocument
from plancode.model.team import Person
from plancode.render.blocks import Section
from plancode.render.edition import Edition
from plancode.render.views.adjustments import change_cells
from plancode.said.value import Joined, Said, Term
from plancode.tables.table import columns, table

_MOST: Final = 100
_DAY: Final = timedelta(days=1)
Dated = tuple[date, Said, Said]
"""A day, what happens on it, and why."""


def ahead_section(edition: Edition, person: Entity[Person]) -> tuple[Section, ...]:
    """Return what is agreed and begins only after the day of the page; nothing where nothing is."""
    rows = sorted([*_adjusted(edition, person), *_owned(edition, person)], key=lambda row: row[0])
    heads = columns("day", "change", "reason")
    return (Section(Term("section.ahead_of_me"), (table(heads, rows).first(_MOST),)),) if rows else ()


def _adjusted(edition: Edition, person: Entity[Person]) -> Iterator[Dated]:
    """Yield the changes of approved adjustments that touch somebody, from their day on."""
    role = edition.facts.role(person)
    for adjustment in edition.graph.all(AdjustmentDocument):
        model = adjustment.model
        if model.effective <= edition.as_of or not model.is_approved(edition.as_of):
            continue
        for change in model.changes:
            rubric = edition.graph.find(RubricDocument, change.rubric)
            is_theirs = rubric is not None and role is not None and role.model.id in rubric.model.roles
            if is_theirs or person in people_of(edition.graph, adjustment, change):
                yield model.effective, Joined(change_cells(edition, change), "list.semicolon"), model.reason


def _owned(edition: Edition, person: Entity[Person]) -> Iterator[Dated]:
    """Yield the customers that somebody gets or gives away by name; whole territories stand with their days."""
    for account, owner in edition.owners_of.get(person.model.id, ()):
        name = account.model.label
        if owner.from_ is not None and owner.from_ > edition.as_of:
            yield owner.from_, Term("ahead_of_me.get", (("name", name),)), None
        if owner.to is not None and owner.to >= edition.as_of:
            yield owner.to + _DAY, Term("ahead_of_me.give", (("name", name),)), None
