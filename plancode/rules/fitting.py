"""Own fields held against a schema that is not trusted, within a budget that follows from how much is held."""

import re
from collections.abc import Hashable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from plancode.document.yaml_document import YamlDocument
from plancode.findings.place import Route

_STEPS_OF_A_PLAN: Final = 50_000
_STEPS_OF_A_VALUE: Final = 10
_SIZE_OF_A_STEP: Final = 16
_MOST_MISFITS: Final = 100
_MOST_SHOWN: Final = 80
_DECIMAL: Final = re.compile(r"Decimal\('([^']*)'\)")


def said(message: str) -> str:
    """Return a validator's message with numbers as they are written."""
    return _DECIMAL.sub(r"\1", message)[:200]


class _TooCostlyError(Exception):
    """A schema asks more of fields than any company's fields need."""


class Budget:
    """Steps that schemas may take: as many as all own fields of a plan need, by how much is held against them."""

    def __init__(self) -> None:
        """Begin with what any plan may take."""
        self.left = _STEPS_OF_A_PLAN
        self.sizes: dict[int, int] = {}

    def grant(self, extra: dict[str, Any]) -> None:
        """Add what the values of further fields may take."""
        self.sizes.clear()
        self.left = min(self.left, _STEPS_OF_A_PLAN) + _STEPS_OF_A_VALUE * _size(extra)

    def spend(self, value: Any) -> None:  # noqa: ANN401  # values of a document
        """Take a step with a value, a longer one where it is large; raises where none is left."""
        if isinstance(value, dict | list) and id(value) not in self.sizes:
            self.sizes[id(value)] = _size(value)
        size = self.sizes[id(value)] if isinstance(value, dict | list) else _size(value)
        self.left -= 1 + size // _SIZE_OF_A_STEP
        if self.left < 0:
            raise _TooCostlyError


def _size(value: Any) -> int:  # noqa: ANN401
    """Return how much there is to a value: its parts, and for texts a part for every few letters."""
    size, pending = 0, [value]
    while pending:
        part = pending.pop()
        size += 1
        if isinstance(part, str):
            size += len(part) // _SIZE_OF_A_STEP
        elif isinstance(part, dict):
            pending.extend((*part, *part.values()))
        elif isinstance(part, list):
            pending.extend(part)
    return size


def misfits(schema: YamlDocument, extra: dict[str, Any], budget: Budget) -> list[tuple[Route, str]]:
    """Return where own fields do not fit their schema, and the validator's own words for it; the first hundred."""
    budget.grant(extra)
    try:
        errors = islice(_validator(budget)(schema.data).iter_errors(extra), _MOST_MISFITS)
        places = [(tuple(error.absolute_path), said(error.message)) for error in errors]
    except (RecursionError, _TooCostlyError):
        return [((), "the schema refers to itself without end, or asks too often")]
    return sorted(places, key=lambda place: (tuple(map(str, place[0])), place[1]))


@lru_cache(1)
def _validator(budget: Budget) -> Any:  # noqa: ANN401  # jsonschema makes its classes at run time
    """Return what makes a validator of a schema: every keyword takes a step.

    Of its own are `pattern`, on an engine whose time grows with the text alone, and `enum` and `uniqueItems`, which
    jsonschema compares pair by pair.
    """
    from jsonschema import Draft202012Validator, ValidationError
    from jsonschema.validators import extend
    from referencing import Registry

    choices: dict[int, tuple[list[Any], frozenset[Hashable]]] = {}

    def pattern(_: Any, wanted: str, value: Any, __: Any) -> Iterator[ValidationError]:  # noqa: ANN401
        if isinstance(value, str) and not _pattern(wanted).isinstance_python(value):
            yield ValidationError(f"{_short(value)} does not match {_short(wanted)}")

    def enum(_: Any, wanted: list[Any], value: Any, __: Any) -> Iterator[ValidationError]:  # noqa: ANN401
        if id(wanted) not in choices:
            choices[id(wanted)] = (wanted, frozenset(map(_comparable, wanted)))
        if _comparable(value) not in choices[id(wanted)][1]:
            yield ValidationError(f"{_short(value)} is not one of {_short(wanted)}")

    def unique(_: Any, wanted: bool, value: Any, __: Any) -> Iterator[ValidationError]:  # noqa: ANN401, FBT001
        if wanted and isinstance(value, list) and len(set(map(_comparable, value))) < len(value):
            yield ValidationError(f"{_short(value)} has something twice")

    own = {"pattern": pattern, "enum": enum, "uniqueItems": unique}
    keywords = Draft202012Validator.VALIDATORS | own
    counted = {name: _counted(check, budget) for name, check in keywords.items()}
    validator = extend(Draft202012Validator, counted)  # type: ignore[no-untyped-call]  # as it comes
    return lambda schema: validator(schema, registry=Registry())


def _counted(check: Any, budget: Budget) -> Any:  # noqa: ANN401
    def counting(*values: Any) -> Any:  # noqa: ANN401
        budget.spend(values[2])
        return check(*values)

    return counting


def _comparable(value: Any) -> Hashable:  # noqa: ANN401
    """Return a value as JSON Schema compares it: 1 is 1.0 but not true, and the order of keys means nothing."""
    if isinstance(value, dict):
        return frozenset((key, _comparable(part)) for key, part in value.items())
    if isinstance(value, list):
        return tuple(map(_comparable, value))
    return (bool, value) if isinstance(value, bool) else value


def _short(value: Any) -> str:  # noqa: ANN401
    """Return the beginning of a value, as a message shows it."""
    shown = value[:_MOST_SHOWN] if isinstance(value, str | list) else value
    return repr(shown)[:_MOST_SHOWN]


@lru_cache(maxsize=256)
def _pattern(wanted: str) -> Any:  # noqa: ANN401
    from pydantic_core import SchemaValidator, core_schema

    return SchemaValidator(core_schema.str_schema(pattern=wanted))


def is_pattern(wanted: str) -> bool:
    """Whether the engine whose time grows with the text alone can have a pattern."""
    from pydantic_core import SchemaError

    try:
        _pattern(wanted)
    except SchemaError:
        return False
    return True
