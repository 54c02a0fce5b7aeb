"""The public door: what the package offers, and how little it loads."""

import gc
import subprocess
import sys
from datetime import date

import pytest

import plancode
from plancode.errors import FolderError
from tests.making import AS_OF, PLANS

HEAVY = ("pydantic", "yaml", "babel", "jsonschema", "markdown", "nh3", "click")


def test_door_is_what_it_says() -> None:
    """Each name of `__all__` is there and says what it does; nothing else is public."""
    assert all(getattr(plancode, name) for name in plancode.__all__)
    assert all(getattr(plancode, name).__doc__ for name in plancode.__all__ if name != "__version__")
    own = "[name for name, one in vars(plancode).items() if getattr(one, '__module__', '') == 'plancode']"
    program = f"import plancode; print(*{own})"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert set(shown) | {"__version__"} == set(plancode.__all__)


def test_door_loads_nothing_heavy() -> None:
    """Importing the package loads no library."""
    program = f"import sys, plancode; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_check_and_load_read_a_plan() -> None:
    """The door checks a plan in a folder and gives its graph."""
    found = plancode.check(PLANS / "huadong", AS_OF)
    assert found.open == ()
    assert plancode.load(str(PLANS / "huadong"), AS_OF).plan_id == found.graph.plan_id == "huadong-2026"


def test_check_leaves_the_process_of_its_caller_alone() -> None:
    """The garbage collector runs as before, and what was made is not kept from it."""
    frozen, was_on = gc.get_freeze_count(), gc.isenabled()
    plancode.check(PLANS / "huadong", AS_OF)
    assert (gc.get_freeze_count(), gc.isenabled()) == (frozen, was_on)


def test_folder_that_is_not_there_is_an_error_of_ours() -> None:
    """A folder that is missing, or a file, is told as such."""
    with pytest.raises(FolderError):
        plancode.check(PLANS / "no-such-plan", date(2026, 1, 1))
    with pytest.raises(FolderError):
        plancode.check(PLANS / "huadong" / "plan.yaml", date(2026, 1, 1))
