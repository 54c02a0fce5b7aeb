"""The overview: what the plan is, what it wants, who is in it, what it rests on, and what is still wrong with it."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

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
from plancode.quantity import Quantity
from plancode.render.blocks import (
    Block,
    Code,
    Facts,
    Inline,
    Items,
    Joined,
    Line,
    Link,
    Prose,
    Section,
    Table,
    Term,
    View,
    columns,
    shown,
)
from plancode.render.edition import HOME, Edition, Target, figure, lines, person_link, team_link, total

MOST_FINDINGS = 50
MOST_NAMED = 100
"""People from which on the overview counts them by team; their names are on the teams' pages."""


def overview(edition: Edition, language: Language) -> View:
    """Return the first page."""
    model = edition.plan.model
    about = (Prose(model.about),) if model.about else ()
    blocks: tuple[Block, ...] = (
        *about,
        *edition.note(edition.plan),
        _facts(edition),
        _ways(),
        _targets(edition),
        _teams(edition),
        *_market(edition),
        *_assumptions(edition),
        *_strategy(edition),
        _findings(edition, language),
    )
    return View(HOME, model.label, blocks)


def _facts(edition: Edition) -> Facts:
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


def _ways() -> Line:
    pages = (
        Link("responsibilities.md", Term("title.responsibilities")),
        Link("scorecards.md", Term("title.scorecards")),
        Link("glossary.md", Term("title.glossary")),
    )
    return Line(Term("ways", (("pages", Joined(pages)),)))


def _targets(edition: Edition) -> Section:
    """Return targets by metric and level: the plan and its teams, people folded into a count."""
    heads = columns("col.metric", "col.level", "col.period", "col.target", numeric=("col.target",))
    rows = tuple(row for document in _documents(edition) for row in document)
    return Section(Term("section.targets"), (Table(heads, rows, Term("empty.plan_targets")),))


def _documents(edition: Edition) -> Iterator[list[tuple[Inline, ...]]]:
    groups: dict[str, list[Target]] = {}
    for target in edition.targets:
        groups.setdefault(target.document.model.id, []).append(target)
    for targets in groups.values():
        metric = edition.metric_name(targets[0].document.model.metric)
        shown_targets = [one for one in targets if one.top or "person" not in dict(one.row.dimensions)]
        own = [one for one in targets if one not in shown_targets]
        rows: list[tuple[Inline, ...]] = [
            (metric, _level(edition, one), edition.period_name(one.row.period), figure(one)) for one in shown_targets
        ]
        if own:
            rows.append(
                (metric, Term("quotas_of", (("count", len({one.row.person for one in own})),)), *_sum(edition, own))
            )
        yield rows


def _sum(edition: Edition, own: list[Target]) -> tuple[Inline, Inline]:
    """Return the periods of people's targets and their sum, where none overlaps another."""
    by_scope: dict[tuple[tuple[str, str], ...], list[Target]] = {}
    for one in own:
        by_scope.setdefault(one.row.dimensions, []).append(one)
    names = {one.row.period for one in own}
    period = edition.period_name(names.pop()) if len(names) == 1 else Term("periods", (("count", len(names)),))
    whole = len(by_scope) == len({one.row.person for one in own}) and edition.adds_up(own[0].document.model.metric)
    sums = [_amount(found) for found in by_scope.values()]
    if not whole or None in sums:
        return (period, None)
    return (period, Quantity(sum((one for one in sums if one is not None), Decimal(0))))


def _amount(targets: list[Target]) -> Decimal | None:
    only = targets[0].row.amount if len(targets) == 1 else None
    return only.number if only is not None and not only.unit else total(targets)


def _level(edition: Edition, target: Target) -> Inline:
    return edition.scope(target) or Term("whole_plan")


def _teams(edition: Edition) -> Section:
    found: list[tuple[int, Inline]] = []
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
    return Section(Term("section.teams"), (Items(tuple(found), Term("empty.teams")),))


def _team(edition: Edition, team: Entity[Team], count: int | None) -> Inline:
    manager = team.model.manager
    led: tuple[Inline, ...] = (Term("led_by", (("person", edition.person(manager)),)),) if manager else ()
    size = (Term("people_count", (("count", count),)),) if count is not None else ()
    return Joined((team_link(team), *led, *size))


def _member(edition: Edition, person: Entity[Person]) -> Inline:
    role = edition.facts.role(person)
    state = Term("seat.open") if person.model.open else None
    return Joined((person_link(person), role.model.label if role else None, state))


def _market(edition: Edition) -> tuple[Section, ...]:
    market = edition.plan.model.market
    if market is None:
        return ()
    blocks: list[Block] = [_basis(market)]
    if market.rivals:
        heads = columns("col.rival", "col.share", "col.strength", "col.weakness", numeric=("col.share",))
        rivals = tuple((one.name, one.share, one.strength, one.weakness) for one in market.rivals)
        blocks.append(Table(heads, rivals, Term("none")))
    if market.cycles:
        heads = columns("col.for", "col.sales_cycle", "col.win_rate", "col.by")
        blocks.append(Table(heads, tuple(_cycle(edition, one) for one in market.cycles), Term("none")))
    return (Section(Term("section.market"), tuple(blocks)),)


def _basis(market: Market) -> Facts:
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


def _cycle(edition: Edition, cycle: Cycle) -> tuple[Inline, ...]:
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
    heads = columns("col.assumption", "col.review")
    rows = tuple((one.model.text, one.model.review) for one in found)
    return (Section(Term("section.assumptions"), (*edition.note(*found), Table(heads, rows, Term("none")))),)


def _strategy(edition: Edition) -> tuple[Section, ...]:
    documents = edition.graph.all(StrategyDocument)
    if not documents:
        return ()
    summaries = tuple(Prose(one.model.summary) for one in documents if one.model.summary)
    heads = columns("col.choice", "col.by", "col.text", "col.answers", "col.carried_by")
    choices = edition.graph.all(Choice)
    rows = tuple(_choice(edition, one) for one in choices)
    table = Table(heads, rows, Term("none"))
    return (Section(Term("section.strategy"), (*summaries, *edition.note(*choices), table)),)


def _choice(edition: Edition, choice: Entity[Choice]) -> tuple[Inline, ...]:
    actions = [one for one in edition.graph.all(Action) if choice.model.id in one.model.carries]
    carried = Joined(tuple(one.model.label for one in actions), "list.semicolon") if actions else None
    model = choice.model
    return (model.label, Term(f"choice.{model.by}"), model.text, edition.labels(Rival, model.answers), carried)


def _findings(edition: Edition, language: Language) -> Section:
    open_ones = [finding for finding in edition.findings if finding.suppressed_because is None]
    accepted = [finding for finding in edition.findings if finding.suppressed_because is not None]
    counts = Counter(finding.severity for finding in open_ones)
    blocks: list[Block] = [Line(_count(counts)) if open_ones else Line(Term("findings.none"))]
    if open_ones:
        heads = columns("col.code", "col.severity", "col.message", "col.place")
        rows = tuple(_finding(one, language) for one in open_ones[:MOST_FINDINGS])
        blocks.append(Table(heads, rows, Term("none")))
    if len(open_ones) > MOST_FINDINGS:
        blocks.append(Line(Term("findings.more", (("count", len(open_ones) - MOST_FINDINGS),))))
    if accepted:
        heads = columns("col.code", "col.message", "col.reason")
        rows = tuple((Code(one.code), _said(one, language), one.suppressed_because) for one in accepted[:MOST_FINDINGS])
        blocks += [Line(Term("findings.accepted")), Table(heads, rows, Term("none"))]
    return Section(Term("section.findings"), tuple(blocks))


def _said(finding: Finding, language: Language) -> Inline:
    """Return a message with what it puts in backticks as code."""
    parts = message(finding, language).split("`")
    return Joined(tuple(Code(part) if number % 2 else part for number, part in enumerate(parts)), "nothing")


def _count(counts: Counter[Severity]) -> Inline:
    parts = [Term(f"count.{one.value}", (("count", counts[one]),)) for one in reversed(Severity) if counts[one]]
    return Joined(tuple(parts))


def _finding(finding: Finding, language: Language) -> tuple[Inline, ...]:
    place = Code(f"{finding.place.path}:{finding.place.line}")
    return (Code(finding.code), Term(f"severity.{finding.severity.value}"), _said(finding, language), place)
