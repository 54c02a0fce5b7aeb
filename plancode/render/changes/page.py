"""The review of a change: the headline, what it does, for whom, what it must answer for, and every change."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from plancode.compare.change import Change
from plancode.compare.effects import Effect
from plancode.locale.catalogue import Language
from plancode.render.blocks import Block, Items, Line, Section, View, more
from plancode.render.changes.effects import attribution_section, effects_sections, short
from plancode.render.changes.gate import accepting_section, counts, findings_sections
from plancode.render.changes.names import thing
from plancode.render.changes.people import people_section, teams_section
from plancode.render.changes.review import Review, over_plan
from plancode.render.changes.sentences import sentence
from plancode.render.layout import where
from plancode.said.value import Joined, Said, Term, Verbatim
from plancode.shape.bearing import Bearing

PAGE: Final = "changes.md"


@dataclass(frozen=True, slots=True)
class Tier:
    """How much of a review is told: at most so many rows of each table, and which parts."""

    rows: int
    changes: int
    hints: bool = True
    periods: bool = True
    attribution: bool = True
    people: bool = True


TIERS: Final = (
    Tier(200, 400),
    Tier(100, 200, periods=False),
    Tier(60, 100, hints=False, periods=False),
    Tier(40, 40, hints=False, periods=False, attribution=False),
    Tier(20, 15, hints=False, periods=False, attribution=False),
    Tier(10, 0, hints=False, periods=False, attribution=False),
    Tier(5, 0, hints=False, periods=False, attribution=False, people=False),
    Tier(0, 0, hints=False, periods=False, attribution=False, people=False),
)
"""From everything a comment can hold down to what must be said; parts go as a whole, nothing is cut."""
EVERYTHING: Final = Tier(100_000, 100_000)


def review_view(review: Review, language: Language, tier: Tier) -> View:
    """Return the review, with as much detail as a tier says."""
    title = Term("title.changes", (("plan", review.edition.plan.model.label),))
    if review.is_unchanged:
        return View(PAGE, title, (Line(Term("diff.unchanged")), *_sides(review)))
    blocks: list[Block] = [Line(headline(review)), *accepting_section(review, language)]
    blocks += _details(review, language, tier) if tier.rows else ()
    return View(PAGE, title, (*blocks, *_sides(review)))


def _details(review: Review, language: Language, tier: Tier) -> tuple[Block, ...]:
    blocks: list[Block] = [*effects_sections(review, tier.rows, periods=tier.periods)]
    blocks += findings_sections(review, language, tier.rows, hints=tier.hints)
    if tier.people:
        blocks += [*people_section(review, tier.rows), *teams_section(review)]
    found = review.comparison.attribution if tier.attribution else None
    blocks += attribution_section(review, found, tier.rows) if found is not None else ()
    return (*blocks, changes_section(review, tier.changes))


def headline(review: Review) -> Said:
    """Return the whole in a sentence: how many changes, what they do most of all, whom they touch, what is new."""
    parts: list[Said] = [Term("headline.changes", (("count", len(review.changes)),))]
    parts += [short(review, one) for one in _main_effects(review)]
    if review.comparison.people:
        parts.append(Term("headline.people", (("count", len(review.comparison.people)),)))
    asked = (*(one for one in review.gate if one.suppressed_because is None), *review.introduced)
    parts += [
        Term(f"headline.{severity.value}", (("count", count),)) for severity, count in counts(asked).items() if count
    ]
    if review.fixed:
        parts.append(Term("headline.fixed", (("count", len(review.fixed)),)))
    return Term("headline.sentence", (("parts", Joined(tuple(parts), "list.semicolon")),))


def _main_effects(review: Review) -> list[Effect]:
    """Return the effects on the plan's main target, quota and capacity, at the top."""
    wanted = ("target", "quota", "capacity_ratio")
    root = review.edition.plan.model.team
    top = [one for one in over_plan(review) if one.figure.subject.kind == "plan" or one.figure.subject.id == root]
    main = [one for one in top if one.figure.metric == review.main and not one.figure.narrow]
    return [one for measure in wanted for one in main if one.figure.measure == measure and one.delta][:2]


def changes_section(review: Review, most: int) -> Section:
    """Return the changes by weight: commitments first, wording last; counts where there is no room for all."""
    found = sorted(review.changes, key=lambda one: -one.bearing.rank)
    weights = Counter(one.bearing for one in found)
    listed = Joined(tuple(_weight(bearing, weights[bearing]) for bearing in Bearing if weights[bearing]))
    blocks: list[Block] = [Line(listed)] if found else [Line(Term("change.none"))]
    if most and found:
        blocks.append(Items(tuple((0, _line(review, one)) for one in found[:most])))
        blocks += more(len(found) - most)
    elif found:
        blocks.append(Line(Term("change.left_out")))
    title = Term("section.changes", (("count", len(found)),))
    return Section(title, tuple(blocks), is_folded=True)


def _weight(bearing: Bearing, count: int) -> Said:
    return Term("change.weighed", (("bearing", Term(f"bearing.{bearing.value}")), ("count", count)))


def _line(review: Review, change: Change) -> Said:
    bearing = Term(f"bearing.{change.bearing.value}")
    about = Joined((bearing, where(change.place), Verbatim(change.fingerprint)), "list.dot")
    values = (("what", thing(review, change)), ("how", sentence(review, change)), ("about", about))
    return Term("change.line", values)


def _sides(review: Review) -> tuple[Line, ...]:
    """Return what was compared, and what limits the comparison."""
    sides = Term(
        "diff.sides",
        (("base", review.label(review.base)), ("head", review.label(review.head)), ("day", review.edition.as_of)),
    )
    return (Line(sides), *(Line(note) for note in review.notes))
