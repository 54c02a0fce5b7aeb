"""What a change does: figures of both sides held against each other, and each group of changes by itself."""

from dataclasses import dataclass, replace
from decimal import Decimal

from plancode.analysis.analysis import Analysis
from plancode.compare.edits import edits_for
from plancode.compare.figures import MEASURES, MeasuredFigure, MeasuredFigures, figures, headline, reached
from plancode.compare.groups import ChangeGroup, by_team, groups
from plancode.compare.pairing import Pairing
from plancode.compare.parts import parts
from plancode.compare.slices import PlanSlices
from plancode.compare.structure import Structure
from plancode.compare.version import Version
from plancode.graph.graph import PlanGraph
from plancode.graph.in_force import in_force
from plancode.graph.overlay import overlay
from plancode.model.team import Person
from plancode.period import Period

_ROUNDING = Decimal("1e-20")
"""What quotients of 28 digits may be apart by having been rounded in another order."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure that is not the same on both sides; None where one side has none. With the worst period, if any."""

    figure: MeasuredFigure
    before: Decimal | None
    after: Decimal | None
    worst_before: tuple[Period, Decimal] | None = None
    worst_after: tuple[Period, Decimal] | None = None

    @property
    def delta(self) -> Decimal | None:
        """By how much it is more; None where a side has none."""
        return self.after - self.before if self.before is not None and self.after is not None else None

    @property
    def growth(self) -> Decimal | None:
        """By which part it is more; None of nothing."""
        return self.delta / abs(self.before) if self.delta is not None and self.before else None


@dataclass(frozen=True, slots=True)
class GroupShare:
    """What a group of changes does alone."""

    group: ChangeGroup
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """The parts of the effects by groups, and what only several of them together do.

    `count` is how many groups there are; where that is more than the policy's `attribute_at_most`, `is_by_team` holds
    and the groups of a team are looked at as one.
    """

    shares: tuple[GroupShare, ...]
    remainder: tuple[Effect, ...]
    count: int
    is_by_team: bool


def effects(before: MeasuredFigures, after: MeasuredFigures) -> tuple[Effect, ...]:
    """Return the figures that are not the same, plan first, in a fixed order."""
    old, new, old_worst, new_worst = before.values, after.values, before.worst, after.worst
    every = [
        Effect(figure, old.get(figure), new.get(figure), old_worst.get(figure), new_worst.get(figure))
        for figure in dict.fromkeys((*old, *new))
    ]
    return tuple(sorted(filter(_differs, every), key=_order))


def _differs(effect: Effect) -> bool:
    old, new = effect.worst_before, effect.worst_after
    if not _is_same(effect.before, effect.after) or old is None or new is None:
        return not _is_same(effect.before, effect.after) or old is not new
    return old[0] != new[0] or not _is_same(old[1], new[1])


def _is_same(before: Decimal | None, after: Decimal | None) -> bool:
    """Whether two figures are the same but for the order in which their terms were added up."""
    if before is None or after is None:
        return before is after
    return abs(after - before) <= _ROUNDING * max(abs(after), Decimal(1))


def _order(effect: Effect) -> tuple[object, ...]:
    figure = effect.figure
    period = figure.period.start.toordinal() if figure.period else 0
    return (
        figure.subject.kind != "plan",
        MEASURES.index(figure.measure),
        figure.metric,
        figure.narrow,
        figure.subject.kind,
        figure.subject.id,
        period,
    )


def all_effects(pairing: Pairing, base: Version, head: Version) -> tuple[Effect, ...]:
    """Return every effect between two plans; a side that has no tables has no figures.

    Results are held against each other where both sides have some: that they were not read does not take any away.
    """
    has_results = base.results is not None and head.results is not None
    old_names = {pairing.head_ref(person.ref).id: person.model.id for person in pairing.base.all(Person)}
    held, holding = _holders(base), _holders(head)
    lost = frozenset(name for name, was in old_names.items() if was in held and name not in holding)
    won = frozenset(was for name, was in old_names.items() if name in holding and was not in held)
    old = _all(base, won, has_results=has_results)
    new = _all(head, lost, has_results=has_results)
    return effects(old.renamed(pairing.head_ref), new)


def _holders(version: Version) -> frozenset[str]:
    """Return who looks after customers at some time of a plan."""
    holdings = version.analysis.ownership.holdings if version.analysis is not None else ()
    return frozenset(holding.owner.person for holding in holdings if holding.owner.as_ == "primary")


def _all(version: Version, bare: frozenset[str], *, has_results: bool) -> MeasuredFigures:
    """Return every figure; `bare` look after nobody here, and do on the other side: they are not left out."""
    measured = figures(version.analysis, bare) if version.analysis is not None else MeasuredFigures()
    if version.results is not None and has_results:
        measured.values.update(reached(version.results).values)
    return measured


def attribute(structure: Structure, base: Analysis, head: Analysis) -> Attribution:
    """Return which group of changes does what, by itself.

    Each group is laid over the old plan alone; what the groups do not add up to is the remainder.
    """
    every = groups(structure)
    is_by_team = len(every) > base.graph.policy.attribute_at_most
    chosen = by_team(every, structure.pairing.head, structure.pairing.base) if is_by_team else every
    look = Looker(structure.pairing, base)
    chosen = chosen if len(chosen) > 1 else ()  # one does it all
    shares = tuple(GroupShare(group, look.effects(group)) for group in chosen)
    before = look.before.renamed(structure.pairing.head_ref)
    return Attribution(shares, _remainder(before, headline(head), shares), len(every), is_by_team)


class Looker:
    """The old plan, on which groups of changes are tried out."""

    def __init__(self, pairing: Pairing, base: Analysis) -> None:
        """Take both plans matched, and the tables of the old one."""
        self.pairing, self.base, self.slices = pairing, base, PlanSlices(pairing)
        self.parts = parts(base)
        self.before = headline(base, self.parts)

    def effects(self, group: ChangeGroup) -> tuple[Effect, ...]:
        """Return what a group of changes does alone, things called as the new plan calls them."""
        alone = effects(self.before, self.at(group))
        return tuple(replace(effect, figure=effect.figure.renamed(self.pairing.head_ref)) for effect in alone)

    def at(self, group: ChangeGroup) -> MeasuredFigures:
        """Return the headline figures with the changes of a group alone."""
        if self.slices.has_no_figures(group):
            return self.before
        part = self.slices.of(group)
        if part is not None:  # the quick way: a part of the plan tells what the whole would
            before, after = self._analysis(part), self._analysis(self._edited(part, group))
            moved = self.parts.moved(parts(before), parts(after)) if before is not None and after is not None else None
            if moved is not None:
                return headline(self.base, moved)
        analysis = self.whole(group)
        return headline(analysis) if analysis is not None else MeasuredFigures()

    def whole(self, group: ChangeGroup) -> Analysis | None:
        """Return the tables of the whole old plan with the changes of a group."""
        return self._analysis(self._edited(self.pairing.base, group))

    def _edited(self, graph: PlanGraph, group: ChangeGroup) -> PlanGraph:
        return overlay(graph, edits_for(self.pairing, group.keys))

    def _analysis(self, written: PlanGraph) -> Analysis | None:
        # quotas are planned on what is written, work and customers on what is in force: a new owner changes no quota
        graph = in_force(written, self.base.as_of)
        period = graph.period(None)
        return Analysis(graph, period, self.base.as_of, self.base.memo, written) if period is not None else None


def _remainder(before: MeasuredFigures, after: MeasuredFigures, shares: tuple[GroupShare, ...]) -> tuple[Effect, ...]:
    """Return what all changes do beyond what each does alone; sums are only held against each other where both are."""
    added: dict[MeasuredFigure, Decimal] = {}
    for share in shares:
        for effect in share.effects:
            if effect.delta is not None:
                added[effect.figure] = added.get(effect.figure, Decimal(0)) + effect.delta
    rest = []
    for figure, value in after.values.items():
        expected = before.values.get(figure, Decimal(0)) + added.get(figure, Decimal(0))
        # of a figure that is new, nothing that groups do alone can be a part: it is an effect, and no remainder
        if shares and figure in before.values and not _is_same(expected, value):
            rest.append(Effect(figure, expected, value))
    return tuple(sorted(rest, key=_order))
