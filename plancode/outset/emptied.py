"""Targets without figures: what is to be decided anew."""

from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.plan import Plan
from plancode.model.targets import ProfilePhasing, TargetsDocument
from plancode.outset.leaving import Leaving
from plancode.outset.rewriting import Rewriting

_DECIDED = ("target", "parts", "split", "targets", "note")
_OF_THE_PERIOD = (("about",), ("budget",), ("market", "size"), ("market", "growth"))
"""Of the plan itself: what it was for, and figures that hold for its period alone."""


def empty_targets(graph: PlanGraph, gone: Leaving, into: Rewriting) -> None:
    """Take away every figure that is decided for a period; metric, owner, phasing and rules stay."""
    for entity in graph.all(TargetsDocument):
        if not gone.has(entity):
            _empty(entity, into)
    for plan in graph.all(Plan):
        for route in _OF_THE_PERIOD:
            into.drop(plan.origin.document, route)


def _empty(entity: Entity[TargetsDocument], into: Rewriting) -> None:
    for name in _DECIDED:
        into.drop(entity.origin.document, (name,))
    phasing = entity.model.phasing
    if isinstance(phasing, ProfilePhasing) and (phasing.amounts or phasing.closes):
        into.drop(entity.origin.document, ("phasing",))
