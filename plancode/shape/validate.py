"""Hold a document's values against a model; what does not fit becomes problems at the place it stands."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from plancode.findings.likeness import Nearest
from plancode.findings.place import Place, Route, Span
from plancode.findings.problem import Problem
from plancode.quantity import is_quantity
from plancode.said.value import KindName, PlanWord, Verbatim
from plancode.shape.base import Shape
from plancode.shape.crowd import Crowd
from plancode.shape.keys import UnknownKey, which
from plancode.shape.limits import BEYOND
from plancode.shape.meant import flow, meant, parts_of
from plancode.shape.types import (
    CONNECTION_PATTERN,
    COUNTRY_PATTERN,
    CURRENCY_PATTERN,
    FILE_PATTERN,
    ID_PATTERN,
    NAME_PATTERN,
    PERIOD_NAME_PATTERN,
)
from plancode.shape.wanted import Wanted, from_files, wanted_at

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
_COMMA: Final = 3
"""Columns between two values with a comma between them."""
_KEY: Final = "[key]"
"""pydantic's last step on the way to a key that does not fit."""
_ALL: Final = 100
"""Percent of the whole."""
_OF_ONE_VALUE: Final = frozenset({"SHP103", "SHP104", "SHP107", "SHP109"})
"""Faults of a value that may be another way to write one that fits."""
_OF_NAMES: Final = frozenset({"name", "list", "mapping"})
"""Variants of values that may name something by its title."""
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
_BARE: Final = {"not_a_rate": "bare_rate", "share_rate": "bare_rate", "work_rate": "bare_work"}
"""What is said of a rate that only lacks its time."""
_PATTERNS: Final = {
    PERIOD_NAME_PATTERN: "period", ID_PATTERN: "id", NAME_PATTERN: "name", FILE_PATTERN: "file",
    CONNECTION_PATTERN: "connection", CURRENCY_PATTERN: "currency", COUNTRY_PATTERN: "country",
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
        faults = (
            _Fault(detail, model, document, (*route, *detail["loc"]), patience, data, len(route))
            for detail in details_of(error)
        )
        # a second form of a union says the same of the same value
        unlike: dict[tuple[Span | None, str, str], Problem] = {}
        written: set[tuple[Route, str]] = set()
        missing: dict[int, tuple[Route, str]] = {}
        for fault in faults:
            problem = told.take(fault.sort, fault.stated, fault.spot)
            if problem is not None and problem.place.span not in known:
                unlike.setdefault((problem.place.span, problem.code, str(problem.values.get("key"))), problem)
                written.update((fault.mapping, name) for name in _meant_by(problem))
                if fault.sort == "missing":
                    missing[id(problem)] = (fault.mapping, str(fault.route[-1]))
        # a key that stands there misspelt is not missing besides
        left = [problem for problem in unlike.values() if missing.get(id(problem)) not in written]
        problems = _without_halves(left)
        return problems if crowd is not None else told.told(problems)


def _meant_by(problem: Problem) -> Iterator[str]:
    """Yield the keys that an unknown one may have been meant to be."""
    if problem.code == "SHP101":
        key = str(problem.values.get("key", "")).strip()
        yield from (key, *key.split()[:1], str(problem.values.get("near", "")))


def _without_halves(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems without those of a value that a comma cut in two, which another names as a whole."""
    wholes = [problem.place.span for problem in problems if problem.variant == "split"]
    return [problem for problem in problems if problem.variant == "split" or not _within(problem.place.span, wholes)]


def _within(span: Span | None, wholes: list[Span | None]) -> bool:
    return span is not None and any(
        whole is not None
        and whole.line == span.line
        and whole.column <= span.column
        and span.end_column <= whole.end_column
        for whole in wholes
    )


def _together(first: Place, second: Place) -> Place | None:
    """Return the place of two that stand behind each other on a line with a comma between."""
    one, two = first.span, second.span
    if one is None or two is None or one.end_line != two.line or not 0 < two.column - one.end_column <= _COMMA:
        return None
    return Place(first.path, Span(one.line, one.column, two.end_line, two.end_column))


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
    data: Mapping[str, object]
    depth: int

    @property
    def sort(self) -> str:
        """What faults that are alike have in common."""
        return "type" if self.detail["type"] in _WRONG_TYPE else self.detail["type"]

    def spot(self) -> Hashable:
        """Return what tells its place."""
        return self.document.real_route(self.route), self.route[-1:] if self.sort == "missing" else ()

    @property
    def mapping(self) -> Route:
        """The route of the mapping that has the value, or should have it."""
        return self.document.real_route(self.route[:-1])

    def stated(self) -> Problem:
        """Return it as a problem, with what is meant where that can be told."""
        problem = self._stated()
        if problem.code not in _OF_ONE_VALUE:
            return problem
        if self.route[-1:] == (_KEY,):
            kinds = wanted_at(self.model, self.detail["loc"][:-2]).keys.kinds
            return replace(problem, values={**problem.values, "kinds": tuple(map(KindName, kinds)), "form": "{id}"})
        instead: dict[str, Said] = self._named() if problem.variant in _OF_NAMES else {}
        if problem.variant == "name":
            parts = parts_of(self._shown)
            is_one = len(parts) == 1 or self.document.real_route(self.route)[-1:] == self.route[-1:]
            if len(parts) > 1 and is_one:
                return replace(problem, variant="several", values={**problem.values, "parts": tuple(parts)})
            instead |= {} if is_one else meant(self.detail["input"], wanted_at(self.model, self.detail["loc"][:-1]), "")
        else:
            instead |= meant(self.detail["input"], self._wanted, str(problem.values["key"]))
        return replace(problem, values={**problem.values, **instead}) if instead else problem

    def _named(self) -> dict[str, "Said"]:
        """Return of which kinds something is named here, and as what: a name, one in a record, or a list of either."""
        wanted = self._wanted
        keyed = next(iter(wanted.keyed), None) if not wanted.kinds else None
        kinds = keyed[1].kinds if keyed is not None else wanted.kinds
        form = "{id}" if keyed is None else f"{{{{{keyed[0]}: {{id}}}}}}"
        return {"kinds": tuple(map(KindName, kinds)), "form": form} if kinds else {}

    @property
    def _wanted(self) -> Wanted:
        """What may stand here, whichever form of a union was tried."""
        loc = self.detail["loc"]
        while loc and isinstance(loc[-1], str) and loc[-1].startswith("<"):
            loc = loc[:-1]
        return wanted_at(self.model, loc)

    def _stated(self) -> Problem:
        sort = self.detail["type"]
        if self.route[-1:] == (_KEY,):  # a key that authors name themselves, such as a label or a class
            values: dict[str, Said] = {"key": str(self.route[-3]), "found": self._shown}
            place = self.document.place(self.route[:-1], key=True)
            return Problem(place, _PATTERNS.get(self._context.get("pattern", ""), "plain"), values, code="SHP104")
        if sort in _MAKERS:
            return _MAKERS[sort](self)
        if sort in _WRONG_TYPE:
            return self._of_another_type(_WRONG_TYPE[sort])
        if sort in _RANGE:
            names = ("gt", "ge", "lt", "le", "max_length", "min_length")
            limit = next((str(self._context[name]) for name in names if name in self._context), "")
            number = self.detail["input"]
            if sort == "less_than_equal" and limit == "1" and isinstance(number, int | Decimal) and 1 < number <= _ALL:
                share = Verbatim(f"{(Decimal(number) / _ALL).normalize():f}")
                return self.of_value("SHP106", "of_a_hundred", found=self._shown, limit=limit, share=share)
            return self.of_value("SHP106", _RANGE[sort], found=self._shown, limit=limit)
        return self.of_value("SHP109", "plain", detail=self.detail["msg"])

    def _of_another_type(self, wanted: str) -> Problem:
        """Return that a value is of another type; a file for a list, or keys for a text, are told apart."""
        given = self.detail["input"]
        if wanted == "list" and isinstance(given, dict) and isinstance(given.get("file"), str):
            home = from_files(self.model, self.detail["loc"])
            written = Verbatim(f"{home}: {flow(given)}")
            return self.of_value("SHP103", "file" if home else "no_file", found=self._shown, written=written)
        variant = "plain_text" if wanted == "text" and isinstance(given, dict | list) else wanted
        return self.of_value("SHP103", variant, found=self._shown)

    def missing(self) -> Problem:
        """Return that a key is missing."""
        return Problem(self.document.place(self.route[:-1]), "plain", {"key": str(self.route[-1])}, code="SHP102")

    def unknown(self) -> Problem:
        """Return what is wrong with a key that the model does not have."""
        key, place = str(self.route[-1]), self.document.place(self.route, key=True)
        unknown = UnknownKey(key, self.model, self.detail["loc"][:-1], self._around())
        before = self.document.place((*self.route[:-1], unknown.before)) if unknown.before is not None else None
        if before is not None and (whole := _together(before, place)) is not None and (told := unknown.continued()):
            return Problem(whole, told[1], told[2], code=told[0])
        code, variant, values = unknown.described(self.nearest)
        return Problem(place, variant, values, code=code)

    def _around(self) -> Mapping[str, object]:
        """Return the mapping that has the last step of the route."""
        node: Any = self.data
        for step in self.document.real_route(self.route)[self.depth : -1]:
            node = node[step]
        key = str(self.route[-1])
        return node if isinstance(node, Mapping) and key in node else {key: self.detail["input"]}

    def pattern(self) -> Problem:
        """Return that a text has not the form it should have."""
        variant = _PATTERNS.get(self._context.get("pattern", ""), "plain")
        return self.of_value("SHP104", variant, found=self._shown)

    def choice(self) -> Problem:
        """Return that a value is none of those there are."""
        expected = str(self._context.get("expected", self._context.get("expected_tags", "")))
        choices = tuple(choice.strip(" '<>") for choice in expected.replace(" or ", ", ").split(","))
        text, fault, homes = self._shown, self, dict.fromkeys(choices, self._home)
        if self.detail["type"] == "union_tag_invalid":
            text = str(self._context.get("tag", text)).strip("<>")
            fault = replace(self, route=(*self.route, "method"))
            homes = {choice: f"{choice.title().replace('_', '')}.method" for choice in choices}
        words = {choice: PlanWord(choice, homes[choice], spelled=True) for choice in choices}
        plain_words = {choice: replace(word, spelled=False) for choice, word in words.items()}
        values = {"found": text, "choices": tuple(words.values()), **which(plain_words, text, self.nearest)}
        return fault.of_value("SHP105", "near" if values["near"] else "plain", **values)

    @property
    def _home(self) -> str:
        """The field that the value is of."""
        models = wanted_at(self.model, self.detail["loc"][:-1]).models
        return f"{models[0].__name__}.{self.route[-1]}" if models else ""

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
        if variant == "duration" and isinstance(self.detail["input"], int | Decimal):
            variant = "bare_duration"
        if variant in _BARE and is_quantity(str(self._context["text"])):
            variant = _BARE[variant]
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
