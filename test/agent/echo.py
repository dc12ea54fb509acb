"""A program that answers each line of its input, and what tests do with it."""

from __future__ import annotations

import targets
from programs import Program
from server import Server

ECHO = """
    import sys

    class Talk:
        def answer(self, line):
            text = line.strip()  # @strip
            return text.upper()  # @upper

    talk = Talk()
    print("ready", flush=True)
    for line in sys.stdin:
        print(talk.answer(line), flush=True)
"""


def arm(program: Program, server: Server, *marks: str) -> None:
    server.set(*(targets.probe(program.source, program.file, mark) for mark in marks))
    for mark in marks:
        server.until_status(mark, "armed")


def values(server: Server, mark: str) -> list[dict[str, str]]:
    found = [capture["locals"] for capture in server.captures if capture["probe"] == mark]
    return [{one["name"]: one["value"]["text"] for one in capture} for capture in found]
