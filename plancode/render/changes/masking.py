"""What is not shown to everybody: names of people become ids, in every line of a view and every value of a record."""

import re

from plancode.compare.comparison import Comparison
from plancode.model.team import Person
from plancode.render.blocks import View
from plancode.render.mapping import mapped

Data = str | int | bool | None | list["Data"] | dict[str, "Data"]
"""What a record for programs holds."""


class Mask:
    """Puts ids for names; longer names are taken first, and none inside a longer word of Latin letters."""

    def __init__(self, comparison: Comparison) -> None:
        """Take the people of both sides."""
        graphs = (comparison.base.written, comparison.head.written)
        people = (one.model for graph in graphs for one in graph.all(Person))
        self.names = {one.name: one.id for one in people if one.name}
        ordered = sorted(self.names, key=lambda one: (-len(one), one))
        edged = (f"{_edge(one[0], '(?<!')}{re.escape(one)}{_edge(one[-1], '(?!')}" for one in ordered)
        self.pattern = re.compile("|".join(edged) or "(?!)")

    def text(self, text: str) -> str:
        """Return a text with ids for names."""
        return self.pattern.sub(lambda match: self.names[match[0]], text)

    def view(self, view: View) -> View:
        """Return a view with ids for names, also inside sentences."""
        return mapped(view, lambda part: self.text(part) if isinstance(part, str) else part)

    def record(self, value: Data) -> Data:
        """Return a record with ids for names in its values."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.record(one) for one in value]
        return {key: self.record(one) for key, one in value.items()} if isinstance(value, dict) else value


def _edge(character: str, opening: str) -> str:
    return f"{opening}[A-Za-z0-9])" if character.isascii() and character.isalnum() else ""
