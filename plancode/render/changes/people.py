"""Who is touched: quota, customers, territories, duties, load and scoring, before and after."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from plancode.analysis.measures import Scope
from plancode.compare.page_lines import PageLine
from plancode.compare.people import NOBODY, PersonEffect
from plancode.compare.teams import TeamEffect
from plancode.render.blocks import Block, Line, Section
from plancode.render.changes.names import from_to
from plancode.render.changes.page_changes import ABOUT, key_of, title_of, untold
from plancode.render.changes.review import Review
from plancode.render.changes.scores import score_line
from plancode.render.figures import share
from plancode.said.value import Joined, Ref, Said, Term
from plancode.tables.table import columns, table

_SHOWN: Final = 3


def people_section(review: Review, people: Iterable[PersonEffect], most: int) -> tuple[Block, ...]:
    """Return everybody touched, those whose quota moves most first, and how many are by too little."""

    def rank(effect: PersonEffect) -> tuple[Decimal, str]:
        before, after = effect.whole((review.main or "", ()))
        return (-abs((after or Decimal(0)) - (before or Decimal(0))), effect.person.id)

    every = sorted(people, key=rank)
    effects = [effect for effect in every if not review.comparison.is_slight(effect)]
    slight = tuple(slight_line(review, len(every) - len(effects)))
    if not effects:
        return slight
    heads = columns("person", "people.quota", "people.other_quotas", "people.customers", "dimension.territories",
                    "dimension.duties", "people.load", "people.scores", "people.other", "people.actual",
                    "people.pace")  # fmt: skip
    made = table(heads, (_row(review, effect) for effect in effects)).first(most)
    return (Section(Term("section.people_touched", (("count", len(effects)),)), (made, *slight)),)


def slight_line(review: Review, count: int) -> Iterator[Line]:
    """Yield how many are touched by so little that they are not named, and how little that is."""
    if count:
        yield Line(Term("people.slight", (("count", count), ("part", review.comparison.base.written.policy.touch))))


def teams_section(teams: Iterable[TeamEffect]) -> tuple[Section, ...]:
    """Return the teams that gain or lose people or customers."""
    rows = []
    for effect in teams:
        counts = (from_to(*both) if both[0] != both[1] else both[1] for both in (effect.people, effect.customers))
        rows.append((effect.team.label, *counts))
    heads = columns("team", "col.people", "people.customers")
    return (Section(Term("section.teams_touched"), (table(heads, rows),)),) if rows else ()


def _row(review: Review, effect: PersonEffect) -> tuple[Said, ...]:
    before, after = effect.before or NOBODY, effect.after or NOBODY
    main: tuple[str, Scope] = (review.main or "", ())
    duties = tuple(duties_of(effect, "people"))
    others = tuple(
        Joined((quota_name(review, key), _quota(review, effect, key)), "list.colon")
        for key in effect.metrics
        if key != (review.main, ())
    )
    return (
        effect.person.label,
        _quota(review, effect, main) if main in effect.metrics else None,
        Joined(others, "list.semicolon") if others else None,
        _came_and_went(before.customers, after.customers),
        _came_and_went(before.territories, after.territories),
        Joined(duties, "list.semicolon") if duties else None,
        load_of(effect),
        Joined(tuple(score_line(review, one) for one in effect.scores), "list.semicolon") if effect.scores else None,
        _other(effect),
        *_to_date(review, effect),
    )


def _to_date(review: Review, effect: PersonEffect) -> tuple[Said, Said]:
    """Return what somebody has reached, and how they stand against the new quota, where results were read."""
    standings, figures = review.edition.standings, review.edition.figures
    if standings is None or figures is None or review.main is None or effect.after is None:
        return None, None
    standing = standings.of(review.main, (("person", effect.person.id),))
    if standing is None:
        return None, None
    actual = figures.written(standing.metric, standing.pace.progress.actual)
    return actual, Term(f"status_word.{standing.pace.status}")


def _quota(review: Review, effect: PersonEffect, key: tuple[str, Scope]) -> Said:
    """Return a quota before and after; the whole may stay where only periods move."""
    figures, (before, after) = review.edition.figures, effect.whole(key)
    if figures is None:
        return None
    if before == after:
        return Term("people.rephased", (("whole", figures.written(key[0], after)),))
    old = figures.written(key[0], before) if before is not None else Term("none")
    new = figures.written(key[0], after) if after is not None else Term("none")
    return Term("effect.from_to", (("before", old), ("after", new)))


def quota_name(review: Review, key: tuple[str, Scope]) -> Said:
    """Return what a quota is of: a metric, and what narrows it."""
    metric, narrow = key
    name = review.edition.metric_name(metric)
    return Joined((name, review.edition.scope_name(narrow))) if narrow else name


def _came_and_went(before: frozenset[Ref], after: frozenset[Ref]) -> Said:
    """Return what is new and what is gone, the first by name."""
    sides = (("people.more", after - before), ("people.less", before - after))
    parts = tuple(Term(key, (("count", len(refs)), ("names", names_of(refs, _SHOWN)))) for key, refs in sides if refs)
    return Joined(parts, "list.semicolon") if parts else None


def names_of(refs: Iterable[Ref], most: int) -> Said:
    """Return the names of some things in a fixed order, the first few of them."""
    labels: list[Said] = [ref.label for ref in sorted(refs, key=lambda ref: (ref.label, ref.id))]
    return Joined((*labels[:most], Term("people.etc")) if len(labels) > most else tuple(labels))


def duties_of(effect: PersonEffect, told: str) -> Iterator[Said]:
    """Yield duties that somebody gets, gives away or has another part in, each in words of the table or the letter."""
    before, after = (effect.before or NOBODY).duties, (effect.after or NOBODY).duties
    for key, duties in ((f"{told}.duty_more", after - before), (f"{told}.duty_less", before - after)):
        for duty, team, letters in sorted(duties, key=lambda part: (part[0].id, part[1].id if part[1] else "")):
            name: Said = Joined((duty.label, team.label)) if team else duty.label
            parts = Joined(tuple(Term(f"part.{letter}") for letter in letters))
            yield Term(key, (("duty", name), ("parts", parts)))


def load_of(effect: PersonEffect) -> Said:
    """Return how full somebody's hours are before and after; None where that is the same."""
    before, after = (effect.before or NOBODY).utilisation, (effect.after or NOBODY).utilisation
    return from_to(share(before), share(after)) if before != after else None


def moves_of(effect: PersonEffect) -> Iterator[tuple[str, Said]]:
    """Yield the word of team and of role, each with its change, where somebody who stays gets another."""
    if effect.before is None or effect.after is None:
        return
    places = (("col.team", effect.before.team, effect.after.team), ("col.role", effect.before.role, effect.after.role))
    for key, *sides in places:
        old, new = (side.label if isinstance(side, Ref) else side for side in sides)
        if sides[0] != sides[1]:
            yield key, from_to(old, new)


def _other(effect: PersonEffect) -> Said:
    if effect.before is None or effect.after is None:
        return Joined((Term("people.new" if effect.before is None else "people.gone"),))
    parts: list[Said] = [Joined((Term(key), change), "list.colon") for key, change in moves_of(effect)]
    if effect.before.is_there != effect.after.is_there:
        parts.append(Term("people.there" if effect.after.is_there else "people.left"))
    if effect.before.scoring != effect.after.scoring:
        parts.append(Term("people.scoring"))
    if effect.before.pay != effect.after.pay:
        parts.append(Term("letter.pay"))
    of_page = dict.fromkeys(_of_page(change.line) for change in untold(effect))
    parts += [title for title in of_page if not effect.scores or key_of(title) != "results.person"]
    return Joined(tuple(parts)) if parts else None


def _of_page(line: PageLine) -> Said:
    """Return where on somebody's page a line stands; what is about themselves by its name."""
    title = title_of(line)
    return line.name if title == ABOUT and not line.is_sentence else title
