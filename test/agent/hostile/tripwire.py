"""What hostile objects do when any code of theirs runs: they note it, and then do harm."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any, NoReturn

TRIPPED: list[str] = []
"""What ran though it should not have."""


class TripwireError(BaseException):
    """Not an Exception: nothing of ours may swallow it."""


def trip(what: str) -> None:
    TRIPPED.append(what)


def spring(*_: object, **__: object) -> NoReturn:
    """What any method of a hostile class is."""
    trip("a method")
    raise TripwireError


def named(name: str) -> Callable[..., NoReturn]:
    """The same, which says its name."""

    def sprung(*_: object, **__: object) -> NoReturn:
        trip(name)
        raise TripwireError

    return sprung


def hang(*_: object) -> NoReturn:
    trip("hang")
    while True:
        signal.pause()


def die(*_: object) -> NoReturn:
    trip("die")
    os.kill(os.getpid(), signal.SIGKILL)
    raise TripwireError


def leave(*_: object) -> NoReturn:
    trip("leave")
    os._exit(3)


_SPECIAL = """
    repr str len iter next reversed getattribute getattr eq ne lt le gt ge hash bool getitem contains call int
    index float complex bytes format dir fspath reduce reduce_ex getstate sizeof missing length_hint copy
    deepcopy enter exit instancecheck subclasscheck get set_name prepare del_ buffer await aiter anext
    round trunc floor ceil abs neg pos invert add radd mul rmul and or xor sub mod divmod pow matmul
    array array_interface array_struct array_priority dataframe dlpack torch_function
    repr_html repr_pretty repr_mimebundle rich_repr pretty sql html
"""

EVERY_METHOD: dict[str, Any] = {f"__{name}__": named(name) for name in _SPECIAL.split()}
"""Every special method that anybody might call to show an object."""

EVERY_METHOD |= {name: property(named(name)) for name in ("__class__", "__dict__", "__doc__", "__slots__")}
del EVERY_METHOD["__slots__"]


def hostile_class(*bases: Any, name: str = "Hostile", **members: Any) -> Any:
    """A class whose every method is a tripwire, those of its bases among them."""
    own = {found: named(found) for base in bases for found in dir(base) if not found.startswith("_")}
    return type(bases[0])(name, bases, {**own, **EVERY_METHOD, **members}) if bases else _plain(name, members)


def _plain(name: str, members: dict[str, Any]) -> Any:
    return type(name, (), {**EVERY_METHOD, **members})
