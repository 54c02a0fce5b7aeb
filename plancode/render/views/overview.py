"""The overview: what the plan is, what it wants, who is in it, what it rests on, and what is still wrong with it."""

from plancode.findings.folding import Fold, count_of, folded
from plancode.findings.sentences import also, how_many, message
from plancode.findings.severity import Severity
from plancode.graph.entity import Entity
from plancode.locale.catalogue import Language
from plancode.model.actions import Action
from plancode.model.plan import Assumption, Channel, Cycle, Product, Rival, Segment
from plancode.model.strategy import Choice, StrategyDocument
from plancode.model.team import Person, Team
from plancode.model.territories import Territory
from plancode.render.blocks import Block, FactList, Items, Line, ProseBlock, Section, View, more, shown
from plancode.render.edition import HOME, Edition, lines
from plancode.render.views.capacity import capacity_over_plan
from plancode.render.views.feasibility import verdicts
from plancode.render.views.footer import not_judged_line
from plancode.render.views.openings import open_deals
from plancode.render.views.parts import exchange_rates
from plancode.render.views.targets import plan_tables
from plancode.said.value import Joined, Link, PlanKey, PlanWord, Said, Sentence, Term, Verbatim
from plancode.tables.capacity import levels_of
from plancode.tables.table import columns, table

MOST_FINDINGS = 50
MOST_ERRORS = 10
"""Errors that the page begins with, one by one."""
MOST_ROWS = 40
MOST_LINES = 200
MOST_NAMED = 100
"""People from which on the overview counts them by team; their names are on the teams' pages."""


def overview(edition: Edition, language: Language, ways: tuple[Link, ...]) -> View:
    """Return the first page, with the ways to the other pages of the plan."""
    model = edition.plan.model
    targets = plan_tables(edition) or [Line(Term("empty.plan_targets"))]
    blocks: tuple[Block, ...] = (
        *_errors(edition, language),
        *((ProseBlock(model.about),) if model.about else ()),
        *edition.note(edition.plan),
        _facts(edition),
        Line(Term("ways", (("pages", Joined(ways)),))),
        Section(Term("section.targets"), (*targets, *verdicts(edition))),
        *_capacity(edition),
        *open_deals(edition),
        _teams(edition),
        *_market(edition),
        *_assumptions(edition),
        *_strategy(edition),
        _findings(edition, language),
    )
    return View(HOME, model.label, blocks)


def _errors(edition: Edition, language: Language) -> tuple[Block, ...]:
    """Return that the plan has errors, and which: nobody is to take its figures for more than they are."""
    errors = [finding for finding in edition.open if finding.severity is Severity.ERROR]
    if not errors:
        return ()
    folds = folded(errors)
    told = (
        (0, Joined((Verbatim(fold.first.code), _told(fold, language)), "list.space")) for fold in folds[:MOST_ERRORS]
    )
    count = Term("findings.errors", (("count", len(errors)),))
    return (Line(count), Items(tuple(told)), *more(len(folds) - MOST_ERRORS))


def _facts(edition: Edition) -> FactList:
    model, period = edition.plan.model, edition.graph.period(None)
    span = Term("span.both", (("from", period.start), ("to", period.last))) if period else model.period
    return shown(
        (
            (Term("col.period"), span),
            (Term("col.currency"), model.currency),
            (Term("col.rates"), Joined(exchange_rates(edition.plan.model), "list.semicolon") if model.rates else None),
            (Term("col.as_of"), edition.as_of),
            (Term("col.root"), edition.team(model.team)),
            (Term("col.people"), sum(len(edition.facts.members(team)) for team in edition.graph.all(Team))),
            (Term("col.territories"), len(edition.graph.all(Territory)) or None),
        )
    )


def _capacity(edition: Edition) -> tuple[Section, ...]:
    """Return capacity against target of each team over the plan in the main metric."""
    figures = edition.figures
    metric = figures.analysis.main_metric if figures else None
    if figures is None or metric is None or metric not in figures.analysis.capacity.metrics:
        return ()
    made = capacity_over_plan(figures, metric, tuple(levels_of(figures.analysis))).first(MOST_ROWS)
    return (Section(Term("title.capacity"), (made,)),) if made.rows else ()


def _teams(edition: Edition) -> Section:
    """Return the tree of teams with their people, or how many there are where they are many."""
    tree: list[tuple[int, Said]] = []
    folded = len(edition.graph.all(Person)) > MOST_NAMED
    pending = [(0, team) for team in reversed(edition.graph.all(Team)) if not team.model.parent]
    seen: set[object] = set()
    while pending:
        depth, team = pending.pop()
        if team.key in seen:
            continue
        seen.add(team.key)
        members, manager = edition.facts.members(team), team.model.manager
        led = Term("led_by", (("person", edition.person(manager)),)) if manager else None
        size = Term("people_count", (("count", len(members)),)) if folded else None
        tree.append((depth, Joined((team.ref, led, size))))
        tree += [] if folded else [(depth + 1, _member(edition, person)) for person in members]
        pending += [(depth + 1, below) for below in reversed(edition.facts.teams_below(team))]
    listed = Items(tuple(tree[:MOST_LINES]), Term("empty.teams"))
    return Section(Term("section.teams"), (listed, *more(len(tree) - MOST_LINES)))


def _member(edition: Edition, person: Entity[Person]) -> Said:
    role = edition.facts.role(person)
    state = PlanKey("open") if person.model.open else None
    return Joined((person.ref, role.model.label if role else None, state))


def _market(edition: Edition) -> tuple[Section, ...]:
    market = edition.plan.model.market
    if market is None:
        return ()
    basis = (
        (Term("market.size"), market.size),
        (Term("market.growth"), market.growth),
        (Term("market.demand"), market.demand),
        (Term("market.consumer_behaviour"), market.consumer_behaviour),
        (Term("market.opportunities"), lines(market.opportunities)),
        (Term("market.product_traits"), market.product_traits),
    )
    blocks: list[Block] = [shown(basis)]
    if market.rivals:
        heads = columns("rival", "share", "strength", "weakness", numeric=("share",))
        rivals = ((rival.name, rival.share, rival.strength, rival.weakness) for rival in market.rivals)
        blocks.append(table(heads, rivals))
    if market.cycles:
        heads = columns("scope", "metric.sales_cycle", "metric.win_rate", "by")
        blocks.append(table(heads, (_cycle(edition, cycle) for cycle in market.cycles)))
    return (Section(Term("section.market"), tuple(blocks)),)


def _cycle(edition: Edition, cycle: Cycle) -> tuple[Said, ...]:
    scope = (
        edition.labels(Channel, cycle.channel),
        edition.labels(Segment, cycle.segment),
        edition.labels(Product, cycle.product),
    )
    return (Joined(scope), cycle.sales_cycle, cycle.win_rate, Term(f"won_by.{cycle.by}") if cycle.win_rate else None)


def _assumptions(edition: Edition) -> tuple[Section, ...]:
    assumptions = edition.graph.all(Assumption)
    if not assumptions:
        return ()
    heads = columns("assumption", "review")
    rows = tuple((assumption.model.text, assumption.model.review) for assumption in assumptions)
    return (Section(Term("section.assumptions"), (*edition.note(*assumptions), table(heads, rows))),)


def _strategy(edition: Edition) -> tuple[Section, ...]:
    documents = edition.graph.all(StrategyDocument)
    if not documents:
        return ()
    models = (document.model for document in documents)
    summaries = tuple(ProseBlock(model.summary) for model in models if model.summary)
    heads, choices = columns("choice", "by", "text", "answers", "carried_by"), edition.graph.all(Choice)
    made = table(heads, (_choice(edition, choice.model) for choice in choices))
    return (Section(Term("section.strategy"), (*summaries, *edition.note(*choices), made)),)


def _choice(edition: Edition, choice: Choice) -> tuple[Said, ...]:
    actions = (action.model for action in edition.graph.all(Action))
    carrying = tuple(action.label for action in actions if choice.id in action.carries)
    answered = edition.labels(Rival, choice.answers)
    return (choice.label, PlanWord(choice.by, "Choice.by"), choice.text, answered, lines(carrying))


def _findings(edition: Edition, language: Language) -> Section:
    unsettled = edition.open
    accepted = [finding for finding in edition.findings if finding.suppressed_because is not None]
    counts = (
        Term(f"count.{severity.value}", (("count", count),)) for severity, count in count_of(unsettled).items() if count
    )
    counted, folds = Joined(tuple(counts)), folded(unsettled)
    blocks: list[Block] = [Line(counted if unsettled else Term("findings.none"))]
    if unsettled:
        heads = columns("code", "severity", "message", "place")
        blocks.append(table(heads, (_finding(fold, language) for fold in folds[:MOST_FINDINGS])))
    if len(folds) > MOST_FINDINGS:
        left = sum(len(fold.findings) for fold in folds[MOST_FINDINGS:])
        blocks.append(Line(Term("findings.more", (("count", left),))))
    if accepted:
        told = (
            (Verbatim(finding.code), Sentence(message(finding, language)), finding.suppressed_because)
            for finding in accepted[:MOST_FINDINGS]
        )
        blocks += [Line(Term("findings.accepted")), table(columns("code", "message", "reason"), told)]
    blocks += not_judged_line(edition.unjudged)
    return Section(Term("section.findings"), tuple(blocks))


def _finding(fold: Fold, language: Language) -> tuple[Said, ...]:
    finding = fold.first
    place = Verbatim(finding.place.name)
    return (Verbatim(finding.code), PlanWord(finding.severity.value), _told(fold, language), place)


def _told(fold: Fold, language: Language) -> Said:
    """Return what is wrong, and what else is told with it."""
    said = (message(fold.first, language), *how_many(fold.first, language), *also(fold, language))
    return Joined(tuple(map(Sentence, said)), "report.gap")
