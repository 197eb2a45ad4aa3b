"""Making files: what goes wrong is said with the path and what to do about it."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from .errors import LogError

fcntl: Any = None
with contextlib.suppress(ImportError):  # Windows has none; there, a lock would keep readers out, too
    import fcntl

# Without O_BINARY, Windows would turn every byte 0A into 0D 0A; elsewhere these do not exist.
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)

_ADVICE = {
    errno.EACCES: "choose another folder, or change its permissions",
    errno.EPERM: "choose another folder, or change its permissions",
    errno.EROFS: "choose another folder: this one is on a read-only disk",
    errno.ENOSPC: "free some space, or choose another disk",
    errno.EDQUOT: "free some space, or choose another disk",
    errno.EFBIG: "choose another disk: files of this size do not fit here",
    errno.ENAMETOOLONG: "choose a shorter name",
}


def explain(error: OSError) -> str:
    """Return the reason of *error* in words, with what to do if we know."""
    reason = (error.strerror or str(error)).lower()
    advice = _ADVICE.get(error.errno or 0)
    return f"{reason}; {advice}" if advice else reason


def create(path: str | os.PathLike[str], *, overwrite: bool = False) -> tuple[int, bool]:
    """Open *path* for writing and reading; its folder is made if it is missing.

    A file that is there is opened as it is: whoever overwrites it truncates it when there is something
    to write. Until it is closed, nobody else can open it so: two who write to one file destroy it.

    Returns
    -------
    fd : int
        A file descriptor, in binary mode.
    is_new : bool
        Whether there was no such file.

    Raises
    ------
    LogError
        If it exists and *overwrite* is false, is being written, is a directory, or cannot be made.
    """
    path = Path(path)
    fd, is_new = _open(path, overwrite)
    if not _lock(fd):
        os.close(fd)
        raise _busy(path)
    return fd, is_new


def unlock(fd: int) -> None:
    """Let others write to a file; a forked child that still has it open would keep them from it."""
    if fcntl is not None:
        with contextlib.suppress(OSError):
            fcntl.flock(fd, fcntl.LOCK_UN)


def _lock(fd: int) -> bool:
    """Lock a file; return whether that was possible, or is not needed because its disk knows no locks."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EACCES)
    return True


def _open(path: Path, overwrite: bool) -> tuple[int, bool]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = "a file is in its way" if isinstance(error, FileExistsError) else explain(error)
        raise LogError(f"{path}: cannot make the folder {path.parent}: {what}") from None
    if path.is_dir():
        raise LogError(f"{path}: is a directory; give the name of a file in it")
    try:
        return os.open(path, _FLAGS | os.O_EXCL, 0o666), True
    except FileExistsError:
        if not overwrite:
            raise _exists(path) from None
    except OSError as error:
        raise LogError(f"{path}: cannot be made: {explain(error)}") from None
    try:
        return os.open(path, _FLAGS), False
    except OSError as error:
        raise LogError(f"{path}: cannot be overwritten: {explain(error)}") from None


def _check_replaceable(path: Path, overwrite: bool) -> None:
    if path.is_dir():
        raise LogError(f"{path}: is a directory; give the name of a file in it")
    if path.exists() and not overwrite:
        raise _exists(path)
    if not path.is_file():
        return
    try:
        fd = os.open(path, os.O_RDONLY)
    except OSError:  # it is none of ours to read
        return
    try:
        if not _lock(fd):  # who records to it would go on in a file that is not there any more
            raise _busy(path)
    finally:
        os.close(fd)


def _busy(path: Path) -> LogError:
    return LogError(f"{path}: is being written just now; choose another name, or wait for its end")


def _exists(path: Path) -> LogError:
    return LogError(
        f"{path}: exists already; choose another name, or overwrite it (--overwrite, or overwrite=True)"
    )


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str], *, overwrite: bool = False) -> Iterator[BinaryIO]:
    """Give a file to write to that becomes *path* once everything is in it.

    Whatever goes wrong, *path* is not there, or as it was.

    Raises
    ------
    LogError
        As for `create`, or if writing fails.
    """
    path = Path(path)
    _check_replaceable(path, overwrite)
    part = path.with_name(path.name + ".part")
    try:
        fd, _ = create(part, overwrite=True)
    except LogError as error:
        raise LogError(str(error).replace(str(part), str(path))) from None
    try:
        try:
            with os.fdopen(fd, "wb") as file:
                file.truncate(0)
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        except OSError as error:
            raise LogError(f"{path}: cannot be written: {explain(error)}") from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise
