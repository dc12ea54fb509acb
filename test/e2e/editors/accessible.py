"""What assistive technology sees of a window, for tests: answers each line of JSON with one.

Run by the system's Python, which has the bindings. `{"names": ROLE}` gives the names of all that is showing
with this role; `{"centre": [ROLE, NAME]}` where the first of them that has NAME in its name stands on the
screen, or null.
"""

import json
import sys
from collections.abc import Iterator

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

MOST_TRIES = 50


def showing(role: str) -> list[Atspi.Accessible]:
    """All with this role, seen at one moment: what changes while we look makes us look again."""
    for _ in range(MOST_TRIES):
        try:
            desktop = Atspi.get_desktop(0)
            desktop.clear_cache()
            windows = [window for application in children(desktop) for window in children(application)]
            return [one for window in windows for one in visible(window) if one.get_role_name() == role]
        except (GLib.Error, LookupError):
            continue
    raise RuntimeError("the window never came to rest")


def visible(one: Atspi.Accessible) -> Iterator[Atspi.Accessible]:
    if one.get_state_set().contains(Atspi.StateType.SHOWING):
        yield one
        for child in children(one):
            yield from visible(child)


def children(one: Atspi.Accessible) -> list[Atspi.Accessible]:
    found = [one.get_child_at_index(index) for index in range(one.get_child_count())]
    if None in found:
        raise LookupError("a child has gone")
    return found


def names(role: str) -> list[str]:
    return [one.get_name() for one in showing(role)]


def centre(wanted: list[str]) -> list[int] | None:
    role, name = wanted
    for one in showing(role):
        if name in one.get_name():
            box = one.get_extents(Atspi.CoordType.SCREEN)
            return [box.x + box.width // 2, box.y + box.height // 2]
    return None


QUESTIONS = {"names": names, "centre": centre}

for line in sys.stdin:
    [(question, argument)] = json.loads(line).items()
    print(json.dumps(QUESTIONS[question](argument)), flush=True)
