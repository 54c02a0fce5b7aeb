"""The follow-up of a team: who is on pace and who is not, what needs attention, what comes next, what is still open."""

from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.team import Person, Team
from plancode.render.blocks import Block, Items, Line, Section, View, more
from plancode.render.edition import Edition
from plancode.render.figures import Figures, share
from plancode.render.views.footer import footer
from plancode.render.views.parts import every
from plancode.said.value import Joined, Link, Said, Term
from plancode.scorecard.follow_up import Concern, FollowUp
from plancode.scorecard.standing import Lapsed, Standing, ValueStanding
from plancode.scorecard.tasks import Task
from plancode.tables.pace import (
    TO_DATE,
    TO_THE_END,
    carried_table,
    levels_table,
    standings_table,
    task_label,
    tasks_table,
)
from plancode.tables.scopes import kpi_ref

MOST_ROWS = 50
MOST_PROBLEMS = 40
MOST_IN_REVIEW = 10


def follow_up_view(edition: Edition, team: Entity[Team]) -> View | None:
    """Return a team's follow-up page; None without results."""
    if edition.standings is None or edition.figures is None:
        return None
    found = FollowUp(edition.standings, team)
    title = Term("results.follow_up", (("name", team.model.label), ("day", edition.as_of)))
    blocks = (*_lead(edition, found), *_sections(edition, edition.figures, found), footer(edition))
    return View(follow_up_link(team).page, title, blocks)


def follow_up_link(team: Entity[Team]) -> Link:
    """Return a link to a team's follow-up page."""
    return Link(f"follow-up/{team.model.id}.md", team.model.label)


def pace_of_person(edition: Edition, person: Entity[Person]) -> tuple[Section, ...]:
    """Return how somebody stands in the metrics in which they have a target of their own."""
    standings, figures = edition.standings, edition.figures
    if standings is None or figures is None:
        return ()
    adds = standings.analysis.measures.adds_over_time
    found = (standings.of(one, (("person", person.model.id),)) for one in standings.metrics if adds(one))
    table = standings_table(figures.analysis, ((person, one) for one in found if one is not None))
    if not table.rows:
        return ()
    return (Section(Term("results.my_pace"), (table.without("team", "who", "why", *TO_THE_END), _limits(figures))),)


def review_lines(edition: Edition, about: Entity[Keyed]) -> list[Said]:
    """Return how somebody or a team stands, a line for each metric and each problem, for a review to begin with."""
    standings, figures = edition.standings, edition.figures
    if standings is None or figures is None:
        return []
    kind = "team" if isinstance(about.model, Team) else "person"
    adds = standings.analysis.measures.adds_over_time
    stood = [standings.of(one, ((kind, about.name),)) for one in standings.metrics if adds(one)]
    lines: list[Said] = [_stands(edition, figures, one) for one in stood if one is not None]
    team = edition.graph.find(Team, about.name)
    problems = FollowUp(standings, team).problems() if team is not None else ()
    paced = [one for one in problems if isinstance(one.what, Standing)]
    return lines + [_problem(edition, figures, one) for one in paced[:MOST_IN_REVIEW]]


def _stands(edition: Edition, figures: Figures, one: Standing) -> Term:
    written = figures.written
    values: tuple[tuple[str, Said], ...] = (
        ("metric", edition.metric_name(one.metric)),
        ("day", one.through),
        ("actual", written(one.metric, one.pace.progress.actual)),
        ("attainment", share(one.pace.attainment)),
        ("gap", written(one.metric, one.pace.gap)),
        ("forecast", written(one.metric, one.pace.forecast)),
        ("target", written(one.metric, one.pace.progress.whole)),
    )
    return Term("results.stands", values)


def _lead(edition: Edition, found: FollowUp) -> tuple[Block, ...]:
    """Return the team, its review rhythm and how many stand how."""
    rhythm = found.rhythm
    blocks: list[Block] = [Line(Joined((found.team.ref, edition.person(found.team.model.manager)), "list.dot"))]
    count = found.count()
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


def _sections(edition: Edition, figures: Figures, found: FollowUp) -> tuple[Block, ...]:
    metrics: tuple[Block, ...] = tuple(_pace_of(edition, figures, found, metric) for metric in found.metrics)
    return (
        _problems(edition, figures, found),
        *((*metrics, _limits(figures)) if metrics else (Line(Term("results.no_pace")),)),
        *_levels(figures, found),
        *_tasks(figures, found),
        *_carried(figures, found),
    )


def _problems(edition: Edition, figures: Figures, found: FollowUp) -> Section:
    lines = [(0, _problem(edition, figures, one)) for one in found.problems()]
    return Section(
        Term("results.problems"),
        (Items(tuple(lines[:MOST_PROBLEMS]), Term("results.nothing")), *more(len(lines) - MOST_PROBLEMS)),
    )


def _problem(edition: Edition, figures: Figures, one: Concern) -> Said:
    who = one.about.ref if one.about is not None else None
    return Joined((who, _what(edition, figures, one)), "list.colon")


def _what(edition: Edition, figures: Figures, one: Concern) -> Term:
    what = one.what
    if isinstance(what, Standing):
        return _of_pace(edition, figures, what)
    if isinstance(what, ValueStanding):
        return _of_level(edition, figures, what)
    return _of_lapsed(edition, what) if isinstance(what, Lapsed) else _of_task(what)


def _of_level(edition: Edition, figures: Figures, one: ValueStanding) -> Term:
    values: tuple[tuple[str, Said], ...] = (
        ("status", Term(f"status_word.{one.status}")),
        ("metric", edition.metric_name(one.metric)),
        ("actual", figures.written(one.metric, one.reading.actual)),
        ("target", figures.written(one.metric, one.reading.target)),
    )
    return Term("problem.level", values)


def _of_pace(edition: Edition, figures: Figures, one: Standing) -> Term:
    values: tuple[tuple[str, Said], ...] = (
        ("status", Term(f"status_word.{one.pace.status}")),
        ("metric", edition.metric_name(one.metric)),
        ("attainment", share(one.pace.attainment)),
        ("gap", figures.written(one.metric, one.pace.gap)),
    )
    return Term("problem.pace", values)


def _of_task(one: Task) -> Term:
    return Term("problem.overdue", (("day", one.due), ("task", task_label(one))))


def _of_lapsed(edition: Edition, one: Lapsed) -> Term:
    kpis: tuple[str, Said] = ("kpis", Joined(tuple(kpi_ref(edition.graph, kpi.model) for kpi in one.kpis)))
    return Term("problem.missing", (kpis,)) if one.until is None else Term("problem.lapsed", (kpis, ("day", one.until)))


def _pace_of(edition: Edition, figures: Figures, found: FollowUp, metric: str) -> Section:
    """Return how everybody stands to date, and what that comes to in the end."""
    pairs = list(found.rows(metric))
    table = standings_table(figures.analysis, pairs).without("metric", "team", "why")
    through = Line(Term("results.through", (("day", pairs[0][1].through),)))
    lead = Line(Term("results.to_the_end", (("period", pairs[0][1].stretch.period),)))
    to_date, to_the_end = table.without(*TO_THE_END), table.without(*TO_DATE)
    title = Term("results.pace", (("metric", edition.metric_name(metric)),))
    return Section(title, (through, to_date.without("through").first(MOST_ROWS), lead, to_the_end.first(MOST_ROWS)))


def _limits(figures: Figures) -> Line:
    """Say by which limits somebody is on pace."""
    policy = figures.graph.policy.pace
    values: tuple[tuple[str, Said], ...] = (
        ("on_track", policy.on_track), ("at_risk", policy.at_risk), ("judge_from", policy.judge_from),
        ("deals", policy.min_deals),
    )  # fmt: skip
    return Line(Term("results.limits", values))


def _levels(figures: Figures, found: FollowUp) -> tuple[Section, ...]:
    table = levels_table(figures.analysis, found.levels()).first(MOST_ROWS)
    return (Section(Term("results.levels"), (table,)),) if table.rows else ()


def _tasks(figures: Figures, found: FollowUp) -> tuple[Section, ...]:
    table = tasks_table(figures.analysis, found.coming()).first(MOST_ROWS)
    return (Section(Term("results.next", (("days", found.days),)), (table,)),) if table.rows else ()


def _carried(figures: Figures, found: FollowUp) -> tuple[Section, ...]:
    """Return what reviews agreed and is still open, with the review that did."""
    table = carried_table(figures.analysis, found.carried())
    return (Section(Term("results.carried"), (table,)),) if table.rows else ()
