"""Whose exception it is that comes up while our code runs."""

from __future__ import annotations

import sys

_PACKAGE = __name__.partition(".")[0]


def is_the_programs(error: BaseException) -> bool:
    """Whether a signal handler of the program raised this. Such an exception belongs to the line that was
    stopped at, and is not ours to keep."""
    is_outside = False
    step = error.__traceback__
    while step is not None:
        name = step.tb_frame.f_globals.get("__name__")
        top = name.partition(".")[0] if type(name) is str else ""
        if top == _PACKAGE:
            is_outside = False
        elif not _is_of_python(top):
            is_outside = True
        step = step.tb_next
    return is_outside


def _is_of_python(module: str) -> bool:
    """The standard library works for us too; what makes a named tuple is of a module by that tuple's name."""
    return module in sys.stdlib_module_names or module.startswith("namedtuple_")
