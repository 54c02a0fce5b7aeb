"""What is recorded of somebody: what reviews agreed with them, scores and points that people gave them."""

from collections.abc import Mapping
from typing import Final

from plancode.graph.entity import Entity
from plancode.model.review import ReviewDocument
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.scoring import Bonus
from plancode.model.team import Person
from plancode.render.blocks import Block, Line
from plancode.render.edition import Edition
from plancode.said.value import PlanKey, PlanWord, Said, Term
from plancode.scorecard.given import by_hand
from plancode.tables.scopes import kpi_ref
from plancode.tables.table import Column, columns, table

_MOST: Final = 100
_SCORES: Final = ("on", "method", "level", "score", "assessor")
_POINTS: Final = ("on", "points", "by", "reason")


def agreed_blocks(edition: Edition, person: Entity[Person]) -> list[Block]:
    """Return what reviews agreed that somebody does, with the day of the review, and whether it is done."""
    rows = []
    for action in edition.agreed_of.get(person.model.id, ()):
        model, review = action.model, edition.graph.find(ReviewDocument, action.document_id)
        state = Term("agreed.done", (("day", model.done),)) if model.done else Term("agreed.open")
        rows.append((model.label, Term("span.to", (("to", model.due),)), review.model.held if review else None, state))
    heads = columns("action", "when", "agreed", "status")
    return [Line(Term("agreed.lead")), table(heads, rows).first(_MOST)] if rows else []


def given_blocks(edition: Edition, person: Entity[Person]) -> list[Block]:
    """Return the scores and points that people gave somebody, the newest first."""
    scores: list[tuple[Said, ...]] = []
    for assessment in edition.assessed_of.get(person.model.id, ()):
        score, kpi = assessment.model, edition.graph.find(Kpi, assessment.model.kpi)
        name = kpi_ref(edition.graph, kpi.model) if kpi is not None else score.kpi
        method = PlanWord(score.method, "Assessment.method")
        scores.append((name, score.on, method, score.level, score.score, edition.actor(score.assessor)))
    bonuses = {name: one for rubric in edition.graph.all(RubricDocument) for name, one in by_hand(rubric.model).items()}
    points = [
        (
            _bonus(bonuses, given.model.for_),
            given.model.on,
            given.model.points,
            edition.actor(given.model.by),
            given.model.reason,
        )
        for given in edition.points_of.get(person.model.id, ())
    ]
    blocks: list[Block] = []
    if scores:
        heads = (*columns("kpi"), *(Column(key, title=PlanKey(key, "Assessment")) for key in _SCORES))
        blocks += [Line(Term("given.scores")), table(heads, scores).filled().first(_MOST)]
    if points:
        titles = (Column(key, title=PlanKey(key, "GivenPoints")) for key in _POINTS)
        heads = (Column("for", title=Term("given.for")), *titles)
        blocks += [Line(Term("given.points")), table(heads, points).filled().first(_MOST)]
    return blocks


def _bonus(bonuses: Mapping[str, Bonus], name: str) -> str:
    """Return what an addition or deduction is for, in the words of the scorecard."""
    return (bonuses[name].text or name) if name in bonuses else name
