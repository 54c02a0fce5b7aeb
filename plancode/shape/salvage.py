"""What can still be used of a document with faults, so that one slip does not take everything around it along."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from pydantic import ValidationError

from plancode.findings.place import Route
from plancode.shape.base import Shape
from plancode.shape.validate import details_of

M = TypeVar("M", bound=Shape)

_ROUNDS: Final = 8
_HOLE: Final = object()
_NEVER_OUT: Final = frozenset({"plancode", "kind", "id"})


@dataclass(frozen=True, slots=True)
class Salvaged(Generic[M]):
    """What is left of a document without the values that do not fit, and the entries of lists that had to go.

    `dropped` gives, for the route of a list, the positions of its entries that are not in the model any more.
    """

    model: M
    dropped: dict[Route, list[int]]


def salvage(model: type[M], data: Mapping[str, object]) -> Salvaged[M] | None:
    """Return what is left of the values, or None where too much is missing to make a model.

    A key that does not fit is taken out; where one is missing, the entry of the list it is missing in.
    """
    left: Any = deepcopy(data)
    dropped: dict[Route, list[int]] = {}
    for _ in range(_ROUNDS):
        try:
            return Salvaged(model.model_validate(_without_holes(left)), dropped)
        except ValidationError as error:
            kept: dict[int, list[int]] = {}
            for detail in details_of(error):
                route = _with_holes(left, detail["loc"], kept)
                if not _take_out(left, route, dropped, missing=detail["type"] == "missing"):
                    return None
    return None


def _without_holes(node: Any) -> Any:  # noqa: ANN401  # values of a document
    if isinstance(node, dict):
        return {key: _without_holes(value) for key, value in node.items()}
    return [_without_holes(entry) for entry in node if entry is not _HOLE] if isinstance(node, list) else node


def _with_holes(node: Any, loc: tuple[int | str, ...], kept: dict[int, list[int]]) -> Route:  # noqa: ANN401
    """Return the steps of a route that the values have, list positions counted with the holes in them.

    `there` keeps, for each list that a route led through, the positions that were no holes when it was validated.
    """
    route: list[int | str] = []
    for step in loc:
        if isinstance(node, list) and isinstance(step, int):
            if id(node) not in kept:
                kept[id(node)] = [index for index, entry in enumerate(node) if entry is not _HOLE]
            step = kept[id(node)][step]  # noqa: PLW2901
        elif not isinstance(node, dict) or step not in node:
            continue
        route.append(step)
        node = node[step]
    return tuple(route)


def _take_out(left: Any, route: Route, dropped: dict[Route, list[int]], *, missing: bool) -> bool:  # noqa: ANN401
    """Take the value at a route out, or the entry of a list around it; return whether that could be done."""
    keys = [number for number, step in enumerate(route) if isinstance(step, str)]
    entries = [number for number, step in enumerate(route) if isinstance(step, int)]
    if not missing and keys and route[keys[-1]] not in _NEVER_OUT and (not entries or keys[-1] > entries[-1]):
        holder, key = _at(left, route[: keys[-1]]), str(route[keys[-1]])
        names = list(holder)
        if key in holder and holder[key] is None and key[:1].isdigit() and names.index(key):
            # what a comma has cut off: what stands before it is half a value, which nobody meant
            holder.pop(names[names.index(key) - 1])
        holder.pop(key, None)
        return True
    if not entries:
        return False
    cut = entries[-1]
    holder = _at(left, route[:cut])
    if holder[route[cut]] is not _HOLE:
        holder[route[cut]] = _HOLE
        dropped.setdefault(route[:cut], []).append(int(route[cut]))
    return True


def _at(node: Any, route: Route) -> Any:  # noqa: ANN401
    for step in route:
        node = node[step]
    return node
