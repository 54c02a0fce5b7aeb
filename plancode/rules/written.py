"""Whether a value that seems to be missing is written, and could only not be used."""

from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.rules.context import RuleContext


def is_missing(context: RuleContext, entity: Entity[Keyed], *keys: str) -> bool:
    """Whether none of the keys is written with a value that its own finding already calls wrong."""
    document, route = entity.origin.document, entity.origin.route
    text = getattr(getattr(document, "source", None), "text", "")
    if text not in context.graph.unread:
        return True
    return not any(document.real_route((*route, key))[-1:] == (key,) for key in keys)
