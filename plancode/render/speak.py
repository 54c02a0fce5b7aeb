"""What stands in a line, as text of a language. Links and code keep their form: the writer gives it to them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from plancode.locale import format as written
from plancode.locale.catalogue import Language, kind_word, word
from plancode.period import Period
from plancode.quantity import Quantity, Rate
from plancode.render.blocks import Code, Inline, Joined, KindTerm, Link, Term, Weekday

Escape = Callable[[str], str]
LinkForm = Callable[[Link, str], str]
CodeForm = Callable[[str], str]


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

    def _of_ours(self, value: Term | KindTerm | Weekday | int | Decimal | Quantity | Rate | date | Period) -> str:
        if isinstance(value, Term):
            return self._term(value)
        if isinstance(value, KindTerm):
            return kind_word(value.kind, self.language)
        if isinstance(value, Weekday):
            return written.weekday(value.name, self.language)
        return self._figure(value)

    def _figure(self, value: int | Decimal | Quantity | Rate | date | Period) -> str:
        if isinstance(value, Quantity):
            return self.escape(written.quantity(value, self.language))
        if isinstance(value, Rate):
            return self.escape(written.rate(value, self.language))
        if isinstance(value, Period):
            return self.escape(written.period(value, self.language))
        if isinstance(value, date):
            return written.day(value, self.language)
        return written.number(value, self.language)

    def _term(self, term: Term) -> str:
        """Put values into a sentence of ours. The sentence is the pattern, never a text of an author."""
        template = word(term.key, self.language)
        return template.format_map({name: self.say(value) for name, value in term.values}) if term.values else template
