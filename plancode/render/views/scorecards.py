"""How people are scored: every scorecard with its lines, grades, vetoes, additions and deductions."""

from plancode.graph.entity import Entity
from plancode.model.rubric import RubricDocument, Veto
from plancode.model.scoring import Bonus
from plancode.model.team import Role
from plancode.render.blocks import Block, Inline, Items, Joined, Line, Section, Table, Term, View, columns
from plancode.render.edition import Edition
from plancode.render.views.methods import bonus_in_words
from plancode.render.views.parts import kpi_table
from plancode.render.views.person import footer


def scorecards_view(edition: Edition) -> View:
    """Return the page of scorecards."""
    found = edition.graph.all(RubricDocument)
    sections = tuple(_scorecard(edition, rubric) for rubric in found) or (Line(Term("empty.scorecards")),)
    return View("scorecards.md", Term("title.scorecards"), (*sections, footer(edition)))


def _scorecard(edition: Edition, rubric: Entity[RubricDocument]) -> Section:
    model = rubric.model
    roles = Joined(tuple(edition.labels(Role, name) for name in model.roles))
    period, year = Term(f"each.{model.period}"), Term(f"year.{model.year}")
    blocks: list[Block] = [
        Line(Term("scorecard.for", (("roles", roles), ("period", period), ("year", year)))),
        *edition.note(rubric),
        kpi_table(edition, rubric),
        Line(Term(f"missing.{model.missing}")),
    ]
    if model.grades:
        heads = columns("col.grade", "col.from", "col.coefficient", "col.then", numeric=("col.from", "col.coefficient"))
        rows = tuple((one.grade, one.from_, one.coefficient, one.then) for one in model.grades)
        blocks.append(Table(heads, rows, Term("none")))
    blocks += _outside("scorecard.vetoes", tuple(_veto(edition, veto) for veto in model.vetoes))
    blocks += _outside("scorecard.additions", tuple(_bonus(edition, bonus) for bonus in model.additions))
    blocks += _outside("scorecard.deductions", tuple(_bonus(edition, bonus) for bonus in model.deductions))
    return Section(edition.rubric_name(rubric), tuple(blocks))


def _outside(title: str, found: tuple[Inline, ...]) -> list[Block]:
    return [Line(Term(title)), Items(tuple((0, one) for one in found))] if found else []


def _veto(edition: Edition, veto: Veto) -> Inline:
    limit = (
        Term("veto.above", (("limit", veto.above),))
        if veto.above is not None
        else Term("veto.below", (("limit", veto.below),))
    )
    name = edition.metric_name(veto.metric)
    return Term("veto", (("metric", name), ("limit", limit), ("grade", veto.grade)))


def _bonus(edition: Edition, bonus: Bonus) -> Inline:
    return bonus_in_words(bonus, edition.metric_name(bonus.metric) if bonus.metric else bonus.text)
