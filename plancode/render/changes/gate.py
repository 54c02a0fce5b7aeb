"""What the change must answer for: findings of the gate, new ones, fixed ones, and what is newly accepted."""

from collections.abc import Iterable

from plancode.findings.finding import Finding
from plancode.findings.sentences import hint, how_many, message
from plancode.findings.severity import Severity
from plancode.locale.catalogue import Language
from plancode.render.blocks import Block, Items, Line, Section, more
from plancode.render.changes.review import Review
from plancode.render.layout import where
from plancode.said.value import Joined, PlanWord, Said, Sentence, Term, Verbatim

_ACCEPTING = frozenset({"CHG106", "CHG107"})


def accepting_section(review: Review, language: Language) -> tuple[Section, ...]:
    """Return what this change accepts: it stands first, so that nobody merges it unseen."""
    found = [one for one in review.gate if one.code in _ACCEPTING]
    if not found:
        return ()
    lines = tuple((0, Joined((Sentence(message(one, language)), where(one.place)), "list.space")) for one in found)
    return (Section(Term("section.accepting"), (Items(lines),)),)


def findings_sections(review: Review, language: Language, most: int, *, hints: bool) -> tuple[Section, ...]:
    """Return what is to be answered for, the worst first, and how many others there are."""
    rest = [one for one in review.gate if one.code not in _ACCEPTING]
    asked = worst_first((*(one for one in rest if one.suppressed_because is None), *review.introduced))
    accepted = [one for one in rest if one.suppressed_because is not None]
    blocks: list[Block] = [*_asked(asked, language, most, hints=hints)]
    if accepted:
        lines = tuple((0, _accepted(one, language)) for one in accepted[:most])
        blocks.append(Section(Term("section.accepted", (("count", len(accepted)),)), (Items(lines),), is_folded=True))
    blocks += _fixed(review.fixed, language, most)
    if review.still:
        blocks.append(Line(Term("gate.still", (("count", len(review.still)),))))
    return (Section(Term("section.gate"), tuple(blocks)),)


def _asked(found: list[Finding], language: Language, most: int, *, hints: bool) -> list[Block]:
    if not found:
        return [Line(Term("gate.none"))]
    advice = [hint(one, language) for one in found[:most]]
    shown = [text if hints and text != after else "" for text, after in zip(advice, [*advice[1:], ""], strict=True)]
    lines = [line for one, text in zip(found, shown, strict=False) for line in _told(one, language, text)]
    return [Items(tuple(lines)), *more(len(found) - most)]


def _told(one: Finding, language: Language, advice: str) -> list[tuple[int, Said]]:
    """Return a finding in a line, with what is wrong below; the advice that several share stands at the last."""
    change = one.values.get("change")
    print_ = Verbatim(change if isinstance(change, str) else one.fingerprint) if one.code.startswith("CHG") else None
    head = Joined((PlanWord(one.severity.value), Verbatim(one.code), where(one.place), print_), "list.dot")
    said = (message(one, language), *how_many(one, language), *([advice] if advice else []))
    return [(0, head), *((1, Sentence(each)) for each in said)]


def _accepted(one: Finding, language: Language) -> Said:
    values = (
        ("code", Verbatim(one.code)),
        ("message", Sentence(message(one, language))),
        ("reason", one.suppressed_because),
    )
    return Term("gate.accepted", values)


def _fixed(found: Iterable[Finding], language: Language, most: int) -> list[Block]:
    lines = [
        (0, Joined((Verbatim(one.code), Sentence(message(one, language))), "list.space")) for one in worst_first(found)
    ]
    if not lines:
        return []
    title = Term("section.fixed", (("count", len(lines)),))
    return [Section(title, (Items(tuple(lines[:most])), *more(len(lines) - most)), is_folded=True)]


def worst_first(found: Iterable[Finding]) -> list[Finding]:
    """Return findings by severity, then in reading order."""
    return sorted(found, key=lambda one: -one.severity.rank)


def counts(found: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings there are of each severity, the worst first."""
    listed = list(found)
    return {one: sum(1 for each in listed if each.severity is one) for one in reversed(Severity)}
