"""Who is touched: quota, customers, territories, duties, load and scoring, before and after."""

from collections.abc import Iterable
from decimal import Decimal

from plancode.analysis.measures import Scope
from plancode.compare.people import PersonEffect, PersonProfile
from plancode.render.blocks import Section
from plancode.render.changes.review import Review
from plancode.render.figures import share
from plancode.said.value import Joined, Ref, Said, Term
from plancode.tables.table import columns, table

_SHOWN = 3


def people_section(review: Review, most: int) -> tuple[Section, ...]:
    """Return everybody touched, those whose quota moves most first; nothing where nobody is."""
    found = sorted(review.comparison.people, key=lambda one: _order(review, one))
    if not found:
        return ()
    heads = columns("person", "people.quota", "people.other_quotas", "people.customers", "dimension.territories",
                    "dimension.duties", "people.load", "people.other", "people.actual", "people.pace")  # fmt: skip
    made = table(heads, (_row(review, one) for one in found)).first(most)
    return (Section(Term("section.people_touched", (("count", len(found)),)), (made,)),)


def teams_section(review: Review) -> tuple[Section, ...]:
    """Return the teams that gain or lose people or customers."""
    found = review.comparison.teams
    if not found:
        return ()
    heads = columns("team", "col.people", "people.customers")
    rows = tuple((one.team.title or one.team.id, _count(*one.people), _count(*one.customers)) for one in found)
    return (Section(Term("section.teams_touched"), (table(heads, rows),)),)


def _order(review: Review, one: PersonEffect) -> tuple[Decimal, str]:
    before, after = one.whole((review.main or "", ()))
    return (-abs((after or Decimal(0)) - (before or Decimal(0))), one.person.id)


def _row(review: Review, one: PersonEffect) -> tuple[Said, ...]:
    return (
        one.person.title or one.person.id,
        _main_quota(review, one),
        _other_quotas(review, one),
        _came_and_went(_customers(one.before), _customers(one.after)),
        _came_and_went(_territories(one.before), _territories(one.after)),
        duties_of(one),
        _load(one),
        _all_other(one),
        *_to_date(review, one),
    )


def _to_date(review: Review, one: PersonEffect) -> tuple[Said, Said]:
    """Return what somebody has reached, and how they stand against the new quota, where results were read."""
    standings, figures = review.edition.standings, review.edition.figures
    if standings is None or figures is None or review.main is None or one.after is None:
        return None, None
    found = standings.of(review.main, (("person", one.person.id),))
    if found is None:
        return None, None
    actual = figures.written(found.metric, found.pace.progress.actual)
    return actual, Term(f"status_word.{found.pace.status}")


def _main_quota(review: Review, one: PersonEffect) -> Said:
    key: tuple[str, Scope] = (review.main or "", ())
    return quota_of(review, one, key) if key in one.metrics else None


def quota_of(review: Review, one: PersonEffect, key: tuple[str, Scope]) -> Said:
    """Return a quota before and after; the whole may stay where only periods move."""
    figures, (before, after) = review.edition.figures, one.whole(key)
    if figures is None:
        return None
    if before == after:
        return Term("people.rephased", (("whole", figures.written(key[0], after)),))
    old = figures.written(key[0], before) if before is not None else Term("none")
    new = figures.written(key[0], after) if after is not None else Term("none")
    return Term("effect.from_to", (("before", old), ("after", new)))


def _other_quotas(review: Review, one: PersonEffect) -> Said:
    others = [key for key in one.metrics if key != (review.main, ())]
    return Joined(tuple(_named_quota(review, one, key) for key in others), "list.semicolon") if others else None


def _named_quota(review: Review, one: PersonEffect, key: tuple[str, Scope]) -> Said:
    return Joined((quota_name(review, key), quota_of(review, one, key)), "list.colon")


def quota_name(review: Review, key: tuple[str, Scope]) -> Said:
    """Return what a quota is of: a metric, and what narrows it."""
    metric, narrow = key
    name = review.edition.metric_name(metric)
    return Joined((name, review.edition.scope_name(narrow))) if narrow else name


def _customers(side: PersonProfile | None) -> frozenset[Ref]:
    return side.customers if side is not None else frozenset()


def _territories(side: PersonProfile | None) -> frozenset[Ref]:
    return side.territories if side is not None else frozenset()


def _came_and_went(before: frozenset[Ref], after: frozenset[Ref]) -> Said:
    """Return what is new and what is gone, the first by name."""
    parts = []
    for key, found in (("people.more", after - before), ("people.less", before - after)):
        if found:
            parts.append(Term(key, (("count", len(found)), ("names", names_of(found, _SHOWN)))))
    return Joined(tuple(parts), "list.semicolon") if parts else None


def names_of(refs: Iterable[Ref], most: int) -> Said:
    """Return the names of some things in a fixed order, the first few of them."""
    found = sorted(refs, key=lambda one: (one.title or one.id, one.id))
    shown: tuple[Said, ...] = tuple(one.title or one.id for one in found[:most])
    return Joined((*shown, Term("people.etc")) if len(found) > most else shown)


def duties_of(one: PersonEffect) -> Said:
    """Return duties that somebody gets, gives away or has another part in."""
    before = one.before.duties if one.before is not None else frozenset()
    after = one.after.duties if one.after is not None else frozenset()
    parts = []
    for key, found in (("people.duty_more", after - before), ("people.duty_less", before - after)):
        for duty, team, letters in sorted(found, key=lambda each: (each[0].id, each[1].id if each[1] else "")):
            name: Said = Joined((duty.title or duty.id, team.title or team.id)) if team else duty.title or duty.id
            letter_names = Joined(tuple(Term(f"part.{letter}") for letter in letters))
            parts.append(Term(key, (("duty", name), ("parts", letter_names))))
    return Joined(tuple(parts), "list.semicolon") if parts else None


def _load(one: PersonEffect) -> Said:
    before = one.before.utilisation if one.before is not None else None
    after = one.after.utilisation if one.after is not None else None
    return from_to(share(before), share(after)) if before != after else None


def from_to(before: Said, after: Said) -> Said:
    """Return two values as one becoming the other; a dash for none."""
    return Term("effect.from_to", (("before", before or Term("none")), ("after", after or Term("none"))))


def _all_other(one: PersonEffect) -> Said:
    found = tuple(_other(one))
    return Joined(found) if found else None


def _other(one: PersonEffect) -> Iterable[Said]:
    if one.before is None or one.after is None:
        yield Term("people.new" if one.before is None else "people.gone")
        return
    for key, old, new in (("col.team", one.before.team, one.after.team), ("col.role", one.before.role, one.after.role)):
        if old != new:
            yield Joined((Term(key), from_to(_label(old), _label(new))), "list.colon")
    if one.before.scoring != one.after.scoring:
        yield Term("people.scoring")


def _label(ref: Ref | str) -> str:
    return (ref.title or ref.id) if isinstance(ref, Ref) else ref


def _count(before: int, after: int) -> Said:
    return from_to(before, after) if before != after else after
