"""The letter of change: what a change means for one person, in their own words and language."""

from typing import Final

from plancode.compare.people import PersonEffect, PersonProfile
from plancode.period import Period
from plancode.render.blocks import Block, Items, Line, Section, View
from plancode.render.changes.people import duties_of, from_to, names_of, quota_name
from plancode.render.changes.review import Review
from plancode.render.figures import share
from plancode.said.value import Ref, Said, Term
from plancode.tables.table import columns, table

_MOST: Final = 100


def letter_view(review: Review, one: PersonEffect) -> View:
    """Return the letter to somebody whom a change touches."""
    name = one.person.title or one.person.id
    title = Term("letter.title", (("name", name), ("plan", review.edition.plan.model.label)))
    blocks: tuple[Block, ...] = (
        Line(Term(_opening(one), (("name", name), ("day", review.edition.as_of)))),
        *_place(one),
        *_quotas(review, one),
        *_listed("letter.customers", _customers(one.before), _customers(one.after)),
        *_listed("letter.territories", _territories(one.before), _territories(one.after)),
        *_duties(one),
        *_load(one),
        *_scoring(one),
        Line(Term("letter.closing")),
    )
    return View("letter.md", title, blocks)


def unchanged_letter(review: Review, name: str) -> View:
    """Return the letter to somebody for whom everything stays."""
    title = Term("letter.title", (("name", name), ("plan", review.edition.plan.model.label)))
    return View("letter.md", title, (Line(Term("letter.unchanged", (("name", name),))),))


def _opening(one: PersonEffect) -> str:
    if one.before is None:
        return "letter.new"
    return "letter.gone" if one.after is None else "letter.opening"


def _place(one: PersonEffect) -> tuple[Block, ...]:
    if one.before is None or one.after is None:
        return ()
    rows = ((Term("col.team"), one.before.team, one.after.team), (Term("col.role"), one.before.role, one.after.role))
    lines = tuple((0, Term("letter.line", (("what", what), ("change", from_to(_name(old), _name(new))))))
                  for what, old, new in rows if old != new)  # fmt: skip
    return (Section(Term("letter.place"), (Items(lines),)),) if lines else ()


def _name(ref: Ref | str) -> str:
    return (ref.title or ref.id) if isinstance(ref, Ref) else ref


def _quotas(review: Review, one: PersonEffect) -> tuple[Section, ...]:
    """Return a table by period for each quota that is not the same."""
    figures = review.edition.figures
    if figures is None or not one.metrics:
        return ()
    heads = columns("period", "effect.before", "effect.after", numeric=("effect.before", "effect.after"))
    sections = []
    for key in one.metrics:
        before = one.before.quotas.get(key, {}) if one.before is not None else {}
        after = one.after.quotas.get(key, {}) if one.after is not None else {}
        periods = sorted({*before, *after}, key=lambda period: (period.start, period.end))
        rows = tuple(
            (
                _period(review, period),
                figures.written(key[0], before.get(period)),
                figures.written(key[0], after.get(period)),
            )
            for period in periods
        )
        whole = one.whole(key)
        total = (Term("letter.whole"), figures.written(key[0], whole[0]), figures.written(key[0], whole[1]))
        title = Term("letter.quota", (("metric", quota_name(review, key)),))
        sections.append(Section(title, (table(heads, rows, Term("none"), total),)))
    return tuple(sections)


def _period(review: Review, period: Period) -> Said:
    return review.edition.period_name(period.name) if period.name else period


def _customers(side: PersonProfile | None) -> frozenset[Ref]:
    return side.customers if side is not None else frozenset()


def _territories(side: PersonProfile | None) -> frozenset[Ref]:
    return side.territories if side is not None else frozenset()


def _listed(title: str, before: frozenset[Ref], after: frozenset[Ref]) -> tuple[Section, ...]:
    lines = []
    for key, found in (("letter.you_get", after - before), ("letter.you_give", before - after)):
        if found:
            lines.append((0, Term(key, (("count", len(found)), ("names", names_of(found, _MOST))))))
    return (Section(Term(title), (Items(tuple(lines)),)),) if lines else ()


def _duties(one: PersonEffect) -> tuple[Section, ...]:
    told = duties_of(one)
    return (Section(Term("letter.duties"), (Line(told),)),) if told is not None else ()


def _load(one: PersonEffect) -> tuple[Section, ...]:
    before = one.before.utilisation if one.before is not None else None
    after = one.after.utilisation if one.after is not None else None
    if before == after:
        return ()
    return (
        Section(
            Term("letter.load"), (Line(Term("letter.load_line", (("change", from_to(share(before), share(after))),))),)
        ),
    )


def _scoring(one: PersonEffect) -> tuple[Section, ...]:
    before = one.before.scoring if one.before is not None else {}
    after = one.after.scoring if one.after is not None else {}
    if before == after:
        return ()
    heads = columns("letter.kpi", "effect.before", "effect.after", numeric=("effect.before", "effect.after"))
    names = sorted({*before, *after}, key=lambda ref: ref.id)
    rows = tuple(
        (ref.title or ref.id, before.get(ref), after.get(ref)) for ref in names if before.get(ref) != after.get(ref)
    )
    return (Section(Term("letter.scoring"), (table(heads, rows, Term("letter.scoring_other")),)),)
