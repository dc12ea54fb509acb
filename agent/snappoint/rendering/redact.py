"""Which values are too secret to leave the process, told by the name they go by."""

from __future__ import annotations

SECRET_WORDS = (
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "authorization",
    "credential",
    "cookie",
    "sessionid",
)
"""Parts of names, in lower case and without separators."""


_known: dict[str, bool] = {}
"""What was found out before: the same few names come with every capture."""

_MOST_KNOWN = 5000

SAID_BEFORE = _known.get
"""What `is_secret` has said of a name; None of a new one."""


def is_secret(name: str) -> bool:
    """Whether a variable, attribute or key of this name is withheld: `API_KEY`, `x-auth-token`."""
    found = _known.get(name)
    if found is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        found = _known[name] = _is_secret(name)
    return found


def _is_secret(name: str) -> bool:
    plain = "".join(c for c in name[:100].lower() if c.isalnum())
    return any(word in plain for word in SECRET_WORDS)
