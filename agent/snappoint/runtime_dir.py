"""The private folder where agents can be found. `server/relay/discovery.ts` follows the same rule."""

from __future__ import annotations

import errno
import os
import stat


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
    """Makes the folder if it isn't there, and makes sure that nobody else can reach into it.

    Raises `NotPrivateError` with the reason. The folder is looked at after it exists, without following
    links, so nobody can exchange it in between: only its owner can rename or remove it, or root.
    """
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        os.mkdir(path, 0o700)
    except FileExistsError:
        pass
    except OSError as error:
        raise NotPrivateError(f"{path} can't be made: {error.strerror}") from None
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode):
        raise NotPrivateError(f"{path} is not a folder")
    if status.st_uid != os.geteuid():
        raise NotPrivateError(f"{path} belongs to user {status.st_uid}, not to {os.geteuid()}")
    if status.st_mode & 0o077:
        raise NotPrivateError(
            f"{path} can be reached by others: its mode is {status.st_mode & 0o777:o}, not 700"
        )
    around = os.path.dirname(os.path.abspath(path))
    if os.stat(around).st_mode & (stat.S_IWOTH | stat.S_ISVTX) == stat.S_IWOTH:
        reason = f"anybody may write to {around}, which has no sticky bit"
        raise NotPrivateError(f"{path} can be exchanged by others: {reason}")


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
    """Writes a file that only the owner can read, all of it or nothing. Raises `OSError`."""
    partial = f"{path}.partial"
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        written = os.write(descriptor, content)
        if written < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        os.rename(partial, path)
    except BaseException:
        os.unlink(partial)
        raise
    finally:
        os.close(descriptor)
