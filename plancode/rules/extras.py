"""SHP: a company's own fields, held against the JSON Schema files that the plan names.

Schemas come from the plan and are not trusted: references leave the file never, and patterns run on an engine
whose time grows with the text alone.
"""

import re
from collections.abc import Hashable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from plancode.document.yaml_document import Node, YamlDocument
from plancode.findings.place import Route
from plancode.findings.problem import Problem
from plancode.findings.values import Choices, Value
from plancode.graph.entity import Entity
from plancode.model.base import Entity as EntityModel
from plancode.model.kinds import EntityKind
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule

_REFERENCES: Final = frozenset({"$ref", "$dynamicRef", "$recursiveRef"})
_NAMED: Final = frozenset({"properties", "$defs", "definitions", "dependentSchemas", "patternProperties"})
_VALUES: Final = frozenset({"enum", "const", "examples", "default"})
_STEPS_OF_A_PLAN: Final = 50_000
_STEPS_OF_A_VALUE: Final = 10
_SIZE_OF_A_STEP: Final = 16
_MOST_MISFITS: Final = 100
_MOST_SHOWN: Final = 80
_DECIMAL: Final = re.compile(r"Decimal\('([^']*)'\)")


@rule("SHP120", "extra-does-not-fit", ERROR)
def extra_does_not_fit(context: RuleContext) -> Iterator[Problem]:
    """A field of the company's own does not fit the schema that the plan names for it.

    ## Why it matters
    Own fields are read by other systems, which rely on their form.

    ## Fails
    ```yaml
    extra: {cost_centre: ABC}    # the schema asks for four digits
    ```

    ## Passes
    ```yaml
    extra: {cost_centre: "4711"}
    ```

    ## How to fix
    Write the value as the schema asks for. The message is the schema validator's own.
    """
    budget = _Budget()
    for entity in _with_extra(context):
        schema = context.schemas.get(entity.key.kind.value)
        if schema is None or _faults(schema):
            continue
        for route, message in _misfits(schema, entity.model.extra, budget):
            subject = ".".join(map(str, route)) + message
            yield Problem(entity.place("extra", *route), "plain", {"detail": message}, entity.ref, subject)


@rule("SHP121", "extra-without-schema", ERROR)
def extra_without_schema(context: RuleContext) -> Iterator[Problem]:
    """Something has own fields, but the plan names no schema for its kind.

    ## Why it matters
    Without a schema nobody notices a misspelt field.

    ## Fails
    ```yaml
    people: [{id: li-na, role: rep, team: east, extra: {cost_centre: "4711"}}]
    ```

    ## Passes
    ```yaml
    extra_schemas: {person: extra/person.json}
    ```

    ## How to fix
    Write a JSON Schema for the fields and name it under `extra_schemas` of the plan, by the kind of entity.
    """
    for entity in _with_extra(context):
        if entity.key.kind.value not in context.schema_kinds:
            values: dict[str, Value] = {"kind": entity.key.kind.value}
            yield Problem(entity.place("extra", key=True), "plain", values, entity.ref)


@rule("SHP122", "bad-extra-schema", ERROR)
def bad_extra_schema(context: RuleContext) -> Iterator[Problem]:
    """A schema for own fields is no JSON Schema, refers to something outside its file, or is for no known kind.

    ## Why it matters
    plancode fetches nothing and reads nothing outside the plan because a plan asks for it.

    ## Fails
    ```json
    {"$ref": "https://example.com/person.json"}
    ```

    ## Passes
    ```json
    {"$ref": "#/$defs/person", "$defs": {"person": {"type": "object"}}}
    ```

    ## How to fix
    Put everything the schema needs into the file itself, under `$defs`.
    """
    plan = context.base.plan
    for kind in context.schema_kinds:
        if kind not in set(EntityKind) and plan is not None:
            kinds = Choices(tuple(EntityKind))
            place = plan.place("extra_schemas", kind, key=True)
            yield Problem(place, "kind", {"name": kind, "kinds": kinds}, plan.ref, kind)
    for schema in dict.fromkeys(context.schemas.values()):
        yield from _faults(schema)


def _with_extra(context: RuleContext) -> Iterator[Entity[EntityModel]]:
    return (entity for entity in context.base.authored if entity.model.extra)


@lru_cache(maxsize=64)
def _faults(schema: YamlDocument) -> tuple[Problem, ...]:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    if not isinstance(schema.data, dict):
        return (Problem(schema.place(()), "plain", {"detail": "no object"}),)
    try:
        Draft202012Validator.check_schema(schema.data)
    except SchemaError as error:
        route = tuple(error.absolute_path)
        return (Problem(schema.place(route), "plain", {"detail": _said(error.message)}),)
    return tuple(_unusable(schema))


def _unusable(schema: YamlDocument) -> Iterator[Problem]:
    """Yield what a proper schema may hold but an untrusted one may not: ways out of its file, engines that run away."""
    for route, keyword, value in _keywords(schema.data):
        if keyword in _REFERENCES and not str(value).startswith("#"):
            yield Problem(schema.place(route), "outside", {"found": str(value)[:100]})
        elif keyword in _REFERENCES and not _leads_somewhere(schema.data, str(value)):
            yield Problem(schema.place(route), "nowhere", {"found": str(value)[:100]})
        elif keyword == "patternProperties":
            yield Problem(schema.place(route, key=True), "pattern_properties")
        elif keyword == "pattern" and not _is_pattern(str(value)):
            yield Problem(schema.place(route), "pattern", {"found": str(value)[:100]})


def _keywords(schema: Node) -> Iterator[tuple[Route, str, Node]]:
    """Yield every keyword of a schema with its route; names of properties and values of enums are no keywords."""
    pending: list[tuple[Route, Node, bool]] = [((), schema, True)]
    while pending:
        route, node, is_schema = pending.pop()
        if isinstance(node, dict):
            for key, value in node.items():
                if is_schema:
                    yield (*route, key), key, value
                if key not in _VALUES or not is_schema:
                    pending.append(((*route, key), value, not is_schema or key not in _NAMED))
        elif isinstance(node, list):
            pending.extend(((*route, index), value, is_schema) for index, value in enumerate(node))


def _leads_somewhere(schema: Node, reference: str) -> bool:
    """Whether a JSON pointer into the file leads to a part of it. Anchors are not supported."""
    if reference not in {"#", ""} and not reference.startswith("#/"):
        return False
    node = schema
    for part in reference.split("/")[1:]:
        step = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list) and step.isdecimal() and int(step) < len(node):
            node = node[int(step)]
        elif isinstance(node, dict) and step in node:
            node = node[step]
        else:
            return False
    return True


def _said(message: str) -> str:
    """Return a validator's message with numbers as they are written."""
    return _DECIMAL.sub(r"\1", message)[:200]


class _TooCostlyError(Exception):
    """A schema asks more of fields than any company's fields need."""


class _Budget:
    """Steps that schemas may take: as many as all own fields of a plan need, by how much is held against them."""

    def __init__(self) -> None:
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
        one = pending.pop()
        size += 1
        if isinstance(one, str):
            size += len(one) // _SIZE_OF_A_STEP
        elif isinstance(one, dict):
            pending.extend((*one, *one.values()))
        elif isinstance(one, list):
            pending.extend(one)
    return size


def _misfits(schema: YamlDocument, extra: dict[str, Any], budget: _Budget) -> list[tuple[Route, str]]:
    budget.grant(extra)
    try:
        errors = islice(_validator(budget)(schema.data).iter_errors(extra), _MOST_MISFITS)
        found = [(tuple(error.absolute_path), _said(error.message)) for error in errors]
    except (RecursionError, _TooCostlyError):
        return [((), "the schema refers to itself without end, or asks too often")]
    return sorted(found, key=lambda item: (tuple(map(str, item[0])), item[1]))


@lru_cache(1)
def _validator(budget: _Budget) -> Any:  # noqa: ANN401  # jsonschema makes its classes at run time
    """Return what makes a validator of a schema: every keyword takes a step.

    Of its own are `pattern`, on an engine whose time grows with the text alone, and `enum` and `uniqueItems`, which
    jsonschema compares pair by pair.
    """
    from jsonschema import Draft202012Validator, ValidationError
    from jsonschema.validators import extend
    from referencing import Registry

    choices: dict[int, tuple[list[Any], frozenset[Hashable]]] = {}

    def pattern(_: Any, wanted: str, value: Any, __: Any) -> Iterator[ValidationError]:  # noqa: ANN401
        if isinstance(value, str) and not _matches(wanted, value):
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


def _counted(check: Any, budget: _Budget) -> Any:  # noqa: ANN401
    def counting(*values: Any) -> Any:  # noqa: ANN401
        budget.spend(values[2])
        return check(*values)

    return counting


def _comparable(value: Any) -> Hashable:  # noqa: ANN401
    """Return a value as JSON Schema compares it: 1 is 1.0 but not true, and the order of keys means nothing."""
    if isinstance(value, dict):
        return frozenset((key, _comparable(each)) for key, each in value.items())
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


def _is_pattern(wanted: str) -> bool:
    from pydantic_core import SchemaError

    try:
        _pattern(wanted)
    except SchemaError:
        return False
    return True


def _matches(wanted: str, value: str) -> bool:
    return bool(_pattern(wanted).isinstance_python(value))


RULES: Final = (extra_does_not_fit, extra_without_schema, bad_extra_schema)
