"""The rubrics of a plan: whom each scores, and for which stretches of time."""

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
        found: dict[str, Entity[RubricDocument]] = {}
        for rubric in self.analysis.graph.all(RubricDocument):
            for role in rubric.model.roles:
                found.setdefault(role, rubric)
        return found

    @property
    def all(self) -> tuple[Entity[RubricDocument], ...]:
        """Every rubric that is of some role."""
        return tuple(dict.fromkeys(self._by_role.values()))

    def on(self, person: Entity[Person], stretch: Stretch) -> Entity[RubricDocument] | None:
        """Return the rubric of the role that somebody has last in a stretch; None for an open seat or the absent."""
        if person.model.open:
            return None
        roles = [
            one.role
            for one in self.analysis.staffing.stints(person)
            if one.start < stretch.period.end and one.end > stretch.period.start
        ]
        return self._by_role.get(roles[-1]) if roles else None

    def now(self, person: Entity[Person]) -> Entity[RubricDocument] | None:
        """Return the rubric of the role that somebody has on the day of looking, or had last."""
        begun = [one for one in self.analysis.staffing.stints(person) if one.start <= self.analysis.as_of]
        return self._by_role.get(begun[-1].role) if begun else None

    def stretches(self, rubric: Entity[RubricDocument]) -> tuple[Stretch, ...]:
        """Return the stretches that a rubric is scored for and that have begun."""
        found = of_rubric(self.analysis.horizon, rubric.model)
        return tuple(one for one in found if one.has_begun(self.analysis.as_of))

    def latest(self, rubric: Entity[RubricDocument]) -> Stretch | None:
        """Return the last stretch that is over, else the first one that runs."""
        begun = self.stretches(rubric)
        over = [one for one in begun if one.is_over(self.analysis.as_of)]
        return over[-1] if over else next(iter(begun), None)
