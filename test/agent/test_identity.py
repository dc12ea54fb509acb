"""Which text of a file a program runs: told by its hash, handed to servers, and said clearly where it can't
be known."""

from __future__ import annotations

import os
import py_compile
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import targets
from programs import Program, Programs
from server import Server

from snappoint.identity import LONGEST_TEXT
from snappoint.source import content_of, hash_of_file, sourceless
from snappoint.text_hash import hash_of_text

CART = """
def total(prices):
    return sum(prices)  # @total
"""

SHOP = """
    import importlib
    import sys
    {path}
    import shop.cart

    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "reload":
            importlib.reload(shop.cart)
        print(shop.cart.total([2, 3]), flush=True)
"""


def started(programs: Programs, path: str = "", **env: str) -> tuple[Program, Server]:
    program = programs.start(SHOP.format(path=path), **env)
    assert program.process.stdout and program.process.stdout.readline() == "ready\n"
    return program, program.server()


def package(folder: Path, text: str = CART) -> Path:
    """Writes the package `shop`; returns the file of its module `cart`."""
    shop = folder / "shop"
    shop.mkdir(parents=True)
    (shop / "__init__.py").write_text("")
    (shop / "cart.py").write_text(text, encoding="utf-8")
    return shop / "cart.py"


def text_of(server: Server, file: object) -> dict[str, Any]:
    answer: dict[str, Any] = server.request("source/text", {"file": str(file)})["result"]
    return answer


def test_the_text_that_runs_is_handed_over_even_when_the_file_was_changed_since(programs: Programs) -> None:
    cart = package(programs.folder)
    program, server = started(programs)
    expected = {"hash": hash_of_text(CART), "text": CART, "reason": ""}
    assert text_of(server, cart) == expected
    server.set(targets.probe(CART, str(cart), "total"))
    assert server.until_status("total", "armed")["hash"] == hash_of_text(CART)
    later = "# a new line\n" + CART
    cart.write_text(later)
    os.utime(cart, (2e9, 2e9))
    assert text_of(server, cart) == expected
    # A point that is set in the new text is told at once which text runs instead.
    server.set(targets.probe(later, str(cart), "total"))
    stale = server.until_status("total", "stale")
    assert (stale["hash"], stale["reason"].split(":")[0]) == (
        hash_of_text(CART),
        "file differs from the running code",
    )
    assert program.say() == "5"


def test_who_has_asked_keeps_the_text_known_until_the_file_is_loaded_again(programs: Programs) -> None:
    cart = package(programs.folder)
    program, server = started(programs)
    assert text_of(server, cart)["hash"] == hash_of_text(CART)
    later = CART.replace("sum(prices)", "sum(prices) + 1")
    cart.write_text(later)
    server.set(targets.probe(CART, str(cart), "total"))
    server.until_status("total", "armed")
    assert program.say() == "5"
    server.set()
    assert program.say("reload") == "6"
    assert text_of(server, cart) == {"hash": hash_of_text(later), "text": later, "reason": ""}


def test_a_text_that_the_server_has_is_not_sent_again(programs: Programs) -> None:
    cart = package(programs.folder)
    _, server = started(programs)
    asked = {"file": str(cart), "known": hash_of_text(CART)}
    told = server.request("source/text", asked)["result"]
    assert told == {"hash": hash_of_text(CART), "text": None, "reason": "the server has it"}
    assert server.request("source/text", {**asked, "known": "ab"})["result"]["text"] == CART


def test_a_file_that_was_changed_before_anybody_asked(programs: Programs) -> None:
    cart = package(programs.folder)
    _, server = started(programs)
    cart.write_text(CART + "# more\n")
    os.utime(cart, (2e9, 2e9))
    told = text_of(server, cart)
    assert (told["hash"], told["text"]) == (None, None)
    assert told["reason"] == "file changed since the program loaded it: restart the program"


def test_line_ends_and_byte_order_marks_are_not_handed_over(programs: Programs) -> None:
    cart = package(programs.folder)
    cart.write_bytes("\ufeffname = 'é'\r\n".encode() + CART.encode())
    _, server = started(programs)
    assert text_of(server, cart)["text"] == "name = 'é'\n" + CART


def test_what_is_not_loaded_or_too_long_has_no_text(programs: Programs) -> None:
    cart = package(programs.folder, CART + "#" * LONGEST_TEXT)
    _, server = started(programs)
    assert text_of(server, programs.folder / "other.py")["reason"] == "the file is not loaded"
    told = text_of(server, cart)
    assert (told["hash"], told["text"]) == (hash_of_file(str(cart)), None)
    assert told["reason"] == "it has more than 1,000,000 characters"


def test_the_owner_may_keep_the_source_private(programs: Programs) -> None:
    cart = package(programs.folder)
    _, server = started(programs, SNAPPOINT_POLICY="{source = false}")
    refusal = server.request("source/text", {"file": str(cart)})["error"]["message"]
    assert refusal == "this program's owner does not let its source be read"
    server.set(targets.probe(CART, str(cart), "total"))
    server.until_status("total", "armed")


def packed(programs: Programs) -> tuple[str, str]:
    """A module in a zip archive: its path there, and a line that makes it importable."""
    archive = programs.folder / "app.zip"
    with zipfile.ZipFile(archive, "w") as stream:
        stream.writestr("shop/__init__.py", "")
        stream.writestr("shop/cart.py", CART)
    os.utime(archive, (1e9, 1e9))
    return f"{archive}/shop/cart.py", f"sys.path.insert(0, {str(archive)!r})"


def test_a_module_in_a_zip_archive(programs: Programs) -> None:
    file, path = packed(programs)
    program, server = started(programs, path)
    server.set(targets.probe(CART, file, "total"))
    server.until_status("total", "armed")
    assert program.say() == "5"
    server.until(lambda: server.captures, "a capture")
    assert text_of(server, file)["text"] == CART


def test_a_module_in_a_zip_archive_by_its_unpacked_source(programs: Programs) -> None:
    file, path = packed(programs)
    cart = package(programs.folder / "src")
    _, server = started(programs, path)
    server.set(targets.probe(CART, str(cart), "total"))
    assert server.until_status("total", "armed")["file"] == file


def test_an_archive_that_was_replaced(programs: Programs) -> None:
    file, path = packed(programs)
    _, server = started(programs, path)
    os.utime(programs.folder / "app.zip", (2e9, 2e9))
    server.set(targets.probe(CART, file, "total"))
    assert "changed since" in server.until_status("total", "stale")["reason"]


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\5\6" + bytes(18)])
def test_a_broken_archive_has_no_content(tmp_path: Path, content: bytes) -> None:
    archive = tmp_path / "app.zip"
    archive.write_bytes(content)
    assert content_of(f"{archive}/shop/cart.py") is None
    assert content_of(f"{tmp_path}/nowhere.zip/shop/cart.py") is None


def test_bytecode_without_its_source(programs: Programs) -> None:
    cart = package(programs.folder)
    py_compile.compile(str(cart), cfile=str(cart.with_suffix(".pyc")))
    cart.unlink()
    _, server = started(programs)
    for file in (cart, "/home/ann/shop/cart.py"):
        server.set(targets.probe(CART, str(file), "total"))
        reason = server.until_status("total", "rejected")["reason"]
        assert reason == "cart.pyc is loaded without its source, so no text can be compared with what runs"
        server.set()
        server.statuses.clear()


def test_only_the_module_of_that_folder_stands_for_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    module = type(sys)("cart")
    module.__file__ = "/srv/shop/cart.cpython-312-x86_64-linux-gnu.so"
    monkeypatch.setattr("snappoint.source._EXTENSIONS", (".so",))
    monkeypatch.setitem(sys.modules, "cart", module)
    files = [f"/home/ann/{name}.py" for name in ("shop/cart", "web/cart", "shop/car")]
    assert sourceless(files) == {
        files[0]: "cart.cpython-312-x86_64-linux-gnu.so was compiled to machine code: no Python runs there"
    }


def test_a_link_means_the_file_behind_it(programs: Programs) -> None:
    cart = package(programs.folder / "releases" / "7")
    (programs.folder / "current").symlink_to("releases/7")
    _, server = started(programs, f"sys.path.insert(0, {str(programs.folder / 'current')!r})")
    for file in (cart, programs.folder / "current" / "shop" / "cart.py"):
        server.set(targets.probe(CART, str(file), "total"))
        server.until_status("total", "armed")
        server.set()
        server.statuses.clear()


def test_code_of_pseudo_files_is_told_from_that_of_the_file(programs: Programs) -> None:
    """A function of the same name was made from a text that is in no file, as notebooks do it."""
    cart = package(programs.folder)
    program = programs.start(
        """
        import sys
        import shop.cart

        text = "def total(prices):\\n    return 7\\n"
        exec(compile(text, "<ipython-input-1-abc>", "exec"), vars(shop.cart))
        print(shop.cart.total([]), flush=True)
        sys.stdin.read()
        """
    )
    assert program.process.stdout and program.process.stdout.readline() == "7\n"
    server = program.server()
    server.set(targets.probe(CART, str(cart), "total"))
    reason = server.until_status("total", "pending")["reason"]
    assert "another text (<ipython-input-1-abc>)" in reason
