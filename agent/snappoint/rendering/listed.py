"""A mode in which only what the owner has listed is shown, by paths such as `order.lines[0].price`."""

from __future__ import annotations

from fnmatch import fnmatchcase

from .redact import rules


def shows_only() -> bool:
    """Whether there is such a list."""
    return rules().only is not None


def is_listed(path: str) -> bool:
    """Whether this is shown, or something that it is part of."""
    steps = _steps(path)
    prefixes = [".".join(steps[: count + 1]) for count in range(len(steps))]
    return any(fnmatchcase(prefix, pattern) for prefix in prefixes for pattern in rules().only or ())


def leads_to_listed(path: str) -> bool:
    """Whether something below may be listed."""
    steps = _steps(path)
    return any(_leads(steps, pattern.split(".")) for pattern in rules().only or ())


def _leads(steps: list[str], pattern: list[str]) -> bool:
    if pattern[0].startswith("*"):
        return True
    return len(pattern) > len(steps) and all(map(fnmatchcase, steps, pattern))


def _steps(path: str) -> list[str]:
    return path.replace("[", ".").replace("]", "").replace("'", "").split(".")
