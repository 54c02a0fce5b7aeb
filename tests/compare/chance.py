"""Plans changed by chance: entries gone, come, moved, renamed everywhere, put in another order; values changed."""

import random
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, Final

import yaml

from plancode.pipeline.checking import Checked, check
from plancode.tree.overlay import OverlayTree
from tests.compare.revisions import COMMON, HERE, files_below
from tests.making import AS_OF, composed, files_of

Documents = dict[str, list[Any]]
"""The values of each file's documents, by path."""
NEW: Final = "-x"
"""How the new ids of what is renamed end."""
_VALUES: Final[dict[str, list[Any]]] = {
    "amount": ["1M", "2.5M", 700000],
    "share": ["10%", "35%"],
    "weight": [30, 45],
    "from": ["2026-02-01", "2026-03-01"],
    "start": ["2026-02-01", "2023-07-03"],
    "to": ["2026-08-31"],
    "title": ["Something else"],
    "text": ["Other words"],
    "class": ["A", "B"],
    "count": [7],
    "fte": [Decimal("0.5")],
    "minutes": [20],
    "every": ["1w", "1m"],
    "due": ["2026-05-05"],
    "budget": ["1k"],
}
_MOVABLE: Final = ("accounts", "account_groups", "duties", "kpis", "meetings", "targets", "people")


class _Dumper(yaml.SafeDumper):
    """Writes decimals as the plain numbers they are, and what stands twice each time: plans have no anchors."""

    def ignore_aliases(self, _: object) -> bool:
        return True


_Dumper.add_representer(Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:f}"))


@cache
def start(name: str) -> dict[str, bytes]:
    """Return the files of a plan to begin with: `common`, or an example."""
    files = files_below(HERE / COMMON) if name == COMMON else files_of(name)
    return {path: data for path, data in files.items() if path != "README.md"}


@cache
def checked_start(name: str) -> Checked:
    """Return the check of a plan to begin with."""
    return check(OverlayTree(start(name)), AS_OF)


def read(files: dict[str, bytes]) -> Documents:
    """Return the documents of a plan's YAML files."""
    paths = [path for path in files if path.endswith(".yaml") and path != "plancode.yaml"]
    return {path: [one.data for one in composed(files[path]).documents] for path in paths}


def dumped(files: dict[str, bytes], documents: Documents) -> dict[str, bytes]:
    """Return a plan's files with its documents written anew."""
    return files | {path: b"---\n".join(map(_dump, found)) for path, found in documents.items()}


def _dump(data: object) -> bytes:
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=200)
    return text.encode()


def changed_by_chance(name: str, seed: int, count: int) -> dict[str, bytes]:
    """Return the files of a plan after so many changes."""
    chance = random.Random(seed)  # noqa: S311  # a source of cases
    documents = read(start(name))
    for _ in range(count):
        documents = chance.choice(_WAYS)(documents, chance)
    return dumped(start(name), documents)


def _lists(node: Any) -> Iterator[tuple[str, list[Any]]]:  # noqa: ANN401  # what a document holds
    """Yield every list of mappings below a value, with its key."""
    if isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
                yield key, value
            yield from _lists(value)
    elif isinstance(node, list):
        for one in node:
            yield from _lists(one)


def _drop(documents: Documents, chance: random.Random) -> Documents:
    _, entries = chance.choice(list(_lists(list(documents.values()))))
    entries.pop(chance.randrange(len(entries)))
    return documents


def _add(documents: Documents, chance: random.Random) -> Documents:
    _, entries = chance.choice(list(_lists(list(documents.values()))))
    one = dict(chance.choice(entries))
    if isinstance(one.get("id"), str):
        one["id"] = f"{one['id']}-{chance.randrange(100)}"
    entries.insert(chance.randrange(len(entries) + 1), one)
    return documents


def _move(documents: Documents, chance: random.Random) -> Documents:
    found = list(_lists(list(documents.values())))
    key = chance.choice(_MOVABLE)
    lists = [entries for name, entries in found if name == key]
    if len(lists) > 1:
        source, target = chance.sample(lists, 2)
        target.append(source.pop(chance.randrange(len(source))))
    return documents


def _shuffle(documents: Documents, chance: random.Random) -> Documents:
    _, entries = chance.choice(list(_lists(list(documents.values()))))
    chance.shuffle(entries)
    return documents


def _set(documents: Documents, chance: random.Random) -> Documents:
    entries = [one for _, entries in _lists(list(documents.values())) for one in entries]
    chosen = [(one, key) for one in entries for key in one if key in _VALUES]
    one, key = chance.choice(chosen)
    one[key] = chance.choice(_VALUES[key])
    return documents


def _reassign(documents: Documents, chance: random.Random) -> Documents:
    """Give what one has to another: owners, duties, actions, targets."""
    people = [one["id"] for key, entries in _lists(list(documents.values())) if key == "people" for one in entries]
    entries = [one for _, entries in _lists(list(documents.values())) for one in entries]
    chosen = [(one, key) for one in entries for key in ("person", "owner", "A", "R", "manager") if key in one]
    if chosen and people:
        one, key = chance.choice(chosen)
        one[key] = chance.choice(people)
    return documents


def _rename(documents: Documents, chance: random.Random) -> Documents:
    """Give something a new id, everywhere; sometimes it says its former one."""
    entries = [
        one for _, entries in _lists(list(documents.values())) for one in entries if isinstance(one.get("id"), str)
    ]
    entries += [one for found in documents.values() for one in found]
    one = chance.choice(entries)
    old = str(one["id"])
    if old.endswith(NEW) or old in ("existing", "new_business"):
        return documents
    if chance.random() < 0.6:
        one["formerly"] = [old]
    formerly = one.pop("formerly", None)
    found = {path: [_replaced(data, old) for data in each] for path, each in documents.items()}
    if formerly is not None:
        for entry in [
            *(one for _, many in _lists(list(found.values())) for one in many),
            *(one for each in found.values() for one in each),
        ]:
            if entry.get("id") == old + NEW and "formerly" not in entry:
                entry["formerly"] = [old]
    return found


def _replaced(node: Any, old: str) -> Any:  # noqa: ANN401  # what a document holds
    if isinstance(node, dict):
        kept = ("kind", "formerly", "metric", "by", "cause")
        return {
            (old + NEW if key == old else key): value
            if key in kept and node.get("id") != old
            else _replaced(value, old)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [_replaced(one, old) for one in node]
    if isinstance(node, str) and old in node.split("/"):
        return "/".join(part + NEW if part == old else part for part in node.split("/"))
    return node


_WAYS: Final = (_drop, _add, _move, _shuffle, _set, _set, _set, _reassign, _reassign, _rename)
