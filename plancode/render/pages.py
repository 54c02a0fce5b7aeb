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
from plancode.render.views.glossary import glossary_view
from plancode.render.views.overview import overview
from plancode.render.views.person import person_view
from plancode.render.views.responsibilities import duty_view, responsibilities_view
from plancode.render.views.scorecards import scorecards_view
from plancode.render.views.team import team_view
from plancode.render.views.territory import territory_view


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


def pages(edition: Edition, language: Language) -> Iterator[View]:
    """Yield every page of an edition."""
    yield overview(edition, language)
    for team in edition.graph.all(Team):
        yield team_view(edition, team)
    for person in edition.graph.all(Person):
        yield person_view(edition, person)
    for territory in edition.graph.all(Territory):
        yield territory_view(edition, territory)
    yield responsibilities_view(edition)
    yield scorecards_view(edition)
    yield glossary_view(edition)
