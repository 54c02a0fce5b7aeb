"""What people call kinds, things and keys of the plan language: in either language, and in other letters."""

import re
from collections.abc import Iterator

from plancode.locale.catalogue import LANGUAGES, kind_word
from plancode.model.base import Keyed
from plancode.model.kinds import DocumentKind
from plancode.model.schema import models_by_name
from plancode.said.speaker import plain
from plancode.said.value import PlanKey
from plancode.shape.base import Shape
from plancode.shape.fields import fields_by_key


def model_called(text: str) -> type[Shape] | None:
    """Return the model that is called so: a kind of document, or a thing in one."""
    models, asked = models_by_name(), _folded(text)
    if asked in models:
        return models[asked]
    documents = {kind.value: models[kind.value] for kind in DocumentKind}
    things = {model.entity_kind.value: model for model in models.values() if issubclass(model, Keyed)}
    kinds = things | documents
    words = {_folded(kind_word(kind, spoken)): model for spoken in LANGUAGES for kind, model in kinds.items()}
    return words.get(asked)


def fields_called(text: str) -> Iterator[tuple[str, type[Shape], str]]:
    """Yield each key that is called so: the name of its model, the model, and the key."""
    asked = _folded(text)
    seen: set[type[Shape]] = set()
    for name, model in sorted(models_by_name().items()):
        if model in seen:
            continue
        seen.add(model)
        for key in fields_by_key(model):
            spoken = (plain(language).say(PlanKey(key, model.__name__)) for language in LANGUAGES)
            if asked in (_folded(key), *map(_folded, spoken)):
                yield name, model, key


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text.casefold())
