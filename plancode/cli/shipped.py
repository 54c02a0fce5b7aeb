"""Files that come with plancode: in the wheel beside the code, in a checkout at the top of the repository."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

_IN_CHECKOUT: Final = {"starters/en": "plans/starter", "starters/zh": "plans/starter-zh"}


def shipped(name: str) -> Traversable:
    """Return a folder that comes with plancode: `starters/en` or `starters/zh`."""
    inside = files("plancode").joinpath(name)
    return inside if inside.is_dir() else Path(__file__).parents[2] / _IN_CHECKOUT[name]
