"""One page of a plan, for the terminal."""

from typing import TYPE_CHECKING

from plancode.findings.likeness import closest
from plancode.locale.catalogue import Language, kind_word, word
from plancode.locale.width import visible
from plancode.model.kinds import ACTORS, EntityKind
from plancode.model.responsibilities import Duty
from plancode.model.team import Person, Team
from plancode.model.territories import Territory
from plancode.pipeline.building import edition_of
from plancode.pipeline.checking import Checked
from plancode.render.pages import view_of
from plancode.render.terminal import write_terminal

if TYPE_CHECKING:
    from plancode.graph.entity import Entity
    from plancode.model.base import Keyed

SHOWN = (Person, Team, Territory, Duty)


def show(checked: Checked, name: str, language: Language, columns: int) -> str | None:
    """Return the page of a person, team, territory or duty as text, or None where the plan has none so called."""
    edition = edition_of(checked)
    if edition is None:
        return None
    entity: Entity[Keyed] | None = None
    for model in SHOWN:
        entity = entity or edition.graph.find(model, name)
    entity = entity or next((person for person in edition.graph.all(Person) if person.model.name == name), None)
    view = view_of(edition, entity) if entity else None
    return write_terminal(view, language, columns) if view else None


def why_not(checked: Checked, name: str, language: Language) -> str:
    """Return why there is nothing to show: a thing without a page of its own, a slip, or nothing so called."""
    other = checked.graph.by_own_id.get(name)
    if other is not None:
        kind = kind_word(other.key.kind.value, language)
        return word("show.no_page", language).format(name=name, kind=kind) + "\n"
    near = closest(name, tuple(checked.graph.names((*ACTORS, EntityKind.TERRITORY, EntityKind.DUTY))))
    return word("show.near" if near else "show.none", language).format(name=visible(name), near=near) + "\n"
