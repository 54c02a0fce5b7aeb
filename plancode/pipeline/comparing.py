"""From two trees to what changed, what that does, and what the gate says of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from plancode.analysis.analysis import Analysis
from plancode.compare.comparison import Background, Comparison
from plancode.compare.page_lines import PageOf
from plancode.compare.version import Version
from plancode.document.limits import Limits
from plancode.findings.finding import Finding, in_order
from plancode.findings.severity import Severity
from plancode.findings.standing import FindingStanding, under_new_names
from plancode.graph.overlay import Put, overlay
from plancode.locale.catalogue import Language
from plancode.model.load import OnProgress
from plancode.model.plan import Party
from plancode.pipeline.building import edition_of
from plancode.pipeline.checking import Checked, Lent, Reach, Read, judged, read
from plancode.pipeline.data import data_changes
from plancode.pipeline.known import KnownSides, as_far_as_known
from plancode.render.changes.person_page import pages_of
from plancode.rules.accepting import apply_accepted
from plancode.rules.context import RuleContext
from plancode.rules.engine import run
from plancode.rules.judge import judge
from plancode.rules.lapsed import Lapses
from plancode.rules.table import BUILTIN_RULES, rules_by_code
from plancode.scorecard.results import Results
from plancode.tree.commit import Signed
from plancode.tree.interface import Tree


@dataclass(eq=False)
class Compared:
    """Two revisions of a plan, checked and held against each other.

    `held` is the new one as the policy of the old one judges it: what a change does to its own judges does not count
    before it is merged.
    """

    base: Checked
    head: Checked
    held: Checked
    comparison: Comparison
    """The old side and the new one, in which files that one of them cannot read stand as the other has them: what they
    say is not known, so that nothing in them is gone or new."""
    known: KnownSides
    """The sides that are held against each other, and these files."""
    gate: tuple[Finding, ...]
    """What the rules for changes find; accepted ones are marked."""
    broken: tuple[str, ...] = ()
    then: Checked | None = None
    """The old side by the results of its own files, where these are not what they were: what it found by them."""

    @property
    def language(self) -> Language:
        """The language of the plan."""
        return self.head.language if self.head.graph.plan is not None else self.base.language

    @property
    def is_judged_by_base(self) -> bool:
        """Whether the new plan has another policy than the one that judges it."""
        return self.held is not self.head

    @property
    def is_judged_alike(self) -> bool:
        """Whether the same was judged on both sides, so that nothing new means that nothing is new."""
        kinds = ({(one.table, one.why, one.about) for one in side.unjudged} for side in (self.base, self.head))
        return next(kinds) == next(kinds)

    @property
    def introduced(self) -> tuple[Finding, ...]:
        """What is wrong now and was not, by the old policy; what only a new statement accepts may count too."""
        return self._standing.introduced

    @cached_property
    def fixed(self) -> tuple[Finding, ...]:
        """What was wrong and is not any more; what nobody could look for, or looks for now, is not taken for mended."""
        gone = [step for step, _ in self.comparison.steps_gone]
        lapses = Lapses(gone, (self.base.unjudged, self.held.unjudged), self.held.analysis)
        looked_for = (finding for finding in self._standing.fixed if self.held.looked_for(finding))
        return tuple(finding for finding in looked_for if not lapses.has(finding))

    @property
    def still(self) -> tuple[Finding, ...]:
        """What was wrong and is."""
        return self._standing.still

    @cached_property
    def _standing(self) -> FindingStanding:
        at_once = self.base.graph.policy.acceptances == "at_once"
        new = frozenset(() if at_once else self.comparison.new_acceptances)
        findings = self.held.findings
        unaccepted = tuple(finding for finding in findings if finding.is_open or finding.accepted_by in new)
        side = self.then or self.base
        before, implied = side.open, side.implied
        if self.known.base is not self.base:  # what is wrong in a file that can be read only now may have been before
            prints = {finding.fingerprint for finding in before}
            before = (*before, *(one for one in self.known.base.open if one.fingerprint not in prints))
            implied |= self.known.base.implied
        before = tuple(under_new_names(before, findings, self.comparison.pairing.head_ref))
        return FindingStanding(before, findings, unaccepted, implied)

    @property
    def open(self) -> tuple[Finding, ...]:
        """What the change must answer for: findings of the gate that are not accepted, and those it introduces."""
        gate = (finding for finding in self.gate if finding.is_open)
        return in_order((*gate, *self.introduced))

    def fails(self, at: Severity) -> bool:
        """Whether the change must answer for something at least so severe."""
        return any(finding.severity.rank >= at.rank for finding in self.open)


def compare(  # noqa: PLR0913  # what a comparison is made of
    trees: tuple[Tree, Tree],
    as_of: date,
    limits: Limits | None = None,
    progress: OnProgress | None = None,
    reach: tuple[Reach | None, Reach | None] = (None, None),
    *,
    as_it_was: Callable[[date], Tree | None] | None = None,
    own: Callable[[Analysis], Results | None] | None = None,
    authors: tuple[Signed, ...] = (),
) -> Compared:
    """Return what is different between two trees, the old one first; what both have is read and worked out once.

    `as_it_was` returns the plan on a day before, by which changes add up since its period began; `own` reads results
    from the files of the old side itself, where those are not what they were; `authors` are those of its commits.
    """
    lent = Lent()
    before = read(trees[0], limits or Limits(), progress, lent)
    after = read(trees[1], limits or Limits(), progress, lent)
    base = judged(before, as_of, reach[0], lent)
    head = judged(after, as_of, reach[1], lent)
    held = _by_policy_of(base, after, head, reach[1], lent)
    data = tuple(data_changes(trees, base, head))
    then = judged(before, as_of, own, lent) if own is not None and data else None
    background = Background(
        lambda: _as_it_began(base, as_it_was, limits or Limits(), lent),
        lambda: then.results if then is not None else None,
        data,
        authors,
    )
    return compare_checked(base, head, held, background, then)


def _as_it_began(
    base: Checked, as_it_was: Callable[[date], Tree | None] | None, limits: Limits, lent: Lent
) -> Version | None:
    """Return the plan as it was when its period began; None where nobody knows, or it could not be read then."""
    plan = base.analysis.horizon.plan if base.analysis is not None else None
    tree = as_it_was(plan.start) if plan is not None and as_it_was is not None else None
    if tree is None:
        return None
    then = read(tree, limits, lent=lent)
    analysis = RuleContext(then.graph, base.as_of, memo=lent.memo).analysis
    return Version(then.graph, analysis, base.settings) if not then.reading.lost else None


def _by_policy_of(base: Checked, after: Read, head: Checked, reach: Reach | None, lent: Lent) -> Checked:
    """Return the new plan judged by the old policy; as it is where the policy is the same."""
    plan, old = after.graph.plan, base.graph.plan
    if plan is None or old is None or plan.model.policy == old.model.policy:
        return head
    known = tuple(name for name in old.model.policy.approvers if after.graph.find(Party, name) is not None)
    policy = old.model.policy.model_copy(update={"approvers": known})  # a party that is gone is no fault of the policy
    model = plan.model.model_copy(update={"policy": policy})
    graph = overlay(after.graph, [Put(model, plan.origin.document, plan.origin.route, plan.document_id)])
    return judged(replace(after, graph=graph), head.as_of, reach, lent)


def compare_checked(
    base: Checked,
    head: Checked,
    held: Checked | None = None,
    background: Background | None = None,
    then: Checked | None = None,
) -> Compared:
    """Return what is different between two checked plans; `held` is the new one by the policy of the old one.

    `then` is the old one by the results of its own files, where these are not what they were.
    """
    known = as_far_as_known(base, head)
    if known.base.version is None or known.head.version is None:
        raise LookupError
    pages = (_pages(known.base), _pages(known.head))
    sides = (known.base.version, known.head.version)
    comparison = Comparison(*sides, known.unseen, background or Background(), pages)
    context = RuleContext(known.head.base, head.as_of, results=known.head.results, compared=comparison)
    outcome = run(tuple(rule for rule in BUILTIN_RULES if rule.change), context)
    rules, plan = rules_by_code(), head.graph.plan_id
    sources = base.sources | head.sources
    findings = judge(outcome.problems, rules, plan, sources)
    marked, faults = apply_accepted(findings, comparison, head.as_of)
    gate = in_order((*marked, *judge(faults, rules, plan, sources)))
    broken = (*base.broken, *head.broken, *outcome.broken)
    return Compared(base, head, head if held is None else held, comparison, known, gate, broken, then)


def _pages(side: Checked) -> PageOf | None:
    """Return what gives people's pages; None where there is no plan."""
    edition = edition_of(side)
    return pages_of(edition) if edition is not None else None
