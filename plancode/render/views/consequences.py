"""What follows from a scorecard: its grades, the limits that cap them, points on top and points off."""

from plancode.graph.entity import Entity
from plancode.model.rubric import RubricDocument, Veto
from plancode.model.scoring import Bonus
from plancode.render.blocks import Block, Inline, Items, Joined, Line, Table, Term, columns
from plancode.render.edition import Edition
from plancode.render.views.methods import bonus_in_words


def consequences(edition: Edition, rubric: Entity[RubricDocument]) -> list[Block]:
    """Return grades, vetoes, additions and deductions of a scorecard."""
    model = rubric.model
    blocks: list[Block] = []
    if model.grades:
        heads = columns("col.grade", "col.from", "col.coefficient", "col.then", numeric=("col.from", "col.coefficient"))
        rows = tuple((one.grade, one.from_, one.coefficient, one.then) for one in model.grades)
        blocks.append(Table(heads, rows, Term("none")))
    blocks += _outside("scorecard.vetoes", tuple(veto_of(edition, veto) for veto in model.vetoes))
    blocks += _outside("scorecard.additions", tuple(bonus_of(edition, bonus) for bonus in model.additions))
    blocks += _outside("scorecard.deductions", tuple(bonus_of(edition, bonus) for bonus in model.deductions))
    return blocks


def _outside(title: str, found: tuple[Inline, ...]) -> list[Block]:
    return [Line(Term(title)), Items(tuple((0, one) for one in found))] if found else []


def veto_of(edition: Edition, veto: Veto) -> Inline:
    """Return a limit that caps the grade, in one line."""
    limit = (
        Term("veto.above", (("limit", veto.above),))
        if veto.above is not None
        else Term("veto.below", (("limit", veto.below),))
    )
    name = edition.metric_name(veto.metric)
    return Term("veto", (("metric", name), ("limit", limit), ("grade", veto.grade)))


def bonus_of(edition: Edition, bonus: Bonus) -> Inline:
    """Return an addition or deduction in one line, with what it counts."""
    narrow = edition.scope_name(bonus.dimensions)
    counted = Joined((edition.metric_name(bonus.metric), narrow), "list.dot") if bonus.metric else bonus.text
    return bonus_in_words(bonus, counted)
