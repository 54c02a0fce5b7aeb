"""A comparison as text: for the terminal, a comment, a page, a letter."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pydantic import JsonValue

from plancode.compare.people import PersonEffect
from plancode.locale.catalogue import LANGUAGES, Language
from plancode.model.team import Person
from plancode.pipeline.building import edition_of
from plancode.pipeline.comparing import Compared
from plancode.pipeline.sides import Side
from plancode.render.blocks import Line, Section, View
from plancode.render.changes.letter import letter_view, unchanged_letter
from plancode.render.changes.masking import NOT_FOR_ALL, Mask
from plancode.render.changes.page import EVERYTHING, TIERS, Tier, review_view
from plancode.render.changes.review import Review
from plancode.render.markdown import write_markdown
from plancode.render.terminal import write_terminal
from plancode.report.diff_v1 import SideRecord, diff_record
from plancode.report.records import data_of
from plancode.said.shortened import shortened
from plancode.said.value import Joined, Said, Term, Verbatim

Reviews = Sequence[tuple[Review, Language]]
"""Reviews, and the language each is told in."""
FORMATS: Final = ("text", "markdown", "html", "json")


def review_of(compared: Compared, labels: tuple[str, str], *, mask: bool = False) -> Review | None:
    """Return what the views are made from; None where neither side has a plan."""
    edition = edition_of(compared.head) or edition_of(compared.base)
    if edition is None:
        return None
    told = Mask(compared.comparison).finding if mask else lambda finding: finding
    return Review(
        compared.comparison,
        edition,
        *labels,
        gate=tuple(map(told, compared.gate)),
        introduced=tuple(map(told, compared.introduced)),
        fixed=tuple(map(told, compared.fixed)),
        still=tuple(map(told, compared.still)),
        limits=tuple(_limits(compared)),
        notes=tuple(_notes(compared)),
        losses=tuple(_losses(compared)),
        masked=NOT_FOR_ALL if mask else frozenset(),
        unjudged=(compared.base.unjudged, compared.head.unjudged),
    )


def _limits(compared: Compared) -> Iterator[Term]:
    """Yield what is not known: files that cannot be read, sources that give nothing."""
    base, head = compared.base, compared.head
    known = compared.known
    for name, paths in (("unknown", known.lost), ("unknown_before", known.found)):
        if paths:
            yield Term(f"diff.{name}", (("files", _named(paths)),))
    told = base.unread - {*known.found}
    for name, files in (("broken_base", told), ("broken_head", head.unread & base.unread)):
        if files:
            yield Term(f"diff.{name}", (("files", _named(sorted(files))),))
    refused = [one.about for one in head.unjudged if one.table == "results" and one.why in {"refused", "metric"}]
    if refused:
        yield Term("diff.refused", (("sources", shortened(tuple(refused))),))


def _losses(compared: Compared) -> Iterator[Term]:
    """Yield that both are plans of another time, and what goes as a whole kind: what is not judged without it."""
    old, new = (side.graph.period(None) for side in (compared.base, compared.head))
    if old is not None and new is not None and not old.overlaps(new):
        yield Term("loss.other_time", (("before", old), ("after", new)))
    for step, count in compared.comparison.steps_gone:
        yield Term(f"loss.{step}", (("count", count),))
    if compared.comparison.steps_gone:
        yield Term("loss.findings")


def _named(files: Iterable[str]) -> Said:
    return shortened(tuple(map(Verbatim, files)))


def _notes(compared: Compared) -> list[Term]:
    """Return how the two sides were compared."""
    base, head = compared.base, compared.head
    notes = [Term(f"diff.{name}_plan") for name, side in (("new", base), ("gone", head)) if side.graph.plan is None]
    if compared.is_judged_by_base:
        notes.append(Term("diff.judged_by_base"))
    if head.results is not None:
        notes.append(Term("diff.sources" if compared.then is None else "diff.sources_then"))
    return notes


def text(review: Review, language: Language, columns: int) -> str:
    """Return the whole review for a terminal."""
    return write_terminal(_view(review, review_view(review, language, EVERYTHING)), language, columns)


def markdown(told: Reviews, most: int | None = None) -> str:
    """Return reviews as Markdown of at most so many bytes: parts are left out whole, the least important first."""
    for tier in (EVERYTHING, *TIERS):
        written = "\n".join(_markdown(review, language, tier) for review, language in told)
        if most is None or len(written.encode()) <= most:
            return written
    return ""


def _markdown(review: Review, language: Language, tier: Tier) -> str:
    view = review_view(review, language, tier)
    if tier is not EVERYTHING and not review.is_unchanged:
        view = View(view.page, view.title, (*view.blocks, Line(Term("diff.left_out"))))
    return write_markdown(_view(review, view), language, alone=True)


def html(told: Reviews) -> str:
    """Return the whole reviews as one page, in the language of the first."""
    from plancode.render.html import write_html

    views = [_view(review, review_view(review, language, EVERYTHING)) for review, language in told]
    if len(views) > 1:
        plans = Joined(tuple(review.edition.plan.model.label for review, _ in told))
        sections = tuple(Section(view.title, view.blocks) for view in views)
        views = [View(views[0].page, Term("title.changes", (("plan", plans),)), sections)]
    return write_html(views[0], told[0][1], alone=True)


def letter(review: Review, name: str) -> View | None:
    """Return the letter of change to somebody; None where neither side has anybody so called."""
    effect = review.comparison.effect_on(name)
    later = [(day.day, one) for day in review.comparison.ahead if (one := _effect_on(day.more, name)) is not None]
    if effect is not None or later:
        return _view(review, letter_view(review, effect, later))
    sides = (review.comparison.head.written, review.comparison.base.written)  # as far as they are known
    person = next((found for side in sides if (found := side.find(Person, name)) is not None), None)
    return unchanged_letter(review, person.ref.label) if person is not None else None


def _effect_on(people: Iterable[PersonEffect], name: str) -> PersonEffect | None:
    return next((effect for effect in people if effect.person.id == name), None)


def _view(review: Review, view: View) -> View:
    return Mask(review.comparison).view(view) if review.masked else view


def record(review: Review, compared: Compared, sides: tuple[Side, Side], language: Language) -> JsonValue:
    """Return the comparison as JSON values."""
    plan = compared.head.graph.plan_id or compared.base.graph.plan_id
    base, head = (SideRecord(label=side.label, commit=side.commit) for side in sides)
    made = data_of(diff_record(review, plan, compared.head.as_of, (base, head), language))
    return Mask(review.comparison).record(made) if review.masked else made


def language_of_letter(compared: Compared, name: str, otherwise: Language) -> Language:
    """Return the language somebody reads: the first of theirs that there is, else another."""
    person = compared.head.graph.find(Person, name) or compared.base.graph.find(Person, name)
    spoken = person.model.languages if person is not None else ()
    known = (language for code in spoken for language in LANGUAGES if code.partition("-")[0] == language)
    return next(known, otherwise)
