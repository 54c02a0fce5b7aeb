"""The one writer of files: they appear whole or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from plancode.cli.stopping import held
from plancode.errors import OutputError

STAGE: Final = ".plancode-new-"
"""How the names of what is not yet in its place begin."""


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write files so that all are there whole, or none is changed; raises OutputError, which names one.

    Keeps the modes of files that they replace. Folders are made for them, and are gone again where nothing is written.
    """
    staged: list[tuple[Path, Path]] = []
    made: list[Path] = []
    with held():
        try:
            for path, data in files.items():
                with telling(path):
                    missing = [above for above in path.parents if not above.exists()]
                    path.parent.mkdir(parents=True, exist_ok=True)
                    made += reversed(missing)
                    staged.append((_staged(path, data), path))
            for name, path in staged:
                with telling(path):
                    name.replace(path)
        except BaseException:
            for name, _ in staged:
                name.unlink(missing_ok=True)
            for folder in reversed(made):
                with contextlib.suppress(OSError):
                    folder.rmdir()
            raise


@contextlib.contextmanager
def telling(path: Path) -> Iterator[None]:
    """Say which file or folder could not be written: the system does not, of a disk that is full."""
    try:
        yield
    except OSError as error:
        raise OutputError(str(path), error.strerror or "it cannot be written") from None


def _staged(path: Path, data: bytes) -> Path:
    """Write a file beside the place that it is to take."""
    if path.exists() and not path.is_file():
        raise OutputError(str(path), "this is no file; name one")
    descriptor, name = tempfile.mkstemp(prefix=STAGE, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).chmod(mode_of(path))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def mode_of(path: Path, new: int = 0o666) -> int:
    """Return the mode of a file or folder; where there is none, the one that a new one gets."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return new & ~mask
