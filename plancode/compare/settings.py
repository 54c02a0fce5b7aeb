"""Changes of plancode.yaml: which files belong, what is accepted, what fails."""

from dataclasses import replace
from typing import Final

from plancode.compare.bearings import bearing_of
from plancode.compare.change import Change, ChangeSort, fingerprint, written
from plancode.compare.fields import Difference, differences
from plancode.compare.saying import said
from plancode.config.settings import Settings
from plancode.document.yaml_document import YamlDocument
from plancode.findings.place import Place, Route
from plancode.graph.entity import Key
from plancode.graph.graph import PlanGraph
from plancode.model.kinds import EntityKind
from plancode.said.value import Ref

SETTINGS: Final = Ref("settings", "plancode.yaml", "plancode.yaml")
_NOWHERE: Final = PlanGraph((), ())
Documents = tuple[YamlDocument | None, YamlDocument | None]


def settings_changes(plan: str, base: Settings, head: Settings, documents: Documents) -> tuple[Change, ...]:
    """Return what is different in the settings of two sides; `documents` are those of base and head."""
    return tuple(_change(plan, one, documents) for one in differences(base, head)) if base != head else ()


def _change(plan: str, one: Difference, documents: Documents) -> Change:
    old, new = said(one.before, one.field, _NOWHERE), said(one.after, one.field, _NOWHERE)
    sort = ChangeSort.CHANGED
    if old is None or new is None:
        sort = ChangeSort.ADDED if old is None else ChangeSort.REMOVED
    bearing = bearing_of(one.field, old, new)
    change = Change(
        sort, bearing, Key(EntityKind.PLAN, SETTINGS.id), SETTINGS, "", one.route, old, new,
        _place(documents[0], one.before_route), _place(documents[1], one.after_route),
        homes=one.homes,
    )  # fmt: skip
    parts = (change.id, SETTINGS.id, *change.field, written(old), written(new))
    return replace(change, fingerprint=fingerprint(plan, parts))


def _place(document: YamlDocument | None, route: Route) -> Place | None:
    return document.place(route) if document is not None else None
