"""JSON Schemas made from the models, for editors and for other programs.

Draft-07 with `if kind then $ref`, which every tool understands and which gives each field its own error; quantities
with the same patterns the models use; descriptions in English or Chinese.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue

from plancode.config.accepted import Accepted
from plancode.config.settings import Settings
from plancode.locale.catalogue import Language, field_texts, kind_word
from plancode.model.base import Keyed
from plancode.model.catalogue import model_of
from plancode.model.kinds import DocumentKind
from plancode.shape.base import Shape
from plancode.shape.fields import fields_by_key, models_in

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_HOME: Final = "https://plancode.dev/schemas"
_REF: Final = "#/definitions/"
_NAMES: Final = frozenset({"properties", "patternProperties", "definitions"})
_FORMS: Final = frozenset({"list", "file", "word", "mapping"})
Schema = dict[str, Any]


class _Generator(GenerateJsonSchema):
    """pydantic's generator without its titles, and with tagged unions as conditions on the tag."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002  # pydantic's signature
        return False

    def decimal_schema(self, schema: Any) -> JsonSchemaValue:  # noqa: ANN401, ARG002
        return {"type": "number"}

    def tagged_union_schema(self, schema: Any) -> JsonSchemaValue:  # noqa: ANN401
        choices = {tag.strip("<>"): self.generate_inner(choice) for tag, choice in schema["choices"].items()}
        return {"anyOf": list(choices.values())} if choices.keys() <= _FORMS else _by_method(choices)


def plan_schema(language: Language) -> Schema:
    """Return the schema of one document of a plan."""
    definitions: Schema = {}
    branches = []
    for kind in DocumentKind:
        made, model = _made(model_of(kind), language), model_of(kind)
        definitions |= made.pop("definitions", {})
        definitions[model.__name__] = made
        branches.append(_branch("kind", kind.value, f"{_REF}{model.__name__}"))
    kinds = list(DocumentKind)
    named = [_description(model_of(kind), language) for kind in kinds]
    schema = {
        "type": "object",
        "required": ["plancode", "kind", "id"],
        "properties": {
            "plancode": {"const": "v1"},
            "kind": {"enum": [kind.value for kind in kinds], "enumDescriptions": named},
        },
        "allOf": branches,
        "defaultSnippets": [_snippet(kind, language) for kind in kinds],
        "definitions": dict(sorted(definitions.items())),
    }
    return _published("plancode", schema, language)


def _snippet(kind: DocumentKind, language: Language) -> Schema:
    """Return what an editor fills in for a new document of a kind: the keys it must have."""
    required = [key for key, info in fields_by_key(model_of(kind)).items() if info.is_required()]
    given = {"plancode": "v1", "kind": kind.value}
    open_keys = [key for key in required if key not in given]
    body = given | {key: f"${{{number}:{key}}}" for number, key in enumerate(open_keys, start=1)}
    return {"label": kind_word(kind.value, language), "body": body}


def settings_schema(language: Language) -> Schema:
    """Return the schema of plancode.yaml."""
    return _published("settings", _made(Settings, language), language)


def accepted_schema(language: Language) -> Schema:
    """Return the schema of accepted.yaml."""
    return _published("accepted", _made(Accepted, language), language)


def report_schema(name: str, model: type[BaseModel]) -> Schema:
    """Return the schema of a report for programs, as it is written."""
    return _published(name, _drafted(model, "serialization"))


def _published(name: str, schema: Schema, language: Language = "en") -> Schema:
    home = f"{_HOME}/{name}.zh.schema.json" if language == "zh" else f"{_HOME}/{name}.schema.json"
    return {"$schema": DRAFT, "$id": home, **schema}


def workspace_schema(language: Language, names: Mapping[str, Mapping[str, str]]) -> Schema:
    """Return the plan schema with a plan's own ids as completions; `names` gives ids with titles by kind.

    An id that is not among them is still taken: plancode itself says whether it exists.
    """
    schema = plan_schema(language)
    for model in _all_models():
        definition = schema["definitions"].get(model.__name__, {})
        for key, info in fields_by_key(model).items():
            known = {name: title for kind in _kinds_of(info) for name, title in names.get(kind, {}).items()}
            if known:
                _complete(definition.get("properties", {}).get(key, {}), known)
    return schema


def _made(model: type[Shape], language: Language) -> Schema:
    made = _drafted(model, "validation")
    by_name = {one.__name__: one for one in _models_below(model)}
    for name, schema in (*made["definitions"].items(), (model.__name__, made)):
        if name in by_name:
            _describe(schema, by_name[name], language)
    return made


def _drafted(model: type[BaseModel], mode: JsonSchemaMode) -> Schema:
    """Return the schema of a model in draft-07."""
    made = model.model_json_schema(schema_generator=_Generator, ref_template=_REF + "{model}", mode=mode)
    made["definitions"] = made.pop("$defs", {})
    tidy: Schema = _tidy(made)
    return tidy


def _describe(schema: Schema, model: type[Shape], language: Language) -> None:
    schema["description"] = _description(model, language)
    for key, property_ in schema.get("properties", {}).items():
        if language == "zh":
            property_["description"] = _chinese(model, key)
    if "kind" in schema.get("properties", {}) and "const" in schema["properties"]["kind"]:
        schema["required"] = sorted({*schema.get("required", []), "kind", "plancode"})


def _description(model: type[Shape], language: Language) -> str:
    english = (model.__doc__ or "").partition("\n")[0]
    return field_texts()["_models"].get(model.__name__, english) if language == "zh" else english


def _chinese(model: type[Shape], key: str) -> str:
    """Return the Chinese description of a field; the English one where a test will ask for it."""
    texts, english = field_texts(), fields_by_key(model)[key].description or ""
    return next((texts[one.__name__][key] for one in model.__mro__ if key in texts.get(one.__name__, {})), english)


def _by_method(choices: Mapping[str, JsonSchemaValue]) -> JsonSchemaValue:
    return {
        "type": "object",
        "required": ["method"],
        "properties": {"method": {"enum": list(choices)}},
        "allOf": [_branch("method", method, choice["$ref"]) for method, choice in choices.items()],
    }


def _branch(name: str, value: str, target: str) -> Schema:
    return {"if": {"required": [name], "properties": {name: {"const": value}}}, "then": {"$ref": target}}


def _tidy(node: Any, *, keywords: bool = True) -> Any:  # noqa: ANN401  # a JSON value
    """Make a schema quiet in editors: no defaults, no titles, one type list instead of a choice with null.

    `keywords` is false for mappings whose keys are names of properties, not keywords.
    """
    if isinstance(node, list):
        return [_tidy(one) for one in node]
    if not isinstance(node, dict):
        return node
    if not keywords:
        return {key: _tidy(value) for key, value in node.items()}
    kept = {
        key: value if key in ("examples", "enum", "const") else _tidy(value, keywords=key not in _NAMES)
        for key, value in node.items()
        if key not in ("default", "title")
    }
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    return _nullable(_referring(_limits(kept)))


def _limits(node: Schema) -> Schema:
    """Name limits as JSON Schema does, where pydantic leaves its own names."""
    names = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum"}
    return {names.get(key, key): value for key, value in node.items()}


def _referring(node: Schema) -> Schema:
    """Put a reference that has company into `allOf`: draft-07 passes over what stands beside it."""
    if "$ref" in node and len(node) > 1:
        return {"allOf": [{"$ref": node["$ref"]}], **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def _nullable(node: Schema) -> Schema:
    options = node.get("anyOf", [])
    if len(options) != 2 or options[1] != {"type": "null"} or "type" not in options[0]:  # noqa: PLR2004  # one or null
        return node
    types = options[0]["type"] if isinstance(options[0]["type"], list) else [options[0]["type"]]
    merged = {**options[0], "type": [*types, "null"]}
    if "enum" in merged:
        merged["enum"] = [*merged["enum"], None]
    return {**merged, **{key: value for key, value in node.items() if key != "anyOf"}}


def _models_below(model: type[Shape]) -> set[type[Shape]]:
    found: set[type[Shape]] = set()
    pending = [model]
    while pending:
        one = pending.pop()
        if one not in found:
            found.add(one)
            pending += [below for info in one.model_fields.values() for below in models_in(info.annotation)]
    return found


def _all_models() -> list[type[Shape]]:
    found = {model for kind in DocumentKind for model in _models_below(model_of(kind))}
    return sorted(found, key=lambda model: model.__name__)


def _kinds_of(info: Any) -> list[str]:  # noqa: ANN401  # a field of any annotation
    from plancode.model.base import To

    kinds: list[str] = []
    pending: list[Any] = [info.annotation, *info.metadata]
    while pending:
        one = pending.pop()
        if isinstance(one, To):
            kinds += [kind.value for kind in one.kinds]
        pending += [*getattr(one, "__metadata__", ()), *getattr(one, "__args__", ())]
    return kinds


def _complete(property_: Schema, known: Mapping[str, str]) -> None:
    """Offer ids wherever a text stands in a property."""
    completion = {"enum": list(known), "enumDescriptions": list(known.values())}
    for node in _texts_in(property_):
        plain = deepcopy(node)
        node.clear()
        node["anyOf"] = [completion, plain]


def _texts_in(node: Any) -> list[Schema]:  # noqa: ANN401  # a JSON value
    if isinstance(node, list):
        return [text for one in node for text in _texts_in(one)]
    if not isinstance(node, dict):
        return []
    if node.get("type") == "string" and "pattern" in node:
        return [node]
    return [text for key, one in node.items() if key != "examples" for text in _texts_in(one)]


def kind_texts(language: Language) -> dict[str, tuple[str, str]]:
    """Return name and description of every kind of document."""
    return {
        kind.value: (kind_word(kind.value, language), _description(model_of(kind), language)) for kind in DocumentKind
    }


def field_lines(model: type[Shape], language: Language) -> list[tuple[str, bool, str, str]]:
    """Return key, whether it must be there, description and first example of every field of a model."""
    lines = []
    for key, info in fields_by_key(model).items():
        text = _chinese(model, key) if language == "zh" else info.description or ""
        example = info.examples[0] if info.examples else ""
        lines.append((key, info.is_required(), text, _flow(example)))
    return lines


def _flow(value: Any) -> str:  # noqa: ANN401  # an example
    """Return an example as flow YAML."""
    import yaml

    text: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=1000, sort_keys=False)
    return text.removesuffix("\n...\n").strip()


def models_by_name() -> dict[str, type[Shape]]:
    """Return every model by the names that people may know it by, in lower case without `_`.

    These are what messages call it (`target`), its name in the plan language (`targets`), and the name of the model
    (`callplan`). A kind of document comes before a thing in one of that name.
    """
    models = _all_models()
    entities = {one.entity_kind.value.replace("_", ""): one for one in models if issubclass(one, Keyed)}
    named = {model.__name__.lower().removesuffix("document"): model for model in models}
    documents = {kind.value: model_of(kind) for kind in DocumentKind}
    return entities | named | documents | {"settings": Settings, "accepted": Accepted}
