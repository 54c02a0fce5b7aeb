"""Changes of plancode.yaml: which files belong, what is accepted, what fails."""

from typing import Final

from plancode.compare.bearings import bearing_of
from plancode.compare.change import Change, ChangeSort, signed
from plancode.compare.fields import Difference, differences
from plancode.compare.saying import said
from plancode.config.settings import Settings
from plancode.document.yaml_document import YamlDocument
from plancode.graph.entity import Key
from plancode.graph.graph import PlanGraph
from plancode.model.kinds import EntityKind
from plancode.said.value import Ref

SETTINGS: Final = Ref("settings", "plancode.yaml", "plancode.yaml")
_NOWHERE: Final = PlanGraph((), ())
Documents = tuple[YamlDocument | None, YamlDocument | None]


def settings_changes(plan: str, base: Settings, head: Settings, documents: Documents) -> tuple[Change, ...]:
    """Return what is different in the settings of two sides; `documents` are those of base and head."""
    return tuple(_change(plan, difference, documents) for difference in differences(base, head)) if base != head else ()


def _change(plan: str, difference: Difference, documents: Documents) -> Change:
    old, new = said(difference.before, difference.field, _NOWHERE), said(difference.after, difference.field, _NOWHERE)
    sort = ChangeSort.CHANGED
    if old is None or new is None:
        sort = ChangeSort.ADDED if old is None else ChangeSort.REMOVED
    before, after = documents
    change = Change(
        sort, bearing_of(difference.field, old, new), Key(EntityKind.PLAN, SETTINGS.id), SETTINGS, "",
        difference.route, old, new,
        before.place(difference.before_route) if before is not None else None,
        after.place(difference.after_route) if after is not None else None,
        homes=difference.homes,
    )  # fmt: skip
    return signed(change, plan)
