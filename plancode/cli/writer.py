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
from collections.abc import Mapping
from pathlib import Path
from typing import Final

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


def write_pages(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold exactly these pages and whatever else its user put there.

    Raises OutputError where the folder is not one to write pages to.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100  # resolve() would follow a link that is refused below
    _refuse(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    stage = Path(tempfile.mkdtemp(prefix=f"{_STAGE}{folder.name}-", dir=folder.parent))
    try:
        stage.chmod(_mode_of(folder, 0o777))
        _fill(stage, files)
        _carry_over(folder, stage, files)
        _swap(stage, folder)
    finally:
        _discard(stage, folder)


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


def _carry_over(folder: Path, stage: Path, files: Mapping[str, bytes]) -> None:
    """Bring what plancode did not make, or what somebody has changed since, into the new folder."""
    for path in _foreign(folder):
        name = path.relative_to(folder)
        if name.as_posix() in files:
            continue
        target = stage / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)


def _foreign(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    made = _manifest(folder)
    found = [path for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file()]
    return [path for path in found if path.name != MANIFEST and not _is_ours(path, folder, made)]


def _is_ours(path: Path, folder: Path, made: Mapping[str, str]) -> bool:
    digest = made.get(path.relative_to(folder).as_posix())
    return digest is not None and not path.is_symlink() and _digest(path.read_bytes()) == digest


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
        aside = Path(tempfile.mkdtemp(prefix=f"{_ASIDE}{folder.name}-", dir=folder.parent))
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


def _discard(stage: Path, folder: Path) -> None:
    """Remove what stood there before, unless it holds something the new folder lacks."""
    if not stage.is_dir():
        return
    lost = [path for path in _foreign(stage) if not (folder / path.relative_to(stage)).exists()]
    if not (stage / MANIFEST).exists() or not lost:
        shutil.rmtree(stage, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Put back a folder that a killed run left aside, and remove stages that none will finish."""
    for aside in sorted(folder.parent.glob(f"{_ASIDE}{folder.name}-*")):
        if not folder.exists() and (aside / folder.name).is_dir():
            (aside / folder.name).rename(folder)
        shutil.rmtree(aside, ignore_errors=True)
    for stage in folder.parent.glob(f"{_STAGE}{folder.name}-*"):
        if _is_old(stage):
            shutil.rmtree(stage, ignore_errors=True)


def _is_old(path: Path) -> bool:
    import time

    with contextlib.suppress(OSError):
        return time.time() - path.stat().st_mtime > 3600  # noqa: PLR2004  # an hour: no build takes that long
    return False


def _mode_of(path: Path, new: int = 0o666) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return new & ~mask


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
