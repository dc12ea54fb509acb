"""Files that servers know by other paths than the program: in containers, on other machines."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import targets
from programs import Program, Programs
from server import Server

from snappoint.elsewhere import Elsewhere
from snappoint.source import hash_of_file

CART = """
def total(prices):
    return sum(prices)  # @total
"""

SHOP = """
    import sys

    def pay(total):
        return total  # @pay

    print("ready", flush=True)
    for line in sys.stdin:
        if line == "import\\n":
            import shop.cart
        print(pay(5), flush=True)
"""


def files(folder: Path, **texts: str) -> list[str]:
    """Writes files, `a__b` as `a/b.py`."""
    made = []
    for name, text in texts.items():
        file = folder.joinpath(*name.split("__")).with_suffix(".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        made.append(str(file))
    return made


def test_a_path_that_is_here_is_meant(tmp_path: Path) -> None:
    here, other = files(tmp_path, a__cart="x", b__cart="y")
    assert Elsewhere(lambda: [other]).here(here, "", hash_of_file(other)) == here


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ("/home/ann/shop/api/cart.py", "api/cart.py"),
        ("/home/ann/api/cart.py", "api/cart.py"),
        ("/home/ann/web/cart.py", "web/cart.py"),
        # There are two of that text, and nothing tells which is meant.
        ("/home/ann/cart.py", ""),
        ("/home/ann/other.py", ""),
    ],
)
def test_the_same_text_with_most_folders_in_common(tmp_path: Path, theirs: str, expected: str) -> None:
    loaded = files(tmp_path, api__cart="same", web__cart="same", old__cart="another")
    found = Elsewhere(lambda: loaded).here(theirs, "", hash_of_file(loaded[0]))
    assert found == (str(tmp_path / expected) if expected else theirs)


def test_what_one_file_shows_holds_for_its_folder(tmp_path: Path) -> None:
    (cart, later) = files(tmp_path, api__cart="same", api__deep__orders="another")
    elsewhere = Elsewhere(lambda: [cart])
    assert elsewhere.here("/srv/shop/api/deep/orders.py", "", "?") == "/srv/shop/api/deep/orders.py"
    assert elsewhere.here("/srv/shop/api/cart.py", "", hash_of_file(cart)) == cart
    assert elsewhere.here("/srv/shop/api/deep/orders.py", "", "?") == later


def test_another_version_of_a_file_is_known_by_its_folder_too(tmp_path: Path) -> None:
    loaded = files(tmp_path, api__cart="one", web__cart="two")
    elsewhere = Elsewhere(lambda: loaded)
    assert elsewhere.here("/srv/api/cart.py", "", "?") == loaded[0]
    assert elsewhere.here("/srv/cart.py", "", "?") == "/srv/cart.py"


def test_a_copy_runs_and_the_original_does_not(tmp_path: Path) -> None:
    (mine, copy) = files(tmp_path, src__shop__cart="same", site__shop__cart="same")
    elsewhere = Elsewhere(lambda: [copy])
    # At first the file that is there is waited for.
    assert elsewhere.here(mine, "", hash_of_file(copy)) == mine
    assert elsewhere.loaded_here(mine, "", hash_of_file(copy)) == copy
    # Its folders are known now, whatever text the files below have.
    (mine, copy) = files(tmp_path, src__shop__pay="mine", site__shop__pay="theirs")
    assert Elsewhere(lambda: [copy]).loaded_here(mine, "", hash_of_file(mine)) == mine
    elsewhere = Elsewhere(lambda: [str(tmp_path / "site/shop/cart.py"), copy])
    elsewhere.loaded_here(
        str(tmp_path / "src/shop/cart.py"), "", hash_of_file(str(tmp_path / "src/shop/cart.py"))
    )
    assert elsewhere.loaded_here(mine, "", hash_of_file(mine)) == copy


def test_a_file_of_the_same_text_in_other_folders_is_another_file(tmp_path: Path) -> None:
    (mine, other) = files(tmp_path, src____init__="", web____init__="")
    assert Elsewhere(lambda: [other]).loaded_here(mine, "", hash_of_file(mine)) == mine


def test_a_packed_file_of_the_same_text_is_a_copy(tmp_path: Path) -> None:
    """`python -m zipapp src`: the folder's name is not in the archive."""
    (mine,) = files(tmp_path, src__cart="total = 1")
    archive = tmp_path / "shop.pyz"
    with zipfile.ZipFile(archive, "w") as stream:
        stream.write(mine, "cart.py")
    packed = f"{archive}/cart.py"
    loaded_here = Elsewhere(lambda: [packed]).loaded_here
    assert loaded_here(mine, "", hash_of_file(mine)) == packed
    assert loaded_here(mine, "", "another text") == mine


def test_the_same_file_under_another_path(tmp_path: Path) -> None:
    """As bind mounts make it, and file systems for which upper and lower case are the same."""
    (mine,) = files(tmp_path, work__cart="x")
    for name in ("cart.py", "Cart.py"):
        other = tmp_path / "srv" / name
        other.parent.mkdir(exist_ok=True)
        other.hardlink_to(mine)
        assert Elsewhere(lambda other=other: [str(other)]).loaded_here(mine, "", "?") == str(other)


def test_what_is_loaded_later_is_found_when_it_is_looked_for_again(tmp_path: Path) -> None:
    (cart,) = files(tmp_path, shop__cart="x")
    loaded: list[str] = []
    elsewhere = Elsewhere(lambda: loaded)
    assert elsewhere.here("/home/ann/cart.py", "", hash_of_file(cart)) == "/home/ann/cart.py"
    loaded.append(cart)
    elsewhere.look_again()
    assert elsewhere.here("/home/ann/cart.py", "", hash_of_file(cart)) == cart


def test_the_user_s_map_comes_before_what_looks_alike(tmp_path: Path) -> None:
    (alike, mapped) = files(tmp_path, api__cart="same", old__cart="another")
    assert Elsewhere(lambda: [alike]).here("/srv/api/cart.py", mapped, hash_of_file(alike)) == mapped


def started(programs: Programs) -> tuple[Program, Server]:
    files(programs.folder, shop____init__="", shop__cart=CART)
    program = programs.start(SHOP)
    assert program.process.stdout and program.process.stdout.readline() == "ready\n"
    return program, program.server()


def test_a_point_in_a_program_of_another_folder(programs: Programs) -> None:
    program, server = started(programs)
    server.set(targets.probe(program.source, "/home/ann/shop/program.py", "pay"))
    told = server.until_status("pay", "armed")
    assert (told["file"], told["hash"]) == (program.file, hash_of_file(program.file))
    assert program.say() == "5"
    server.until(lambda: server.captures, "a capture")


def test_a_module_that_is_imported_later(programs: Programs) -> None:
    program, server = started(programs)
    server.set(targets.probe(CART, "/home/ann/shop/cart.py", "total"))
    server.until_status("total", "pending")
    program.say("import")
    server.until_status("total", "armed")
    lines = server.request("source/lines", {"file": "/home/ann/shop/cart.py"})["result"]
    assert (lines["loaded"], lines["lines"]) == (True, [2, 3])


def test_a_copy_that_is_imported_later(programs: Programs) -> None:
    program, server = started(programs)
    (mine,) = files(programs.folder, src__shop__cart=CART)
    server.set(targets.probe(CART, mine, "total"))
    server.until_status("total", "pending")
    program.say("import")
    assert server.until_status("total", "armed")["file"] == str(programs.folder / "shop/cart.py")


def test_another_version_is_stale(programs: Programs) -> None:
    program, server = started(programs)
    program.say("import")
    theirs = CART.replace("sum(prices)", "sum(prices) * 2")
    server.set(targets.probe(theirs, "/home/ann/shop/cart.py", "total"))
    reason = server.until_status("total", "stale")["reason"]
    assert reason == "file differs from the running code: save it and restart the program"


def test_by_the_user_s_map(programs: Programs) -> None:
    program, server = started(programs)
    place = targets.probe(program.source, "/home/ann/main.py", "pay")
    server.set(place | {"mapped": program.file})
    server.until_status("pay", "armed")


def test_the_owner_s_policy_is_about_the_file_that_is_here(programs: Programs) -> None:
    policy = f'{{paths = ["{programs.folder / "shop"}"]}}'
    files(programs.folder, shop____init__="", shop__cart=CART)
    program = programs.start(SHOP, SNAPPOINT_POLICY=policy)
    assert program.process.stdout and program.process.stdout.readline() == "ready\n"
    server = program.server()
    server.set(targets.probe(program.source, "/home/ann/shop/program.py", "pay"))
    assert "only, not in program.py" in server.until_status("pay", "rejected")["reason"]
