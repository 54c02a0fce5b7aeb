"""Two revisions of a plan held against each other: what changed, what that does, who is touched."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from plancode.compare.ahead import DayAhead, days_ahead
from plancode.compare.change import Change
from plancode.compare.data import DataChange
from plancode.compare.effects import Attribution, Effect, all_effects, attribute
from plancode.compare.page_lines import PageOf
from plancode.compare.pairing import Pairing
from plancode.compare.people import PersonEffect, everybody, is_touched
from plancode.compare.scores import ScoreEffect, score_effects
from plancode.compare.settings import settings_changes
from plancode.compare.statements import new_statements
from plancode.compare.structure import Structure, structure
from plancode.compare.teams import TeamEffect, teams
from plancode.compare.touch import is_slight
from plancode.compare.version import Version
from plancode.findings.acceptance import Acceptance
from plancode.graph.steps import count, is_stated
from plancode.model.steps import STEP_NAMES
from plancode.said.value import Ref
from plancode.scorecard.results import Results
from plancode.tree.commit import Signed


@dataclass(frozen=True, slots=True)
class Unseen:
    """A file with other text on both sides that the old one, if not both, cannot read: what changes is not known."""

    path: str
    texts: tuple[str, ...]
    is_mended: bool


@dataclass(frozen=True, slots=True)
class Background:
    """What is known besides the two versions, read where it is asked for.

    `begin` reads the old plan as it was when its period began; `own` its results from the files that it had itself, for
    both sides have today's. `data` are those of these files that are not what they were.
    """

    begin: Callable[[], Version | None] = lambda: None
    own: Callable[[], Results | None] = lambda: None
    data: tuple[DataChange, ...] = ()
    authors: tuple[Signed, ...] = ()
    """Who wrote the commits of the change; nobody where it is no commit."""


@dataclass(eq=False)
class Comparison:
    """What is different between two versions; of files that are `unseen` nobody knows."""

    base: Version
    head: Version
    unseen: tuple[Unseen, ...] = ()
    background: Background = Background()
    pages: tuple[PageOf | None, PageOf | None] = (None, None)
    """What gives people's pages on either side."""

    @cached_property
    def structure(self) -> Structure:
        """What is different in the plans themselves."""
        return structure(self.base.written, self.head.written)

    @cached_property
    def begun(self) -> Version | None:
        """The old plan as it was when its period began; None where that is not known, or is the old plan itself."""
        return self.background.begin()

    @cached_property
    def own_results(self) -> Results | None:
        """What was reached by the files of the old side; None where they were not read."""
        return self.background.own()

    @property
    def pairing(self) -> Pairing:
        """Which entity of the old plan is which of the new one."""
        return self.structure.pairing

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change, of the plan and of plancode.yaml."""
        plan = self.head.written.plan_id or self.base.written.plan_id
        documents = (self.base.settings_document, self.head.settings_document)
        return (
            *self.structure.changes,
            *settings_changes(plan, self.base.settings, self.head.settings, documents),
        )

    @cached_property
    def attribution(self) -> Attribution | None:
        """Which group of changes does what; None where a side has no tables."""
        if self.base.analysis is None or self.head.analysis is None:
            return None
        return attribute(self.structure, self.base.analysis, self.head.analysis)

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """Every figure that is not the same."""
        return all_effects(self.pairing, self.base, self.head)

    @cached_property
    def graded(self) -> tuple[ScoreEffect, ...]:
        """Whose scorecards come to something else by the same results, so that the plan alone does it."""
        return score_effects(self.pairing, self.base.results, self.head.results)

    @cached_property
    def scores(self) -> tuple[ScoreEffect, ...]:
        """Whose scorecards come to something else, where files of results are others by those of each side."""
        own = self.own_results if self.background.data else None
        return score_effects(self.pairing, own, self.head.results) if own is not None else self.graded

    @cached_property
    def _everybody(self) -> tuple[PersonEffect, ...]:
        sides = (self.base.analysis, self.head.analysis)
        return everybody(self.pairing, *sides, self.pages, self.scores)

    @cached_property
    def people(self) -> tuple[PersonEffect, ...]:
        """Everybody for whom something is not the same, also in what is announced to them alone."""
        later = {effect.person.id for day in self.ahead for effect in day.people}
        announced = {one.person.id for one in self._everybody if one.announced} - later
        return tuple(one for one in self._everybody if is_touched(one) or one.person.id in announced)

    def effect_on(self, name: str) -> PersonEffect | None:
        """Return what is not the same for somebody, or announced to them; None where all is, or nobody is so called."""
        found = (one for one in self._everybody if one.person.id == name)
        return next((one for one in found if is_touched(one) or one.announced), None)

    @cached_property
    def teams(self) -> tuple[TeamEffect, ...]:
        """The teams that gain or lose."""
        return teams(self._everybody)

    @cached_property
    def ahead(self) -> tuple[DayAhead, ...]:
        """What is not the same only from later days on."""
        touched = filter(is_touched, self._everybody)
        return days_ahead(self.structure, (self.base, self.head), self.effects, touched, self.teams)

    @cached_property
    def touched(self) -> tuple[Ref, ...]:
        """Everybody for whom something is not the same, now or on a day ahead, by more than the policy's `touch`."""
        every = (*self.people, *(effect for day in self.ahead for effect in day.people))
        return tuple({one.person.id: one.person for one in every if not self.is_slight(one)}.values())

    def is_slight(self, effect: PersonEffect) -> bool:
        """Whether somebody is touched by so little that a report only counts them."""
        known = self.head.analysis or self.base.analysis
        return known is not None and is_slight(effect, known.measures.step, self.base.written.policy.touch.number)

    @cached_property
    def steps_gone(self) -> tuple[tuple[str, int], ...]:
        """The steps of the old plan that the new one does without, and how much of them there was."""
        base, head = self.base.written, self.head.written
        if head.plan is None:
            return ()
        gone = (step for step in STEP_NAMES if is_stated(base, step) and not is_stated(head, step))
        return tuple((step, number) for step in gone if (number := count(base, step)))

    @cached_property
    def new_acceptances(self) -> tuple[Acceptance, ...]:
        """Statements that findings are accepted which the old plan did not have."""
        return new_statements(self.base, self.head, self.pairing)

    @cached_property
    def new_accepted(self) -> tuple[int, ...]:
        """The positions in accepted.yaml of entries that the old plan did not have; the others are spent."""
        known = frozenset(self.base.accepted.accepted)
        return tuple(number for number, entry in enumerate(self.head.accepted.accepted) if entry not in known)
