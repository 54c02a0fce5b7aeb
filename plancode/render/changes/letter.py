"""The letter of change: what a change means for one person, in their own words and language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from plancode.analysis.measures import Scope
from plancode.compare.people import NOBODY, Holders, PersonEffect, is_touched
from plancode.compare.small import SMALL, is_small
from plancode.graph.grouped import grouped
from plancode.quantity import Quantity
from plancode.render.blocks import Block, Items, Line, Section, View
from plancode.render.changes.letter_page import page_told
from plancode.render.changes.names import from_to, more_or_less
from plancode.render.changes.page_changes import key_of
from plancode.render.changes.people import duties_of, load_of, moves_of, names_of, quota_name
from plancode.render.changes.review import Review
from plancode.render.changes.scores import score_line
from plancode.said.value import Joined, PlanKey, Ref, Said, Term
from plancode.shape.base import PAY
from plancode.tables.table import columns, table

_MOST: Final = 100
_EARNINGS: Final = PlanKey("ote", "Role")
_SIDES: Final = ("effect.before", "effect.after")


LaterEffect = tuple[date, PersonEffect]
"""What is not the same for somebody from a day ahead on."""


def letter_view(review: Review, effect: PersonEffect | None, later: Sequence[LaterEffect]) -> View:
    """Return the letter to somebody whom a change touches, now or later."""
    day, first = (review.edition.as_of, effect) if effect is not None else later[0]
    opening = "letter.new" if first.before is None else "letter.gone" if first.after is None else "letter.opening"
    if effect is None or not is_touched(effect):
        opening = "letter.ahead"
    name, blocks = first.person.label, tuple(_what_changes(review, effect)) if effect is not None else ()
    ahead = (Section(Term("section.ahead", (("day", day),)), tuple(_what_changes(review, one))) for day, one in later)
    limits = (Line(limit) for limit in review.limits)
    lines = (
        Line(Term(opening, (("name", name), ("day", day)))),
        *blocks,
        *ahead,
        *limits,
        Line(Term("letter.closing")),
    )
    return View("letter.md", _title(review, name), lines)


def _what_changes(review: Review, effect: PersonEffect) -> tuple[Block, ...]:
    before, after, page = effect.before or NOBODY, effect.after or NOBODY, page_told(effect)
    small = [key for key in effect.metrics if _is_small(review, effect, key)]
    sections = (
        *_place(effect),
        *page.about,
        *_quotas(review, effect, [key for key in effect.metrics if key not in small]),
        *_pay(review, before.pay, after.pay),
        *_customers(effect),
        *_listed("letter.territories", before.territories, after.territories),
        *_work(effect),
        *_scoring(before.scoring, after.scoring),
        *_items(Term("letter.scores"), (score_line(review, one) for one in effect.scores)),
        *page.rest,
    )
    told = (*(_small_quota(review, effect, key) for key in small), *page.small)
    line = (Line(Term("letter.small", (("limit", Quantity(SMALL, "%")), ("what", Joined(told, "list.semicolon"))))),)
    return (*_by_title(sections), *(line if told else ()))


def _by_title(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield sections of one title as one, their lists as one list."""
    for title, of_title in grouped(sections, lambda section: section.title).items():
        blocks: list[Block] = []
        for block in (block for section in of_title for block in section.blocks):
            last = blocks[-1] if blocks else None
            if isinstance(block, Items) and isinstance(last, Items):
                blocks[-1] = Items((*last.lines, *block.lines))
            else:
                blocks.append(block)
        yield Section(title, tuple(blocks))


def unchanged_letter(review: Review, name: str) -> View:
    """Return the letter to somebody for whom everything stays."""
    key = "letter.unchanged_known" if review.is_partly_unknown else "letter.unchanged"
    lines = (Line(Term(key, (("name", name),))), *(Line(limit) for limit in review.limits))
    return View("letter.md", _title(review, name), lines)


def _title(review: Review, name: str) -> Said:
    return Term("letter.title", (("name", name), ("plan", review.edition.plan.model.label)))


def _place(effect: PersonEffect) -> tuple[Section, ...]:
    lines: list[Said] = [
        Term("letter.line", (("what", Term(key)), ("change", change))) for key, change in moves_of(effect)
    ]
    if effect.before is not None and effect.after is not None and effect.before.is_there != effect.after.is_there:
        lines.append(Term("letter.there" if effect.after.is_there else "letter.left"))
    return _items(Term("letter.place"), lines)


def _pay(review: Review, before: Quantity | None, after: Quantity | None) -> tuple[Section, ...]:
    """Return what somebody earns if they reach their targets, where that is not the same and may be shown."""
    if before == after:
        return ()
    change = Term("change.masked", (("field", _EARNINGS),)) if PAY in review.masked else None
    told = Term("letter.line", (("what", _EARNINGS), ("change", from_to(before, after))))
    return _items(Term("letter.pay"), [change or told])


def _items(title: Said, lines: Iterable[Said]) -> tuple[Section, ...]:
    items = tuple((0, line) for line in lines)
    return (Section(title, (Items(items),)),) if items else ()


def _customers(effect: PersonEffect) -> tuple[Section, ...]:
    """Return whom somebody gets from whom, gives to whom, and whom nobody looks after when they leave."""
    before, after = effect.before or NOBODY, effect.after or NOBODY
    was, now = effect.holders
    lines = [*_by_holder("get", after.customers - before.customers, was, effect.person)]
    lines += _by_holder("give", before.customers - after.customers, now, effect.person)
    if effect.after is not None and before.is_there and not after.is_there:
        lines += _by_holder("leave", after.customers, now, effect.person)
    return _items(Term("letter.customers"), lines)


def _by_holder(key: str, customers: Iterable[Ref], holders: Holders, me: Ref) -> Iterator[Said]:
    """Yield customers by those who look after them on the other side; those whom nobody does last."""
    groups: dict[tuple[Ref, ...], list[Ref]] = {}
    for customer in customers:
        others = tuple(one for one in holders.get(customer, ()) if one.id != me.id)
        groups.setdefault(others, []).append(customer)
    for others, refs in sorted(groups.items(), key=lambda group: (not group[0], [one.id for one in group[0]])):
        values = (("count", len(refs)), ("names", names_of(refs, _MOST)), ("who", names_of(others, _MOST)))
        yield Term(f"letter.{key}_with" if others else f"letter.{key}_alone", values)


def _is_small(review: Review, effect: PersonEffect, key: tuple[str, Scope]) -> bool:
    """Whether a quota hardly moves, in any period: by less than the step of its metric, or a small part."""
    figures = review.edition.figures
    step = figures.analysis.measures.step(key[0]) if figures is not None else Decimal(0)
    old, new = ((side or NOBODY).quotas.get(key, {}) for side in (effect.before, effect.after))
    pairs = [effect.whole(key), *((old.get(period), new.get(period)) for period in {**old, **new})]
    return all(is_small(before, after, step) for before, after in pairs)


def _small_quota(review: Review, effect: PersonEffect, key: tuple[str, Scope]) -> Said:
    figures, (old, new) = review.edition.figures, effect.whole(key)
    if figures is None or old is None or new is None:
        return quota_name(review, key)
    told = (
        Term("people.rephased", (("whole", figures.written(key[0], new)),)) if old == new else more_or_less(new - old)
    )
    return Joined((quota_name(review, key), told), "list.space")


def _quotas(review: Review, effect: PersonEffect, keys: Iterable[tuple[str, Scope]]) -> Iterator[Section]:
    """Yield a table by period for each of these quotas, with why it moves where somebody is there another time."""
    figures = review.edition.figures
    if figures is None:
        return
    before, after = effect.before or NOBODY, effect.after or NOBODY
    for key in keys:
        old, new = before.quotas.get(key, {}), after.quotas.get(key, {})
        rows = tuple(
            (
                review.edition.period_name(period.name) if period.name else period,
                figures.written(key[0], old.get(period)),
                figures.written(key[0], new.get(period)),
            )
            for period in sorted({*old, *new}, key=lambda period: (period.start, period.end))
        )
        whole = effect.whole(key)
        total = (Term("letter.whole"), *(figures.written(key[0], side) for side in whole))
        title = Term("letter.quota", (("metric", quota_name(review, key)),))
        made = table(columns("period", *_SIDES, numeric=_SIDES), rows, Term("none"), total)
        is_moved = whole[0] == whole[1] and any(key_of(change.line.name) == "col.employed" for change in effect.lines)
        yield Section(title, (made, *((Line(Term("letter.while_there")),) if is_moved else ())))


def _listed(title: str, before: frozenset[Ref], after: frozenset[Ref]) -> tuple[Section, ...]:
    """Return in lines what somebody gets and what they give away."""
    sides = (("letter.you_get", after - before), ("letter.you_give", before - after))
    lines = (Term(key, (("count", len(refs)), ("names", names_of(refs, _MOST)))) for key, refs in sides if refs)
    return _items(Term(title), lines)


def _work(effect: PersonEffect) -> Iterator[Section]:
    """Yield the duties that change, and how full somebody's hours are."""
    yield from _items(Term("letter.duties"), duties_of(effect, "letter"))
    load = load_of(effect)
    if load is not None:
        yield from _items(Term("letter.load"), [Term("letter.load_line", (("change", load),))])


def _scoring(before: Mapping[Ref, Decimal], after: Mapping[Ref, Decimal]) -> tuple[Section, ...]:
    """Return the KPIs whose weights are not the same."""
    if before == after:
        return ()
    kpis = (kpi for kpi in sorted({*before, *after}, key=lambda kpi: kpi.id) if before.get(kpi) != after.get(kpi))
    rows = tuple((kpi.label, before.get(kpi), after.get(kpi)) for kpi in kpis)
    made = table(columns("letter.kpi", *_SIDES, numeric=_SIDES), rows, Term("letter.scoring_other"))
    return (Section(Term("letter.scoring"), (made,)),)
