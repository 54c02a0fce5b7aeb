"""The scoring methods in words, with their figures, so that everybody can recompute a score."""

from decimal import Decimal

from plancode.locale.catalogue import words_of_all
from plancode.model.methods.method import Method, Phrase, Spoken
from plancode.model.scoring import Bonus
from plancode.render.blocks import Code, Inline, Joined, Term


def method_in_words(score: Method, weight: Decimal) -> Inline:
    """Return how a score is found, in one line."""
    return _inline(score.in_words(weight))


def _inline(said: Spoken) -> Inline:
    if isinstance(said, Phrase):
        values = tuple((name, _inline(value)) for name, value in said.values)
        return Term(said.key, values) if said.key in words_of_all() else Code(said.key)
    return Joined(tuple(map(_inline, said)), "list.semicolon") if isinstance(said, tuple) else said


def bonus_in_words(bonus: Bonus, name: Inline) -> Inline:
    """Return an addition or deduction in one line."""
    return Term("bonus", (("name", name), ("each", bonus.each), ("max", bonus.max)))
