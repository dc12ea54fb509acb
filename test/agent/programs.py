"""Real programs with the agent inside, started as `snappoint run` starts them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from server import PATIENCE, Server, find_agent

BOOTSTRAP = Path(__file__).resolve().parents[2] / "agent" / "bootstrap"


class Program:
    """One running program."""

    def __init__(self, file: Path, source: str, process: subprocess.Popen[str], runtime: str) -> None:
        self.file = str(file)
        self.source = source
        self.process = process
        self.runtime = runtime
        self._servers: list[Server] = []

    def agent(self) -> dict[str, Any]:
        return find_agent(self.runtime, self.process.pid)

    def server(self, client: str = "test", token: str | None = None, pid: int | None = None) -> Server:
        """Connects to the program's agent, or to that of a child of it."""
        found = find_agent(self.runtime, pid or self.process.pid)
        server = Server(found)
        self._servers.append(server)
        server.initialize(client, token or found["token"])
        return server

    def blank_server(self) -> Server:
        """A connection on which nothing was said yet."""
        server = Server(self.agent())
        self._servers.append(server)
        return server

    def say(self, line: str = "") -> str:
        """Sends a line to the program's input and returns the next line of its output."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n")

    def end(self) -> tuple[int, str, str]:
        """Closes the input and waits for the end: exit code, the rest of the output, the errors."""
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err

    def end_after_a_line(self) -> tuple[int, str, str]:
        """Lets it go on, where it waits for a line of its input, and waits for the end."""
        out, err = self.process.communicate("\n", timeout=PATIENCE)
        return self.process.returncode, out, err

    def clean_up(self) -> None:
        """Ends everything, however the test went."""
        for server in self._servers:
            server.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Programs:
    """Starts programs and makes sure that none outlives the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Not below the test's own folder, whose path can be too long for a socket.
        self._runtime = tempfile.TemporaryDirectory(prefix="sp-")
        self.runtime = str(Path(self._runtime.name) / "run")
        self._started: list[Program] = []

    def __enter__(self) -> Programs:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for program in self._started:
            program.clean_up()
        self._runtime.cleanup()

    def start(
        self, source: str, *options: str, name: str = "program.py", arguments: Sequence[str] = (), **env: str
    ) -> Program:
        """Writes a program and runs it with the agent inside."""
        text = textwrap.dedent(source)
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, *options, str(file), *arguments],
            env={**os.environ, "PYTHONPATH": str(BOOTSTRAP), "SNAPPOINT_RUNTIME_DIR": self.runtime, **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
        )
        program = Program(file, text, process, self.runtime)
        self._started.append(program)
        return program
