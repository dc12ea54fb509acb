"""A real program, the real server, and `pytest-lsp` between them, as several editors introduce themselves."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types
from model import violations
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import register_lsp_features
from pytest_lsp.protocol import LanguageClientProtocol

REPOSITORY = Path(__file__).resolve().parents[2]
SNAPPOINT = str(REPOSITORY / "bin" / "snappoint")
TILL = REPOSITORY / "test" / "targets" / "till.py"
PATIENCE = 20.0


class StrictProtocol(LanguageClientProtocol):
    """Holds each message of the server against the model before it is understood."""

    faults: list[str]
    answer: Any
    """The last result as it came: as a type, an action is taken for a command."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        if "jsonrpc" in data:
            self.answer = data.get("result", getattr(self, "answer", None))
            self.faults += [f"{data.get('method', 'answer')}{fault}" for fault in self._faults_in(data)]
        return super().structure_message(data)

    def _faults_in(self, data: dict[str, Any]) -> list[str]:
        if "error" in data:
            return _in_error(data["error"])
        method = data.get("method")
        kind = self._result_types.get(data["id"]) if method is None else self.get_message_type(method)
        return [": the model does not know it"] if kind is None else violations(data, kind)


def _in_error(error: dict[str, Any]) -> list[str]:
    right = isinstance(error.get("code"), int) and isinstance(error.get("message"), str)
    return [] if right else [f".error: {error}"]


class Till:
    """The program that is looked into."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def sell(self, price: int, count: int) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"sell {price} {count}\n".encode())
        await asyncio.wait_for(self._process.stdout.readline(), PATIENCE)


@pytest.fixture
def folder() -> Iterator[Path]:
    # Short, because a socket's path must be.
    path = Path(tempfile.mkdtemp(prefix="sp-"))
    yield path
    shutil.rmtree(path)


@pytest_asyncio.fixture
async def till(folder: Path) -> AsyncIterator[Till]:
    command = [SNAPPOINT, "run", "--", sys.executable, str(TILL)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, env=_env(folder))
    assert process.stdout and process.stdin
    await asyncio.wait_for(process.stdout.readline(), PATIENCE)
    yield Till(process)
    process.stdin.close()
    await asyncio.wait_for(process.wait(), PATIENCE)


@pytest_asyncio.fixture(params=["neovim", "emacs", "visual_studio_code"])
async def client(request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[LanguageClient]:
    client = LanguageClient(protocol_cls=StrictProtocol, converter_factory=default_converter)
    client.protocol.faults = []
    register_lsp_features(client)
    for method in ("workspace/inlayHint/refresh", "workspace/codeLens/refresh", "client/registerCapability"):
        client.feature(method)(lambda params: None)
    await client.start_io("node", SNAPPOINT, "lsp", "--stdio", env=_env(folder))
    capabilities = client_capabilities(request.param)
    client.greeting = await client.initialize_session(
        types.InitializeParams(capabilities=capabilities, workspace_folders=[])
    )
    yield client
    await client.shutdown_session()
    assert client.protocol.faults == []
    assert client._server and client._server.returncode == 0


def _env(folder: Path) -> dict[str, str]:
    own = {"SNAPPOINT_RUNTIME_DIR": str(folder / "run"), "SNAPPOINT_STATE_DIR": str(folder / "state")}
    return {**os.environ, **own}
