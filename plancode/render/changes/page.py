"""The review of a change: the headline, what it does, for whom, what it must answer for, and every change."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from plancode.compare.alike import alike
from plancode.compare.change import Change
from plancode.findings.folding import count_of
from plancode.findings.unjudged import not_judged, not_judged_parts
from plancode.locale.catalogue import Language
from plancode.render.blocks import Block, Items, Line, Section, View, more
from plancode.render.changes.effects import ahead_sections, attribution_section, effects_sections, is_seen, short
from plancode.render.changes.gate import accepting_section, findings_sections
from plancode.render.changes.named import named
from plancode.render.changes.names import entity_name
from plancode.render.changes.people import people_section, teams_section
from plancode.render.changes.review import Review, at_top
from plancode.render.changes.scores import moved_scores
from plancode.render.changes.sentences import sentence
from plancode.render.changes.together import counted, names
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
_TOGETHER: Final = 3
"""So many equal changes are told as one."""
_HEADLINE: Final = ("target", "quota", "capacity_ratio")
"""The measures of the plan's main metric that the headline tells of."""


def review_view(review: Review, language: Language, tier: Tier) -> View:
    """Return the review, with as much detail as a tier says."""
    blocks: list[Block] = [Line(limit) for limit in review.limits]
    if review.is_unchanged:
        blocks.append(Line(Term("diff.unchanged_known" if review.limits else "diff.unchanged")))
    else:
        blocks += [Line(headline(review)), *map(Line, review.losses), *accepting_section(review, language)]
        blocks += [*_left_out(review), *(_details(review, language, tier) if tier.rows else ())]
    values = (("base", review.label(review.base)), ("head", review.label(review.head)), ("day", review.edition.as_of))
    blocks += [Line(Term("diff.sides", values)), *(Line(note) for note in review.notes), *_unjudged(review)]
    title = "title.changes_in" if review.folder else "title.changes"
    named_by = (("plan", review.edition.plan.model.label), ("folder", Verbatim(review.folder)))
    return View(PAGE, Term(title, named_by), tuple(blocks))


def _left_out(review: Review) -> Iterator[Line]:
    """Yield how many changes are only counted, by their sorts."""
    if review.left_out:
        sorts = Counter(change.id for change in review.left_out)
        told = tuple(
            Term("diff.only_counted_sort", (("count", sorts[id_]), ("sort", Verbatim(id_)))) for id_ in sorted(sorts)
        )
        yield Line(Term("diff.only_counted", (("count", len(review.left_out)), ("sorts", told))))


def _unjudged(review: Review) -> Iterator[Line]:
    """Yield what was not judged of the new side, before it that of the old one where that is something else."""
    before, after = map(not_judged_parts, review.unjudged)
    if before != after:
        yield Line(Term("diff.judged_otherwise", (("before", before or Term("unjudged.nothing")),)))
    if (after := not_judged(review.unjudged[1])) is not None:
        yield Line(after)


def _details(review: Review, language: Language, tier: Tier) -> tuple[Block, ...]:
    blocks: list[Block] = [*effects_sections(review, language, tier.rows, periods=tier.periods)]
    blocks += findings_sections(review, language, tier.rows, hints=tier.hints)
    if tier.people:
        blocks += people_section(review, review.comparison.people, tier.rows)
        blocks += teams_section(review.comparison.teams)
    blocks += ahead_sections(review, language, tier.rows, people=tier.people)
    attribution = review.comparison.attribution if tier.attribution else None
    blocks += attribution_section(review, attribution, tier.rows) if attribution is not None else ()
    return (*blocks, changes_section(review, tier.changes))


def headline(review: Review) -> Said:
    """Return the whole in a sentence: what changes, what that does most of all, whom it touches, what is new."""
    parts: list[Said] = [*named(review)]
    moved = [effect for effect in at_top(review) if effect.delta and is_seen(effect)]
    main = [effect for measure in _HEADLINE for effect in moved if effect.figure.measure == measure]
    parts += [short(review, effect) for effect in main[:2]]
    parts += moved_scores(review.comparison.scores)
    if review.comparison.touched:
        parts.append(Term("headline.people", (("count", len(review.comparison.touched)),)))
    if days := tuple(ahead.day for ahead in review.comparison.ahead):
        is_all = not (review.comparison.effects or review.comparison.people)
        parts.append(Term("headline.ahead_all" if is_all else "headline.ahead", (("days", Joined(tuple(days))),)))
    asked = (*(finding for finding in review.gate if finding.is_open), *review.introduced)
    parts += [
        Term(f"headline.{severity.value}", (("count", count),)) for severity, count in count_of(asked).items() if count
    ]
    if review.fixed:
        parts.append(Term("headline.fixed", (("count", len(review.fixed)),)))
    return Term("headline.sentence", (("parts", Joined(tuple(parts), "list.semicolon")),))


def _line(review: Review, group: Sequence[Change]) -> Said:
    """Return one change, or equal ones as one; those that differ can be accepted by their fingerprints."""
    first = group[0]
    about: tuple[Said, ...] = (Term(f"bearing.{first.bearing.value}"), where(first.place))
    if len(group) == 1:
        values = (("what", entity_name(review, first)), ("how", sentence(review, first)))
        return Term("change.line", (*values, ("about", Joined((*about, Verbatim(first.fingerprint)), "list.dot"))))
    told = (("what", counted(review, group)), ("names", names(review, group)))
    return Term("together.line", (*told, ("about", Joined(about, "list.dot"))))


def changes_section(review: Review, most: int) -> Section:
    """Return the changes by weight: commitments first, wording last; counts where there is no room for all."""
    changes = sorted(review.changes, key=lambda change: -change.bearing.rank)
    title = Term("section.changes", (("count", len(changes)),))
    if not changes:
        none = Term("diff.unchanged_known" if review.limits else "change.none")
        return Section(title, (Line(none),), is_folded=True)
    weights = Counter(change.bearing for change in changes)
    weighed = (
        Term("change.weighed", (("bearing", Term(f"bearing.{bearing.value}")), ("count", weights[bearing])))
        for bearing in Bearing
        if weights[bearing]
    )
    groups = [group for equal in alike(changes) for group in ([equal] if len(equal) >= _TOGETHER else zip(equal))]
    lines = tuple((0, _line(review, group)) for group in groups[:most])
    told: tuple[Block, ...] = (
        (Items(lines), *more(sum(map(len, groups[most:])))) if most else (Line(Term("change.left_out")),)
    )
    return Section(title, (Line(Joined(tuple(weighed))), *told), is_folded=True)
