"""What the change must answer for: findings of the gate, new ones, fixed ones, and what is newly accepted."""

from collections.abc import Sequence

from plancode.findings.finding import Finding
from plancode.findings.folding import Fold, folded
from plancode.findings.sentences import also, hint, how_many, message
from plancode.locale.catalogue import Language
from plancode.render.blocks import Block, Items, Line, Section, more
from plancode.render.changes.review import Review
from plancode.render.layout import where
from plancode.said.value import Joined, PlanWord, Said, Sentence, Term, Verbatim

_ACCEPTING = frozenset({"CHG106", "CHG107"})


def accepting_section(review: Review, language: Language) -> tuple[Section, ...]:
    """Return what this change accepts: it stands first, so that nobody merges it unseen."""
    lines = tuple(
        (0, Joined((Sentence(message(finding, language)), where(finding.place)), "list.space"))
        for finding in review.gate
        if finding.code in _ACCEPTING
    )
    return (Section(Term("section.accepting"), (Items(lines),)),) if lines else ()


def findings_sections(review: Review, language: Language, most: int, *, hints: bool) -> tuple[Section, ...]:
    """Return what is to be answered for, the worst first, and how many others there are."""
    rest = [finding for finding in review.gate if finding.code not in _ACCEPTING]
    accepted = [finding for finding in rest if not finding.is_open]
    kinds = (("change", tuple(finding for finding in rest if finding.is_open)), ("plan", review.introduced))
    blocks: list[Block] = [
        Section(
            Term(f"section.asked_{name}", (("count", len(asked)),)), _asked(folded(asked), language, most, hints=hints)
        )
        for name, asked in kinds
        if asked
    ] or [Line(Term("gate.none"))]
    if accepted:
        lines = tuple((0, _accepted(finding, language)) for finding in accepted[:most])
        blocks.append(Section(Term("section.accepted", (("count", len(accepted)),)), (Items(lines),), is_folded=True))
    if review.fixed:
        title = Term("section.fixed", (("count", len(review.fixed)),))
        folds = folded(review.fixed)
        lines = tuple((0, _fixed(fold, language)) for fold in folds[:most])
        blocks.append(Section(title, (Items(lines), *more(len(folds) - most)), is_folded=True))
    if review.still:
        blocks.append(Line(Term("gate.still", (("count", len(review.still)),))))
    return (Section(Term("section.gate"), tuple(blocks)),)


def _fixed(fold: Fold, language: Language) -> Said:
    said = (message(fold.first, language), *also(fold, language))
    return Joined((Verbatim(fold.first.code), *map(Sentence, said)), "list.space")


def _asked(folds: Sequence[Fold], language: Language, most: int, *, hints: bool) -> tuple[Block, ...]:
    """Return findings in a line each, with what is wrong below; the advice that several share stands at the last."""
    advice = [hint(fold.first, language) for fold in folds[:most]]
    lines: list[tuple[int, Said]] = []
    for fold, text, following in zip(folds, advice, [*advice[1:], ""], strict=False):
        finding = fold.first
        change = finding.values.get("change")
        fingerprint = Verbatim(change if isinstance(change, str) else finding.fingerprint)
        print_ = fingerprint if finding.code.startswith("CHG") else None
        times = Verbatim(f"×{len(fold.findings)}") if fold.others else None
        about = (PlanWord(finding.severity.value), Verbatim(finding.code), times, where(finding.place), print_)
        said = (message(finding, language), *how_many(finding, language), *also(fold, language))
        advised = (text,) if hints and text and text != following else ()
        lines += [(0, Joined(about, "list.dot")), *((1, Sentence(sentence)) for sentence in (*said, *advised))]
    return (Items(tuple(lines)), *more(len(folds) - most))


def _accepted(finding: Finding, language: Language) -> Said:
    told = Sentence(message(finding, language))
    return Term(
        "gate.accepted", (("code", Verbatim(finding.code)), ("message", told), ("reason", finding.suppressed_because))
    )
