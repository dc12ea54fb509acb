"""The private folder where agents can be found. `server/relay/discovery.ts` follows the same rule."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress


class NotPrivateError(Exception):
    """The folder can't be used; the message says why."""


_attached_from: str | None = None


def use(folder: str) -> None:
    """From now on this is the folder, whatever the environment says: whoever attached looks there."""
    global _attached_from
    _attached_from = folder


def runtime_dir() -> str:
    """The folder's path, by who attached or by the environment."""
    if _attached_from is not None:
        return _attached_from
    chosen = os.environ.get("SNAPPOINT_RUNTIME_DIR")
    if chosen:
        return chosen
    session = os.environ.get("XDG_RUNTIME_DIR")
    if session:
        return os.path.join(session, "snappoint")
    return os.path.join(os.environ.get("TMPDIR") or "/tmp", f"snappoint-{os.getuid()}")


def open_private(path: str) -> None:
    """Makes the folder if it isn't there, and makes sure that nobody else can reach into it. Raises
    `NotPrivateError` with the reason."""
    os.close(_private_folder(path))


def _private_folder(path: str) -> int:
    """The same, and holds it: what is done by this descriptor is done in the very folder that was looked at,
    whatever its path leads to meanwhile."""
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with suppress(FileExistsError):
            os.mkdir(path, 0o700)
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ENOTDIR, errno.ELOOP):
            raise NotPrivateError(f"{path} is not a folder") from None
        raise NotPrivateError(f"{path} can't be made: {error.strerror}") from None
    if reason := _objection(os.fstat(folder)) or _exchangeable(os.path.dirname(os.path.abspath(path))):
        os.close(folder)
        raise NotPrivateError(f"{path} {reason}")
    return folder


def _objection(status: os.stat_result) -> str:
    if status.st_uid != os.geteuid():
        return f"belongs to user {status.st_uid}, not to {os.geteuid()}"
    if status.st_mode & 0o077:
        return f"can be reached by others: its mode is {status.st_mode & 0o777:o}, not 700"
    return ""


def _exchangeable(around: str) -> str:
    """The socket is made by its path, so the path has to lead to the folder for good."""
    if os.stat(around).st_mode & (stat.S_IWOTH | stat.S_ISVTX) != stat.S_IWOTH:
        return ""
    return f"can be exchanged by others: anybody may write to {around}, which has no sticky bit"


def kernel() -> dict[str, str]:
    """Which start of which kernel this is, and which process ids are ours: in a container that shares the
    folder they may be others. Linux only."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as stream:
            return {"boot": stream.read().strip(), "pids": os.readlink("/proc/self/ns/pid")}
    except OSError:
        return {}


def new_name() -> str:
    """The name, without ending, of an agent's two files; the process id is for people."""
    return f"{os.getpid()}-{os.urandom(4).hex()}"


def write_private(path: str, content: bytes) -> None:
    """Writes a file of the private folder that only the owner can read, all of it or nothing. Raises
    `OSError`, and `NotPrivateError` when the folder is no longer private."""
    folder = _private_folder(os.path.dirname(path))
    try:
        _write(folder, os.path.basename(path), content)
    finally:
        os.close(folder)


def _write(folder: int, name: str, content: bytes) -> None:
    partial = f"{name}.partial"
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
    try:
        written = os.write(descriptor, content)
        if written < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)
        os.rename(partial, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        os.unlink(partial, dir_fd=folder)
        raise
    finally:
        os.close(descriptor)
