"""What every format of findings is made from: plans, their findings, and how both are named outside the plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from plancode.document.source import SourceText
from plancode.findings.finding import Finding
from plancode.findings.place import Place
from plancode.findings.sentences import hint, how_many, listed, message
from plancode.findings.unjudged import Unjudged, line
from plancode.locale.catalogue import Language, word
from plancode.locale.format import Counted
from plancode.locale.width import visible

HERE: Final = ("", ".")
"""Paths that mean a folder itself."""
_HOMES: Final = ("plancode.yaml", "plan.yaml")
_NO_CHARACTERS: Final = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What is to be reported of one plan: findings in reading order, accepted ones among them.

    `path` is its folder as it was given, `folder` the same from the root of the repository, where that is known: there
    services look for files. `lost` are the files of documents that could not be used; where a plan is not `whole`, a
    rule of plancode failed and there may be more to find. `unjudged` is what was not looked at.
    """

    path: str
    findings: tuple[Finding, ...]
    language: Language
    sources: Mapping[str, SourceText]
    lost: tuple[str, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()
    folder: str | None = None
    whole: bool = True

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody has accepted."""
        return tuple(finding for finding in self.findings if finding.is_open)

    @property
    def name(self) -> str:
        """The folder as services know it."""
        return self.path if self.folder is None else self.folder

    def file(self, place: Place) -> str:
        """Return the file of a place from where services look for it; the plan's folder as a whole is told by one."""
        there = (path for path in (*_HOMES, *sorted(self.sources)) if path in self.sources)
        path = next(there, _HOMES[-1]) if place.path in HERE else place.path
        return path if self.name in HERE else f"{self.name.rstrip('/')}/{path}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one run, in one plan or several, as of a day, and by which version of plancode."""

    plans: tuple[PlanReport, ...]
    as_of: date
    version: str = ""

    @property
    def language(self) -> Language:
        """The language of what is said of all plans: theirs where they share one, else English."""
        spoken = {plan.language for plan in self.plans}
        return spoken.pop() if len(spoken) == 1 else "en"


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding with the plan it was found in."""

    plan: PlanReport
    finding: Finding

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.plan.file(self.finding.place)

    @property
    def sentences(self) -> list[str]:
        """What is wrong, how often more, and how to mend it, each as plain text."""
        finding, language = self.finding, self.plan.language
        said = (message(finding, language), *how_many(finding, language), hint(finding, language))
        return [clean(sentence) for sentence in said if sentence]

    @property
    def paragraph(self) -> str:
        """The sentences as one."""
        return word("report.gap", self.plan.language).join(self.sentences)


def each_open(report: Report) -> Iterator[Reported]:
    """Yield the open findings of every plan in reading order."""
    for plan in report.plans:
        yield from (Reported(plan, finding) for finding in plan.open)


def worst_first(report: Report) -> list[Reported]:
    """Return the open findings by severity, those of the same severity in reading order."""
    return sorted(each_open(report), key=lambda reported: -reported.finding.severity.rank)


def waiting(plan: PlanReport) -> str:
    """Return how many rules wait until lost documents can be used; nothing where none are lost."""
    if not plan.lost:
        return ""
    names = clean(listed(plan.lost, plan.language))
    count = sum(one.count for one in plan.unjudged if (one.table, one.why) == ("rules", "lost"))
    return word("report.waiting", plan.language).format(names=names, count=Counted(count))


def not_judged(plan: PlanReport) -> str:
    """Return what was not judged as a sentence; nothing where all was."""
    return clean(line(plan.unjudged, plan.language))


def clean(text: str) -> str:
    """Return a text that keeps its lines and in which nothing else steers or hides, fit for any format."""
    return "\n".join(visible(line) for line in text.split("\n")).translate(_NO_CHARACTERS)


def on_one_line(text: str) -> str:
    """Return a text with its lines joined by spaces."""
    return " ".join(text.split("\n"))
