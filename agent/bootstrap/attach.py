"""Starts Snappoint's agent in a program that runs already.

Whoever attaches makes the program execute one line that executes this file in a namespace of its own, with
`ANSWER`, the file that waits for what came of it, `RUNTIME`, the folder where the agent is to be found, and
`REQUEST`, the file with that line. Nothing of it stays in the program but the agent.
"""

import _signal
import _thread
import json
import os
import sys
import time


def _attach():
    if not _claim(REQUEST):  # noqa: F821
        return
    try:
        problem = _start_agent()
    except BaseException as error:
        problem = "%s: %s" % (type(error).__name__, error)
    _answer(problem)


def _answer(problem):
    try:
        # Only if somebody still waits for it.
        with open(ANSWER, "r+", encoding="utf-8") as stream:  # noqa: F821
            stream.write(json.dumps({"problem": problem}) + "\n")
    except OSError:
        pass


def _start_agent():
    if sys.implementation.name != "cpython" or sys.version_info[:2] < (3, 11):
        return "Snappoint needs CPython 3.11 or newer, and this is %s" % sys.version.split()[0]
    if _is_ending():
        return "it is shutting down"
    package = _loaded_elsewhere() if "snappoint" in sys.modules else _load()
    return package.process.start(RUNTIME) or _found_elsewhere()  # noqa: F821


def _found_elsewhere():
    """Why whoever attaches would not find the agent that was started by somebody else, or nothing."""
    folder = sys.modules["snappoint.runtime_dir"].runtime_dir()
    if os.path.realpath(folder) == os.path.realpath(RUNTIME):  # noqa: F821
        return ""
    return "it has an agent already, in another folder: set SNAPPOINT_RUNTIME_DIR=%s" % folder


def _is_ending():
    """What is done at the end goes the other way: nobody would take the agent's files away."""
    threading = sys.modules.get("threading")
    return sys.is_finalizing() or (threading is not None and not threading.main_thread().is_alive())


def _load():
    from importlib.util import module_from_spec, spec_from_file_location

    here = os.path.dirname(os.path.abspath(__file__))
    folder = os.path.join(os.path.dirname(here), "snappoint")
    init = os.path.join(folder, "__init__.py")
    spec = spec_from_file_location("snappoint", init, submodule_search_locations=[folder])
    module = module_from_spec(spec)
    if sys.modules.setdefault("snappoint", module) is not module:
        return _loaded_elsewhere()
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop("snappoint", None)
        raise
    return module


def _loaded_elsewhere():
    """Another thread may be about to load it, because somebody else attaches too."""
    deadline = time.monotonic() + 5.0
    while not hasattr(sys.modules.get("snappoint"), "start") and time.monotonic() < deadline:
        time.sleep(0.01)
    return sys.modules["snappoint"]


def _claim(path):
    """Whoever attaches may hand the line over in two ways, and both may work in the end: once is enough."""
    try:
        os.unlink(path)
    except OSError:
        return False
    return True


def _in_background():
    """The thread that we were put into goes on at once. The new one takes no signal of the program's."""
    import threading  # noqa: F401 - the thread that loads it first counts as the main thread

    before = _signal.pthread_sigmask(_signal.SIG_BLOCK, _signal.valid_signals())
    try:
        _thread.start_new_thread(_attach, ())
    except RuntimeError as error:
        if _claim(REQUEST):  # noqa: F821
            _answer("it is shutting down" if "shutdown" in str(error) else "it starts no thread: %s" % error)
    finally:
        _signal.pthread_sigmask(_signal.SIG_SETMASK, before)


_in_background()
