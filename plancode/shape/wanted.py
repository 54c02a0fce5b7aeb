"""What may stand at a place of a model, and whether a value would do there."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Final, Protocol, Union, get_args, get_origin, runtime_checkable

from pydantic import BaseModel, Tag, ValidationError, create_model
from pydantic.fields import FieldInfo

from plancode.shape.base import Shape
from plancode.shape.fields import fields_by_key

_KNOWN_AT_MOST: Final = 512
_LARGEST_FACTOR: Final = 2


@dataclass(frozen=True, slots=True)
class Examples:
    """The numbers that a field gives as examples of itself."""

    numbers: tuple[float, ...]


@runtime_checkable
class Naming(Protocol):
    """Marks a field that names something of these kinds."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of entity."""
        ...


class Wanted:
    """The types that a place takes; several where the values above decide which."""

    def __init__(self, forms: Iterable[object]) -> None:
        """Take the annotations of the place."""
        self.forms = tuple(forms)

    @property
    def marks(self) -> tuple[object, ...]:
        """What the annotations are marked with, those of the entries of lists too."""
        return tuple(mark for form in self.forms for mark in _marks(form))

    @property
    def models(self) -> tuple[type[Shape], ...]:
        """The models that the place, or the entries of its list, take."""
        parts = (part for form in self.forms for part in _parts(form, lists=True))
        return tuple(dict.fromkeys(part for part in parts if isinstance(part, type) and issubclass(part, Shape)))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of what is named here, or by the one key that a record here must have."""
        marks = [mark for form in self.forms for mark in _marks(form)]
        return next((mark.kinds for mark in marks if isinstance(mark, Naming)), ())

    @property
    def keys(self) -> "Wanted":
        """What the keys of a mapping here may be, where authors name them."""
        parts = (part for form in self.forms for part in _parts(form))
        return Wanted(get_args(part)[0] for part in parts if get_origin(part) is dict)

    @property
    def keyed(self) -> tuple[tuple[str, "Wanted"], ...]:
        """The one key that a record here must have, and what stands there, of each sort with one alone."""
        required = (
            (model, [key for key, info in fields_by_key(model).items() if info.is_required()]) for model in self.models
        )
        return tuple((keys[0], wanted_at(model, keys)) for model, keys in required if len(keys) == 1)

    @property
    def is_factor(self) -> bool:
        """Whether the field is a number near 1, where 120 % is 1.2, and not one of points or pieces."""
        examples = [number for mark in self.marks if isinstance(mark, Examples) for number in mark.numbers]
        return bool(examples) and max(examples) <= _LARGEST_FACTOR

    def takes(self, value: object) -> bool:
        """Whether a value of a document would do."""
        return any(_takes(form, value) for form in self.forms)


def wanted_at(model: type[Shape], route: Iterable[str | int]) -> Wanted:
    """Return what stands at a route below a model. Steps that only tell forms apart are no steps of the document."""
    forms: tuple[object, ...] = (model,)
    for step in route:
        inner = tuple(below for form in forms for part in _parts(form) for below in _below(part, step))
        if not inner and isinstance(step, str):
            inner = tuple(chosen for form in forms for chosen in _tagged(form, step))
        forms = inner or forms
    return Wanted(forms)


def names_at(model: type[Shape], route: Iterable[str | int]) -> tuple[str, ...]:
    """Return the keys that may stand in the mapping at a route below a model, or in those of its list, in order."""
    return tuple(sorted({name for below in wanted_at(model, route).models for name in fields_by_key(below)}))


def from_files(model: type[Shape], route: Sequence[str | int]) -> str:
    """Return the key, beside a list that takes no file, under which a file can have its rows; empty where none can."""
    rows, beside = set(wanted_at(model, route).models), wanted_at(model, route[:-1]).models if route[1:] else (model,)
    fields = ((key, info) for one in beside for key, info in fields_by_key(one).items())
    return next(
        (key for key, info in fields if _has_file(info) and rows.intersection(Wanted([info.annotation]).models)), ""
    )


def _has_file(info: FieldInfo) -> bool:
    return any(isinstance(mark, Tag) and mark.tag == "<file>" for mark in _marks(info.annotation))


def _parts(form: object, *, lists: bool = False) -> Iterator[object]:
    """Yield the models, lists and mappings that an annotation is made of; with `lists` what is in lists too."""
    origin = get_origin(form)
    if origin is Annotated:
        yield from _parts(get_args(form)[0], lists=lists)
    elif origin in (Union, UnionType):
        for inner in get_args(form):
            yield from _parts(inner, lists=lists)
    elif origin is tuple and lists:
        yield from _parts(get_args(form)[0], lists=lists)
    else:
        yield form


def _below(part: object, step: str | int) -> Iterator[object]:
    origin, inner = get_origin(part), get_args(part)
    if isinstance(step, int):
        if origin is tuple:
            yield inner[0]
    elif origin is dict:
        yield inner[1]
    elif isinstance(part, type) and issubclass(part, Shape) and (field := fields_by_key(part).get(step)) is not None:
        numbers = tuple(example for example in field.examples or () if isinstance(example, int | float))
        yield Annotated[field.annotation, *field.metadata, Examples(numbers)]


def _tagged(form: object, tag: str) -> Iterator[object]:
    """Yield the form of a union that has a tag."""
    if get_origin(form) is Annotated and any(isinstance(mark, Tag) and mark.tag == tag for mark in get_args(form)[1:]):
        yield form
    else:
        for inner in get_args(form):
            yield from _tagged(inner, tag)


def _marks(form: object) -> Iterator[object]:
    if get_origin(form) is Annotated:
        yield from get_args(form)[1:]
    for inner in get_args(form):
        yield from _marks(inner)


def _takes(form: object, value: object) -> bool:
    try:
        _probe(form).model_validate({"value": value})
    except ValidationError:
        return False
    return True


@lru_cache(_KNOWN_AT_MOST)
def _probe(form: Hashable) -> type[BaseModel]:
    """Return a model of one field, as strict as those of plans."""
    fields: Mapping[str, Any] = {"value": (form, ...)}
    return create_model("Probe", __config__=Shape.model_config, **fields)
