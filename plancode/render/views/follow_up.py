"""The follow-up of a team: who is on pace and who is not, what needs attention, what comes next, what is still open."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from plancode.analysis.measures import MetricScope
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.team import Person, Team
from plancode.model.territories import Territory
from plancode.render.blocks import Block, Items, Line, Section, View, more
from plancode.render.edition import Edition
from plancode.render.figures import Figures, share
from plancode.render.views.footer import footer
from plancode.render.views.openings import covered
from plancode.render.views.parts import every
from plancode.said.value import Joined, Link, Said, Term
from plancode.scorecard.follow_up import Concern, FollowUp
from plancode.scorecard.standing import Lapsed, Standing, Standings, ValueStanding
from plancode.tables.deals import table_of_deals
from plancode.tables.pace import (
    TO_DATE,
    TO_THE_END,
    attainment_of,
    carried_table,
    judged,
    levels_table,
    standings_table,
    task_label,
    tasks_table,
)
from plancode.tables.scopes import kpi_ref, scope_cell
from plancode.tables.scores import lack
from plancode.tables.table import Table

MOST_ROWS = 50
MOST_PROBLEMS = 40
MOST_IN_REVIEW = 10
_NOT_YET = frozenset({"absent", "no_actual", "not_due", "unreached"})
"""Why there is nothing yet, which needs nobody's attention."""


def follow_up_view(edition: Edition, team: Entity[Team]) -> View | None:
    """Return a team's follow-up page; None without results."""
    if edition.standings is None or edition.figures is None:
        return None
    follow_up, analysis = FollowUp(edition.standings, team), edition.figures.analysis
    metrics: tuple[Block, ...] = tuple(
        _pace_of(edition, edition.figures, follow_up, metric) for metric in follow_up.metrics
    )
    tables = (
        (
            Term("results.levels", (("period", edition.standings.recent.period),)),
            levels_table(analysis, chain((level for _, level in follow_up.levels()), follow_up.part_levels())).first(
                MOST_ROWS
            ),
        ),
        (Term("results.next", (("days", follow_up.days),)), tasks_table(analysis, follow_up.coming()).first(MOST_ROWS)),
        (Term("results.carried"), carried_table(analysis, follow_up.carried())),
    )
    blocks: tuple[Block, ...] = (
        *_lead(edition, follow_up),
        _problems(edition, edition.figures, follow_up),
        *metrics,
        *((_limits(edition.figures),) if metrics else ()),
        *((Line(Term("results.no_pace")),) if not metrics and not tables[0][1].rows else ()),
        *(Section(title, (table,)) for title, table in tables if table.rows),
        footer(edition),
    )
    title = Term("results.follow_up", (("name", team.model.label), ("day", edition.as_of)))
    return View(follow_up_link(team).page, title, blocks)


def follow_up_link(team: Entity[Team]) -> Link:
    """Return a link to a team's follow-up page."""
    return Link(f"follow-up/{team.model.id}.md", team.model.label)


def pace_of_person(edition: Edition, person: Entity[Person]) -> tuple[Section, ...]:
    """Return how somebody stands in their own targets, and in those of what they look after."""
    if edition.standings is None or edition.figures is None:
        return ()
    analysis = edition.figures.analysis
    stood = tuple(_stood(edition.standings, ("person", person.model.id)))
    table = standings_table(analysis, stood).without("team", "who", "why", *TO_THE_END)
    blocks: list[Block] = [table, *_apart(edition.figures, stood)] if stood else []
    blocks += _parts(edition, analysis.belonging.of_person(person.model.id))
    return (Section(Term("results.my_pace"), (*blocks, _limits(edition.figures))),) if blocks else ()


def pace_of_territory(edition: Edition, territory: Entity[Territory]) -> tuple[Section, ...]:
    """Return how a territory and its customers stand in the targets that they have."""
    if edition.figures is None:
        return ()
    parts = tuple(_parts(edition, edition.figures.analysis.belonging.of_territory(territory.model.id)))
    return (Section(Term("results.pace_here"), (*parts, _limits(edition.figures))),) if parts else ()


def _parts(edition: Edition, figures: Sequence[MetricScope]) -> Iterator[Table]:
    """Yield how territories, customers, products, channels and segments stand in the targets that they have."""
    standings = edition.standings
    if standings is None:
        return
    stood = [one for metric in standings.metrics for one in standings.beside(figures, metric)]
    if stood:
        made = standings_table(standings.analysis, stood).without("team", "why", "through", *TO_THE_END)
        yield made.first(MOST_ROWS)


def _stood(standings: Standings, dimension: tuple[str, str]) -> Iterator[Standing]:
    """Yield how somebody or a team stands in each metric that adds up in which there is a target."""
    for metric in standings.metrics:
        if standings.analysis.measures.adds_over_time(metric):
            standing = standings.of(metric, (dimension,))
            if standing is not None:
                yield standing


def review_lines(edition: Edition, about: Entity[Keyed]) -> list[Said]:
    """Return how somebody or a team stands, a line for each metric and each problem, for a review to begin with."""
    standings, figures = edition.standings, edition.figures
    if standings is None or figures is None:
        return []
    is_team = isinstance(about.model, Team)
    kind, led = "team" if is_team else "person", None if is_team else standings.measured.team_of(about.name)
    lines: list[Said] = [_stands(edition, figures, standing) for standing in _stood(standings, (kind, about.name))]
    if led is not None and not lines:  # who leads a team without a quota of their own is measured by the team's
        of_team = (_stands(edition, figures, standing) for standing in _stood(standings, ("team", led)))
        lines = [Joined((edition.team(led), line), "list.colon") for line in of_team]
    team = edition.graph.find(Team, led or about.name)
    problems = FollowUp(standings, team).problems() if team is not None else ()
    paced = [concern for concern in problems if isinstance(concern.what, Standing)]
    return lines + [_problem(edition, figures, concern) for concern in paced[:MOST_IN_REVIEW]]


def _stands(edition: Edition, figures: Figures, standing: Standing) -> Said:
    written, progress = figures.written, standing.pace.progress
    if progress.reason is not None:
        told = Term("no_data_of", (("reason", lack(progress.reason, progress.lost)),))
        return Joined((edition.metric_name(standing.metric), told), "list.colon")
    values: tuple[tuple[str, Said], ...] = (
        ("metric", edition.metric_name(standing.metric)),
        ("day", standing.through),
        ("actual", written(standing.metric, standing.pace.progress.actual)),
        ("attainment", share(attainment_of(figures.analysis, standing.pace))),
        ("gap", written(standing.metric, standing.pace.gap)),
        ("forecast", written(standing.metric, standing.pace.forecast)),
        ("target", written(standing.metric, standing.pace.progress.whole)),
    )
    return Term("results.stands", values)


def _lead(edition: Edition, follow_up: FollowUp) -> tuple[Block, ...]:
    """Return the team, its review rhythm and how many stand how."""
    rhythm = follow_up.rhythm
    blocks: list[Block] = [Line(Joined((follow_up.team.ref, edition.person(follow_up.team.model.manager)), "list.dot"))]
    count = follow_up.count()
    if any(count.values()):
        blocks.append(Line(Term("results.summary", tuple(count.items()))))
    if rhythm.every is not None and rhythm.last is None:
        blocks.append(Line(Term("results.no_review", (("every", every(rhythm.every)),))))
    elif rhythm.every is not None:
        values: tuple[tuple[str, Said], ...] = (
            ("day", rhythm.last), ("next", rhythm.due), ("every", every(rhythm.every)),
        )  # fmt: skip
        blocks.append(Line(Term("results.last_review", values)))
    return tuple(blocks)


def _problems(edition: Edition, figures: Figures, follow_up: FollowUp) -> Section:
    lines = [(0, line) for line in _unknown(edition, follow_up)]
    lines += [(0, _problem(edition, figures, concern)) for concern in follow_up.problems()]
    return Section(
        Term("results.problems"),
        (Items(tuple(lines[:MOST_PROBLEMS]), Term("results.nothing")), *more(len(lines) - MOST_PROBLEMS)),
    )


def _unknown(edition: Edition, follow_up: FollowUp) -> Iterator[Said]:
    """Yield of whom nothing is known in a metric, and why: that nothing needs attention would not be true of them."""
    names: dict[str, dict[Term, list[Said]]] = {}
    paced = (
        (metric, standing.scope, standing.pace.progress.reason, standing.pace.progress.lost)
        for metric in follow_up.metrics
        for standing in follow_up.all(metric)
    )
    valued = (
        (level.metric, level.scope, level.reading.reason, level.reading.lost)
        for level in chain((level for _, level in follow_up.levels()), follow_up.part_levels())
        if level.reading.reason not in _NOT_YET
    )
    for metric, scope, reason, lost in (*paced, *valued):
        if reason is not None:
            who = scope_cell(edition.graph, scope)
            names.setdefault(metric, {}).setdefault(lack(reason, lost), []).append(who)
    for metric, reasons in names.items():
        for lacking, of_whom in reasons.items():
            told = Joined((edition.metric_name(metric), Term("no_data_of", (("reason", lacking),))), "list.space")
            yield Joined((Joined(tuple(of_whom)), told), "list.colon")


def _problem(edition: Edition, figures: Figures, concern: Concern) -> Said:
    cause = concern.what
    if isinstance(cause, Standing):
        said = _of_pace(edition, figures, cause)
    elif isinstance(cause, ValueStanding):
        said = _of_level(edition, figures, cause)
    elif isinstance(cause, Lapsed):
        kpis: tuple[str, Said] = ("kpis", Joined(tuple(kpi_ref(edition.graph, kpi.model) for kpi in cause.kpis)))
        said = Term("problem.missing", (kpis,))
        if cause.until is not None:
            said = Term("problem.lapsed", (kpis, ("day", cause.until)))
    else:
        said = Term("problem.overdue", (("day", cause.due), ("task", task_label(cause))))
    about = concern.about
    who = scope_cell(edition.graph, about) if isinstance(about, tuple) else about.ref if about is not None else None
    return Joined((who, said), "list.colon")


def _of_level(edition: Edition, figures: Figures, standing: ValueStanding) -> Term:
    values: tuple[tuple[str, Said], ...] = (
        ("status", Term(f"status_word.{standing.status}")),
        ("metric", edition.metric_name(standing.metric)),
        ("period", standing.stretch.period),
        ("actual", figures.written(standing.metric, standing.reading.actual)),
        ("target", figures.written(standing.metric, standing.reading.target)),
        ("attainment", share(judged(figures.analysis, standing.reading.attainment()))),
    )
    return Term("problem.level", values)


def _of_pace(edition: Edition, figures: Figures, standing: Standing) -> Term:
    pace, head = standing.pace, ("status", Term(f"status_word.{standing.pace.status}"))
    if pace.judged == "pipeline":
        sums = (("actual", pace.progress.actual), ("pipeline", pace.progress.pipeline))
        told = tuple((name, figures.written(standing.metric, value)) for name, value in sums)
        attained = ("attainment", share(judged(figures.analysis, pace.judged_by)))
        return Term("problem.pipeline", (head, ("metric", edition.metric_name(standing.metric)), *told, attained))
    if pace.progress.lower_is_better:
        sums = (("actual", pace.progress.actual), ("plan", pace.progress.to_date))
        told = tuple((name, figures.written(standing.metric, value)) for name, value in sums)
        return Term("problem.lower", (head, ("metric", edition.metric_name(standing.metric)), *told))
    values: tuple[tuple[str, Said], ...] = (
        head,
        ("metric", edition.metric_name(standing.metric)),
        ("attainment", share(attainment_of(figures.analysis, pace))),
        ("gap", figures.written(standing.metric, standing.pace.gap)),
    )
    return Term("problem.pace", values)


def _pace_of(edition: Edition, figures: Figures, follow_up: FollowUp, metric: str) -> Section:
    """Return how everybody stands to date, and what that comes to in the end."""
    stood = list(follow_up.all(metric))
    table = standings_table(figures.analysis, stood).without("metric", "team", "why")
    standings, day = edition.standings, stood[0].through
    is_assumed = standings is not None and standings.measured.is_assumed(metric) and day < edition.as_of
    key = "through_assumed" if is_assumed else "through"
    through = Line(Term(f"results.{key}", (("day", day),)))
    lead = Line(Term("results.to_the_end", (("period", stood[0].stretch.period),)))
    to_date, to_the_end = table.without(*TO_THE_END), table.without(*TO_DATE)
    title = Term("results.pace", (("metric", edition.metric_name(metric)),))
    is_known = any(standing.pace.progress.reason is None for standing in stood)
    now: tuple[Block, ...] = (
        *((through,) if is_known else ()),
        to_date.without("through").first(MOST_ROWS),
        *_apart(figures, stood),
    )
    return Section(title, (*now, lead, to_the_end.first(MOST_ROWS), *_deals(figures, follow_up, metric, stood)))


def _apart(figures: Figures, stood: Iterable[Standing]) -> tuple[Line, ...]:
    """Say which results pace leaves out, because there is no target for them."""
    told = tuple(
        Joined(
            (scope_cell(figures.graph, standing.scope), figures.written(standing.metric, standing.apart)), "list.colon"
        )
        for standing in stood
        if standing.apart
    )
    return (Line(Term("results.apart", (("amounts", Joined(told)),))),) if told else ()


def _deals(figures: Figures, follow_up: FollowUp, metric: str, stood: Iterable[Standing]) -> Iterator[Block]:
    """Yield how open deals cover what is left, and all of them where pace is judged by deals."""
    standings, scope = follow_up.standings, (("team", follow_up.team.model.id),)
    yield from covered(standings, stood)
    if standings.is_by_deals(metric):
        made = table_of_deals(figures.analysis, standings.deals(metric, scope), standings.stretch.period)
        yield from (Line(Term("results.deals")), made.without("stage", "likely").first(MOST_ROWS))


def _limits(figures: Figures) -> Line:
    """Say by which limits somebody is on pace."""
    policy = figures.graph.policy.pace
    values: tuple[tuple[str, Said], ...] = (
        ("on_track", policy.on_track), ("at_risk", policy.at_risk), ("judge_from", policy.judge_from),
        ("deals", policy.min_deals),
    )  # fmt: skip
    return Line(Term("results.limits", values))
