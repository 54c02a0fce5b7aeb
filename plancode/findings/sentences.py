"""A finding's message and hint as sentences of a language."""

from collections.abc import Iterable, Iterator, Mapping, Sized
from functools import cache
from typing import Final

from plancode.findings.finding import Finding
from plancode.findings.folding import SHOWN, Fold
from plancode.findings.severity import Severity
from plancode.locale.catalogue import Language, message_of, word
from plancode.locale.format import Counted
from plancode.said.shortened import shortened
from plancode.said.speaker import Speaker
from plancode.said.value import Ref, Said


class _Teller(Speaker):
    """Names things with their ids, for the reader is to find them in the plan."""

    def verbatim(self, text: str) -> str:
        """Return a text in backticks."""
        return f"`{text}`"

    def ref(self, ref: Ref) -> str:
        """Return the id of something, after its title where it has one that is not in the id already."""
        if not ref.title or ref.title == ref.id or ref.id.endswith(f"/{ref.title}"):
            return f"`{ref.id}`"
        return word("named", self.language).format(title=ref.title, id=f"`{ref.id}`")


@cache
def _teller(language: Language) -> _Teller:
    return _Teller(language)


def message(finding: Finding, language: Language) -> str:
    """Return what is wrong."""
    return _filled(message_of(finding.code, finding.variant, language).message, finding.values, language)


_INSTEAD: Final = ("meant", "either")
"""Values of a finding that say what to write instead, whatever else could be said."""


def hint(finding: Finding, language: Language) -> str:
    """Return how to mend it: where it is known what is meant, that."""
    for name in _INSTEAD:
        if finding.values.get(name):
            return _filled(word(f"hint.{name}", language), finding.values, language)
    return _filled(message_of(finding.code, finding.variant, language).hint, finding.values, language)


def how_many(finding: Finding, language: Language) -> list[str]:
    """Return how many more there are, and how many of them are new, where many were made one."""
    said = [("more", finding.count - 1), ("grown", finding.grown if finding.grown < finding.count else 0)]
    return [word(f"reports.{name}", language).format(count=Counted(count)) for name, count in said if count > 0]


def also(fold: Fold, language: Language) -> list[str]:
    """Return what else is told with a finding: the names of the first, of errors what is wrong with each of them."""
    if not fold.others:
        return []
    if fold.first.severity is not Severity.ERROR:
        return _names(fold.names, language)
    told, said = {message(fold.first, language): [fold.first]}, list[str]()
    for one in fold.others:
        told.setdefault(message(one, language), []).append(one)
    alike, *others = told.values()
    said += _names(Fold(tuple(alike)).places, language)
    said += [word("reports.also_each", language).format(message=message(one[0], language)) for one in others[:SHOWN]]
    return said + [word("reports.others", language).format(count=Counted(left)) for left in _left(others)]


def _names(names: tuple[Said, ...], language: Language) -> list[str]:
    if not names:
        return []
    listed, left = (
        word("list.comma", language).join(say(name, language) for name in names[:SHOWN]),
        next(_left(names), 0),
    )
    return [word("reports.also_more" if left else "reports.also", language).format(names=listed, count=left)]


def _left(told: Sized) -> Iterator[int]:
    if len(told) > SHOWN:
        yield len(told) - SHOWN


def listed(names: Iterable[str], language: Language) -> str:
    """Return names as a list in a sentence, each once, and no more of them than one can read."""
    return say(shortened(tuple(dict.fromkeys(names))), language)


def say(value: Said, language: Language) -> str:
    """Return a value as it stands in the sentence of a finding."""
    return _teller(language).say(value)


def _filled(template: str, values: Mapping[str, Said], language: Language) -> str:
    """Return a sentence with its values: a template of ours never sees an object, only what is to stand there."""
    return template.format_map({name: Counted(say(shortened(value), language)) for name, value in values.items()})
