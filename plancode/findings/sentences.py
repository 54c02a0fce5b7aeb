"""A finding's message and hint as sentences of a language."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from plancode.findings.finding import Finding
from plancode.findings.values import Choices, Kind, Ref, Value, shortened
from plancode.locale import format as written
from plancode.locale.catalogue import Language, kind_word, message_of, word
from plancode.period import Period
from plancode.quantity import Quantity


def message(finding: Finding, language: Language) -> str:
    """Return what is wrong."""
    template = message_of(finding.code, finding.variant, language).message
    return template.format_map(_texts(finding.values, language))


def hint(finding: Finding, language: Language) -> str:
    """Return how to mend it."""
    template = message_of(finding.code, finding.variant, language).hint
    return template.format_map(_texts(finding.values, language))


def how_many(finding: Finding, language: Language) -> list[str]:
    """Return how many more there are, and how many of them are new, where many were made one."""
    said = [("more", finding.count - 1), ("grown", finding.grown if finding.grown < finding.count else 0)]
    return [word(f"reports.{name}", language).format(count=written.Counted(count)) for name, count in said if count > 0]


def listed(names: Iterable[str], language: Language) -> str:
    """Return names as a list in a sentence, each once, and no more of them than one can read."""
    return say(shortened(Choices(tuple(dict.fromkeys(names)))), language)


def say(value: Value, language: Language) -> str:
    """Return a value as it stands in a sentence."""
    if isinstance(value, str):
        return value
    if isinstance(value, Ref):
        return _named(value, language)
    if isinstance(value, Kind):
        return kind_word(value.name, language)
    if isinstance(value, Choices):
        return word("list.comma", language).join(value.texts)
    if isinstance(value, tuple):
        return word("list.comma", language).join(_named(one, language) for one in value)
    return _figure(value, language)


def _figure(value: int | Decimal | date | Quantity | Period, language: Language) -> str:
    if isinstance(value, Quantity):
        return written.quantity(value, language)
    if isinstance(value, Period):
        return written.period(value, language)
    if isinstance(value, date):
        return written.day(value, language)
    return written.number(value, language)


def _named(ref: Ref, language: Language) -> str:
    if not ref.title or ref.title == ref.id:
        return f"`{ref.id}`"
    return word("named", language).format(title=ref.title, id=f"`{ref.id}`")


def _texts(values: Mapping[str, Value], language: Language) -> dict[str, written.Counted]:
    """Return values as texts: a template of ours never sees an object, only what is to stand there."""
    return {name: written.Counted(say(shortened(value), language)) for name, value in values.items()}
