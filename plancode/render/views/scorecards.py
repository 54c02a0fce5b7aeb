"""How people are scored: every scorecard with its lines, grades, vetoes, additions and deductions."""

from plancode.graph.entity import Entity
from plancode.model.rubric import RubricDocument
from plancode.model.team import Role
from plancode.render.blocks import Block, Line, Section, View
from plancode.render.edition import Edition
from plancode.render.views.consequences import consequences
from plancode.render.views.footer import footer
from plancode.render.views.parts import kpi_table
from plancode.said.value import Joined, Term


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
    blocks += consequences(edition, rubric)
    return Section(edition.rubric_name(rubric), tuple(blocks))
