"""A record of all that servers asked for, in a file of the program's owner, a line of JSON for each."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from . import wire


class Audit:
    """Written by the agent's own thread only. Without a path nothing is recorded."""

    def __init__(self, path: str = "") -> None:
        self._path = path

    def write(self, event: str, **more: object) -> None:
        """Raises `WireError` when it can't be written down: then it must not be done either."""
        if not self._path:
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = wire.line({"time": now, "pid": os.getpid(), "event": event, **more})
        try:
            self._append(line)
        except OSError as error:
            reason = f"the record that its owner wants can't be written to {self._path}: {error.strerror}"
            raise wire.WireError(wire.INTERNAL_ERROR, reason) from None

    def write_changes(
        self,
        who: Mapping[str, object],
        before: Mapping[str, wire.WantedProbe],
        after: Sequence[wire.WantedProbe],
    ) -> None:
        """The same for each probe that a server no longer wants, or wants from now on."""
        if not self._path:
            return
        now = {probe.id: probe for probe in after}
        for key, probe in before.items():
            if now.get(key) != probe:
                self.write("probe removed", **who, id=key)
        for key, probe in now.items():
            if before.get(key) != probe:
                self.write("probe added", **who, probe=_told(probe))

    def _append(self, line: bytes) -> None:
        """One `write` for a line, so that those of several processes don't mix. Opened anew each time, so
        that the file may be moved away."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.write(descriptor, line) < len(line):
                raise OSError(0, "it has no more room")
        finally:
            os.close(descriptor)


def _told(probe: wire.WantedProbe) -> dict[str, object]:
    """What was asked for, without the compiler's view of the statement."""
    place = {"file": probe.file, "line": probe.span.line, "function": probe.function}
    wishes = {
        "condition": probe.condition,
        "changes": probe.changes,
        "show": probe.show,
        "message": probe.message,
    }
    return {
        "id": probe.id,
        "kind": probe.kind,
        **place,
        **{key: wish for key, wish in wishes.items() if wish},
    }
