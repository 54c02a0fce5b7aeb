"""TXT: names and codes that people take for others."""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from plancode.document.signs import named, seen_as, signs_in
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.base import Keyed, coded
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, WARNING, rule

if TYPE_CHECKING:
    from plancode.said.value import Said

_WORD: Final = re.compile(r"\w+")
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_LOOKALIKE: Final = re.compile("[\u0370-\u03ff\u0400-\u04ff]")


@rule("TXT113", "mixed-scripts", WARNING)
def mixed_scripts(context: RuleContext) -> Iterator[Problem]:
    """A word mixes Latin letters with Greek or Cyrillic ones that look the same.

    ## Why it matters
    Two names that look alike are taken for one by people and for two by programs.

    ## Fails
    A title `Сoca` whose first letter is Cyrillic.

    ## Passes
    The same title typed in Latin letters only.

    ## How to fix
    Type the word anew.
    """
    for entity, key, text in _names(context):
        words = () if text.isascii() or not _LOOKALIKE.search(text) else _WORD.findall(text)
        word = next((word for word in words if _LATIN.search(word) and _LOOKALIKE.search(word)), "")
        if word:
            odd = ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in _LOOKALIKE.findall(word))
            values: dict[str, Said] = {"word": word, "letters": odd}
            yield Problem(entity.place(key), values=values, entity=entity.ref, subject=key)


@rule("TXT116", "names-look-the-same", WARNING)
def names_look_the_same(context: RuleContext) -> Iterator[Problem]:
    """Two names or titles are different texts, and people see one and the same.

    ## Why it matters
    They differ only by signs that nobody sees, by the number of blanks, or by how an accent is stored. Whoever reads a
    page or a change takes one for the other.

    ## Fails
    Two accounts, `Sunrise Foods` and `Sunrise  Foods` with two blanks.

    ## Passes
    Two accounts, `Sunrise Foods` and `Sunrise Foods (Pudong)`.

    ## How to fix
    If both are the same thing, keep one. Else say in the name what sets them apart.
    """
    first: dict[tuple[str, str], tuple[Entity[Keyed], str, str]] = {}
    for entity, key, text in _names(context):
        other, field, written = first.setdefault((entity.key.kind, seen_as(text)), (entity, key, text))
        if written != text and other is not entity:
            values: dict[str, Said] = {"name": text, "other": other.ref}
            related = (other.place(field),)
            yield Problem(entity.place(key), values=values, entity=entity.ref, subject=key, related=related)


@rule("TXT117", "hidden-sign-in-code", ERROR)
def hidden_sign_in_code(context: RuleContext) -> Iterator[Problem]:
    """A code of another system holds a sign that nobody sees.

    ## Why it matters
    Results are matched by codes, sign by sign: with an invisible one nothing matches, and nobody sees why.

    ## Fails
    A code `A-17` with a joiner in it that a script needs in a name.

    ## Passes
    ```yaml
    codes: {erp: "A-17"}
    ```

    ## How to fix
    Type the code anew.
    """
    for entity in context.graph.entities.values():
        for system, code in coded(entity.model):
            sign = None if code.isascii() else next(signs_in(code), None)
            if sign:
                place, values = entity.place("codes", system), {"character": named(sign[0])}
                yield Problem(place, values=values, entity=entity.ref, subject=system)


def _names(context: RuleContext) -> Iterator[tuple[Entity[Keyed], str, str]]:
    """Yield every title and name in the plan, with whose it is and its key."""
    for entity in context.graph.entities.values():
        for key in _keys_of_names(type(entity.model)):
            text = getattr(entity.model, key)
            if text:
                yield entity, key, text


@cache
def _keys_of_names(model: type[Keyed]) -> tuple[str, ...]:
    return tuple(key for key in ("title", "name") if key in model.model_fields)


RULES: Final = (mixed_scripts, names_look_the_same, hidden_sign_in_code)
