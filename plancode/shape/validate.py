"""Hold a document's values against a model; what does not fit becomes problems at the place it stands."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from plancode.document.scalars import is_thousands
from plancode.findings.likeness import Nearest
from plancode.findings.place import Place, Route, Span
from plancode.findings.problem import Problem
from plancode.shape.base import Shape
from plancode.shape.crowd import Crowd
from plancode.shape.fields import names_at
from plancode.shape.types import CONNECTION_PATTERN, FILE_PATTERN, ID_PATTERN, NAME_PATTERN, PERIOD_NAME_PATTERN

if TYPE_CHECKING:
    from plancode.said.value import Said

M = TypeVar("M", bound=Shape)


class Located(Protocol):
    """Anything that knows where its values stand."""

    def place(self, route: Route, *, key: bool = False) -> Place:
        """Return the place of a value, or of its key."""
        ...

    def real_route(self, route: Route) -> Route:
        """Return a route without the steps that the document does not have."""
        ...


_WRONG_TYPE: Final = {
    "string_type": "text",
    "int_type": "whole",
    "int_from_float": "whole",
    "decimal_type": "number",
    "is_instance_of": "number",
    "bool_type": "yes_no",
    "tuple_type": "list",
    "list_type": "list",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "date_type": "text",
}
_KEY: Final = "[key]"
"""pydantic's last step on the way to a key that does not fit."""
_RANGE: Final = {
    "greater_than": "above",
    "greater_than_equal": "at_least",
    "less_than_equal": "at_most",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "string_too_short": "empty",
    "too_short": "empty",
    "decimal_max_digits": "at_most",
}
_PATTERNS: Final = {
    PERIOD_NAME_PATTERN: "period", ID_PATTERN: "id", NAME_PATTERN: "name", FILE_PATTERN: "file",
    CONNECTION_PATTERN: "connection",
}  # fmt: skip


def validate(  # noqa: PLR0913  # values, where they stand, and what is known of them
    model: type[M],
    data: Mapping[str, object],
    document: Located,
    route: Route = (),
    *,
    faulty: Iterable[Span] = (),
    nearest: Nearest | None = None,
    crowd: Crowd | None = None,
) -> M | list[Problem]:
    """Return the model of the values, or the problems of their shape.

    `route` is where the values stand in the document; problems on spans in `faulty` are left out, because a
    finding about the text already names them. `nearest` has the patience to propose names that a whole plan shares,
    `crowd` counts the problems of a list, whose rows are validated one by one.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        known, told = set(faulty), crowd or Crowd()
        faults = _Faults(model, document, route, nearest or Nearest())
        stated = (told.take(*faults.of(detail)) for detail in details_of(error))
        problems = _once(problem for problem in stated if problem is not None and problem.place.span not in known)
        return problems if crowd is not None else told.told(problems)


def details_of(error: ValidationError) -> list[ErrorDetails]:
    """Return what is wrong, without lists called too short only because their entries are wrong."""
    details = error.errors(include_url=False)
    return [
        detail
        for detail in details
        if detail["type"] != "too_short" or len(detail["input"]) < detail["ctx"]["min_length"]
    ]


def _once(problems: Iterable[Problem]) -> list[Problem]:
    """Leave out what a second form of a union says about the same value."""
    unlike: dict[tuple[Span | None, str, str], Problem] = {}
    for problem in problems:
        unlike.setdefault((problem.place.span, problem.code, str(problem.values.get("key"))), problem)
    return list(unlike.values())


@dataclass(frozen=True, slots=True)
class _Faults:
    """What pydantic says of a value, as problems where it stands."""

    model: type[Shape]
    document: Located
    above: Route
    nearest: Nearest

    def of(self, detail: ErrorDetails) -> tuple[str, Callable[[], Problem], Callable[[], Hashable]]:
        """Return the sort of a fault, what states it, and what tells its place, as far as either is wanted."""
        route = (*self.above, *detail["loc"])
        sort = "type" if detail["type"] in _WRONG_TYPE else detail["type"]
        last = route[-1:] if sort == "missing" else ()
        return (
            sort, lambda: _problem(detail, self.model, self.document, route, self.nearest),
            lambda: (self.document.real_route(route), last),
        )  # fmt: skip


def _problem(detail: ErrorDetails, model: type[Shape], document: Located, route: Route, nearest: Nearest) -> Problem:
    if route[-1:] == (_KEY,):
        return _bad_key(detail, document, route[:-1])
    make = _MAKERS.get(detail["type"])
    if make is not None:
        return make(detail, model, document, route, nearest)
    if detail["type"] in _WRONG_TYPE:
        values: dict[str, Said] = {"key": _key(document, route), "found": _shown(detail["input"])}
        return Problem(document.place(route), _WRONG_TYPE[detail["type"]], values, code="SHP103")
    if detail["type"] in _RANGE:
        return _out_of_range(detail, document, route)
    values = {"key": _key(document, route), "detail": detail["msg"]}
    return Problem(document.place(route), "plain", values, code="SHP109")


def _bad_key(detail: ErrorDetails, document: Located, route: Route) -> Problem:
    """Return the problem of a key that authors name themselves, such as a label or a class."""
    pattern = detail.get("ctx", {}).get("pattern", "")
    values: dict[str, Said] = {"key": str(route[-2]), "found": _shown(detail["input"])}
    return Problem(document.place(route, key=True), _PATTERNS.get(pattern, "plain"), values, code="SHP104")


def _missing(detail: ErrorDetails, model: type[Shape], document: Located, route: Route, nearest: Nearest) -> Problem:
    return Problem(document.place(route[:-1]), "plain", {"key": str(route[-1])}, code="SHP102")


def _unknown(detail: ErrorDetails, model: type[Shape], document: Located, route: Route, nearest: Nearest) -> Problem:
    key = str(route[-1])
    if is_thousands(key):
        return Problem(document.place(route, key=True), "comma", {"key": key, "found": f",{key}"}, code="SHP107")
    wide = next((character for character in key if character in "\uff1a\uff0c"), None)
    if wide is not None:
        values: dict[str, Said] = {"key": key, "character": wide, "plain": ":" if wide == "\uff1a" else ","}
        return Problem(document.place(route, key=True), "full_width", values, code="SHP101")
    if "\u3000" in key:
        return Problem(document.place(route, key=True), "wide_space", {"key": key.strip()}, code="SHP101")
    known = names_at(model, detail["loc"][:-1])
    near = nearest.to(key, known)
    values = {"key": key, "near": near, "known": tuple(known)}
    return Problem(document.place(route, key=True), "near" if near else "plain", values, code="SHP101")


def _pattern(detail: ErrorDetails, model: type[Shape], document: Located, route: Route, nearest: Nearest) -> Problem:
    pattern = detail.get("ctx", {}).get("pattern", "")
    values: dict[str, Said] = {"key": _key(document, route), "found": _shown(detail["input"])}
    return Problem(document.place(route), _PATTERNS.get(pattern, "plain"), values, code="SHP104")


def _choice(detail: ErrorDetails, model: type[Shape], document: Located, route: Route, nearest: Nearest) -> Problem:
    expected = str(detail.get("ctx", {}).get("expected", detail.get("ctx", {}).get("expected_tags", "")))
    choices = tuple(choice.strip(" '<>") for choice in expected.replace(" or ", ", ").split(","))
    text = _shown(detail["input"])
    if detail["type"] == "union_tag_invalid":
        text = str(detail.get("ctx", {}).get("tag", text)).strip("<>")
        route = (*route, "method")
    near = nearest.to(text, choices)
    values: dict[str, Said] = {"key": _key(document, route), "found": text, "choices": tuple(choices), "near": near}
    return Problem(document.place(route), "near" if near else "plain", values, code="SHP105")


def _no_method(detail: ErrorDetails, model: type[Shape], document: Located, route: Route, nearest: Nearest) -> Problem:
    if not isinstance(detail["input"], dict):
        values: dict[str, Said] = {"key": _key(document, route), "found": _shown(detail["input"])}
        return Problem(document.place(route), "mapping", values, code="SHP103")
    return Problem(document.place(route), "plain", {"key": "method"}, code="SHP102")


def _written(detail: ErrorDetails, model: type[Shape], document: Located, route: Route, nearest: Nearest) -> Problem:
    context = detail.get("ctx", {})
    wanted, variant = context["wanted"], context["variant"]
    if variant in ("not_a_quantity", "wrong_unit", "not_a_rate"):
        variant = {"figure": "amount", "growth": "share", "rate": "not_a_rate"}.get(wanted, wanted)
    values: dict[str, Said] = {"key": _key(document, route), "found": context["text"]}
    return Problem(document.place(route), variant, values, code="SHP107")


def _contradiction(
    detail: ErrorDetails, model: type[Shape], document: Located, route: Route, nearest: Nearest
) -> Problem:
    context = detail.get("ctx", {})
    values: dict[str, Said] = {key: value for key, value in context.items() if key != "variant"}
    return Problem(document.place(route), context["variant"], values, code="SHP108")


_MAKERS: Final[dict[str, Callable[[ErrorDetails, type[Shape], Located, Route, Nearest], Problem]]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "string_pattern_mismatch": _pattern,
    "literal_error": _choice,
    "enum": _choice,
    "union_tag_invalid": _choice,
    "union_tag_not_found": _no_method,
    "written": _written,
    "contradiction": _contradiction,
}


def _out_of_range(detail: ErrorDetails, document: Located, route: Route) -> Problem:
    context = detail.get("ctx", {})
    names = ("gt", "ge", "lt", "le", "max_length", "min_length")
    limit = next((str(context[name]) for name in names if name in context), "")
    values: dict[str, Said] = {"key": _key(document, route), "found": _shown(detail["input"]), "limit": limit}
    return Problem(document.place(route), _RANGE[detail["type"]], values, code="SHP106")


def _key(document: Located, route: Route) -> str:
    """Return the key that a value stands under, passing over list positions and the tags of unions."""
    return next((step for step in reversed(document.real_route(route)) if isinstance(step, str)), "")


def _shown(value: Any) -> str:  # noqa: ANN401  # whatever pydantic was given
    if isinstance(value, dict):
        return "{...}"
    if isinstance(value, list | tuple):
        return "[...]"
    return "" if value is None else str(value)[:60]
