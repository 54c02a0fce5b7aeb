"""What follows from a scorecard: its grades, the limits that cap them, points on top and points off."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from plancode.graph.entity import Entity
from plancode.model.rubric import RubricDocument, Veto
from plancode.model.scoring import Bonus
from plancode.model.team import Person
from plancode.render.blocks import Block, Items, Line
from plancode.render.edition import Edition
from plancode.said.value import Joined, Said, Term
from plancode.scorecard.totals import Card
from plancode.tables.table import columns, table

if TYPE_CHECKING:
    from plancode.scorecard.grading import NoGrade


def consequences(edition: Edition, rubric: Entity[RubricDocument]) -> list[Block]:
    """Return grades, vetoes, additions and deductions of a scorecard."""
    model = rubric.model
    blocks: list[Block] = []
    if model.grades:
        heads = columns("grade", "from", "coefficient", "then", numeric=("from", "coefficient"))
        rows = tuple((grade.grade, grade.from_, grade.coefficient, grade.then) for grade in model.grades)
        blocks.append(table(heads, rows))
    blocks += _outside("scorecard.vetoes", tuple(veto_of(edition, veto) for veto in model.vetoes))
    blocks += _outside("scorecard.additions", tuple(bonus_of(edition, bonus) for bonus in model.additions))
    blocks += _outside("scorecard.deductions", tuple(bonus_of(edition, bonus) for bonus in model.deductions))
    return blocks


def _outside(title: str, lines: tuple[Said, ...]) -> list[Block]:
    return [Line(Term(title)), Items(tuple((0, line) for line in lines))] if lines else []


def withheld_lines(cards: Iterable[tuple[Entity[Person], Card]]) -> Iterator[Line]:
    """Yield why people have no grade, those of one reason together."""
    groups: dict[NoGrade, list[Said]] = {}
    for person, card in cards:
        if card.withheld is not None:
            groups.setdefault(card.withheld, []).append(person.ref)
    for why, names in groups.items():
        named = (("name", Joined(tuple(names))),) if why.reason not in ("running", "year_running") else ()
        yield Line(Term(f"withheld.{why.reason}", (*named, *why.values)))


def veto_of(edition: Edition, veto: Veto) -> Said:
    """Return a limit that caps the grade, in one line."""
    side, limit = ("below", veto.below) if veto.above is None else ("above", veto.above)
    values = (("metric", edition.metric_name(veto.metric)), ("limit", Term(f"veto.{side}", (("limit", limit),))))
    return Term("veto", (*values, ("grade", veto.grade)))


def bonus_of(edition: Edition, bonus: Bonus) -> Said:
    """Return an addition or deduction in one line, with what it counts."""
    narrow = edition.scope_name(bonus.dimensions)
    counted = Joined((edition.metric_name(bonus.metric), narrow), "list.dot") if bonus.metric else bonus.text
    return Term("bonus", (("name", counted), ("each", bonus.each), ("max", bonus.max)))
