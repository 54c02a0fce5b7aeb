"""The history of a plan: its revisions, the newest first, with what each of them did."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from plancode.compare.effects import Effect
from plancode.compare.figures import FigureMeasure
from plancode.findings.severity import Severity
from plancode.render.blocks import Block, Items, Line, View
from plancode.render.changes.effects import measure_name, short, subject_name, written
from plancode.render.changes.gate import counts
from plancode.render.changes.review import Review, over_plan
from plancode.said.value import Joined, Said, Term, Verbatim
from plancode.tree.commit import Commit

PAGE: Final = "history.md"
LONGEST: Final = 120
"""Characters of a subject, or of a name, that a line shows: whoever commits can write any number."""
_OID: Final = 7
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision as a line says it: the commit, and what it did in a sentence. Without an author none is shown."""

    commit: Commit
    said: Said
    is_merge: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """What is told of a plan's history: its name, its revisions, and what limits them.

    `since` is the revision that the oldest one came after, `more` how many older ones are left out, `as_of` the day on
    which all were judged, None where each was on the day of its commit.
    """

    label: str
    entries: tuple[RevisionLine, ...]
    since: str | None = None
    more: int = 0
    is_shallow: bool = False
    as_of: date | None = None


def history_view(past: Past, *ends: Block) -> View:
    """Return the page about the revisions of a plan, with what stands at its end."""
    title = Term("log.title", (("plan", past.label),))
    if not past.entries:
        return View(PAGE, title, (Line(_none(past.since)), *_limits(past), *ends))
    lines = tuple(line for one in past.entries for line in ((0, _head(one)), (1, one.said)))
    return View(PAGE, title, (Items(lines), *_limits(past), Line(_how(past.as_of)), *ends))


def _none(since: str | None) -> Term:
    return Term("log.none", (("since", Term("log.since", (("ref", Verbatim(since)),)) if since else None),))


def _head(one: RevisionLine) -> Said:
    commit, merge = one.commit, Term("log.merge") if one.is_merge else None
    day, oid = commit.committed.date(), Verbatim(commit.oid[:_OID])
    return Joined((day, oid, _cut(commit.author), _cut(commit.subject), merge), "list.dot")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _limits(past: Past) -> Iterator[Block]:
    if past.more:
        yield Line(Term("log.more", (("count", past.more),)))
    if past.is_shallow:
        yield Line(Term("log.shallow"))


def _how(as_of: date | None) -> Term:
    return Term("log.how") if as_of is None else Term("log.how_on", (("day", as_of),))


def main_effects(review: Review, measures: Sequence[FigureMeasure]) -> Iterator[Effect]:
    """Yield the effects of a revision on these figures of the plan's main metric, at the top of the plan."""
    root = review.edition.plan.model.team
    top = [one for one in over_plan(review) if one.figure.subject.kind == "plan" or one.figure.subject.id == root]
    main = [one for one in top if one.figure.metric == review.main and not one.figure.narrow]
    for measure in measures:
        moved = (one for one in main if one.figure.measure == measure and one.before != one.after)
        yield from [*moved][:1]


def changed(review: Review, effects: Sequence[Effect], lost: Sequence[str]) -> Said:
    """Return in a sentence what a revision did to the plan before it; `lost` are files it was told without."""
    parts = [
        *_lost(lost),
        Term("headline.changes", (("count", len(review.changes)),)),
        *(short(review, one) for one in effects),
    ]
    if not review.comparison.effects:
        parts.append(Term("log.same"))
    return _sentence([*parts, *_people(review, "headline.people"), *_findings(review)])


def begun(review: Review, effects: Sequence[Effect], lost: Sequence[str], key: str) -> Said:
    """Return in a sentence the plan as a revision leaves it, where there is none before; `key` says why."""
    return _sentence([Term(key), *_lost(lost), *(_at(review, one) for one in effects), *_people(review, "log.people")])


def silent(key: str, reason: str = "") -> Said:
    """Return what is said of a revision that has no figures."""
    return _sentence([Term(key, (("reason", _cut(reason)),) if reason else ())])


def _sentence(parts: Sequence[Said]) -> Term:
    return Term("headline.sentence", (("parts", Joined(tuple(parts), "list.semicolon")),))


def _lost(files: Sequence[str]) -> Iterator[Said]:
    if files:
        left = len(files) - _NAMED
        more = (Term("and_more", (("count", left),)),) if left > 0 else ()
        names = Joined((*(Verbatim(_cut(name)) for name in files[:_NAMED]), *more))
        yield Term("log.broken", (("files", names),))


def _at(review: Review, effect: Effect) -> Said:
    figure = effect.figure
    what, of = measure_name(review, figure), subject_name(figure)
    return Term("log.at", (("what", what), ("of", of), ("value", written(review, figure, effect.after))))


def _people(review: Review, key: str) -> Iterator[Said]:
    if review.comparison.people:
        yield Term(key, (("count", len(review.comparison.people)),))


def _findings(review: Review) -> Iterator[Said]:
    for severity, count in counts(review.introduced).items():
        if count:
            yield Term("log.error" if severity is Severity.ERROR else f"headline.{severity.value}", (("count", count),))
    if review.fixed:
        yield Term("headline.fixed", (("count", len(review.fixed)),))
