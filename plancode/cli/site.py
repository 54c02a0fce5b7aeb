"""The folder of pages, which changes in one step; nothing of a user's is lost.

A build is staged in a folder beside the old one and then takes its place. Where the system can exchange two folders
(Linux, macOS) there is no moment without a whole site; elsewhere the old folder is moved aside first. What plancode did
not make is let lie in both folders before (a hard link, so that it stays the same file, whatever it is, and is never
opened); only then does the old folder go.
"""

import contextlib
import ctypes
import hashlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from plancode.cli.seal import can_be_sealed, is_sealed, sealed
from plancode.cli.stopping import held
from plancode.cli.writer import STAGE, mode_of, telling
from plancode.errors import OutputError
from plancode.tree.folder import read_plain
from plancode.tree.interface import Unreadable

_ASIDE: Final = ".plancode-old-"
_LONGEST_PAGE: Final = 100_000_000
"""Bytes of the longest page that plancode may have made."""
_AT_FDCWD: Final = -100
_EXCHANGE: Final = 2
_OTHERS: Final = stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX
KeptPages = dict[str, str]
"""What a user has in a folder of pages: where it was, and where it is now."""
_Seen = set[tuple[Path, int, int, int]]


def write_pages(folder: Path, files: Mapping[str, bytes]) -> KeptPages:
    """Make a folder hold exactly these pages, sealed, and whatever else its user put there.

    Only what bears plancode's seal and was not changed since is replaced or deleted. All else stays as it is, or is
    kept beside with `.yours` at its name where a page comes. Raises OutputError where the folder is not one to write
    pages to.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100  # resolve() would follow a link that is refused below
    with telling(folder), _one_at_a_time(folder), held():
        _sweep(folder)
        _refuse(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f"{STAGE}{_name_of(folder)}-", dir=folder.parent))
        try:
            stage.chmod(mode_of(folder, 0o777))
            _fill(stage, files)
            seen: _Seen = set()
            kept = _carry_over(folder, stage, seen)
            old = _swap(stage, folder)
            kept |= _carry_over(old, folder, seen)  # what came while the pages were written
        finally:
            _sweep(folder)
    return kept


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one process at a time write a folder; the lock lies with the system's temporary files."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    path = Path(tempfile.gettempdir(), f"plancode-{user}-{_name_of(folder)}.lock")
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    with os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0) as lock:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _name_of(folder: Path) -> str:
    """Return what tells a folder from every other, so that what belongs to a neighbour is never touched."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:24]


def _refuse(folder: Path) -> None:
    if folder.is_symlink():
        raise OutputError(str(folder), "this is a link; name the folder itself")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(str(folder), "this is a file; name a folder")
    if folder in (Path(folder.anchor), Path.home()):
        raise OutputError(str(folder), "pages cannot be written here; name a folder of their own")
    entries = list(folder.iterdir())
    if entries and not any(_is_ours(path) for path in entries):
        raise OutputError(
            str(folder), "this folder is not empty, and no page in it says that plancode made it; name another one"
        )


def _fill(stage: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = stage / name
        if not path.resolve().is_relative_to(stage.resolve()):
            raise OutputError(name, "this page would lie outside the folder")
        if not can_be_sealed(name):
            raise OutputError(name, "this page could not be told from a file of yours")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sealed(data))


def _carry_over(old: Path, new: Path, seen: _Seen) -> KeptPages:
    """Bring what plancode did not make, or what somebody has changed since, into the new folder, unless it was seen."""
    kept: KeptPages = {}
    for name, status in _foreign(old):
        key = (name, status.st_ino, status.st_mtime_ns, status.st_size)
        if key in seen:
            continue
        seen.add(key)
        if stat.S_ISDIR(status.st_mode) and (new / name).is_dir():
            continue
        target = _free(new, name)
        if stat.S_ISDIR(status.st_mode):
            target.mkdir(parents=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        _let_lie(old / name, target, status)
        kept[name.as_posix()] = target.relative_to(new).as_posix()
    for above, folders, _ in os.walk(new):
        for made in (Path(above, name) for name in folders):
            before = old / made.relative_to(new)
            if before.is_dir() and not before.is_symlink() and not made.is_symlink():
                shutil.copymode(before, made)
    return kept


def _foreign(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield whatever plancode did not make, or that was changed since: files of every kind, links, empty folders."""
    if not folder.is_dir():
        return
    device, waiting = folder.lstat().st_dev, [Path()]
    while waiting:
        above = waiting.pop()
        for name in sorted(above / entry for entry in os.listdir(folder / above)):  # noqa: PTH208  # names, not paths
            status = (folder / name).lstat()
            if status.st_dev != device:
                raise OutputError(str(folder / name), "this is another disk; take it out of the folder for pages")
            if not stat.S_ISDIR(status.st_mode):
                if not _is_ours(folder / name):
                    yield name, status
            elif os.listdir(folder / name):  # noqa: PTH208
                waiting.append(name)
            else:
                yield name, status


def _is_ours(path: Path) -> bool:
    """Whether a file is a page that plancode made and nobody has changed since."""
    if not can_be_sealed(path.name):
        return False
    try:
        return is_sealed(read_plain(os.fsencode(path), str(path), _LONGEST_PAGE))
    except Unreadable:
        return False


def _free(stage: Path, name: Path) -> Path:
    """Return where a user's file can lie without taking the place of a page."""
    target = stage
    for number, part in enumerate(name.parts):
        target /= part
        is_last = number == len(name.parts) - 1
        while os.path.lexists(target) and (is_last or not target.is_dir() or target.is_symlink()):
            target = target.with_name(f"{target.name}.yours")
    return target


def _let_lie(path: Path, target: Path, status: os.stat_result) -> None:
    """Let a user's file lie at another place too. Only an ordinary one is copied where the system knows no links."""
    try:
        os.link(path, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        ordinary = stat.S_ISREG(status.st_mode) and not status.st_mode & _OTHERS
        if not ordinary and not stat.S_ISLNK(status.st_mode):
            raise OutputError(str(path), "this cannot be kept among the pages; move it elsewhere") from None
        shutil.copy2(path, target, follow_symlinks=False)


def _swap(stage: Path, folder: Path) -> Path:
    """Let a staged folder take the place of the old one; return where the old one is now."""
    if not folder.exists():
        stage.rename(folder)
        return stage
    if _exchange(stage, folder):
        return stage
    aside = Path(tempfile.mkdtemp(prefix=f"{_ASIDE}{_name_of(folder)}-", dir=folder.parent))
    folder.replace(aside / folder.name)
    stage.rename(folder)
    return aside / folder.name


def _exchange(folder: Path, other: Path) -> bool:
    """Exchange two folders in one step; return whether the system can."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(library.renamex_np(os.fsencode(folder), os.fsencode(other), _EXCHANGE) == 0)
        if sys.platform == "linux":
            return bool(
                library.renameat2(_AT_FDCWD, os.fsencode(folder), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0
            )
    return False


def _sweep(folder: Path) -> None:
    """Put back a folder that a killed run left aside, and remove stages that none will finish: we hold the lock."""
    for aside in _left(folder, _ASIDE):
        if not folder.exists() and (aside / folder.name).is_dir():
            (aside / folder.name).rename(folder)
        shutil.rmtree(aside, ignore_errors=True)
    for stage in _left(folder, STAGE):
        shutil.rmtree(stage, ignore_errors=True)


def _left(folder: Path, prefix: str) -> list[Path]:
    """Return the folders, never links to some, that runs for a folder have left beside it."""
    left = sorted(folder.parent.glob(f"{prefix}{_name_of(folder)}-*"))
    return [path for path in left if path.is_dir() and not path.is_symlink()]
