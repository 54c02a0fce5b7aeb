"""From a tree to findings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.memo import Memo
from plancode.compare.version import Version
from plancode.config.belonging import Belonging, among_pages, belonging
from plancode.config.settings import Settings
from plancode.document.limits import Limits
from plancode.document.reader import PlanReading
from plancode.document.source import SourceText
from plancode.document.table_document import TableDocument
from plancode.document.yaml_document import YamlDocument
from plancode.findings.acceptance import Acceptance
from plancode.findings.finding import Finding
from plancode.findings.folding import counted
from plancode.findings.problem import Problem
from plancode.findings.severity import Severity
from plancode.findings.unjudged import Unjudged
from plancode.graph.build import Walks, build
from plancode.graph.graph import PlanGraph
from plancode.locale.catalogue import Language, language_of
from plancode.model.actuals import Source
from plancode.model.lists import beside
from plancode.model.load import Loaded, OnProgress, Shelf, load
from plancode.model.plan import Plan
from plancode.pipeline.meaning import as_meant
from plancode.rules.context import RuleContext
from plancode.rules.engine import RuleRun, run
from plancode.rules.judge import judge
from plancode.rules.rule import Rule
from plancode.rules.suppress import UNREAD, apply, inline_acceptances, settings_acceptances, unread_in
from plancode.rules.table import BUILTIN_RULES, rules_by_code
from plancode.rules.titles import Titles, with_ids
from plancode.rules.unjudged import UnreadFiles, unjudged
from plancode.tree.interface import Tree
from plancode.tree.overlay import OverlayTree

if TYPE_CHECKING:
    from plancode.scorecard.results import Results

_ABOUT_PLANS: Final = frozenset({"SHP117", "SHP118"})
"""Where a folder holds two plans, everything else would only say so again."""
_WITHOUT_THE_WHOLE: Final = frozenset({"TXT", "SHP", "REF", "CFG"})
_NOT_READ: Final = ("TXT", "SHP", "REF101", "REF102", "REF103")
"""Errors after which it is not known what the plan says: of text, of shape, ids that name nothing or two things."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check knows: the plan as of the day, its tables, every finding (accepted ones marked), and the texts.

    `base` is the plan as it is written, before adjustments.
    """

    graph: PlanGraph
    analysis: Analysis | None
    base: PlanGraph
    settings: Settings
    findings: tuple[Finding, ...]
    sources: dict[str, SourceText]
    as_of: date
    broken: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    results: "Results | None" = None
    """What was reached, where it was asked for and the plan can be read."""
    version: Version | None = None
    """The plan as one side of a comparison."""
    inputs: frozenset[str] = frozenset()
    """The files that the plan is made of: all that were read as text, and the sources of its results."""
    unjudged: tuple[Unjudged, ...] = ()
    """What was not judged, and why."""
    unasked: frozenset[str] = frozenset()
    """The codes of rules that could not be asked."""
    implied: frozenset[str] = frozenset()
    """The fingerprints of findings that are there, and are told with a larger one."""
    slips: Mapping[str, bytes] = field(default_factory=dict)
    """Files with slips, as they were judged: with the words that are probably meant."""
    undecoded: Mapping[str, str] = field(default_factory=dict)
    tables: tuple[TableDocument, ...] = ()
    """The lists that were read, as they stand in their files."""
    """The digests of files that are no text."""
    instead: "Callable[[Mapping[str, bytes]], Checked] | None" = None
    """Gives the same check of the plan with other texts of some of its files."""

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody has accepted."""
        return tuple(finding for finding in self.findings if finding.is_open)

    @property
    def language(self) -> Language:
        """The language of the plan."""
        if self.graph.plan is not None:
            return language_of(self.graph.plan.model.locale)
        return "zh" if any("locale: zh" in source.text for source in self.sources.values()) else "en"

    def looked_for(self, finding: Finding) -> bool:
        """Whether a finding that is not told was looked for, and is not told with a larger one.

        Its rule was asked, of a plan that could be read.
        """
        if finding.code in self.unasked or finding.fingerprint in self.implied:
            return False
        unread = unread_in(self.findings)
        return not unread or (finding.code[:3] in UNREAD and finding.place.path not in unread)

    @property
    def unread(self) -> frozenset[str]:
        """The files of which something could not be read or used."""
        return unread_in(self.findings) | frozenset(self.lost)

    @property
    def is_read(self) -> bool:
        """Whether it is known what the plan says, whatever is wrong with it: only then are there pages of it."""
        errors = (finding for finding in self.open if finding.severity is Severity.ERROR)
        return not any(finding.code.startswith(_NOT_READ) for finding in errors)

    def fails(self, at: Severity) -> bool:
        """Whether an open finding is at least so severe."""
        return any(finding.severity.rank >= at.rank for finding in self.open)


@dataclass(frozen=True, slots=True)
class Read:
    """A plan as it was read, before anything is judged."""

    reading: PlanReading
    belonging: Belonging
    loaded: list[Loaded]
    graph: PlanGraph


@dataclass(frozen=True, slots=True)
class Lent:
    """What two revisions share: files with the same text, what was found in them, figures with the same inputs."""

    shelf: Shelf = field(default_factory=Shelf)
    walks: Walks = field(default_factory=dict)
    memo: Memo = field(default_factory=Memo)


Reach = Callable[[Analysis], "Results | None"]
"""Reads the sources of a plan (`pipeline.reaching.reader`)."""


def check(
    tree: Tree,
    as_of: date,
    limits: Limits | None = None,
    progress: OnProgress | None = None,
    reach: Reach | None = None,
) -> Checked:
    """Read a plan and return everything that is wrong with it; `progress` is told files read and files in all.

    With `reach` the sources of the plan are read too, and what is wrong with them or with what was reached is found.
    """
    return judged(read(tree, limits or Limits(), progress), as_of, reach)


def read(tree: Tree, limits: Limits, progress: OnProgress | None = None, lent: Lent | None = None) -> Read:
    """Read a plan; `lent` shares what another revision has too."""
    reading = PlanReading(tree, limits)
    member = belonging(reading)
    loaded = load(reading, member.paths, progress, lent.shelf if lent else None)
    graph = build(loaded, reading.unread, reading.lost_kinds, lent.walks if lent else None)
    return Read(reading, member, loaded, graph)


def judged(read: Read, as_of: date, reach: Reach | None = None, lent: Lent | None = None) -> Checked:
    """Return what is wrong with a plan that was read."""
    context = RuleContext(read.graph, as_of, _schemas(read), memo=lent.memo if lent else None)
    if reach is not None and context.analysis is not None and not read.reading.lost:
        context.results = reach(context.analysis)
    outcome = _asked(read, context)
    slips = as_meant(read.reading.sources, (*read.reading.problems, *outcome.problems))
    if slips:
        outcome = _told_once(read, outcome, slips, as_of, reach)
    files = (beside(source.place().path, file) for source in read.graph.all(Source) for file in source.model.files)
    inputs, member = frozenset((*read.reading.sources, *files)), read.belonging
    mixed = among_pages(member, inputs)
    inline, over = inline_acceptances(read.reading)
    acceptances = (*inline, *settings_acceptances(member.settings.suppress, member.document))
    outcome.problems += [*over, *([mixed] if mixed else [])]
    every = _findings(read, outcome, context, acceptances)
    findings = counted((finding for finding in every if not finding.is_implied), read.graph.plan_id)
    return Checked(
        context.graph,
        context.analysis,
        read.graph,
        member.settings,
        findings,
        read.reading.sources,
        as_of,
        tuple(outcome.broken),
        tuple(read.reading.lost),
        context.results,
        Version(
            read.graph, context.analysis, member.settings, member.document, acceptances,
            member.accepted, member.accepted_document, context.results,
        ),
        inputs,
        unjudged(context, outcome.unasked, UnreadFiles(read.reading.lost, unread_in(findings), slips.keys())),
        frozenset(outcome.unasked),
        frozenset(finding.fingerprint for finding in every if finding.is_implied),
        slips,
        read.reading.undecoded,
        tuple(read.reading.tables),
        lambda files: judged(_with(read, files), as_of, reach),
    )  # fmt: skip


def _with(read_: Read, files: Mapping[str, bytes]) -> Read:
    return read(OverlayTree(files, read_.reading.tree), read_.reading.limits)


def _asked(read: Read, context: RuleContext) -> RuleRun:
    """Return what rules say of a plan, and which could not be asked."""
    rules = _rules_for(read)
    outcome, known = run(rules, context), {rule.code for rule in rules}
    left_out = (rule for rule in BUILTIN_RULES if rule.check is not None and not rule.change)
    outcome.unasked |= {rule.code: "lost" for rule in left_out if rule.code not in known}
    return outcome


def _told_once(read_: Read, outcome: RuleRun, slips: Mapping[str, bytes], as_of: date, reach: Reach | None) -> RuleRun:
    """Return what is wrong with a plan with slips: these, and what would be wrong without them."""
    meant = _with(read_, slips)
    context = RuleContext(meant.graph, as_of, _schemas(meant))
    if reach is not None and context.analysis is not None and not meant.reading.lost:
        context.results = reach(context.analysis)
    judged = _asked(meant, context)
    said = [problem for problem in outcome.problems if problem.code[:3] in _WITHOUT_THE_WHOLE]
    said += [problem for problem in judged.problems if problem.code[:3] not in _WITHOUT_THE_WHOLE]
    return RuleRun(said, outcome.broken + judged.broken, judged.unasked)


def _rules_for(read: Read) -> tuple[Rule, ...]:
    """Return the rules that can be judged: where a document is lost, only those that miss nothing by it."""
    if sum(isinstance(document.model, Plan) for document in read.loaded) > 1:
        return tuple(rule for rule in BUILTIN_RULES if rule.code in _ABOUT_PLANS)
    if not read.reading.lost:
        return BUILTIN_RULES
    return tuple(rule for rule in BUILTIN_RULES if rule.family in _WITHOUT_THE_WHOLE)


def _schemas(read: Read) -> dict[str, YamlDocument]:
    plan = read.graph.plan
    if plan is None:
        return {}
    schemas: dict[str, YamlDocument] = {}
    known: dict[str, YamlDocument] = {}
    named = set(plan.model.extra_schemas.values())
    # that a file is no document of the plan is said, which a schema kept as YAML need not be
    read.reading.problems = [
        problem for problem in read.reading.problems if problem.code != "SHP113" or problem.place.path not in named
    ]
    for kind, path in plan.model.extra_schemas.items():
        if path not in read.reading.files:
            place = plan.place("extra_schemas", kind)
            read.reading.problems.append(Problem(place, "plain", {"path": path}, plan.ref, kind, code="SHP115"))
            continue
        if path not in known and (documents := read.reading.read_yaml(path)):
            known[path] = documents[0]
        if path in known:
            schemas[kind] = known[path]
    return schemas


def _findings(
    read: Read, outcome: RuleRun, context: RuleContext, acceptances: tuple[Acceptance, ...]
) -> tuple[Finding, ...]:
    rules, reading, plan = rules_by_code(), read.reading, read.graph.plan_id
    read_problems = with_ids(reading.problems, Titles(read.graph))
    findings = judge([*read_problems, *outcome.problems], rules, plan, reading.sources)
    # what a rule that was not asked finds, or one that saw less than the plan, may well be there
    waiting = frozenset(rules) if unread_in(findings) else frozenset(outcome.unasked)
    if context.results is not None and context.results.is_partial:
        waiting |= {rule.code for rule in rules.values() if rule.results}
    marked, faults = apply(findings, acceptances, context.as_of, rules, waiting)
    return (*marked, *judge(faults, rules, plan, reading.sources))
