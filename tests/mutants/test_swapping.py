"""Mutants put into a program that runs: what is inside functions is swapped, what a module did on import is not."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutants.swapping import differing, swap

SOURCE = """\
from functools import cached_property
LIMIT = 3

def small(value):
    return value < LIMIT

class Book:
    kind = "book"

    @cached_property
    def first(self):
        return min(one for one in (2, 1) if one)
"""


@pytest.fixture
def module(tmp_path: Path) -> ModuleType:
    """Return the module, imported from a file."""
    path = tmp_path / "book.py"
    path.write_text(SOURCE, "utf-8")
    spec = importlib.util.spec_from_file_location("book", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def _changed(old: str, new: str, module: ModuleType) -> bool:
    """Put a change into the module; return whether that could be done."""
    assert module.__file__ is not None
    pairs = differing(SOURCE.encode(), SOURCE.replace(old, new).encode(), module.__file__)
    return pairs is not None and swap(pairs)


def test_functions_are_swapped_whoever_holds_them(module: ModuleType) -> None:
    """A function, and one that a decorator holds, do what the mutant says; others what they did."""
    held = module.small
    assert held(2)
    assert _changed("value < LIMIT", "value >= LIMIT", module)
    assert not held(2)
    assert module.Book().first == 1
    assert _changed("min(", "max(", module)
    assert module.Book().first == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LIMIT = 3", "LIMIT = 4"),
        ('kind = "book"', 'kind = "map"'),
        ("(self)", "(self, more=1)"),
        ("@cached_property", ""),
    ],
)
def test_what_was_done_on_import_needs_a_fresh_start(module: ModuleType, old: str, new: str) -> None:
    """Constants, parts of classes, defaults of arguments and decorators are not to be had from a swap."""
    assert not _changed(old, new, module)


def test_same_source_changes_nothing(module: ModuleType) -> None:
    """Without a change nothing is swapped, and that is well."""
    assert _changed("nothing", "nothing", module)
    assert module.small(2)
