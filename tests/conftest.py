"""What holds for every test: no network, golden files that only `--update-golden` changes, how much chance tries.

`--hypothesis-profile thorough` tries far more examples, and others every time.
"""

import gc
import signal
import socket
from collections.abc import Iterator
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
settings.register_profile(
    "everyday", max_examples=40, database=None, deadline=None, derandomize=True, suppress_health_check=SLOW
)
settings.register_profile("thorough", settings.get_profile("everyday"), max_examples=1_000, derandomize=False)
settings.load_profile("everyday")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`."""
    parser.addoption("--update-golden", action="store_true", help="Write golden files instead of comparing with them.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that no process waits for one at the end."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """Let the garbage collector look seldom: with all tests in memory it took a tenth of the time."""
    gc.set_threshold(100_000, 20, 10)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """Let one process run all tests of a file: what they share is made once."""
    if config.getoption("dist") != "load":
        return None
    config.option.loadscopereorder = False
    return LoadFileScheduling(config, log)


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every attempt to reach the network fail: plancode needs none, but for the tests marked `loopback`."""
    if request.node.get_closest_marker("loopback"):
        return

    def refuse(*_arguments: object, **_options: object) -> NoReturn:
        pytest.fail("something tried to reach the network")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.fixture(autouse=True)
def plain_output(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the shell of whoever runs the tests says about output away from them."""
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let the processes that a test starts hear SIGINT, also where the tests run in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commands of a test check an example plan no second time: it is what it was."""
    from tests.examples import check_once  # what most tests can do without

    monkeypatch.setattr("plancode.pipeline.checking.check", check_once)
