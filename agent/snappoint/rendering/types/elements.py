"""Elements of arrays and tables that are told by a text, because to read them would do more than that."""

from __future__ import annotations

from .view import View, ViewFunction


class Element:
    """Stands where the element itself would."""

    __slots__ = ("cut", "text")

    def __init__(self, text: str, cut: str = "") -> None:
        self.text = text
        self.cut = cut


NOT_READ = Element("…", "not read")


def _element(obj: Element, _base: type) -> View:
    return View(obj.text, cut=obj.cut)


BUILTIN: dict[type, ViewFunction] = {Element: _element}

NAMED: dict[tuple[str, str], ViewFunction] = {}
