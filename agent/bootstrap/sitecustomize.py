"""Starts Snappoint's agent in a program that `snappoint run` started, before the program's own code.

Python imports the first `sitecustomize` that it finds. This one makes way for the program's own, if
there is one, and is written so that any Python can read it: the command may start others besides.
"""

import os
import sys


def _step_aside():
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or os.curdir) != here]
    # Kept in its own namespace: Python 2 empties a module that nobody holds any more.
    globals()["_this"] = sys.modules.pop("sitecustomize")
    return here


def _start_agent(here):
    from importlib.util import module_from_spec, spec_from_file_location

    package = os.path.join(os.path.dirname(here), "snappoint")
    init = os.path.join(package, "__init__.py")
    spec = spec_from_file_location("snappoint", init, submodule_search_locations=[package])
    module = module_from_spec(spec)
    sys.modules["snappoint"] = module
    spec.loader.exec_module(module)
    module.start()


def _bootstrap():
    here = _step_aside()
    if sys.version_info[:2] >= (3, 11) and sys.implementation.name == "cpython":
        try:
            _start_agent(here)
        except Exception as error:
            sys.modules.pop("snappoint", None)
            sys.stderr.write("snappoint: not started: %s: %s\n" % (type(error).__name__, error))


_bootstrap()

# The program's own sitecustomize, or the ImportError that Python expects when there is none.
import sitecustomize  # noqa: E402, F401
