"""The overview: what the plan is, what it wants, who is in it, what it rests on, and what is still wrong with it."""

from collections import Counter

from plancode.findings.finding import Finding
from plancode.findings.sentences import message
from plancode.findings.severity import Severity
from plancode.graph.entity import Entity
from plancode.locale.catalogue import Language
from plancode.model.actions import Action
from plancode.model.plan import Assumption, Channel, Cycle, Market, Product, Rival, Segment
from plancode.model.strategy import Choice, StrategyDocument
from plancode.model.team import Person, Team
from plancode.model.territories import Territory
from plancode.render.blocks import Block, FactList, Items, Line, ProseBlock, Section, View, more, shown
from plancode.render.edition import HOME, Edition, lines
from plancode.render.views.capacity import capacity_over_plan
from plancode.render.views.feasibility import verdicts
from plancode.render.views.targets import plan_tables
from plancode.said.value import Joined, Link, PlanKey, PlanWord, Said, Sentence, Term, Verbatim
from plancode.tables.capacity import levels_of
from plancode.tables.table import columns, table

MOST_FINDINGS = 50
MOST_ROWS = 40
MOST_LINES = 200
MOST_NAMED = 100
"""People from which on the overview counts them by team; their names are on the teams' pages."""


def overview(edition: Edition, language: Language, ways: tuple[Link, ...]) -> View:
    """Return the first page, with the ways to the other pages of the plan."""
    model = edition.plan.model
    about = (ProseBlock(model.about),) if model.about else ()
    blocks: tuple[Block, ...] = (
        *about,
        *edition.note(edition.plan),
        _facts(edition),
        Line(Term("ways", (("pages", Joined(ways)),))),
        _targets(edition),
        *_capacity(edition),
        _teams(edition),
        *_market(edition),
        *_assumptions(edition),
        *_strategy(edition),
        _findings(edition, language),
    )
    return View(HOME, model.label, blocks)


def _facts(edition: Edition) -> FactList:
    model, period = edition.plan.model, edition.graph.period(None)
    span = Term("span.both", (("from", period.start), ("to", period.last))) if period else model.period
    return shown(
        (
            (Term("col.period"), span),
            (Term("col.currency"), model.currency),
            (Term("col.as_of"), edition.as_of),
            (Term("col.root"), edition.team(model.team)),
            (Term("col.people"), sum(len(edition.facts.members(team)) for team in edition.graph.all(Team))),
            (Term("col.territories"), len(edition.graph.all(Territory)) or None),
        )
    )


def _targets(edition: Edition) -> Section:
    """Return the targets of each level over the plan, and the verdict on those at the top."""
    tables = plan_tables(edition) or [Line(Term("empty.plan_targets"))]
    return Section(Term("section.targets"), (*tables, *verdicts(edition)))


def _capacity(edition: Edition) -> tuple[Section, ...]:
    """Return capacity against target of each team over the plan in the main metric."""
    figures = edition.figures
    metric = figures.analysis.main_metric if figures else None
    if figures is None or metric is None or metric not in figures.analysis.capacity.metrics:
        return ()
    made = capacity_over_plan(figures, metric, tuple(levels_of(figures.analysis))).first(MOST_ROWS)
    return (Section(Term("title.capacity"), (made,)),) if made.rows else ()


def _teams(edition: Edition) -> Section:
    found: list[tuple[int, Said]] = []
    folded = len(edition.graph.all(Person)) > MOST_NAMED
    roots = [team for team in edition.graph.all(Team) if not team.model.parent]
    pending = [(0, team) for team in reversed(roots)]
    seen: set[object] = set()
    while pending:
        depth, team = pending.pop()
        if team.key in seen:
            continue
        seen.add(team.key)
        members = edition.facts.members(team)
        found.append((depth, _team(edition, team, len(members) if folded else None)))
        found += [] if folded else [(depth + 1, _member(edition, person)) for person in members]
        pending += [(depth + 1, below) for below in reversed(edition.facts.teams_below(team))]
    listed = Items(tuple(found[:MOST_LINES]), Term("empty.teams"))
    return Section(Term("section.teams"), (listed, *more(len(found) - MOST_LINES)))


def _team(edition: Edition, team: Entity[Team], count: int | None) -> Said:
    manager = team.model.manager
    led: tuple[Said, ...] = (Term("led_by", (("person", edition.person(manager)),)),) if manager else ()
    size = (Term("people_count", (("count", count),)),) if count is not None else ()
    return Joined((team.ref, *led, *size))


def _member(edition: Edition, person: Entity[Person]) -> Said:
    role = edition.facts.role(person)
    state = PlanKey("open") if person.model.open else None
    return Joined((person.ref, role.model.label if role else None, state))


def _market(edition: Edition) -> tuple[Section, ...]:
    market = edition.plan.model.market
    if market is None:
        return ()
    blocks: list[Block] = [_basis(market)]
    if market.rivals:
        heads = columns("rival", "share", "strength", "weakness", numeric=("share",))
        rivals = tuple((one.name, one.share, one.strength, one.weakness) for one in market.rivals)
        blocks.append(table(heads, rivals))
    if market.cycles:
        heads = columns("scope", "metric.sales_cycle", "metric.win_rate", "by")
        blocks.append(table(heads, tuple(_cycle(edition, one) for one in market.cycles)))
    return (Section(Term("section.market"), tuple(blocks)),)


def _basis(market: Market) -> FactList:
    return shown(
        (
            (Term("market.size"), market.size),
            (Term("market.growth"), market.growth),
            (Term("market.demand"), market.demand),
            (Term("market.consumer_behaviour"), market.consumer_behaviour),
            (Term("market.opportunities"), lines(market.opportunities)),
            (Term("market.product_traits"), market.product_traits),
        )
    )


def _cycle(edition: Edition, cycle: Cycle) -> tuple[Said, ...]:
    scope = (
        edition.labels(Channel, cycle.channel),
        edition.labels(Segment, cycle.segment),
        edition.labels(Product, cycle.product),
    )
    return (Joined(scope), cycle.sales_cycle, cycle.win_rate, Term(f"won_by.{cycle.by}") if cycle.win_rate else None)


def _assumptions(edition: Edition) -> tuple[Section, ...]:
    found = edition.graph.all(Assumption)
    if not found:
        return ()
    heads = columns("assumption", "review")
    rows = tuple((one.model.text, one.model.review) for one in found)
    return (Section(Term("section.assumptions"), (*edition.note(*found), table(heads, rows))),)


def _strategy(edition: Edition) -> tuple[Section, ...]:
    documents = edition.graph.all(StrategyDocument)
    if not documents:
        return ()
    summaries = tuple(ProseBlock(one.model.summary) for one in documents if one.model.summary)
    heads = columns("choice", "by", "text", "answers", "carried_by")
    choices = edition.graph.all(Choice)
    rows = tuple(_choice(edition, one) for one in choices)
    return (Section(Term("section.strategy"), (*summaries, *edition.note(*choices), table(heads, rows))),)


def _choice(edition: Edition, choice: Entity[Choice]) -> tuple[Said, ...]:
    actions = [one for one in edition.graph.all(Action) if choice.model.id in one.model.carries]
    carried = Joined(tuple(one.model.label for one in actions), "list.semicolon") if actions else None
    model = choice.model
    return (model.label, PlanWord(model.by, "Choice.by"), model.text, edition.labels(Rival, model.answers), carried)


def _findings(edition: Edition, language: Language) -> Section:
    open_ones = [finding for finding in edition.findings if finding.suppressed_because is None]
    accepted = [finding for finding in edition.findings if finding.suppressed_because is not None]
    counts = Counter(finding.severity for finding in open_ones)
    blocks: list[Block] = [Line(_count(counts)) if open_ones else Line(Term("findings.none"))]
    if open_ones:
        heads = columns("code", "severity", "message", "place")
        rows = tuple(_finding(one, language) for one in open_ones[:MOST_FINDINGS])
        blocks.append(table(heads, rows))
    if len(open_ones) > MOST_FINDINGS:
        blocks.append(Line(Term("findings.more", (("count", len(open_ones) - MOST_FINDINGS),))))
    if accepted:
        heads = columns("code", "message", "reason")
        rows = tuple(
            (Verbatim(one.code), Sentence(message(one, language)), one.suppressed_because)
            for one in accepted[:MOST_FINDINGS]
        )
        blocks += [Line(Term("findings.accepted")), table(heads, rows)]
    return Section(Term("section.findings"), tuple(blocks))


def _count(counts: Counter[Severity]) -> Said:
    parts = [Term(f"count.{one.value}", (("count", counts[one]),)) for one in reversed(Severity) if counts[one]]
    return Joined(tuple(parts))


def _finding(finding: Finding, language: Language) -> tuple[Said, ...]:
    place = Verbatim(f"{finding.place.path}:{finding.place.line}")
    return (
        Verbatim(finding.code),
        PlanWord(finding.severity.value),
        Sentence(message(finding, language)),
        place,
    )
