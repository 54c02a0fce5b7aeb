"""Findings for people: the line they stand on with the place underlined, what is wrong, and how to mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plancode.document.source import SourceText
from plancode.findings.finding import Finding
from plancode.findings.folding import Fold, alone, count_of, folded
from plancode.findings.place import Span
from plancode.findings.sentences import also, hint, how_many, message
from plancode.findings.severity import Severity
from plancode.findings.unjudged import Unjudged, line
from plancode.locale.catalogue import Language, word
from plancode.locale.format import Counted
from plancode.locale.width import visible, width, wrap

_COLOURS: Final = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a report is to look: language, columns, colour."""

    language: Language = "en"
    columns: int = 80
    colour: bool = False

    def paint(self, text: str, code: str) -> str:
        """Return a text in a colour, where colour is wanted."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text


def report_text(
    findings: Sequence[Finding],
    sources: Mapping[str, SourceText],
    look: Look,
    unjudged: Sequence[Unjudged] = (),
    *,
    one_by_one: bool = False,
) -> str:
    """Return the open findings as text, errors first, a summary, and as the last line what was not judged.

    What one thing mends is told as one, unless every finding is to be told one by one.
    """
    shown = [finding for finding in findings if finding.is_open]
    folds = alone(shown) if one_by_one else folded(shown)
    blocks = [_block(fold, sources, look) for fold in folds]
    blocks.append(_summary(findings, folds, len(sources), look))
    told = visible(line(unjudged, look.language))
    return "\n\n".join([*blocks, *([wrap(told, look.columns)] if told else [])]) + "\n"


def findings_text(findings: Sequence[Finding], sources: Mapping[str, SourceText], look: Look) -> str:
    """Return findings as text to stand above something else, without a summary."""
    return "".join(f"{_block(fold, sources, look)}\n\n" for fold in folded(findings))


def _block(fold: Fold, sources: Mapping[str, SourceText], look: Look) -> str:
    finding, colour = fold.first, _COLOURS[fold.first.severity]
    times = f" ×{len(fold.findings)}" if fold.others else ""
    head = f"{word(f'value.{finding.severity.value}', look.language)}[{finding.code}]{times}"
    said = wrap(f"{head}: {visible(message(finding, look.language))}", look.columns, "  ")
    place, span = finding.place, finding.place.span
    where = visible(place.name) + (f":{span.column}" if span is not None and not place.cell else "")
    lines = [look.paint(head, f"1;{colour}") + said[len(head) :], wrap(f"  --> {where}", look.columns, "      ")]
    source = sources.get(place.path)
    if span is not None and source is not None:
        lines += _underlined(source, span, look, colour)
    related = word("report.related", look.language)
    marked = [f"{related}: {visible(place.name)}" for place in finding.related]
    marked += (*how_many(finding, look.language), *map(visible, also(fold, look.language)))
    advice = visible(hint(finding, look.language))
    if advice:
        marked.append(f"{word('report.hint', look.language)}: {advice}")
    return "\n".join([*lines, *(wrap(f"  = {text}", look.columns, "    ") for text in marked)])


def _underlined(source: SourceText, span: Span, look: Look, colour: str) -> list[str]:
    """Return the line of a span with the span underlined; of a long line no more is looked at than can be shown."""
    number = str(span.line)
    room = max(look.columns - len(number) - 6, 20)
    window = 2 * room
    first, last = (source.line_start(span.line), source.line_end(span.line)) if span.line <= source.lines else (0, 0)
    start = min(first + span.column - 1, last)
    end = min(max(first + span.end_column - 1 if span.end_line == span.line else last, start + 1), last)
    lead = "…" if start - first > window else ""
    before = lead + source.text[max(first, start - window) : start]
    marked, after = source.text[start : min(end, start + window)], source.text[end : min(last, end + window)]
    before, marked, after = _fit(visible(before), visible(marked), visible(after), room)
    bar = look.paint(f"{' ' * len(number)} |", "2")
    under = " " * width(before) + look.paint("^" * max(width(marked), 1), colour)
    return [f" {bar}", f" {look.paint(f'{number} |', '2')} {before}{marked}{after}", f" {bar} {under}"]


def _fit(before: str, marked: str, after: str, room: int) -> tuple[str, str, str]:
    """Cut a long line so that the marked part is seen with some text around it."""
    marked = _cut(marked, room)
    left = max(room - width(marked), 0)
    while width(before) > left * 2 // 3 and len(before) > 1:
        before = "…" + before[2:]
    return before, marked, _cut(after, max(left - width(before), 0))


def _cut(text: str, room: int) -> str:
    if width(text) <= room:
        return text
    while text and width(text) + 1 > room:
        text = text[:-1]
    return text + "…" if room else ""


def _summary(findings: Sequence[Finding], folds: Sequence[Fold], files: int, look: Look) -> str:
    shown = [finding for fold in folds for finding in fold.findings]
    counts = count_of(shown)
    parts = [
        _counted(f"report.summary.{severity.value}", count, look.language)
        for severity, count in counts.items()
        if count
    ]
    head = word("list.comma", look.language).join(parts) if parts else word("report.none", look.language)
    text = head + (word("report.gap", look.language) + _counted("report.files", files, look.language) if files else "")
    accepted = len(findings) - len(shown)
    if accepted:
        text += word("list.semicolon", look.language) + _counted("report.accepted", accepted, look.language)
    colour = _COLOURS[shown[0].severity] if shown else "32"
    lines = [look.paint(wrap(text + word("report.end", look.language), look.columns), f"1;{colour}")]
    if shown:
        lines.append(wrap(word("report.explain", look.language).format(code=shown[0].code), look.columns))
    if len(folds) < len(shown):
        lines.append(wrap(word("report.each", look.language), look.columns))
    return "\n".join(lines)


def _counted(key: str, count: int, language: Language) -> str:
    return word(key, language).format(count=Counted(count))
