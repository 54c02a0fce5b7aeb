"""How values are spoken in a language. Writers say by methods how text is escaped, and how links and names look."""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from plancode.locale import format as written
from plancode.locale.catalogue import Language, find_word, kind_word, word
from plancode.period import Period
from plancode.quantity import Quantity, Rate
from plancode.said.value import (
    Against,
    Fixed,
    Joined,
    KindName,
    Link,
    PlanKey,
    PlanWord,
    Record,
    Ref,
    Rounded,
    Said,
    Sentence,
    Term,
    Verbatim,
)

QUOTED: Final = re.compile("`([^`]{1,100})`")
_Figure = Against | Rounded | Fixed | bool | int | Decimal | Quantity | Rate | date | Period
_Named = Ref | KindName | PlanKey | PlanWord


class Speaker:
    """Speaks values as plain text. Words of ours come in the reader's language, texts of authors as they are."""

    def __init__(self, language: Language) -> None:
        """Speak a language."""
        self.language = language

    def escape(self, text: str) -> str:
        """Return an author's text so that it is shown as it is."""
        return text

    def verbatim(self, text: str) -> str:
        """Return a text that is to be read letter by letter."""
        return self.escape(text)

    def ours(self, sentence: str) -> str:
        """Return a sentence of ours, in which backticks stand around what is to be read letter by letter."""
        return sentence

    def link(self, link: Link) -> str:
        """Return a way to another page: where there are no pages, only its text."""
        return self.say(link.text)

    def ref(self, ref: Ref) -> str:
        """Return what people call something: its title, of a built-in metric our word, else its id."""
        if ref.called_after is not None and not ref.title:
            return self.ref(ref.called_after)
        if ref.unit:
            return self.say(Term("with_unit", (("name", Ref(ref.kind, ref.id, ref.title)), ("unit", ref.unit))))
        ours = find_word(f"metric.{ref.id}", self.language) if ref.kind == "metric" and not ref.title else None
        return ours or self.escape(ref.label)

    def say(self, value: Said) -> str:
        """Return a value as text."""
        if value is None:
            return ""
        if isinstance(value, str):
            return self.escape(value)
        if isinstance(value, tuple):
            return self._joined(value, "list.comma")
        if isinstance(value, Joined):
            return self._joined(value.parts, value.separator)
        if isinstance(value, Term):
            return self._term(value)
        return self._marked(value)

    def _joined(self, parts: tuple[Said, ...], separator: str) -> str:
        said = (self.say(part) for part in parts)
        return word(separator, self.language).join(text for text in said if text)

    def _term(self, term: Term) -> str:
        """Put values into a sentence of ours. The sentence is the pattern, never a text of an author.

        A test forbids that one is missing; until somebody has written it, it is English, or the key that it has.
        """
        template = find_word(term.key, self.language) or find_word(term.key, "en")
        if template is None:
            return self.verbatim(term.key)
        template = self.ours(template)
        if not term.values:
            return template
        return template.format_map({name: written.Counted(self.say(value)) for name, value in term.values})

    def _marked(self, value: Link | Verbatim | Sentence | Record | _Named | _Figure) -> str:
        if isinstance(value, Link):
            return self.link(value)
        if isinstance(value, Verbatim):
            return self.verbatim(value.text)
        if isinstance(value, Sentence):
            return "".join(self._piece(part, number) for number, part in enumerate(QUOTED.split(value.text)))
        if isinstance(value, Record):
            return self._joined(tuple(_pair(value.model, *pair) for pair in value.fields), "list.comma")
        return self._name(value) if isinstance(value, _Named) else self._figure(value)

    def _piece(self, part: str, number: int) -> str:
        """Return every other piece of a sentence letter by letter; the spaces around the others stay."""
        if number % 2:
            return self.verbatim(part)
        before, after = " " * part.startswith(" "), " " * (part.endswith(" ") and len(part) > 1)
        return f"{before}{self.escape(part.strip())}{after}"

    def _name(self, value: _Named) -> str:
        if isinstance(value, Ref):
            return self.ref(value)
        if isinstance(value, KindName):
            text, own = value.kind, kind_word(value.kind, self.language)
        elif isinstance(value, PlanKey):
            text, own = value.key, self._own_word("key", value.model, value.key)
        else:
            text, own = value.text, self._own_word("value", value.field, value.text)
        if not value.spelled:
            return own
        is_same = self.language == "en" or own in (text, self.verbatim(text))
        return text if is_same else word("spelled", self.language).format(text=text, word=own)

    def _own_word(self, group: str, home: str, text: str) -> str:
        """Return our word for one of the plan language: the one of its home, else the usual one, else itself."""
        own = find_word(f"{group}.{home}.{text}", self.language)
        return own or find_word(f"{group}.{text}", self.language) or self.verbatim(text)

    def _figure(self, value: _Figure) -> str:
        if isinstance(value, bool):
            return word("yes" if value else "no", self.language)
        if isinstance(value, Rounded):
            return written.rounded_amount(value.value, self.language, value.places)
        if isinstance(value, Against):
            return written.quantity(Quantity(value.told(3 if value.unit == "%" else 2), value.unit), self.language)
        if isinstance(value, Fixed):
            return written.fixed(value.value, value.places, self.language)
        if isinstance(value, Quantity | Rate | Period):
            return self.escape(_with_unit(value, self.language))
        return written.day(value, self.language) if isinstance(value, date) else written.number(value, self.language)


@cache
def plain(language: Language) -> Speaker:
    """Return the speaker of plain text."""
    return Speaker(language)


def _pair(model: str, name: str, value: Said) -> Said:
    """Return a part of a record: somebody by name alone, everything else with what it is."""
    if isinstance(value, Ref) and value.kind == name:
        return value
    return Joined((PlanKey(name, model) if model else PlanWord(name), value), "list.space")


def _with_unit(value: Quantity | Rate | Period, language: Language) -> str:
    if isinstance(value, Quantity):
        return written.quantity(value, language)
    return written.rate(value, language) if isinstance(value, Rate) else written.period(value, language)
