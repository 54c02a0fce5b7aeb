"""What reviews left open: lessons and actions, in a review that ends the old year and stands in the new plan."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from plancode.edit.edits import EditValue
from plancode.edit.fresh import document_text
from plancode.graph.entity import Entity
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.locale.catalogue import Language, word
from plancode.model.review import Lesson, ReviewAction, ReviewDocument
from plancode.model.team import Person
from plancode.outset.leaving import Leaving
from plancode.outset.shift import TimeShift
from plancode.outset.times import label_of, tag_of

CARRIED_FILE: Final = "reviews/{tag}-carried-over.yaml"
_SOON: Final = timedelta(days=30)
"""Days into the new plan that an open action is given, where its own day comes sooner."""


class Carried:
    """Lessons that nothing has been made of, and actions that are not done."""

    def __init__(self, graph: PlanGraph, gone: Leaving, shift: TimeShift) -> None:
        """Look through the reviews of a plan."""
        self.graph, self.gone, self.shift = graph, gone, shift
        self.facts = Facts(graph, shift.old.last)
        self.actions = [one for one in graph.all(ReviewAction) if one.model.done is None]
        self.lessons = [
            lesson for review in graph.all(ReviewDocument) for lesson in review.model.lessons if self._is_open(lesson)
        ]

    def _is_open(self, lesson: Lesson) -> bool:
        """Whether a lesson was never taken up, or by actions that are not done yet."""
        names = {name.rpartition("/")[2] for name in lesson.taken_up}
        return not names or any(action.model.id in names for action in self.actions)

    def document(self, held: date, language: Language) -> str:
        """Return the review of a day that carries them over, empty where there is nothing."""
        actions = [action for action in self._actions() if action]
        if not actions and not self.lessons:
            return ""
        title = word("outset.carried", language).format(period=label_of(self.shift.old))
        root = self.graph.root_team
        data: dict[str, EditValue] = {
            "id": f"{tag_of(self.shift.old)}-carried-over",
            "title": title,
            "sort": "close",
            **({"scope": {"team": root}} if root is not None else {}),
            "held": held.isoformat(),
            **({"lessons": [dict(self._lesson(lesson)) for lesson in self.lessons]} if self.lessons else {}),
            **({"actions": actions} if actions else {}),
        }
        return document_text("review", data, language)

    def _lesson(self, lesson: Lesson) -> Iterator[tuple[str, EditValue]]:
        ids = {action.model.id for action in self.actions}
        yield "text", lesson.text
        names: list[EditValue] = [name for name in (one.rpartition("/")[2] for one in lesson.taken_up) if name in ids]
        if names:
            yield "taken_up", names

    def _actions(self) -> Iterator[dict[str, EditValue]]:
        taken = set[str]()
        for action in self.actions:
            if action.model.id in taken:
                continue
            owner = self._owner(action)
            if owner is not None:
                taken.add(action.model.id)
                due = max(action.model.due, self.shift.new.start + _SOON)
                yield {"id": action.model.id, "text": action.model.text, "owner": owner, "due": due.isoformat()}

    def _owner(self, action: Entity[ReviewAction]) -> str | None:
        """Return who goes on with an action: its owner, else who leads them."""
        person = self.graph.find(Person, action.model.owner)
        for _ in range(len(self.graph.all(Person))):
            if person is None or not self.gone.has(person):
                break
            person = self.facts.manager(person)
        return person.model.id if person is not None else None
