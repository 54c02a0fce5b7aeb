"""What every field of every model says about itself: meaning, example, sensitivity, in both languages."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from inspect import get_annotations
from pkgutil import walk_packages
from typing import Annotated, Final

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

import plancode
from plancode.locale.catalogue import field_texts
from plancode.shape.base import Sensitivity, Shape

OWN_OF_NO_FIELD: Final = "_models"
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")


@cache
def _models() -> tuple[type[Shape], ...]:
    """Return every model of the package, found by its class, without asking the catalogue of kinds."""
    for module in walk_packages(plancode.__path__, "plancode."):
        if module.name.startswith(("plancode.model", "plancode.config", "plancode.shape")):
            import_module(module.name)
    return tuple(sorted(_below(Shape), key=lambda model: model.__name__))


def _below(model: type[Shape]) -> Iterator[type[Shape]]:
    for one in set(model.__subclasses__()):
        if one.__module__.startswith("plancode."):
            yield one
            yield from _below(one)


def _fields() -> list[tuple[str, type[Shape], str, FieldInfo]]:
    """Return every field once, at the class that defines it."""
    found = {}
    for model in _models():
        for name, info in model.model_fields.items():
            home = next(one for one in model.__mro__ if name in get_annotations(one))
            if name != "kind" or home.__name__ != "Document":
                found[f"{home.__name__}.{info.alias or name}"] = (home, info.alias or name, info)
    return [(key, *value) for key, value in sorted(found.items())]


FIELDS: Final = _fields()


def test_models_have_names_of_their_own() -> None:
    """No two models have one name, because the schema knows them by it."""
    names = [model.__name__ for model in set(_models())]
    assert len(names) == len(set(names))


def test_every_field_says_what_it_is() -> None:
    """A field has a description that ends like a sentence, an example, and a sensitivity."""
    for name, _, _, info in FIELDS:
        assert info.description, name
        assert info.description.rstrip().endswith((".", "%.", ")")), name
        assert info.examples, name
        assert isinstance(info.json_schema_extra, dict), name
        assert info.json_schema_extra["x-sensitivity"] in set(Sensitivity), name


def test_examples_of_fields_fit_them() -> None:
    """The examples of a field, as an editor offers them, are accepted by the field."""
    assert {name: faults for name, _, _, info in FIELDS if (faults := [*_refused(info)])} == {}


def _refused(info: FieldInfo) -> Iterator[str]:
    annotation = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    adapter: TypeAdapter[object] = TypeAdapter(annotation)  # type: ignore[arg-type]  # built at run time
    for example in info.examples or []:
        try:
            adapter.validate_python(_as_read(example))
        except ValidationError as error:
            yield f"{example}: {error}"


def _as_read(example: object) -> object:
    """Return an example as the document gives it: decimals for floats."""
    from decimal import Decimal

    if isinstance(example, float):
        return Decimal(str(example))
    if isinstance(example, dict):
        return {key: _as_read(value) for key, value in example.items()}
    return [_as_read(value) for value in example] if isinstance(example, list) else example


def test_every_field_has_a_chinese_description() -> None:
    """A field is described in Chinese at the class that defines it."""
    texts = field_texts()
    assert [
        name for name, model, key, _ in FIELDS if not _CHINESE.search(texts.get(model.__name__, {}).get(key, ""))
    ] == []


def test_no_chinese_description_is_of_nothing() -> None:
    """Whatever is described in Chinese exists."""
    known = {(model.__name__, key) for _, model, key, _ in FIELDS}
    described = {(model, key) for model, texts in field_texts().items() if model != OWN_OF_NO_FIELD for key in texts}
    assert described - known == {("Document", "kind")}


def test_every_model_is_described_in_both_languages() -> None:
    """Every model has a docstring and a Chinese text, and no text is of a model that is not there."""
    texts = field_texts()[OWN_OF_NO_FIELD]
    names = {model.__name__ for model in _models() if model.__name__ != "Shape"}
    assert set(texts) == names
    assert all(_CHINESE.search(text) for text in texts.values())
    assert all(model.__doc__ for model in _models())


def test_pay_and_personal_fields_say_so() -> None:
    """What somebody earns, and what is known of a person, is not internal to the whole company."""
    marked = {name: (info.json_schema_extra or {}) for name, _, _, info in FIELDS}
    told = {name: extra["x-sensitivity"] for name, extra in marked.items() if isinstance(extra, dict)}
    assert told["Role.ote"] == "pay"
    for name in ("Person.name", "Person.leave", "Person.end", "Assessment.level", "Assessment.evidence", "Leave.kind"):
        assert told[name] == "personal", name
