"""What the text of the plan itself says of a value."""

from plancode.document.source import SourceText
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


def written(entity: Entity[Keyed], *route: str | int) -> str:
    """Return the text of a value as its author wrote it; empty where it stands on several lines or in no file."""
    span, source = entity.place(*route).span, getattr(entity.origin.document, "source", None)
    if span is None or span.line != span.end_line or not isinstance(source, SourceText):
        return ""
    return source.line(span.line)[span.column - 1 : span.end_column - 1]
