"""What stands in a line, as text of a language. Links and code keep their form: the writer gives it to them."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from plancode.locale import format as written
from plancode.locale.catalogue import Language, kind_word, word
from plancode.period import Period
from plancode.quantity import Quantity, Rate
from plancode.render.blocks import Amount, Code, Fixed, Inline, Joined, KindTerm, Link, Sentence, Term, Weekday

_CODE: Final = re.compile("`([^`]{1,100})`")
Escape = Callable[[str], str]
LinkForm = Callable[[Link, str], str]
CodeForm = Callable[[str], str]
_Figure = Amount | Fixed | int | Decimal | Quantity | Rate | date | Period
_Ours = Sentence | Term | KindTerm | Weekday | _Figure


class Speaker:
    """Turns inline values into text: author text escaped, our words in the reader's language."""

    def __init__(self, language: Language, escape: Escape, link: LinkForm, code: CodeForm) -> None:
        """Take the language and the forms of one writer."""
        self.language, self.escape, self.link, self.code = language, escape, link, code

    def say(self, value: Inline) -> str:
        """Return a value as text."""
        if value is None:
            return ""
        if isinstance(value, str):
            return self.escape(value)
        if isinstance(value, Link):
            return self.link(value, self.say(value.text))
        if isinstance(value, Code):
            return self.code(value.text)
        if isinstance(value, Joined):
            said = (self.say(part) for part in value.parts if part is not None)
            return word(value.separator, self.language).join(text for text in said if text)
        return self._of_ours(value)

    def _piece(self, part: str, number: int) -> str:
        """Return every other piece of a sentence as code; the spaces around the others stay."""
        if number % 2:
            return self.code(part)
        before, after = " " * part.startswith(" "), " " * (part.endswith(" ") and len(part) > 1)
        return f"{before}{self.escape(part.strip())}{after}"

    def _of_ours(self, value: _Ours) -> str:
        if isinstance(value, Sentence):
            return "".join(self._piece(part, number) for number, part in enumerate(_CODE.split(value.text)))
        if isinstance(value, Term):
            return self._term(value)
        if isinstance(value, KindTerm):
            return kind_word(value.kind, self.language)
        if isinstance(value, Weekday):
            return written.weekday(value.name, self.language)
        return self._figure(value)

    def _figure(self, value: _Figure) -> str:
        if isinstance(value, Amount):
            return written.rounded_amount(value.value, self.language)
        if isinstance(value, Fixed):
            return written.fixed(value.value, value.places, self.language)
        if isinstance(value, Quantity | Rate | Period):
            return self.escape(_with_unit(value, self.language))
        return written.day(value, self.language) if isinstance(value, date) else written.number(value, self.language)

    def _term(self, term: Term) -> str:
        """Put values into a sentence of ours. The sentence is the pattern, never a text of an author."""
        template = word(term.key, self.language)
        return template.format_map({name: self.say(value) for name, value in term.values}) if term.values else template


def _with_unit(value: Quantity | Rate | Period, language: Language) -> str:
    if isinstance(value, Quantity):
        return written.quantity(value, language)
    return written.rate(value, language) if isinstance(value, Rate) else written.period(value, language)
