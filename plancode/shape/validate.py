"""Hold a document's values against a model; what does not fit becomes problems at the place it stands."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
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
from plancode.shape.limits import BEYOND
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
    "less_than": "below",
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
        known, told, patience = set(faulty), crowd or Crowd(), nearest or Nearest()
        faults = (_Fault(detail, model, document, (*route, *detail["loc"]), patience) for detail in details_of(error))
        # a second form of a union says the same of the same value
        unlike: dict[tuple[Span | None, str, str], Problem] = {}
        for fault in faults:
            problem = told.take(fault.sort, fault.stated, fault.spot)
            if problem is not None and problem.place.span not in known:
                unlike.setdefault((problem.place.span, problem.code, str(problem.values.get("key"))), problem)
        problems = list(unlike.values())
        return problems if crowd is not None else told.told(problems)


def details_of(error: ValidationError) -> list[ErrorDetails]:
    """Return what is wrong, without lists called too short only because their entries are wrong."""
    return [
        detail
        for detail in error.errors(include_url=False)
        if detail["type"] != "too_short" or len(detail["input"]) < detail["ctx"]["min_length"]
    ]


@dataclass(frozen=True, slots=True)
class _Fault:
    """What pydantic says of a value, as a problem where it stands."""

    detail: ErrorDetails
    model: type[Shape]
    document: Located
    route: Route
    nearest: Nearest

    @property
    def sort(self) -> str:
        """What faults that are alike have in common."""
        return "type" if self.detail["type"] in _WRONG_TYPE else self.detail["type"]

    def spot(self) -> Hashable:
        """Return what tells its place."""
        return self.document.real_route(self.route), self.route[-1:] if self.sort == "missing" else ()

    def stated(self) -> Problem:
        """Return it as a problem."""
        sort = self.detail["type"]
        if self.route[-1:] == (_KEY,):  # a key that authors name themselves, such as a label or a class
            values: dict[str, Said] = {"key": str(self.route[-3]), "found": self._shown}
            place = self.document.place(self.route[:-1], key=True)
            return Problem(place, _PATTERNS.get(self._context.get("pattern", ""), "plain"), values, code="SHP104")
        if sort in _MAKERS:
            return _MAKERS[sort](self)
        if sort in _WRONG_TYPE:
            return self.of_value("SHP103", _WRONG_TYPE[sort], found=self._shown)
        if sort in _RANGE:
            names = ("gt", "ge", "lt", "le", "max_length", "min_length")
            limit = next((str(self._context[name]) for name in names if name in self._context), "")
            return self.of_value("SHP106", _RANGE[sort], found=self._shown, limit=limit)
        return self.of_value("SHP109", "plain", detail=self.detail["msg"])

    def missing(self) -> Problem:
        """Return that a key is missing."""
        return Problem(self.document.place(self.route[:-1]), "plain", {"key": str(self.route[-1])}, code="SHP102")

    def unknown(self) -> Problem:
        """Return what is wrong with a key that the model does not have."""
        key, place = str(self.route[-1]), self.document.place(self.route, key=True)
        if is_thousands(key):
            return Problem(place, "comma", {"key": key, "found": f",{key}"}, code="SHP107")
        wide = next((character for character in key if character in "\uff1a\uff0c"), None)
        if wide is not None:
            values: dict[str, Said] = {"key": key, "character": wide, "plain": ":" if wide == "\uff1a" else ","}
            return Problem(place, "full_width", values, code="SHP101")
        if "\u3000" in key:
            return Problem(place, "wide_space", {"key": key.strip()}, code="SHP101")
        known = names_at(self.model, self.detail["loc"][:-1])
        near = self.nearest.to(key, known)
        return Problem(place, "near" if near else "plain", {"key": key, "near": near, "known": known}, code="SHP101")

    def pattern(self) -> Problem:
        """Return that a text has not the form it should have."""
        variant = _PATTERNS.get(self._context.get("pattern", ""), "plain")
        return self.of_value("SHP104", variant, found=self._shown)

    def choice(self) -> Problem:
        """Return that a value is none of those there are."""
        expected = str(self._context.get("expected", self._context.get("expected_tags", "")))
        choices = tuple(choice.strip(" '<>") for choice in expected.replace(" or ", ", ").split(","))
        text, fault = self._shown, self
        if self.detail["type"] == "union_tag_invalid":
            text = str(self._context.get("tag", text)).strip("<>")
            fault = replace(self, route=(*self.route, "method"))
        near = self.nearest.to(text, choices)
        return fault.of_value("SHP105", "near" if near else "plain", found=text, choices=choices, near=near)

    def no_method(self) -> Problem:
        """Return that what should name its method does not."""
        if not isinstance(self.detail["input"], dict):
            return self.of_value("SHP103", "mapping", found=self._shown)
        return Problem(self.document.place(self.route), "plain", {"key": "method"}, code="SHP102")

    def written(self) -> Problem:
        """Return what is wrong with a quantity, day or period."""
        wanted, variant = self._context["wanted"], self._context["variant"]
        if variant in ("not_a_quantity", "wrong_unit", "not_a_rate"):
            variant = {"figure": "amount", "growth": "share", "rate": "not_a_rate"}.get(wanted, wanted)
        return self.of_value("SHP107", variant, found=self._context["text"])

    def beyond(self) -> Problem:
        """Return that a quantity lies beyond a limit."""
        return self.of_value("SHP106", self._context["variant"], found=self._shown, limit=self._context["limit"])

    def contradiction(self) -> Problem:
        """Return that fields do not go together."""
        values: dict[str, Said] = {key: value for key, value in self._context.items() if key != "variant"}
        return Problem(self.document.place(self.route), self._context["variant"], values, code="SHP108")

    @property
    def _context(self) -> dict[str, Any]:
        return self.detail.get("ctx", {})

    @property
    def _shown(self) -> str:
        value = self.detail["input"]
        if isinstance(value, dict):
            return "{...}"
        if isinstance(value, list | tuple):
            return "[...]"
        return "" if value is None else str(value)[:60]

    def of_value(self, code: str, variant: str, **values: "Said") -> Problem:
        """Return a problem of a value, told by its key: that above it, but for list positions and tags of unions."""
        real = self.document.real_route(self.route)
        key = next((step for step in reversed(real) if isinstance(step, str)), "")
        return Problem(self.document.place(self.route), variant, {"key": key, **values}, code=code)


_MAKERS: Final[dict[str, Callable[[_Fault], Problem]]] = {
    "missing": _Fault.missing,
    "extra_forbidden": _Fault.unknown,
    "string_pattern_mismatch": _Fault.pattern,
    "literal_error": _Fault.choice,
    "enum": _Fault.choice,
    "union_tag_invalid": _Fault.choice,
    "union_tag_not_found": _Fault.no_method,
    "written": _Fault.written,
    "contradiction": _Fault.contradiction,
    BEYOND: _Fault.beyond,
}
