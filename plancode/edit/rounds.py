"""A batch of edits on one YAML file: made in rounds, each of which makes what does not meet, and read again at the end.

Whatever a batch does, the text that comes out is read and compared with what was meant, value by value.
"""

from collections import Counter
from collections.abc import Sequence

from plancode.document.compose import compose
from plancode.document.limits import Limits
from plancode.document.source import SourceText
from plancode.document.yaml_document import YamlDocument
from plancode.edit.cells import Slot
from plancode.edit.claims import keep_apart
from plancode.edit.edits import TextEdit
from plancode.edit.errors import EditError
from plancode.edit.intents import DropEntry, Intent, PutEntry, Rekey, Replace, intents_of
from plancode.edit.page import Page
from plancode.edit.patches import Patch, in_the_way, patched
from plancode.edit.values import same

_ORDER = (PutEntry, Replace, Rekey, DropEntry)


def edited(source: SourceText, edits: Sequence[TextEdit], limits: Limits) -> str:
    """Return the text of a YAML file with edits made; raises EditError."""
    documents = _read(source, limits)
    keep_apart(edits)
    roots = [Slot(document.data) for document in documents]
    pending = sorted(intents_of(roots, edits), key=lambda intent: _ORDER.index(type(intent)))
    while pending:
        round_ = _Round(documents, roots, pending)
        pending, text = round_.later, patched(source.text, round_.patches)
        for intent in round_.taken:
            _carry_out(intent)
        source = SourceText(source.path, text)
        try:
            documents = _read(source, limits)
        except EditError as error:
            raise EditError("not_as_meant") from error
    if not same([document.data for document in documents], [root.data() for root in roots]):
        raise EditError("not_as_meant")
    return source.text


def _read(source: SourceText, limits: Limits) -> list[YamlDocument]:
    composed = compose(source, limits)
    if composed.problems or composed.unread:
        problem = composed.problems[0]
        raise EditError("faults", detail=f"{problem.code} in line {problem.place.line}")
    return composed.documents


class _Round:
    """What can be made at once: nothing that overlaps, and no list or mapping emptied that is yet to get something."""

    def __init__(self, documents: Sequence[YamlDocument], roots: Sequence[Slot], pending: list[Intent]) -> None:
        self.pages: dict[int, Page] = {}
        self.documents, self.roots, self.pending = documents, roots, pending
        self.patches: list[Patch] = []
        self.taken: list[Intent] = []
        self.later: list[Intent] = []
        self.dropped: Counter[Slot] = Counter()
        self.waiting: set[tuple[Slot, Slot | None]] = set()
        for intent in pending:
            patches = [] if self._must_wait(intent) else self._made(intent)
            if patches and not in_the_way(patches, self.patches):
                self._take(intent, patches)
                continue
            self.later.append(intent)
            if isinstance(intent, PutEntry):
                self.waiting.add((intent.into, intent.before))
        if not self.taken:
            first = self.later.pop(0)
            self._take(first, self._made(first))

    def _take(self, intent: Intent, patches: list[Patch]) -> None:
        self.patches += patches
        self.taken.append(intent)
        gone = _gone(intent)
        if gone is not None and gone.above is not None:
            self.dropped[gone.above] += 1

    def _made(self, intent: Intent) -> list[Patch]:
        root = intent.into if isinstance(intent, PutEntry) else intent.cell
        while root.above is not None:
            root = root.above
        number = self.roots.index(root)
        if number not in self.pages:
            self.pages[number] = Page(self.documents[number])
        return self.pages[number].patches(intent)

    def _must_wait(self, intent: Intent) -> bool:
        if isinstance(intent, PutEntry) and (intent.into, intent.before) in self.waiting:
            return True
        gone = _gone(intent)
        above = gone.above if gone is not None else None
        if above is None or len(above.entries) - self.dropped[above] > 1:
            return False
        others = (other for other in self.pending if other != intent)
        return self.dropped[above] > 0 or any(isinstance(other, PutEntry) and other.into is above for other in others)


def _gone(intent: Intent) -> Slot | None:
    if isinstance(intent, DropEntry):
        return intent.cell
    return intent.moved if isinstance(intent, PutEntry) else None


def _carry_out(intent: Intent) -> None:
    """Do to the values what has been done to the text."""
    if isinstance(intent, Replace):
        intent.cell.replace(intent.value)
    elif isinstance(intent, Rekey):
        intent.cell.key = intent.key
    elif isinstance(intent, PutEntry):
        for key, value in intent.entries:
            intent.into.put(Slot(value, intent.into, key), intent.before)
    gone = _gone(intent)
    if gone is not None:
        gone.gone = True
