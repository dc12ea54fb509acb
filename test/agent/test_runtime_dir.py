"""The private folder: what is written there is written into the very folder that was looked at."""

from __future__ import annotations

import os
import socket
import struct
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from snappoint import sockets
from snappoint.runtime_dir import NotPrivateError, open_private, write_private


@pytest.fixture
def private(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    open_private(str(folder))
    return folder


def test_a_folder_that_is_made_is_private(private: Path) -> None:
    assert private.stat().st_mode & 0o777 == 0o700
    open_private(str(private))


def test_a_file_that_only_its_owner_can_read(private: Path) -> None:
    write_private(str(private / "a.json"), b"token")
    assert [(one.name, one.stat().st_mode & 0o777) for one in private.iterdir()] == [("a.json", 0o600)]


def test_nothing_is_written_into_a_folder_that_came_in_its_place(
    private: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the very moment between the look and the writing."""
    look = os.fstat

    def look_and_exchange(descriptor: int) -> os.stat_result:
        status = look(descriptor)
        if (tmp_path / "run").exists() and not (tmp_path / "moved").exists():
            private.rename(tmp_path / "moved")
            private.mkdir(mode=0o777)
        return status

    monkeypatch.setattr(os, "fstat", look_and_exchange)
    write_private(str(private / "a.json"), b"token")
    assert list(private.iterdir()) == []
    assert (tmp_path / "moved" / "a.json").read_bytes() == b"token"


@pytest.mark.parametrize("what", ["open to others", "a link", "a file"])
def test_what_is_not_private_gets_no_file(private: Path, tmp_path: Path, what: str) -> None:
    if what == "open to others":
        private.chmod(0o750)
    else:
        private.rename(tmp_path / "moved")
        if what == "a link":
            private.symlink_to(tmp_path / "moved")
        else:
            private.write_text("")
    with pytest.raises(NotPrivateError):
        write_private(str(private / "a.json"), b"token")
    assert not list(tmp_path.glob("*/a.json*"))


class MacSocket:
    """Answers as `getsockopt` does on macOS, by its headers; nobody has run it there yet."""

    def __init__(self, version: int) -> None:
        self._version = version

    def getsockopt(self, level: int, option: int, size: int) -> bytes:
        assert level == 0
        credentials = struct.pack("=IIh2x16I", self._version, 501, 1, *range(16))
        return {1: credentials, 2: struct.pack("=i", 4711)}[option][:size]


@pytest.mark.parametrize(("version", "uid"), [(0, 501), (7, sockets.UNKNOWN)])
def test_who_is_at_the_other_end_on_a_mac(monkeypatch: pytest.MonkeyPatch, version: int, uid: int) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert sockets.origin(cast("Any", MacSocket(version))) == (4711, uid)


def test_who_is_at_the_other_end_where_nobody_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "plan9")
    with socket.socket(socket.AF_UNIX) as one:
        assert sockets.origin(one) == (sockets.UNKNOWN, sockets.UNKNOWN)
