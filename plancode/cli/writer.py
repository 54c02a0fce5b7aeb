"""The one writer. Files appear whole or not at all; a folder of pages changes in one step; nothing of a user's is lost.

A build is staged in a folder beside the old one and then takes its place. Where the system can exchange two folders
(Linux, macOS) there is no moment without a whole site; elsewhere the old folder is moved aside first.
"""

import contextlib
import ctypes
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from plancode.errors import OutputError

MANIFEST: Final = ".plancode-pages.json"
_STAGE: Final = ".plancode-new-"
_ASIDE: Final = ".plancode-old-"
_AT_FDCWD: Final = -100
_EXCHANGE: Final = 2


def write_file(path: Path, data: bytes) -> None:
    """Write one file so that it is there whole or not at all. Keeps the mode of a file it replaces."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=_STAGE, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).chmod(_mode_of(path))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_pages(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Make a folder hold exactly these pages and whatever else its user put there.

    What a user wrote into a page, or put where a page comes, is kept beside it with `.yours` at its name; the names
    are returned. Raises OutputError where the folder is not one to write pages to.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100  # resolve() would follow a link that is refused below
    with _one_at_a_time(folder):
        _sweep(folder)
        _refuse(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f"{_STAGE}{_mark(folder)}-", dir=folder.parent))
        try:
            stage.chmod(_mode_of(folder, 0o777))
            _fill(stage, files)
            kept = _carry_over(folder, stage)
            _swap(stage, folder)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    return kept


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one process at a time write a folder; the lock lies with the system's temporary files."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    path = Path(tempfile.gettempdir(), f"plancode-{user}-{_mark(folder)}.lock")
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    with os.fdopen(os.open(path, flags, 0o600), "r+b") as lock:
        _lock(lock)
        yield


def _mark(folder: Path) -> str:
    """Return what tells a folder from every other, so that what belongs to a neighbour is never touched."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:24]


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)


def _refuse(folder: Path) -> None:
    if folder.is_symlink():
        raise OutputError(str(folder), "this is a link; name the folder itself")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(str(folder), "this is a file; name a folder")
    if folder in (Path(folder.anchor), Path.home()):
        raise OutputError(str(folder), "pages cannot be written here; name a folder of their own")
    if any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise OutputError(str(folder), "this folder is not empty and was not made by plancode; name another one")


def _fill(stage: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = stage / name
        if not path.resolve().is_relative_to(stage.resolve()):
            raise OutputError(name, "this page would lie outside the folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    manifest = {name: _digest(data) for name, data in sorted(files.items())}
    (stage / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _carry_over(folder: Path, stage: Path) -> list[str]:
    """Bring what plancode did not make, or what somebody has changed since, into the new folder."""
    kept = []
    for path in _foreign(folder):
        name = path.relative_to(folder)
        target = _free(stage, name)
        if path.is_dir() and not path.is_symlink():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)
        if target != stage / name:
            kept.append(target.relative_to(stage).as_posix())
    return kept


def _free(stage: Path, name: Path) -> Path:
    """Return where a user's file can lie without taking the place of a page."""
    target = stage
    for number, part in enumerate(name.parts):
        target /= part
        is_last = number == len(name.parts) - 1
        while target.is_file() or (is_last and target.exists()):
            target = target.with_name(f"{target.name}.yours")
    return target


def _foreign(folder: Path) -> list[Path]:
    """Return every file, link and empty folder that plancode did not make, or that was changed since."""
    if not folder.is_dir():
        return []
    made = _manifest(folder)
    found = (path for path in sorted(folder.rglob("*")) if path != folder / MANIFEST)
    return [path for path in found if _stands_alone(path) and not _is_ours(path, folder, made)]


def _stands_alone(path: Path) -> bool:
    return path.is_symlink() or path.is_file() or (path.is_dir() and not any(path.iterdir()))


def _is_ours(path: Path, folder: Path, made: Mapping[str, str]) -> bool:
    digest = made.get(path.relative_to(folder).as_posix())
    return digest is not None and not path.is_symlink() and path.is_file() and _digest(path.read_bytes()) == digest


def _manifest(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in found.items()} if isinstance(found, dict) else {}


def _swap(stage: Path, folder: Path) -> None:
    if not folder.exists():
        stage.rename(folder)
    elif not _exchange(stage, folder):
        aside = Path(tempfile.mkdtemp(prefix=f"{_ASIDE}{_mark(folder)}-", dir=folder.parent))
        folder.replace(aside / folder.name)
        stage.rename(folder)
        shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return whether the system can."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(library.renamex_np(os.fsencode(one), os.fsencode(other), _EXCHANGE) == 0)
        if sys.platform == "linux":
            return bool(library.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0)
    return False


def _sweep(folder: Path) -> None:
    """Put back a folder that a killed run left aside, and remove stages that none will finish: we hold the lock."""
    for aside in sorted(folder.parent.glob(f"{_ASIDE}{_mark(folder)}-*")):
        if not folder.exists() and (aside / folder.name).is_dir():
            (aside / folder.name).rename(folder)
        shutil.rmtree(aside, ignore_errors=True)
    for stage in folder.parent.glob(f"{_STAGE}{_mark(folder)}-*"):
        shutil.rmtree(stage, ignore_errors=True)


def _mode_of(path: Path, new: int = 0o666) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return new & ~mask


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
