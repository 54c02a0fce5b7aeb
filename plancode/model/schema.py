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
_VALUES: Final = frozenset({"examples", "enum", "const"})
_LIMITS: Final = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum"}
"""Limits as JSON Schema names them, where pydantic leaves its own names."""
_FORMS: Final = frozenset({"list", "file", "word", "mapping"})
Schema = dict[str, Any]


class _Generator(GenerateJsonSchema):
    """pydantic's generator without its titles, and with tagged unions as conditions on the tag."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002  # pydantic's signature
        """Give no field a title: each has a description."""
        return False

    def decimal_schema(self, schema: Any) -> JsonSchemaValue:  # noqa: ANN401, ARG002
        """Return a number, as plans write one: not a text, which pydantic would take too."""
        return {"type": "number"}

    def tagged_union_schema(self, schema: Any) -> JsonSchemaValue:  # noqa: ANN401
        """Return a choice of forms, or for methods what each asks for once its name is there."""
        choices = {tag.strip("<>"): self.generate_inner(choice) for tag, choice in schema["choices"].items()}
        if choices.keys() <= _FORMS:
            return {"anyOf": list(choices.values())}
        return {
            "type": "object",
            "required": ["method"],
            "properties": {"method": {"enum": list(choices)}},
            "allOf": [_branch("method", method, choice["$ref"]) for method, choice in choices.items()],
        }


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
    by_name = {below.__name__: below for below in _models_below(model)}
    for name, schema in (*made["definitions"].items(), (model.__name__, made)):
        if name not in by_name:
            continue
        schema["description"] = _description(by_name[name], language)
        properties = schema.get("properties", {})
        if language == "zh":
            for key, property_ in properties.items():
                property_["description"] = describe(by_name[name], key, language)
        if "const" in properties.get("kind", {}):
            schema["required"] = sorted({*schema.get("required", []), "kind", "plancode"})
    return made


def _drafted(model: type[BaseModel], mode: JsonSchemaMode) -> Schema:
    """Return the schema of a model in draft-07."""
    made = model.model_json_schema(schema_generator=_Generator, ref_template=_REF + "{model}", mode=mode)
    made["definitions"] = made.pop("$defs", {})
    tidy: Schema = _tidy(made)
    return tidy


def _description(model: type[Shape], language: Language) -> str:
    english = (model.__doc__ or "").partition("\n")[0]
    return field_texts()["_models"].get(model.__name__, english) if language == "zh" else english


def describe(model: type[Shape], key: str, language: Language) -> str:
    """Return the description of a field; the English one where a test will ask for the Chinese."""
    texts, english = field_texts(), fields_by_key(model)[key].description or ""
    if language == "en":
        return english
    return next((texts[base.__name__][key] for base in model.__mro__ if key in texts.get(base.__name__, {})), english)


def _branch(name: str, value: str, target: str) -> Schema:
    return {"if": {"required": [name], "properties": {name: {"const": value}}}, "then": {"$ref": target}}


def _tidy(node: Any, *, keywords: bool = True) -> Any:  # noqa: ANN401  # a JSON value
    """Make a schema quiet in editors: no defaults, no titles, one type list instead of a choice with null.

    `keywords` is false for mappings whose keys are names of properties, not keywords.
    """
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    if not keywords:
        return {key: _tidy(value) for key, value in node.items()}
    schema: Schema = node
    kept = {
        _LIMITS.get(key, key): value if key in _VALUES else _tidy(value, keywords=key not in _NAMES)
        for key, value in schema.items()
        if key not in ("default", "title")
    }
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    return _nullable(_referring(kept))


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
    models: set[type[Shape]] = set()
    pending = [model]
    while pending:
        shape = pending.pop()
        if shape not in models:
            models.add(shape)
            pending += [below for info in shape.model_fields.values() for below in models_in(info.annotation)]
    return models


def _all_models() -> list[type[Shape]]:
    models = {model for kind in DocumentKind for model in _models_below(model_of(kind))}
    return sorted(models, key=lambda model: model.__name__)


def _kinds_of(info: Any) -> list[str]:  # noqa: ANN401  # a field of any annotation
    from plancode.model.base import To

    kinds: list[str] = []
    pending: list[Any] = [info.annotation, *info.metadata]
    while pending:
        part = pending.pop()
        if isinstance(part, To):
            kinds += [kind.value for kind in part.kinds]
        pending += [*getattr(part, "__metadata__", ()), *getattr(part, "__args__", ())]
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
        return [text for item in node for text in _texts_in(item)]
    if not isinstance(node, dict):
        return []
    if node.get("type") == "string" and "pattern" in node:
        return [node]
    return [text for key, item in node.items() if key != "examples" for text in _texts_in(item)]


def kind_texts(language: Language) -> dict[str, tuple[str, str]]:
    """Return name and description of every kind of document."""
    return {
        kind.value: (kind_word(kind.value, language), _description(model_of(kind), language)) for kind in DocumentKind
    }


def field_lines(model: type[Shape], language: Language) -> list[tuple[str, bool, str, str]]:
    """Return key, whether it must be there, description and first example of every field of a model."""
    lines = []
    for key, info in fields_by_key(model).items():
        text = describe(model, key, language)
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
    entities = {model.entity_kind.value.replace("_", ""): model for model in models if issubclass(model, Keyed)}
    named = {model.__name__.lower().removesuffix("document"): model for model in models}
    documents = {kind.value: model_of(kind) for kind in DocumentKind}
    return entities | named | documents | {"settings": Settings, "accepted": Accepted}


def models_with(key: str) -> list[tuple[str, type[Shape], list[type[Shape]]]]:
    """Return the models that have a key, by the names that messages know them by, each with the models it holds."""
    with_key = [model for model in _all_models() if key in fields_by_key(model)]
    return [
        (model.__name__.lower().removesuffix("document"), model, [*models_in(fields_by_key(model)[key].annotation)])
        for model in with_key
    ]
