"""All pages of a plan."""

from collections.abc import Iterator
from typing import cast

from plancode.graph.entity import Entity
from plancode.locale.catalogue import Language
from plancode.model.base import Keyed
from plancode.model.responsibilities import Duty
from plancode.model.team import Person, Team
from plancode.model.territories import Territory
from plancode.render.blocks import View
from plancode.render.edition import Edition
from plancode.render.views.adjustments import adjustments_view
from plancode.render.views.capacity import capacity_view
from plancode.render.views.coverage import coverage_view
from plancode.render.views.feasibility import feasibility_view
from plancode.render.views.follow_up import follow_up_view
from plancode.render.views.footer import footer
from plancode.render.views.glossary import glossary_view
from plancode.render.views.history import Past, history_view
from plancode.render.views.overview import overview
from plancode.render.views.person import person_view
from plancode.render.views.responsibilities import duty_view, responsibilities_view
from plancode.render.views.scorecards import scorecards_view
from plancode.render.views.scores import results_view
from plancode.render.views.targets import targets_view
from plancode.render.views.team import team_view
from plancode.render.views.territory import territory_view
from plancode.render.views.timetable import timetable_view
from plancode.render.views.workload import workload_view
from plancode.said.value import Link


def view_of(edition: Edition, entity: Entity[Keyed]) -> View | None:
    """Return the page about an entity, where its kind has one."""
    model = entity.model
    if isinstance(model, Person):
        return person_view(edition, cast("Entity[Person]", entity))
    if isinstance(model, Team):
        return team_view(edition, cast("Entity[Team]", entity))
    if isinstance(model, Territory):
        return territory_view(edition, cast("Entity[Territory]", entity))
    return duty_view(edition, cast("Entity[Duty]", entity)) if isinstance(model, Duty) else None


def pages(edition: Edition, language: Language, past: Past | None = None) -> Iterator[View]:
    """Yield every page of an edition; of those about the whole plan only the ones that have something to say.

    The page about the history is there where the past is given.
    """
    whole = [view for view in _of_the_plan(edition, language) if view is not None]
    if past is not None:
        whole.append(history_view(past, footer(edition)))
    yield overview(edition, language, tuple(Link(view.page, view.title) for view in whole))
    for team in edition.graph.all(Team):
        yield team_view(edition, team)
        follow_up = follow_up_view(edition, team)
        if follow_up is not None:
            yield follow_up
    for person in edition.graph.all(Person):
        yield person_view(edition, person)
    for territory in edition.graph.all(Territory):
        yield territory_view(edition, territory)
    yield from whole


def _of_the_plan(edition: Edition, language: Language) -> Iterator[View | None]:
    """Yield the pages about the whole plan, in the order in which the overview names them."""
    yield targets_view(edition)
    yield feasibility_view(edition)
    yield capacity_view(edition)
    yield timetable_view(edition, language)
    yield coverage_view(edition)
    yield workload_view(edition)
    yield responsibilities_view(edition)
    yield scorecards_view(edition)
    yield results_view(edition)
    yield adjustments_view(edition)
    yield glossary_view(edition)
