"""The rubrics of a plan: whom each scores, and for which stretches of time."""

from datetime import date
from functools import cached_property

from plancode.analysis.analysis import Analysis
from plancode.graph.entity import Entity
from plancode.model.rubric import RubricDocument
from plancode.model.team import Person
from plancode.scorecard.stretches import Stretch, of_rubric


class Rubrics:
    """Who is scored by what, when."""

    def __init__(self, analysis: Analysis) -> None:
        """Take the tables of a plan."""
        self.analysis = analysis

    @cached_property
    def _by_role(self) -> dict[str, Entity[RubricDocument]]:
        by_role: dict[str, Entity[RubricDocument]] = {}
        for rubric in self.analysis.graph.all(RubricDocument):
            for role in rubric.model.roles:
                by_role.setdefault(role, rubric)
        return by_role

    @property
    def all(self) -> tuple[Entity[RubricDocument], ...]:
        """Every rubric that is of some role."""
        return tuple(dict.fromkeys(self._by_role.values()))

    def scores(self, rubric: Entity[RubricDocument], role: str) -> bool:
        """Whether people of a role are scored by a rubric."""
        return self._by_role.get(role) is rubric

    def on(self, person: Entity[Person], stretch: Stretch) -> Entity[RubricDocument] | None:
        """Return the rubric of the role that somebody has last in a stretch; None for an open seat or the absent.

        In a stretch that runs it is that of the role up to the day: who begins later is not there yet.
        """
        return self._known(person, stretch, self.analysis.as_of)

    def _known(self, person: Entity[Person], stretch: Stretch, day: date) -> Entity[RubricDocument] | None:
        if person.model.open:
            return None
        last = min(stretch.period.last, day) if stretch.has_begun(day) else stretch.period.last
        roles = [
            stint.role
            for stint in self.analysis.staffing.stints(person)
            if stint.start <= last and stint.end > stretch.period.start
        ]
        return self._by_role.get(roles[-1]) if roles else None

    @cached_property
    def _every(self) -> tuple[tuple[Entity[RubricDocument], Stretch], ...]:
        horizon = self.analysis.horizon
        return tuple((rubric, stretch) for rubric in self.all for stretch in of_rubric(horizon, rubric.model))

    def of_day(self, person: Entity[Person], day: date) -> tuple[Entity[RubricDocument], Stretch] | None:
        """Return the rubric and the stretch that somebody is scored by on a day; None where they are not."""
        of_day = (card for card in self._every if card[1].period.start <= day <= card[1].period.last)
        known = max(day, self.analysis.as_of)
        return next((card for card in of_day if self._known(person, card[1], known) is card[0]), None)

    def now(self, person: Entity[Person]) -> Entity[RubricDocument] | None:
        """Return the rubric of the role that somebody has on the day of looking, or had last."""
        begun = [stint for stint in self.analysis.staffing.stints(person) if stint.start <= self.analysis.as_of]
        return self._by_role.get(begun[-1].role) if begun else None

    def stretches(self, rubric: Entity[RubricDocument]) -> tuple[Stretch, ...]:
        """Return the stretches that a rubric is scored for and that have begun."""
        in_plan = of_rubric(self.analysis.horizon, rubric.model)
        return tuple(stretch for stretch in in_plan if stretch.has_begun(self.analysis.as_of))

    def latest(self, rubric: Entity[RubricDocument]) -> Stretch | None:
        """Return the last stretch that is over, else the first one that runs."""
        over = self.over(rubric)
        return over[-1] if over else next(iter(self.stretches(rubric)), None)

    def over(self, rubric: Entity[RubricDocument]) -> tuple[Stretch, ...]:
        """Return the stretches that a rubric is scored for and that are over."""
        return tuple(stretch for stretch in self.stretches(rubric) if stretch.is_over(self.analysis.as_of))
