"""How people are scored: every scorecard with its lines, grades, vetoes, additions and deductions."""

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
    sections: list[Block] = []
    for rubric in edition.graph.all(RubricDocument):
        model = rubric.model
        roles = Joined(tuple(edition.labels(Role, name) for name in model.roles))
        period, year = Term(f"each.{model.period}"), Term(f"year.{model.year}")
        blocks = (
            Line(Term("scorecard.for", (("roles", roles), ("period", period), ("year", year)))),
            *edition.note(rubric),
            kpi_table(edition, rubric),
            Line(Term(f"missing.{model.missing}")),
            *consequences(edition, rubric),
        )
        sections.append(Section(edition.rubric_name(rubric), blocks))
    sections = sections or [Line(Term("empty.scorecards"))]
    return View("scorecards.md", Term("title.scorecards"), (*sections, footer(edition)))
