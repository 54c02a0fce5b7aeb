"""Task completion: of what somebody had to finish in a stretch of time, how much they finished in time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.actions import Action
from plancode.model.base import Keyed
from plancode.model.review import ReviewAction
from plancode.period import Period


@dataclass(frozen=True, slots=True)
class Task:
    """An action of the plan or of a review that is due on a day. `done` is None where that day is not known."""

    entity: Entity[Keyed]
    owner: str
    due: date
    is_done: bool
    done: date | None

    @property
    def in_time(self) -> bool:
        """Whether it was finished by the day it was due; one that is done without a day counts as in time."""
        return self.is_done and (self.done is None or self.done <= self.due)

    def is_overdue(self, day: date) -> bool:
        """Whether it should have been finished before a day and is not."""
        return not self.is_done and self.due < day


class Tasks:
    """The tasks of a plan by their owner; dropped actions, and those without a last day, are no tasks."""

    def __init__(self, graph: PlanGraph, day: date) -> None:
        """Take the plan as of a day: what was done later is not done yet."""
        self._by_owner: dict[str, list[Task]] = defaultdict(list)
        for task in _all(graph, day):
            self._by_owner[task.owner].append(task)

    def of(self, people: Collection[str]) -> Iterator[Task]:
        """Yield the tasks of people, by the day they are due."""
        yield from sorted(
            (task for name in people for task in self._by_owner.get(name, ())),
            key=lambda task: (task.due, task.entity.name),
        )


def completion(tasks: Iterable[Task], period: Period, day: date) -> tuple[int, int] | None:
    """Return the tasks finished in time and all those due in a period up to a day; None where none was due."""
    due = [task for task in tasks if task.due in period and task.due <= day]
    return (sum(task.in_time for task in due), len(due)) if due else None


def share(finished: tuple[int, int] | None) -> Decimal | None:
    """Return tasks finished in time as a share of those due."""
    return Decimal(finished[0]) / finished[1] if finished is not None else None


def _all(graph: PlanGraph, day: date) -> Iterator[Task]:
    for action in graph.all(Action):
        model = action.model
        if model.owner is not None and model.to is not None and model.status != "dropped":
            is_done = model.done <= day if model.done is not None else model.status == "done"
            yield Task(action, model.owner, model.to, is_done, model.done)
    for entity in graph.all(ReviewAction):
        agreed = entity.model
        yield Task(entity, agreed.owner, agreed.due, agreed.done is not None and agreed.done <= day, agreed.done)
