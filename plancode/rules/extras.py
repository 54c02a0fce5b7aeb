"""SHP: a company's own fields, held against the JSON Schema files that the plan names.

Schemas come from the plan and are not trusted: references leave the file never, and patterns run on an engine
whose time grows with the text alone.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from plancode.document.yaml_document import Node, YamlDocument
from plancode.findings.place import Route
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.base import Authored
from plancode.model.kinds import EntityKind
from plancode.rules.context import RuleContext
from plancode.rules.fitting import Budget, is_pattern, misfits, said
from plancode.rules.rule import ERROR, rule

if TYPE_CHECKING:
    from plancode.said.value import Said

_REFERENCES: Final = frozenset({"$ref", "$dynamicRef", "$recursiveRef"})
_NAMED: Final = frozenset({"properties", "$defs", "definitions", "dependentSchemas", "patternProperties"})
_VALUES: Final = frozenset({"enum", "const", "examples", "default"})


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
    budget = Budget()
    for entity in _with_extra(context):
        schema = context.schemas.get(entity.key.kind.value)
        if schema is None or _faults(schema):
            continue
        for route, message in misfits(schema, entity.model.extra, budget):
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
            values: dict[str, Said] = {"kind": entity.key.kind.value}
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
            kinds = tuple(EntityKind)
            place = plan.place("extra_schemas", kind, key=True)
            yield Problem(place, "kind", {"name": kind, "kinds": kinds}, plan.ref, kind)
    for schema in dict.fromkeys(context.schemas.values()):
        yield from _faults(schema)


def _with_extra(context: RuleContext) -> Iterator[Entity[Authored]]:
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
        return (Problem(schema.place(route), "plain", {"detail": said(error.message)}),)
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
        elif keyword == "pattern" and not is_pattern(str(value)):
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


RULES: Final = (extra_does_not_fit, extra_without_schema, bad_extra_schema)
