"""What a check did not judge, gathered in one place: what cannot be read, rules not asked, figures without inputs."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.feasibility import Feasibility
from plancode.analysis.workload import Load
from plancode.findings.unjudged import Unjudged, in_order
from plancode.graph.entity import Entity, Key
from plancode.graph.steps import is_stated, missing, waived
from plancode.model.actuals import Source
from plancode.model.assessments import Assessment
from plancode.model.methods.reading import Reason
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Role
from plancode.rules.context import RuleContext
from plancode.rules.engine import Unasked
from plancode.rules.names import metric_ref
from plancode.rules.pace import follow_ups
from plancode.rules.scored import scored_people
from plancode.rules.workload import should_be_used
from plancode.said.value import KindName, Term, Verbatim
from plancode.scorecard.assessed import Assessed
from plancode.scorecard.grading import no_grade
from plancode.scorecard.stretches import stretches
from plancode.tables.scopes import WHOLE_PLAN
from plancode.tables.scores import lack

_OF_RULES: Final[frozenset[Unasked]] = frozenset({"lost", "period", "broken"})
"""Why rules wait, where nothing else tells it: that results were not read is told of the sources."""

_TOLD: Final[frozenset[Reason]] = frozenset({"not_read", "no_target", "not_due", "no_periods"})
"""Why somebody has no figure, where that is told of the source already, or where nothing is to be judged."""


@dataclass(frozen=True, slots=True)
class UnreadFiles:
    """Files that cannot be used as they are.

    For those that are `lost` everything else waits; of those with `faults` a part is left out; those with `slips` were
    judged as if the words stood there that are probably meant.
    """

    lost: Sequence[str]
    faults: AbstractSet[str]
    slips: AbstractSet[str]


def unjudged(context: RuleContext, unasked: Mapping[str, Unasked], files: UnreadFiles) -> tuple[Unjudged, ...]:
    """Return what was not judged."""
    found, lost = [*_files(context, files), *_rules(unasked), *_steps(context)], files.lost
    if not lost:
        found += _results(context)
        found += _pace(context) if context.results is not None and context.analysis is not None else ()
        found += _figures(context.analysis) if context.analysis is not None else ()
        found += _scores(context) if context.analysis is not None else ()
    return in_order(found)


def _files(context: RuleContext, files: UnreadFiles) -> Iterator[Unjudged]:
    yield from (Unjudged("files", "lost", Verbatim(path)) for path in dict.fromkeys(files.lost))
    faults = files.faults - files.slips - frozenset(files.lost)
    yield from (Unjudged("files", "faults", Verbatim(path)) for path in sorted(faults))
    yield from (Unjudged("files", "slips", Verbatim(path)) for path in sorted(files.slips))
    yield from (Unjudged("files", "list", KindName(kind)) for kind in sorted(context.base.lost_kinds))


def _rules(unasked: Mapping[str, Unasked]) -> Iterator[Unjudged]:
    """Yield the rules that were not asked, by family."""
    families = Counter((why, code[:3]) for code, why in unasked.items() if why in _OF_RULES)
    yield from (Unjudged("rules", why, Verbatim(family), count) for (why, family), count in families.items())


def _steps(context: RuleContext) -> Iterator[Unjudged]:
    """Yield the steps that the plan does without, and those that are missing."""
    for step, reason in waived(context.base).items():
        yield Unjudged("steps", "waived", Term(f"step.{step}"), values=(("reason", reason),))
    if context.base.plan is not None:
        yield from (Unjudged("steps", "missing", Term(f"step.{step}")) for step in missing(context.base))


def _results(context: RuleContext) -> Iterator[Unjudged]:
    if context.results is None:
        yield from (Unjudged("results", "not_read", source.ref) for source in context.base.all(Source))
        return
    for refused in context.results.refused:
        if not refused.metrics:
            yield Unjudged("results", "refused", context.results.sources[refused.source].ref)
        for metric in refused.metrics:
            yield Unjudged("results", "metric", metric_ref(context.graph, metric))
    for name, reading in context.results.readings.items():
        if not reading.rows:
            yield Unjudged("results", "no_rows", context.results.sources[name].ref)


def _pace(context: RuleContext) -> Iterator[Unjudged]:
    """Yield by metric and reason how many people and teams have no data."""
    without: dict[tuple[str, Reason, int], set[Key]] = {}
    for follow_up in context.once(follow_ups):
        for metric in follow_up.metrics:
            for entity, row in follow_up.rows(metric):
                if (reason := row.pace.progress.reason) is not None:
                    without.setdefault((metric, reason, row.pace.progress.lost), set()).add(entity.key)
        for entity, level in follow_up.levels():
            if (reason := level.reading.reason) is not None:
                without.setdefault((level.metric, reason, level.reading.lost), set()).add(entity.key)
    for (metric, reason, lost), those in without.items():
        if reason not in _TOLD:
            told = (("reason", lack(reason, lost)),)
            yield Unjudged("pace", "no_data", metric_ref(context.graph, metric), len(those), told)


def _figures(analysis: Analysis) -> Iterator[Unjudged]:
    yield from _capacity(analysis)
    for role, people in _without_hours(analysis).items():
        yield Unjudged("workload", "no_hours", role.ref, people)
    for role, people in _without_overhead(analysis).items():
        yield Unjudged("workload", "no_overhead", role.ref, people)
    for feasibility in analysis.feasibility:
        row = feasibility.target.row
        if feasibility.reason("growth") is None and (row is None or row.accept is None):
            yield Unjudged("feasibility", "no_baseline", feasibility.target.document.ref)
        elif _lacks_growth(analysis, feasibility):
            yield Unjudged("feasibility", "no_market_growth", feasibility.target.document.ref)
        if analysis.horizon.periods[1:] and not analysis.horizon.quarters:
            yield Unjudged("feasibility", "no_quarters", feasibility.target.document.ref)


def _lacks_growth(analysis: Analysis, feasibility: Feasibility) -> bool:
    """Whether a target is not held against its market because of that the plan states everything but how it grows."""
    growth, plan = feasibility.reason("growth"), analysis.graph.plan
    has_market = plan is not None and plan.model.market is not None and is_stated(analysis.graph, "market")
    return has_market and growth is not None and growth.verdict == "not_judged"


def _scores(context: RuleContext) -> Iterator[Unjudged]:
    """Yield the lines of scorecards on which people were to be assessed by now and are not, or not any more."""
    assessed, figures = Assessed(context.graph), context.figures
    for kpi in context.graph.all(Kpi) if context.graph.all(Assessment) else ():
        rubric = context.graph.find(RubricDocument, kpi.document_id)
        if kpi.model.assess is None or rubric is None:
            continue
        every = stretches(figures.horizon, kpi.model.frequency or rubric.model.period)
        over = [stretch for stretch in every if stretch.is_over(context.as_of)]
        people = context.once(scored_people).get(kpi.document_id, ()) if over else ()
        due = [person for person in people if no_grade(figures, person, over[-1]) is None]
        reasons = (assessed.reading(person.model.id, kpi, over[-1].period.last).reason for person in due)
        without = sum(reason is not None for reason in reasons)
        if without:
            yield Unjudged("scores", "not_assessed", kpi.ref, without)


def _capacity(analysis: Analysis) -> Iterator[Unjudged]:
    """Yield for each role how many people carry quota and bring nobody knows how much; or that nobody carries any."""
    metric = analysis.main_metric
    if metric is None or not analysis.measures.adds_up(metric):
        return
    without: Counter[Entity[Role]] = Counter()
    overlays: Counter[Entity[Role]] = Counter()
    for person in analysis.staffing.people:
        role = analysis.staffing.role_on(person, analysis.as_of)
        if role is not None and role.model.credit == "overlay" and analysis.quota(person.model.id):
            overlays[role] += 1
        if analysis.capacity.terms_of(metric, person)[1]:
            roles = (analysis.staffing.role(stint.role) for stint in analysis.staffing.stints(person))
            without.update({role for role in roles if role is not None and role.model.carries_quota})
    yield from (Unjudged("capacity", "no_productivity", role.ref, count) for role, count in without.items())
    yield from (Unjudged("capacity", "overlay", role.ref, count) for role, count in overlays.items())
    if not without and not analysis.capacity.of(metric, "plan", "").judged:
        yield Unjudged("capacity", "nobody", WHOLE_PLAN)


def _without_hours(analysis: Analysis) -> Counter[Entity[Role]]:
    """Return how many people are in each role that does not say its hours."""
    return _lacking(analysis, lambda load: load.hours is None, lambda role: role.hours_per_week is None)


def _without_overhead(analysis: Analysis) -> Counter[Entity[Role]]:
    """Return how many people with visits are in each role that says its hours and not what of them is left."""
    return _lacking(
        analysis,
        lambda load: load.hours is not None and load.lacks_overhead and should_be_used(analysis, load),
        lambda role: role.overhead is None,
    )


def _lacking(
    analysis: Analysis, is_without: Callable[[Load], bool], lacks: Callable[[Role], bool]
) -> Counter[Entity[Role]]:
    """Return how many of those whose work is without something are in each role that lacks it."""
    without: Counter[Entity[Role]] = Counter()
    for load in analysis.workload.loads:
        if is_without(load):
            roles = (analysis.staffing.role(stint.role) for stint in analysis.staffing.stints(load.person))
            without.update({role for role in roles if role is not None and lacks(role.model)})
    return without
