"""Watches from inside a program, without Snappoint's help, which functions run which code objects.

Each SIGUSR1 writes a report, one JSON line, to the file named by DEMO_WITNESS. The first one also
remembers every function's code object as the original. Beside that file stands the process's id. As a `sitecustomize` of the program's own, it
shows besides that `snappoint run` leaves such a module its place.
"""

import gc
import json
import os
import signal
import sys
from types import FunctionType

_originals = {}


def _functions():
    """The functions of the main module, by qualified name; `python -m http.server` is one too."""
    namespace = sys.modules["__main__"].__dict__
    found = [f for f in gc.get_referrers(namespace) if type(f) is FunctionType]
    return {f.__qualname__: f for f in found if f.__name__ != "<module>"}


def _report(*_):
    functions = _functions()
    if not _originals:
        _originals.update((name, function.__code__) for name, function in functions.items())
    changed = [name for name, code in _originals.items() if functions[name].__code__ is not code]
    with open(os.environ["DEMO_WITNESS"], "a") as file:
        file.write(json.dumps({"functions": len(_originals), "changed": sorted(changed)}) + "\n")


signal.signal(signal.SIGUSR1, _report)
with open(os.environ["DEMO_WITNESS"] + ".pid", "w") as _file:
    _file.write(f"{os.getpid()}\n")
