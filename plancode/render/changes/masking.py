"""What is not shown to everybody: names of people become ids, in every line of a view and every value of a record."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from plancode.compare.comparison import Comparison
from plancode.findings.finding import Finding
from plancode.model.team import Person
from plancode.quantity import Quantity
from plancode.render.blocks import View
from plancode.render.mapping import mapped
from plancode.said.value import Ref, Said
from plancode.shape.base import PAY, PERSONAL

HIDDEN: Final = "***"
"""What stands for a figure that is not shown."""
NOT_FOR_ALL: Final = frozenset({PERSONAL, PAY})
"""Sorts of fields whose values are not shown."""
_OF_PAY: Final = frozenset({"TGT121"})
"""Rules whose figures are those of somebody's pay."""


class Mask:
    """Puts ids for names; longer names are taken first, and none inside a longer word of Latin letters."""

    def __init__(self, comparison: Comparison) -> None:
        """Take the people of both sides."""
        graphs = (comparison.base.written, comparison.head.written)
        people = (person.model for graph in graphs for person in graph.all(Person))
        changes = comparison.structure.changes
        self.hidden = frozenset(one.fingerprint for one in changes if one.sensitivity in NOT_FOR_ALL)
        self.names = {person.name: person.id for person in people if person.name}
        ordered = sorted(self.names, key=lambda name: (-len(name), name))
        edged = (f"{_edge(name[0], '(?<!')}{re.escape(name)}{_edge(name[-1], '(?!')}" for name in ordered)
        self.pattern = re.compile("|".join(edged) or "(?!)")

    def text(self, text: str) -> str:
        """Return a text with ids for names."""
        return self.pattern.sub(lambda match: self.names[match[0]], text)

    def view(self, view: View) -> View:
        """Return a view with ids for names, also inside sentences."""
        return mapped(view, self.text)

    def finding(self, finding: Finding) -> Finding:
        """Return a finding with ids for names in its values; of pay and what is personal without the figures."""
        values = {name: self._value(value, finding.code) for name, value in finding.values.items()}
        if finding.values.get("change") in self.hidden:
            values |= {name: HIDDEN for name in ("before", "after") if name in values}
        entity = self._ref(finding.entity) if finding.entity is not None else None
        return replace(finding, values=values, entity=entity)

    def _value(self, value: Said, code: str) -> Said:
        if isinstance(value, Ref):
            return self._ref(value)
        if isinstance(value, tuple):
            return tuple(self._value(part, code) for part in value)
        if isinstance(value, str):
            return self.text(value)
        return HIDDEN if code in _OF_PAY and isinstance(value, int | Decimal | Quantity) else value

    def _ref(self, ref: Ref) -> Ref:
        return replace(ref, title=self.text(ref.title))

    def record(self, value: JsonValue) -> JsonValue:
        """Return a record with ids for names in its values."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.record(entry) for entry in value]
        return {key: self.record(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def _edge(character: str, opening: str) -> str:
    return f"{opening}[A-Za-z0-9])" if character.isascii() and character.isalnum() else ""
