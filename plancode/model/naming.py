"""What the things of a plan are called: whom a name in a table means, by its id, its name or title, or a code."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from plancode.document.heading import folded
from plancode.findings.likeness import Nearest
from plancode.locale.catalogue import LANGUAGES, find_word
from plancode.model.base import Keyed, To, coded
from plancode.model.kinds import EntityKind
from plancode.model.metrics import built_in_names
from plancode.said.value import Ref
from plancode.shape.base import Shape
from plancode.shape.fields import models_in
from plancode.shape.types import NAME_PATTERN

_ID: Final = re.compile(NAME_PATTERN)
AskedName = tuple[tuple[EntityKind, ...], str, str]
"""Kinds, a text, and the system whose codes are meant, if any."""


@dataclass(eq=False)
class CalledNames:
    """The ids, names and codes of what a plan has, by kind."""

    _ids: dict[EntityKind, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """Each with what it is called first."""
    _called: dict[tuple[EntityKind, str, str], dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    _known: dict[tuple[EntityKind, ...], tuple[dict[str, dict[str, None]], tuple[str, ...]]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        """Begin with the metrics that every plan knows."""
        for name in built_in_names():
            words = (find_word(f"metric.{name}", language) or name for language in LANGUAGES)
            self.add(EntityKind.METRIC, name, words)

    def add(self, kind: EntityKind, own_id: str, called: Iterable[str], codes: Iterable[tuple[str, str]] = ()) -> None:
        """Take in a thing: its id, what people call it, and its codes in other systems."""
        names = tuple(called)
        self._ids[kind][own_id] = next(iter(names), own_id)
        for name in names:
            self._called[kind, "", folded(name)][own_id] = None
        for system, code in codes:
            self._called[kind, system, code][own_id] = None

    def take(self, model: Keyed) -> None:
        """Take in a model."""
        called = filter(None, (getattr(model, "name", None), getattr(model, "title", None)))
        self.add(model.entity_kind, model.own_id, called, coded(model))

    def meant(self, asked: AskedName) -> tuple[str, ...]:
        """Return the ids that a text can mean: the id that it is, else those called so; and those with the code."""
        kinds, text, system = asked
        ids: dict[str, None] = {text: None} if any(text in self._ids.get(kind, ()) for kind in kinds) else {}
        for kind in () if ids else kinds:
            ids |= self._called.get((kind, "", folded(text)), {})
        for kind in kinds if system else ():
            ids |= self._called.get((kind, system, text), {})
        return tuple(ids)

    def refs(self, kinds: Iterable[EntityKind], ids: Iterable[str]) -> tuple[Ref, ...]:
        """Return the things of some kinds that ids stand for."""
        found = ((kind, name, self._ids[kind].get(name)) for name in ids for kind in kinds if kind in self._ids)
        return tuple(Ref(kind.value, name, label) for kind, name, label in found if label is not None)

    def near(self, kinds: tuple[EntityKind, ...], text: str, nearest: Nearest) -> tuple[str, ...]:
        """Return the ids of what is called most like a text."""
        if kinds not in self._known:
            known = {name: ids for (kind, way, name), ids in self._called.items() if kind in kinds and not way}
            known |= {name: {name: None} for kind in kinds for name in self._ids.get(kind, ())}
            self._known[kinds] = known, tuple(sorted(known))
        known, called = self._known[kinds]
        return tuple(known.get(nearest.to(folded(text), called), ()))


@dataclass(eq=False)
class NamesOfFile:
    """The names of a plan as one file asks for them: what has been asked, and what it meant."""

    names: CalledNames
    system: str = ""
    answers: dict[AskedName, tuple[str, ...]] = field(default_factory=dict)

    def ids(self, to: To, text: str) -> tuple[str, ...]:
        """Return the ids that a text can mean; a word that stands beside ids means itself."""
        if text in to.words:
            return (text,)
        asked = (to.kinds, text, self.system)
        if asked not in self.answers:
            self.answers[asked] = self.names.meant(asked)
        return self.answers[asked]


def is_id(text: str) -> bool:
    """Whether a text can be the id of anything."""
    return _ID.fullmatch(text) is not None


def still_mean(names: CalledNames, answers: Mapping[AskedName, tuple[str, ...]]) -> bool:
    """Whether texts mean what they meant before."""
    return all(names.meant(asked) == ids for asked, ids in answers.items())


def keyed_in(model: Shape) -> Iterator[Keyed]:
    """Yield a model and all in it that has a key."""
    if isinstance(model, Keyed):
        yield model
    for name in _holding(type(model)):
        value = getattr(model, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Shape):
                yield from keyed_in(one)


@cache
def _holding(model: type[Shape]) -> tuple[str, ...]:
    """Return the fields in which something with a key can be."""
    return tuple(name for name, info in model.model_fields.items() if any(map(_is_keyed, models_in(info.annotation))))


@cache
def _is_keyed(model: type[Shape]) -> bool:
    return issubclass(model, Keyed) or bool(_holding(model))
