"""What is withheld of a hit: also where the program has made something else of it."""

from __future__ import annotations

from typing import Any

import pytest
import targets
from probing import Probing

from snappoint.rendering.redact import Rules, use
from snappoint.rendering.withheld import text_without

pytestmark = pytest.mark.usefixtures("rules_of_its_own")

HIDDEN = "‹redacted›"


SOURCE = """
    import os

    class Cart:
        def __init__(self):
            self.user, self.password = "ann", "hunter2"

        def url(self, password):
            line = f"{self.user}:{password}"  # @line
            pair = (self.user, self.password)  # @pair
            return line

    def get_token():  # @token
        return "hunter2"

    def fails(password):
        raise ValueError(f"no access with {password}")  # @fails

    def count_of(tokens_used):
        return tokens_used + 1  # @count
"""


def test_a_secret_is_found_in_what_is_made_of_it(probing: Probing) -> None:
    module = probing.load(SOURCE)
    calls: dict[str, Any] = {
        "line": lambda: module.Cart().url("hunter2"),
        "pair": lambda: module.Cart().url("hunter2"),
        "fails": lambda: module.fails("hunter2"),
    }
    for mark, call in calls.items():
        probing.arm(module, mark)
        probing.captures.clear()
        try:
            call()
        except ValueError:
            pass
        assert len(probing.captures) == 1
        assert "hunter2" not in str(probing.captures), mark
        assert HIDDEN in str(probing.captures)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("'a: hunter'…", f"'a: {HIDDEN}…"),
        ("{'a: hunte'…: 1}", f"{{'a: {HIDDEN}…: 1}}"),
        ("Error('a: hunter2h…)", f"Error('a: {HIDDEN}…)"),
        ("['hunte…, 5, …]", f"['{HIDDEN}…, 5, …]"),
        ("['hun…, 5, …]", "['hun…, 5, …]"),
    ],
)
def test_the_beginning_of_a_secret_before_a_cut(text: str, shown: str) -> None:
    assert text_without(text, ["hunter2hunter2"]) == shown


def test_messages_expressions_and_errors_keep_it_too(probing: Probing) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "line", kind="log", message="{self.user} with password={password} {self.password!s}")
    module.Cart().url("hunter2")
    probing.arm(module, "line", show=["password", "self.password", "self.__dict__"])
    module.Cart().url("hunter2")
    probing.arm(module, "line", kind="log", message="{self.user}: {password}, {self.password}")
    module.Cart().url("hunter2")
    assert "hunter2" not in str(probing.captures)
    assert probing.captures[-1][1]["message"] == f"ann: {HIDDEN}, {HIDDEN}"


def test_what_a_function_with_a_secret_name_returns(probing: Probing) -> None:
    module = probing.load(SOURCE)
    span = targets.probe(probing.source_of(module), "", "token")["span"]
    probing.arm(module, "token", kind="function", function="get_token", span=span)
    module.get_token()
    assert probing.captures
    assert "hunter2" not in str(probing.captures)


LOOKED_UP = """
    class Vault(dict):
        def get_token(self):
            return self["t"]

    def hand_over(vault, send, key):
        return send(vault.get_token(), vault.get("password"), vault.pop(key))  # @here
"""


def test_what_a_call_returns_that_looks_up_a_secret(probing: Probing) -> None:
    if probing.alone:
        pytest.skip("monitoring alone sees no values of calls")
    module = probing.load(LOOKED_UP)
    expressions = targets.expressions(probing.source_of(module), "here")
    probing.arm(module, "here", expressions=expressions)
    given: list[object] = []
    vault = module.Vault(t="hunter2", password="rosebud", k="shown")
    module.hand_over(vault, lambda *items: given.extend(items), "k")
    assert given == ["hunter2", "rosebud", "shown"]
    texts = [one["value"]["text"] for one in probing.captures[0][1]["values"]]
    # The two, and the method with the secret name.
    assert (texts.count(HIDDEN), texts.count("'shown'")) == (3, 1)
    assert not {"'hunter2'", "'rosebud'"} & set(texts)


def test_plain_numbers_under_harmless_names_are_shown(probing: Probing) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "count")
    module.count_of(5)
    assert probing.values("count") == [{"tokens_used": "5"}]


def test_only_what_is_listed_of_a_hit(probing: Probing) -> None:
    module = probing.load(SOURCE)
    use(Rules(only=("line",)))
    for mark in ("line", "pair"):
        probing.arm(module, mark)
        module.Cart().url("swordfish")
    told = str(probing.captures)
    assert "swordfish" not in told
    assert f"'ann:{HIDDEN}'" in told  # Made of a password, which stays withheld.
    assert "'ann'" not in told
