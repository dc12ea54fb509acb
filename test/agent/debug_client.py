"""A small client of the Debug Adapter Protocol: what an editor says to debugpy."""

from __future__ import annotations

import json
import socket
from typing import Any

from server import PATIENCE


class DebugClient:
    """Attached to a program that listens in its own process."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._stream = self._socket.makefile("rb")
        self._sent = 0
        self._events: list[dict[str, Any]] = []
        self._answers: dict[int, dict[str, Any]] = {}

    def attach(self, file: str, lines: list[int]) -> None:
        """Sets breakpoints and lets the program go."""
        self.ask("initialize", adapterID="debugpy", pathFormat="path", linesStartAt1=True)
        number = self._send("attach", {"justMyCode": False})
        self.event("initialized")
        self.ask("setBreakpoints", source={"path": file}, breakpoints=[{"line": line} for line in lines])
        self.ask("configurationDone")
        self._answer(number)

    def stopped(self) -> tuple[int, dict[str, str]]:
        """Waits for a stop: the line, and the local variables of the frame there."""
        thread = self.event("stopped")["threadId"]
        frame = self.ask("stackTrace", threadId=thread)["stackFrames"][0]
        scope = self.ask("scopes", frameId=frame["id"])["scopes"][0]
        variables = self.ask("variables", variablesReference=scope["variablesReference"])["variables"]
        self._thread = thread
        return frame["line"], {one["name"]: one["value"] for one in variables if one["name"].isidentifier()}

    def go_on(self, how: str = "continue") -> None:
        self.ask(how, threadId=self._thread)

    def ask(self, command: str, **arguments: Any) -> Any:
        """Sends a request and returns the body of its answer."""
        answer = self._answer(self._send(command, arguments))
        assert answer["success"], answer
        return answer.get("body")

    def event(self, name: str) -> Any:
        """Waits for an event, if it has not come already, and returns its body."""
        while not (found := [one for one in self._events if one["event"] == name]):
            self._read()
        self._events.remove(found[0])
        return found[0].get("body")

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def _send(self, command: str, arguments: dict[str, Any]) -> int:
        self._sent += 1
        request = {"seq": self._sent, "type": "request", "command": command, "arguments": arguments}
        content = json.dumps(request).encode()
        self._socket.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        return self._sent

    def _answer(self, number: int) -> dict[str, Any]:
        while number not in self._answers:
            self._read()
        return self._answers.pop(number)

    def _read(self) -> None:
        length = 0
        while (line := self._stream.readline()) != b"\r\n":
            assert line, "the debugger closed the connection"
            name, _, value = line.decode().partition(":")
            length = int(value) if name == "Content-Length" else length
        message: dict[str, Any] = json.loads(self._stream.read(length))
        if message["type"] == "event":
            self._events.append(message)
        elif message["type"] == "response":
            self._answers[message["request_seq"]] = message
