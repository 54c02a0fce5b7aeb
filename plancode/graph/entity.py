"""Keys, entities with their origin, and references between them."""

from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from plancode.document.table_document import TableDocument
from plancode.findings.place import Place, Route
from plancode.model.base import Keyed
from plancode.model.kinds import DOCUMENT_SCOPED, EntityKind
from plancode.said.value import Ref
from plancode.shape.validate import Located

M = TypeVar("M", bound=Keyed)
M_co = TypeVar("M_co", bound=Keyed, covariant=True)


class Key(NamedTuple):
    """What names an entity through all revisions: its kind, and its id (with its document's where that is needed)."""

    kind: EntityKind
    id: str


def key_of(kind: EntityKind, document_id: str, name: str) -> Key:
    """Return the key of something by its own id and that of its document."""
    return Key(kind, f"{document_id}/{name}" if kind in DOCUMENT_SCOPED else name)


class Origin(NamedTuple):
    """Where an entity was written: a document and the route in it."""

    document: Located
    route: Route


@dataclass(slots=True, eq=False)
class Entity(Generic[M_co]):
    """A model with its key and origin; `parent` is the entity it is written in, `name` its id without a document's.

    It never changes. It is not frozen, because plans have very many, and making a frozen one takes three times as long.
    """

    key: Key
    model: M_co
    origin: Origin
    parent: Key | None = None
    document_id: str = ""
    name: str = ""

    @property
    def ref(self) -> Ref:
        """The entity as a value of findings and views."""
        return Ref(self.key.kind.value, self.key.id, self.model.label)

    def place(self, *route: str | int, key: bool = False) -> Place:
        """Return the place of one of its values, or of the key of that value; of a row of a table always its cell."""
        document = self.origin.document
        return document.place((*self.origin.route, *route), key=key and not isinstance(document, TableDocument))

    def writes(self, key: str) -> bool:
        """Whether a key is written, even if its value does not fit and is not in the model."""
        whole = (*self.origin.route, key)
        return self.origin.document.real_route(whole)[-1:] == (key,)


class Reference(NamedTuple):
    """A name that an entity uses for another: where, of which kinds it may be, and what it was resolved to."""

    holder: Entity[Keyed]
    route: Route
    name: str
    kinds: tuple[EntityKind, ...]
    as_key: bool
    target: Key | None
    ambiguous: tuple[Key, ...] = ()

    @property
    def place(self) -> Place:
        """Where the name is written."""
        return self.holder.origin.document.place(self.route, key=self.as_key)
