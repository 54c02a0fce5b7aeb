"""The table of document kinds. A model is imported when the first document of its kind is met."""

from functools import cache
from importlib import import_module
from typing import Final

from plancode.model.base import Document, Keyed
from plancode.model.kinds import DocumentKind, EntityKind
from plancode.shape.fields import models_in

_HOMES: Final = {
    DocumentKind.PLAN: ("plan", "Plan"),
    DocumentKind.TEAM: ("team", "TeamDocument"),
    DocumentKind.TERRITORIES: ("territories", "TerritoriesDocument"),
    DocumentKind.TARGETS: ("targets", "TargetsDocument"),
    DocumentKind.CALENDAR: ("calendar", "CalendarDocument"),
    DocumentKind.STRATEGY: ("strategy", "StrategyDocument"),
    DocumentKind.ACTIONS: ("actions", "ActionsDocument"),
    DocumentKind.RESPONSIBILITIES: ("responsibilities", "ResponsibilitiesDocument"),
    DocumentKind.CADENCE: ("cadence", "CadenceDocument"),
    DocumentKind.RUBRIC: ("rubric", "RubricDocument"),
    DocumentKind.ASSESSMENTS: ("assessments", "AssessmentsDocument"),
    DocumentKind.ACTUALS: ("actuals", "ActualsDocument"),
    DocumentKind.ADJUSTMENT: ("adjustment", "AdjustmentDocument"),
    DocumentKind.REVIEW: ("review", "ReviewDocument"),
}


@cache
def model_of(kind: DocumentKind) -> type[Document]:
    """Return the model of a kind of document."""
    module, name = _HOMES[kind]
    model: type[Document] = getattr(import_module(f"plancode.model.{module}"), name)
    return model


@cache
def home_of(kind: EntityKind) -> DocumentKind:
    """Return the kind of document in which something of a kind is defined."""
    for home in DocumentKind:
        model = model_of(home)
        below = (row for info in model.model_fields.values() for row in models_in(info.annotation))
        if kind in (model.entity_kind, *(row.entity_kind for row in below if issubclass(row, Keyed))):
            return home
    return DocumentKind.PLAN
