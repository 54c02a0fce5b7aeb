"""The history of a plan: its revisions, the newest first, with what each of them did."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from plancode.compare.effects import Effect
from plancode.compare.figures import FigureMeasure
from plancode.findings.folding import count_of
from plancode.findings.severity import Severity
from plancode.render.blocks import Block, Items, Line, View
from plancode.render.changes.effects import measure_name, short, subject_name, written
from plancode.render.changes.named import named
from plancode.render.changes.review import Review, at_top
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
    lines: list[tuple[int, Said]] = []
    for entry in past.entries:
        commit, merge = entry.commit, Term("log.merge") if entry.is_merge else None
        day, oid = commit.committed.date(), Verbatim(commit.oid[:_OID])
        head = Joined((day, oid, _cut(commit.author), _cut(commit.subject), merge), "list.dot")
        lines += [(0, head), (1, entry.said)]
    blocks: list[Block] = [Items(tuple(lines))]
    if not lines:
        since = Term("log.since", (("ref", Verbatim(past.since)),)) if past.since else None
        blocks = [Line(Term("log.none", (("since", since),)))]
    if past.more:
        blocks.append(Line(Term("log.more", (("count", past.more),))))
    if past.is_shallow:
        blocks.append(Line(Term("log.shallow")))
    if lines:
        blocks.append(Line(Term("log.how_on", (("day", past.as_of),)) if past.as_of else Term("log.how")))
    return View(PAGE, Term("log.title", (("plan", past.label),)), (*blocks, *ends))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def main_effects(review: Review, measures: Sequence[FigureMeasure]) -> Iterator[Effect]:
    """Yield the effects of a revision on these figures of the plan's main metric, at the top of the plan."""
    effects = at_top(review)
    for measure in measures:
        moved = (effect for effect in effects if effect.figure.measure == measure and effect.before != effect.after)
        yield from [*moved][:1]


def changed(review: Review, effects: Sequence[Effect], lost: Sequence[str]) -> Said:
    """Return in a sentence what a revision did to the plan before it; `lost` are files it was told without."""
    same = Term("log.same_known" if lost or review.is_partly_unknown else "log.same")
    parts = [
        *_lost(lost),
        *named(review),
        *(short(review, effect) for effect in effects),
        *(() if review.comparison.effects or review.comparison.ahead else (same,)),
        *_people(review, "headline.people"),
    ]
    for severity, count in count_of(review.introduced).items():
        if count:
            name = "log.error" if severity is Severity.ERROR else f"headline.{severity.value}"
            parts.append(Term(name, (("count", count),)))
    if review.fixed:
        parts.append(Term("headline.fixed", (("count", len(review.fixed)),)))
    return _sentence(parts)


def begun(review: Review, effects: Sequence[Effect], lost: Sequence[str], key: str) -> Said:
    """Return in a sentence the plan as a revision leaves it, where there is none before; `key` says why."""
    parts: list[Said] = [Term(key), *_lost(lost)]
    for effect in effects:
        figure = effect.figure
        values = (("what", measure_name(review, figure)), ("of", subject_name(figure)))
        parts.append(Term("log.at", (*values, ("value", written(review, figure, effect.after)))))
    return _sentence([*parts, *_people(review, "log.people")])


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


def _people(review: Review, key: str) -> Iterator[Said]:
    if review.comparison.touched:
        yield Term(key, (("count", len(review.comparison.touched)),))
