"""What the program's owner says about secrets; when it cannot be read, nothing is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
import targets
from programs import Programs

from snappoint.configuration import read
from snappoint.rendering.redact import Rules

SHOP = """
    import sys

    class Card:
        number = 5

    def pay(total, internal_note, card):
        return total  # @pay

    print("ready", flush=True)
    for line in sys.stdin:
        print(pay(5, "as CUST-12345678 said", Card()), flush=True)
"""


def configured(folder: Path, text: str) -> str:
    file = folder / "snappoint.toml"
    file.write_text(text)
    return str(file)


def values(programs: Programs, **env: str) -> dict[str, str]:
    """The locals of a hit in a program that runs with such an environment."""
    program = programs.start(SHOP, **env)
    assert program.process.stdout and program.process.stdout.readline() == "ready\n"
    server = program.server()
    server.set(targets.probe(program.source, program.file, "pay"))
    status = server.until_status("pay", "armed")
    assert program.say() == "5"
    server.until(lambda: server.captures, "a capture")
    found = {one["name"]: one["value"]["text"] for one in server.captures[0]["locals"]}
    return found | ({"why": status["reason"]} if status["reason"] else {})


def test_nothing_is_configured(programs: Programs) -> None:
    shown = values(programs)
    assert shown == {"total": "5", "internal_note": "'as CUST-12345678 said'", "card": "Card()"}


def test_names_from_the_environment(programs: Programs) -> None:
    shown = values(programs, SNAPPOINT_REDACT="Internal-Note, other")
    assert shown == {"total": "5", "internal_note": "‹redacted›", "card": "Card()"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[redact]\nnames = ['note']", {"internal_note": "‹redacted›"}),
        ("[redact]\npatterns = ['CUST-\\d{8}']", {"internal_note": "'as ‹redacted› said'"}),
        ("[redact]\ntypes = ['__main__.Card']", {"card": "‹redacted›"}),
        ("[capture]\nonly = ['tot*']", {"internal_note": "‹not allowed›", "card": "‹not allowed›"}),
        ("[capture]\nonly = []", dict.fromkeys(["total", "internal_note", "card"], "‹not allowed›")),
    ],
)
def test_what_a_file_says(programs: Programs, tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    plain = {"total": "5", "internal_note": "'as CUST-12345678 said'", "card": "Card()"}
    assert values(programs, SNAPPOINT_CONFIG=configured(tmp_path, text)) == plain | expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[redact", "Expected"),
        ("[redact]\nnames = 5", "redact.names is not a list of texts"),
        ("[redact]\nname = ['x']", "redact.name is not known"),
        ("[secrets]\n", "[secrets] is not known"),
        ("[redact]\npatterns = ['(']", "missing )"),
        ("[redact]\npatterns = ['x*']", "matches everything"),
        ("[redact]\npatterns = ['" + "x" * 501 + "']", "more than 500 characters"),
    ],
)
def test_a_broken_file_shows_nothing_and_says_why(tmp_path: Path, text: str, reason: str) -> None:
    found = read({"SNAPPOINT_CONFIG": configured(tmp_path, text)})
    assert found.rules == Rules(only=())
    assert reason in found.problem


def test_the_reason_stands_where_the_user_looks(programs: Programs, tmp_path: Path) -> None:
    file = configured(tmp_path, "[redact]\nnames = 5")
    shown = values(programs, SNAPPOINT_CONFIG=file)
    assert shown.pop("why") == f"nothing is shown, because of {file}: redact.names is not a list of texts"
    assert set(shown.values()) == {"‹not allowed›"}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "No such file" in read({"SNAPPOINT_CONFIG": str(tmp_path / "none.toml")}).problem
