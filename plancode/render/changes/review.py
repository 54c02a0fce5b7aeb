"""What the views of a change are made from."""

import re
from dataclasses import dataclass, replace
from fnmatch import translate
from functools import cached_property
from typing import Final

from plancode.compare.change import Change
from plancode.compare.comparison import Comparison
from plancode.compare.effects import Effect
from plancode.findings.finding import Finding
from plancode.findings.unjudged import Unjudged
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.metrics import built_in_names
from plancode.model.plan import Metric
from plancode.render.edition import Edition
from plancode.said.value import Said, Term, Verbatim
from plancode.shape.base import Sensitivity
from plancode.shape.bearing import Bearing

_LIGHT: Final = frozenset({Bearing.TIGHTENING, Bearing.STRUCTURE, Bearing.PROSE})
"""What changes may bear on that are not told one by one: nothing that the gate guards, or nobody has classified."""


@dataclass(eq=False)
class Review:
    """Two revisions as their reviewer sees them.

    `edition` names things: the new plan, or the old one where there is no new one. `limits` say what is not known,
    `notes` how it was compared, `masked` are the sorts of fields whose values are not shown.
    """

    comparison: Comparison
    edition: Edition
    base: str
    head: str
    gate: tuple[Finding, ...] = ()
    introduced: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    still: tuple[Finding, ...] = ()
    limits: tuple[Term, ...] = ()
    notes: tuple[Term, ...] = ()
    losses: tuple[Term, ...] = ()
    """What goes as a whole kind, with what is lost by it."""
    masked: frozenset[Sensitivity] = frozenset()
    unjudged: tuple[tuple[Unjudged, ...], tuple[Unjudged, ...]] = ((), ())
    """What was not judged of the old side, and of the new one."""
    folder: str = ""
    """Where the plan lies, where several are told one after the other."""

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change that is told one by one."""
        counted = {change.fingerprint for change in self.left_out}
        return tuple(change for change in self.comparison.changes if change.fingerprint not in counted)

    @cached_property
    def left_out(self) -> tuple[Change, ...]:
        """The changes that are only counted, as plancode.yaml of the old side asks; never those that weigh."""
        globs = self.comparison.base.settings.leave_out
        asked = re.compile("|".join(map(translate, globs)) or r"(?!)")  # one pattern, whose stars never try twice
        light = (change for change in self.comparison.changes if change.bearing in _LIGHT)
        return tuple(change for change in light if asked.match(change.id))

    @cached_property
    def without_results(self) -> "Review":
        """The same for days on which nothing is reached yet."""
        return replace(self, edition=replace(self.edition, results=None))

    @property
    def is_unchanged(self) -> bool:
        """Whether there is nothing to tell: no change, no effect, nothing new or fixed."""
        moved = self.comparison.changes or self.comparison.effects or self.comparison.scores
        return not (moved or self.introduced or self.fixed or self.gate)

    @property
    def is_partly_unknown(self) -> bool:
        """Whether there are files of which nobody knows what changes in them."""
        unknown = {"diff.unknown", "diff.unknown_before"}
        return bool(self.comparison.unseen) or any(limit.key in unknown for limit in self.limits)

    @cached_property
    def main(self) -> str | None:
        """The metric that the plan is mainly about."""
        for side in (self.comparison.head, self.comparison.base):
            if side.analysis is not None and side.analysis.main_metric is not None:
                return side.analysis.main_metric
        return None

    def entity(self, change: Change) -> Entity[Keyed] | None:
        """Return what a change is of: as it is now, or as it was."""
        head, base = self.comparison.head.written, self.comparison.base.written
        return head.entities.get(change.key) or base.entities.get(change.old_key or change.key)

    def metric(self, name: str) -> Said:
        """Return what people call a metric, without its currency."""
        own = self.edition.graph.find(Metric, name)
        if own is not None and own.model.title:
            return own.model.title
        return Term(f"metric.{name}") if name in set(built_in_names()) else name

    def label(self, side: str) -> Said:
        """Return what a side is called; the working tree has no name."""
        return Verbatim(side) if side else Term("diff.working_tree")


def over_plan(review: Review) -> tuple[Effect, ...]:
    """Return the effects over the whole time."""
    return tuple(effect for effect in review.comparison.effects if effect.figure.period is None)


def at_top(review: Review) -> list[Effect]:
    """Return the effects over the whole time on the plan's main metric, of the plan or the team at its top."""
    root = review.edition.plan.model.team
    figures = ((effect, effect.figure) for effect in over_plan(review))
    return [
        effect
        for effect, figure in figures
        if (figure.subject.kind == "plan" or figure.subject.id == root)
        and figure.metric == review.main
        and not figure.narrow
    ]
