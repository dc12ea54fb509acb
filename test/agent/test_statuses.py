"""What a probe's owner is told: statuses with reasons, for files, texts and calls as they are."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest
from probing import SEES_OLD_CODE, Probing

from snappoint.engines.origin import original_of
from snappoint.inquiries import Inquiries
from snappoint.loaded import Status
from snappoint.policy import ANYTHING


def test_a_file_that_is_not_loaded(probing: Probing) -> None:
    name = probing.write("def f():\n    return 1  # @r\n")
    probing.arm(name, "r")
    assert probing.status("r") == Status("pending", f"waiting: {name}.py is not imported", 0)


def test_a_late_import_is_armed_before_its_code_runs(probing: Probing) -> None:
    name = probing.write("top = 1  # @top\n\ndef f():\n    return 1  # @r\n\nf()\n")
    probing.arm(name, "r", "top")
    module = importlib.import_module(name)
    assert (probing.hits("top"), probing.hits("r")) == (1, 1)
    module.f()
    assert probing.hits("r") == 2
    assert probing.status("r") == Status("armed", "", 1)
    probing.arm()
    assert module.f() == 1
    assert original_of(module.f.__code__) is module.f.__code__


def test_a_reloaded_module_is_armed_again(probing: Probing) -> None:
    module = probing.load("value = 5  # @top\n\ndef f():\n    return value  # @r\n")
    probing.arm(module, "top", "r")
    assert probing.status("top").status == "pending"
    assert "module is loaded again" in probing.status("top").reason
    importlib.reload(module)
    module.f()
    assert (probing.hits("top"), probing.hits("r")) == (1, 1)


def test_a_module_that_came_by_another_way_is_found_by_looking(probing: Probing, tmp_path: Path) -> None:
    name = probing.write("def f():\n    return 1  # @r\n")
    probing.arm(name, "r")
    file = str(tmp_path / f"{name}.py")
    module = ModuleType(name)
    module.__file__ = file
    exec(compile(Path(file).read_text(), file, "exec"), module.__dict__)
    sys.modules[name] = module
    probing.look_again()
    assert probing.status("r").status == "armed"


def test_a_text_that_differs_from_what_runs(probing: Probing) -> None:
    module = probing.load("def f():\n    return 1  # @r\n")
    probing.arm(module, "r", hash="0" * 64)
    assert probing.status("r").status == "stale"
    assert "differs from the running code" in probing.status("r").reason
    module.f()
    assert probing.hits("r") == 0


def test_a_file_that_was_changed_after_it_was_loaded(probing: Probing, tmp_path: Path) -> None:
    module = probing.load("def f():\n    return 1  # @r\n")
    file = tmp_path / f"{module.__name__}.py"
    file.write_text("\n\n" + file.read_text())
    probing.arm(module, "r")
    assert probing.status("r").status == "stale"
    assert "changed since the program loaded it" in probing.status("r").reason


def test_a_change_after_arming_does_not_disturb_what_is_known(probing: Probing, tmp_path: Path) -> None:
    module = probing.load("def f():\n    x = 1  # @x\n    return x  # @r\n")
    probing.arm(module, "r")
    (tmp_path / f"{module.__name__}.py").write_text("changed = True\n")
    probing.arm(module, "r", "x")
    assert {probing.status(mark).status for mark in ("x", "r")} == {"armed"}


def test_a_statement_without_code_names_lines_that_have_some(probing: Probing) -> None:
    module = probing.load("def f():\n    x = 1\n    if 0:\n        dead()  # @dead\n    return x\n")
    probing.arm(module, "dead")
    assert probing.status("dead") == Status(
        "rejected", "no code here; try 3 or 5 (the interpreter made none for this statement)", 0
    )


def test_a_function_that_is_not_there_yet(probing: Probing) -> None:
    module = probing.load("if 0:\n    pass\nif len('') == 1:\n    def f():\n        return 1  # @r\n")
    probing.arm(module, "r")
    assert probing.status("r").status == "pending"


@pytest.mark.skipif(SEES_OLD_CODE, reason="from 3.12 on such calls are seen: test_monitoring.py")
def test_calls_under_way_are_told_apart_from_later_ones(probing: Probing) -> None:
    module = probing.load(
        """
        def wait(entered, go):
            entered.set()
            go.wait()
            return 1  # @r

        def numbers():
            yield 1
            yield 2  # @y
        """
    )
    entered, go = threading.Event(), threading.Event()
    thread = threading.Thread(target=module.wait, args=(entered, go))
    thread.start()
    entered.wait()
    suspended = module.numbers()
    next(suspended)
    try:
        probing.arm(module, "r", "y")
        one = (
            "a call that has already begun can't be seen, only later ones "
            "(Python 3.12 and later can, this one has no sys.monitoring)"
        )
        assert probing.status("r") == Status("partly armed", one, 1)
        assert probing.status("y") == Status("partly armed", one, 1)
    finally:
        go.set()
        thread.join()
    list(suspended)
    probing.look_again()
    assert probing.status("r").status == "armed"
    assert probing.status("y").status == "armed"
    assert list(module.numbers()) == [1, 2]
    assert probing.hits("y") == 1


def test_a_frozen_module_of_the_standard_library(probing: Probing) -> None:
    """`os` is frozen into the interpreter: its code says `<frozen os>`, its module names the file."""
    told = Inquiries(probing.registry, ANYTHING).answer("source/lines", os.__file__)
    loaded, text_hash, lines = told["loaded"], told["hash"], told["lines"]
    assert loaded
    assert text_hash
    assert os.path.splitext.__code__.co_firstlineno not in lines
    assert os.walk.__code__.co_firstlineno in lines


def test_functions_that_the_collector_was_told_to_forget(probing: Probing) -> None:
    """Servers that load an application before they fork call `gc.freeze()`."""
    module = probing.load(
        """
        import abc, functools

        class Shop(abc.ABC):
            def method(self):
                return 1  # @method
            @functools.cached_property
            def prop(self):
                return 2  # @prop

        class App:
            def __init__(self):
                self.routes = {}
            def route(self, function):
                self.routes["/"] = function

        app = App()

        @app.route
        def view():
            return 3  # @view

        @functools.lru_cache
        def cached():
            return 4  # @cached
        """
    )
    gc.freeze()
    try:
        probing.arm(module, "method", "prop", "view", "cached")
        shop = module.Shop()
        assert (shop.method(), shop.prop, module.app.routes["/"](), module.cached()) == (1, 2, 3, 4)
        hits = {mark: probing.hits(mark) for mark in ("method", "prop", "view", "cached")}
        assert hits == dict.fromkeys(hits, 1)
        probing.arm()
        assert module.app.routes["/"].__code__ is original_of(module.app.routes["/"].__code__)
    finally:
        gc.unfreeze()


def test_a_function_that_never_stays(probing: Probing) -> None:
    """A closure that is made and gone between two looks: its hits tell that it is armed."""
    module = probing.load(
        """
        def outer(pause):
            while pause():
                def inner(x):
                    return x  # @r
                inner(1)
        """
    )
    turns = iter([lambda: probing.arm(module, "r"), lambda: None, lambda: None])

    def pause() -> bool:
        turn = next(turns, None)
        if turn is not None:
            turn()
        return turn is not None

    module.outer(pause)
    if probing.hits("r"):
        assert probing.status("r").status == "armed"


def test_a_file_behind_a_link_is_the_same_file(probing: Probing, tmp_path: Path) -> None:
    module = probing.load("def f():\n    return 1  # @r\n")
    link = tmp_path / "link.py"
    link.symlink_to(tmp_path / f"{module.__name__}.py")
    probing.arm(module, "r", file=str(link))
    module.f()
    assert probing.hits("r") == 1
