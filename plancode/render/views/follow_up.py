"""The follow-up of a team: who is on pace and who is not, what needs attention, what comes next, what is still open."""

from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.team import Person, Team
from plancode.render.blocks import (
    Block,
    Inline,
    Items,
    Joined,
    Line,
    Link,
    Section,
    Table,
    Term,
    View,
    columns,
    folded,
)
from plancode.render.edition import Edition, actor_link, team_link
from plancode.render.figures import Figures, share
from plancode.render.views.footer import footer
from plancode.render.views.parts import every, kpi_name
from plancode.scorecard.follow_up import FollowUp, Problem
from plancode.scorecard.standing import Lapsed, Level, Standing
from plancode.scorecard.tasks import Task

MOST_ROWS = 50
MOST_PROBLEMS = 40
MOST_IN_REVIEW = 10
MORE = "more_rows"
NAMES = ("rescol.to_date", "rescol.actual", "rescol.attainment", "rescol.gap")
Pairs = list[tuple[Entity[Keyed], Standing]]


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
    found = ((one, standings.of(one, (("person", person.model.id),))) for one in standings.metrics if adds(one))
    rows = [(metric, standing) for metric, standing in found if standing is not None]
    if not rows:
        return ()
    heads = columns("col.metric", *NAMES, "rescol.status", numeric=NAMES)
    cells = tuple((edition.metric_name(metric), *_row_to_date(figures, one)) for metric, one in rows)
    through = Line(Term("results.through", (("day", rows[0][1].through),)))
    table = Table(heads, cells, Term("results.no_pace"))
    return (Section(Term("results.my_pace"), (through, table, _limits(figures))),)


def review_lines(edition: Edition, about: Entity[Keyed]) -> list[Inline]:
    """Return how somebody or a team stands, a line for each metric and each problem, for a review to begin with."""
    standings, figures = edition.standings, edition.figures
    if standings is None or figures is None:
        return []
    kind = "team" if isinstance(about.model, Team) else "person"
    adds = standings.analysis.measures.adds_over_time
    stood = [standings.of(one, ((kind, about.name),)) for one in standings.metrics if adds(one)]
    lines: list[Inline] = [_stands(edition, figures, one) for one in stood if one is not None]
    team = edition.graph.find(Team, about.name)
    problems = FollowUp(standings, team).problems() if team is not None else ()
    paced = [one for one in problems if isinstance(one.what, Standing)]
    return lines + [_problem(edition, figures, one) for one in paced[:MOST_IN_REVIEW]]


def _stands(edition: Edition, figures: Figures, one: Standing) -> Term:
    written = figures.written
    values: tuple[tuple[str, Inline], ...] = (
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
    blocks: list[Block] = [Line(Joined((team_link(found.team), edition.person(found.team.model.manager)), "list.dot"))]
    count = found.count()
    if any(count.values()):
        blocks.append(Line(Term("results.summary", tuple(count.items()))))
    if rhythm.every is not None and rhythm.last is None:
        blocks.append(Line(Term("results.no_review", (("every", every(rhythm.every)),))))
    elif rhythm.every is not None:
        values: tuple[tuple[str, Inline], ...] = (
            ("day", rhythm.last), ("next", rhythm.due), ("every", every(rhythm.every)),
        )  # fmt: skip
        blocks.append(Line(Term("results.last_review", values)))
    return tuple(blocks)


def _sections(edition: Edition, figures: Figures, found: FollowUp) -> tuple[Block, ...]:
    metrics: tuple[Block, ...] = tuple(_pace_of(edition, figures, found, metric) for metric in found.metrics)
    return (
        _problems(edition, figures, found),
        *((*metrics, _limits(figures)) if metrics else (Line(Term("results.no_pace")),)),
        *_levels(edition, figures, found),
        *_tasks(edition, Term("results.next", (("days", found.days),)), found.coming()),
        *_carried(edition, found),
    )


def _problems(edition: Edition, figures: Figures, found: FollowUp) -> Section:
    lines = [(0, _problem(edition, figures, one)) for one in found.problems()]
    left = len(lines) - MOST_PROBLEMS
    more = (Line(Term(MORE, (("count", left),))),) if left > 0 else ()
    return Section(Term("results.problems"), (Items(tuple(lines[:MOST_PROBLEMS]), Term("results.nothing")), *more))


def _problem(edition: Edition, figures: Figures, one: Problem) -> Inline:
    who = actor_link(one.about) if one.about is not None else None
    return Joined((who, _what(edition, figures, one)), "colon")


def _what(edition: Edition, figures: Figures, one: Problem) -> Term:
    what = one.what
    if isinstance(what, Standing):
        return _of_pace(edition, figures, what)
    if isinstance(what, Level):
        return _of_level(edition, figures, what)
    return _of_lapsed(edition, what) if isinstance(what, Lapsed) else _of_task(what)


def _of_level(edition: Edition, figures: Figures, one: Level) -> Term:
    values: tuple[tuple[str, Inline], ...] = (
        ("status", Term(f"status_word.{one.status}")),
        ("metric", edition.metric_name(one.metric)),
        ("actual", figures.written(one.metric, one.reading.actual)),
        ("target", figures.written(one.metric, one.reading.target)),
    )
    return Term("problem.level", values)


def _of_pace(edition: Edition, figures: Figures, one: Standing) -> Term:
    values: tuple[tuple[str, Inline], ...] = (
        ("status", Term(f"status_word.{one.pace.status}")),
        ("metric", edition.metric_name(one.metric)),
        ("attainment", share(one.pace.attainment)),
        ("gap", figures.written(one.metric, one.pace.gap)),
    )
    return Term("problem.pace", values)


def _of_task(one: Task) -> Term:
    return Term("problem.overdue", (("day", one.due), ("task", _label(one))))


def _label(one: Task) -> Inline:
    return getattr(one.entity.model, "label", one.entity.name)


def _of_lapsed(edition: Edition, one: Lapsed) -> Term:
    kpis: tuple[str, Inline] = ("kpis", Joined(tuple(kpi_name(edition, kpi.model) for kpi in one.kpis)))
    return Term("problem.missing", (kpis,)) if one.until is None else Term("problem.lapsed", (kpis, ("day", one.until)))


def _pace_of(edition: Edition, figures: Figures, found: FollowUp, metric: str) -> Section:
    """Return how everybody stands to date, and what that comes to in the end."""
    pairs = list(found.rows(metric))
    through = Line(Term("results.through", (("day", pairs[0][1].through),)))
    blocks = (through, *_to_date(figures, pairs), *_to_the_end(figures, pairs))
    return Section(Term("results.pace", (("metric", edition.metric_name(metric)),)), blocks)


def _to_date(figures: Figures, pairs: Pairs) -> tuple[Block, ...]:
    heads = columns("rescol.who", *NAMES, "rescol.status", numeric=NAMES)
    cells = [(actor_link(entity), *_row_to_date(figures, one)) for entity, one in pairs]
    rows, more = folded(cells, MOST_ROWS, MORE)
    return (Table(heads, rows, Term("results.no_pace")), *more)


def _row_to_date(figures: Figures, one: Standing) -> tuple[Inline, ...]:
    pace, written = one.pace, figures.written
    return (
        written(one.metric, pace.progress.to_date),
        written(one.metric, pace.progress.actual),
        share(pace.attainment),
        written(one.metric, pace.gap),
        Term(f"status_word.{pace.status}"),
    )


def _to_the_end(figures: Figures, pairs: Pairs) -> tuple[Block, ...]:
    names = ("col.target", "rescol.forecast", "rescol.forecast_gap", "rescol.run_rate", "rescol.required")
    heads = columns("rescol.who", *names, numeric=names)
    rows, more = folded([_row_to_the_end(figures, entity, one) for entity, one in pairs], MOST_ROWS, MORE)
    lead = Line(Term("results.to_the_end", (("period", figures.period(pairs[0][1].stretch.period)),)))
    return (lead, Table(heads, rows, Term("results.no_pace")), *more)


def _row_to_the_end(figures: Figures, entity: Entity[Keyed], one: Standing) -> tuple[Inline, ...]:
    pace, written = one.pace, figures.written
    return (
        actor_link(entity),
        written(one.metric, pace.progress.whole),
        written(one.metric, pace.forecast),
        written(one.metric, pace.forecast_gap),
        written(one.metric, pace.run_rate_forecast),
        written(one.metric, pace.required),
    )


def _limits(figures: Figures) -> Line:
    """Say by which limits somebody is on pace."""
    policy = figures.graph.policy.pace
    values: tuple[tuple[str, Inline], ...] = (
        ("on_track", policy.on_track), ("at_risk", policy.at_risk), ("judge_from", policy.judge_from),
        ("deals", policy.min_deals),
    )  # fmt: skip
    return Line(Term("results.limits", values))


def _levels(edition: Edition, figures: Figures, found: FollowUp) -> tuple[Section, ...]:
    rows = [
        (
            actor_link(entity),
            edition.metric_name(one.metric),
            figures.written(one.metric, one.reading.target),
            figures.written(one.metric, one.reading.actual),
            Term(f"status_word.{one.status}"),
        )
        for entity, one in found.levels()
    ]
    if not rows:
        return ()
    names = ("col.target", "rescol.actual")
    heads = columns("rescol.who", "col.metric", *names, "rescol.status", numeric=names)
    kept, more = folded(rows, MOST_ROWS, MORE)
    return (Section(Term("results.levels"), (Table(heads, kept, Term("none")), *more)),)


def _tasks(edition: Edition, title: Term, tasks: tuple[Task, ...]) -> tuple[Section, ...]:
    if not tasks:
        return ()
    heads = columns("rescol.due", "col.action", "col.owner")
    rows, more = folded([(one.due, _label(one), edition.person(one.owner)) for one in tasks], MOST_ROWS, MORE)
    return (Section(title, (Table(heads, rows, Term("none")), *more)),)


def _carried(edition: Edition, found: FollowUp) -> tuple[Section, ...]:
    """Return what reviews agreed and is still open, with the review that did."""
    heads = columns("rescol.due", "col.action", "col.owner", "rescol.agreed")
    rows = tuple(
        (one.model.due, one.model.label, edition.person(one.model.owner), one.document_id) for one in found.carried()
    )
    return (Section(Term("results.carried"), (Table(heads, rows, Term("none")),)),) if rows else ()
