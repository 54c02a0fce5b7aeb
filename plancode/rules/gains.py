"""What somebody gains by a change: who gains may neither accept it, nor bring it in unseen."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.compare.change import Change
from plancode.compare.comparison import Comparison
from plancode.compare.effects import Looker
from plancode.compare.groups import ChangeGroup, groups
from plancode.graph.entity import Entity, Key
from plancode.graph.facts import Facts
from plancode.model.kinds import EntityKind
from plancode.model.team import Person
from plancode.quantity import Quantity
from plancode.rules.changed import Tables, agreed, bearing_of, counts
from plancode.rules.changed_scorecards import rubric_of
from plancode.said.value import Record, Ref, Said
from plancode.shape.base import Sensitivity
from plancode.shape.bearing import Bearing

_RECORDS: Final = frozenset({EntityKind.ASSESSMENT, EntityKind.GIVEN_POINTS})
_HELD: Final = frozenset({EntityKind.TERRITORY, EntityKind.ACCOUNT, EntityKind.ACCOUNT_GROUP})


class Gains:
    """What is better for people of the old plan after a change, or after one of its changes alone."""

    def __init__(self, comparison: Comparison, facts: Facts) -> None:
        """Take both plans, and what holds in the old one on the day of looking."""
        self.comparison, self.facts = comparison, facts

    def of(self, person: Entity[Person], change: Change | None) -> str:
        """Return what of somebody's own gains by a change, of None by all together; an empty text where nothing."""
        changes = self.comparison.changes if change is None else (change,)
        said = (self._by_field(person, one) for one in changes)
        return next(filter(None, said), "") or self._falls(person, change)[0]

    def first(self, person: Entity[Person]) -> tuple[str, Change | None, str]:
        """Return what somebody gains by all changes together: what of their own, by which one or by which figures."""
        by_field = ((self._by_field(person, change), change) for change in self.comparison.changes)
        variant, change = next((one for one in by_field if one[0]), ("", None))
        if variant:
            return variant, change, ""
        variant, figures = self._falls(person, None)
        return variant, None, figures

    def _by_field(self, person: Entity[Person], change: Change) -> str:
        key = self.comparison.pairing.old_keys.get(change.key, change.key)
        if key.kind in _HELD and change.field[:1] == ("owners",):
            gets = person.name in _people_in(change.after) and person.name not in _people_in(change.before)
            return "territory" if gets else ""
        bearing = bearing_of(self.comparison, change)
        if not bearing.is_agreed:
            return ""
        role, rubric = self.facts.role(person), rubric_of(self.comparison, change)
        if rubric is not None:
            return "scorecard" if role is not None and role.model.id in rubric.model.roles else ""
        if change.sensitivity is Sensitivity.PAY:
            return "pay" if key in (person.key, role and role.key) and not _is_less(change) else ""
        if key.kind in _RECORDS:
            return "score" if self._is_about(person, key) else ""
        is_credit = bearing is Bearing.CREDIT and counts(self.comparison, change)
        return "credit" if key == person.key and is_credit else ""

    def _is_about(self, person: Entity[Person], key: Key) -> bool:
        sides = (self.comparison.base.written, self.comparison.head.written)
        entities = (side.entities.get(key) for side in sides)
        return any(getattr(one.model, "person", None) == person.name for one in entities if one is not None)

    def _falls(self, person: Entity[Person], change: Change | None) -> tuple[str, str]:
        """Return what of somebody's own falls, a quota or the target of the team they lead, and by which figures."""
        before, after = self.comparison.base.analysis, self._after(change)
        if before is None or after is None:
            return "", ""
        own = list(self._falling(before, after, "person", person.name))
        if own:  # whoever has a quota is measured by it, and only whoever has none by the team
            return ("quota" if any(own) else ""), ";".join(filter(None, own))
        led = before.graph.teams_led.get(person.name, ())
        figures = [one for team in led for one in self._falling(before, after, "team", team) if one]
        return ("team" if figures else ""), ";".join(figures)

    def _after(self, change: Change | None) -> Analysis | None:
        """Return the tables of the old plan with a change alone; of no single change, those of the new one."""
        base = self.comparison.base.analysis
        if base is None or change is None:
            return self.comparison.head.analysis
        # alone: what else falls or rises in the same change must neither hide this nor be laid at its door
        group = next((group for group in self._groups if change in group.changes), None)
        return Looker(self.comparison.pairing, base).whole(group) if group is not None else base

    @cached_property
    def _groups(self) -> tuple[ChangeGroup, ...]:
        """The changes that only hold together."""
        return groups(self.comparison.structure)

    def _falling(self, before: Analysis, after: Analysis, dimension: str, name: str) -> Iterator[str]:
        """Yield of each target of somebody, or of a team, its figures if it falls; what is gone falls, too."""
        names = Tables(before, after, self.comparison.pairing)
        for metric in before.targets.metrics:
            for scope in before.scopes(metric):
                if dict(scope).get(dimension) == name and (dimension == "person" or len(scope) == 1):
                    old, new = (_whole(analysis, metric, scope) for analysis in (before, after))
                    new = new if new is not None else _whole(after, *names.renamed(metric, scope))
                    falls = old is not None and (new is None or new < old)
                    yield f"{metric}@{scope}:{old}>{new}" if falls else ""


def _whole(analysis: Analysis, metric: str, scope: Scope) -> Decimal | None:
    return analysis.whole(metric, agreed(analysis, metric, scope))


def _is_less(change: Change) -> bool:
    """Whether an amount becomes a smaller one."""
    old, new = change.before, change.after
    is_known = isinstance(old, Quantity) and isinstance(new, Quantity) and old.unit == new.unit
    return is_known and new.number < old.number  # type: ignore[union-attr]  # both are quantities


def _people_in(value: Said) -> Iterator[str]:
    """Yield the people that a value names."""
    if isinstance(value, Ref) and value.kind == EntityKind.PERSON:
        yield value.id
    parts = (
        value
        if isinstance(value, tuple)
        else tuple(part for _, part in value.fields)
        if isinstance(value, Record)
        else ()
    )
    for part in parts:
        yield from _people_in(part)
