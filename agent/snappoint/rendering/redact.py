"""Which values are too secret to leave the process: told by the name they go by, or by their type.

Secrets that are told by what they look like are `secrets`' part.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from . import static

REDACTED = "‹redacted›"

SECRET_PARTS = (
    *("password", "passwd", "passphrase", "passcode", "userpwd", "dbpwd", "pwdhash"),
    *("secret", "token", "credential", "cookie", "csrf", "xsrf", "bearer", "mnemonic"),
    *("apikey", "accesskey", "privatekey", "signingkey", "encryptionkey", "sshkey", "masterkey", "authkey"),
    *("authorization", "authheader", "sessionid", "sessionkey", "connectionstring"),
    *("securitycode", "cardnumber", "creditcard", "socialsecurity", "accountkey", "sessid"),
    *("passwort", "kennwort", "motdepasse", "contraseña", "contrasena", "wachtwoord", "пароль"),
    *("密码", "密碼", "パスワード", "비밀번호"),
)
"""Parts of names, in lower case and without separators."""

SECRET_ENDINGS = frozenset(
    [
        "pwd",
        "pass",
        "pw",
        "auth",
        "otp",
        "totp",
        "pin",
        "ssn",
        "cvv",
        "cvc",
        "jwt",
        "sid",
        "psk",
        "dsn",
        "creds",
        "senha",
    ]
)
"""Last words of names; as parts of a longer word they mostly mean something else."""

HARMLESS = (
    *("tokeniz", "tokenis", "tokencount", "tokenscount", "tokensused", "tokenids", "tokenlimit", "tokentype"),
    *("usedtokens", "maxtokens", "mintokens", "numtokens", "ntokens", "totaltokens", "prompttokens"),
    *(
        "completiontokens",
        "inputtokens",
        "outputtokens",
        "tokenexpir",
        "tokenttl",
        "secretary",
        "secretariat",
    ),
    *("tokensper", "tokenlength", "tokenindex", "tokenid", "tokenembed", "tokenpos", "tokenstream"),
    *("eostoken", "bostoken", "padtoken", "unktoken", "masktoken", "clstoken", "septoken", "lexertoken"),
    *("canceltoken", "cancellationtoken"),
    *("cookiecutter", "cookieage", "cookiesecure", "cookiehttponly", "cookiesamesite", "cookiepath"),
    *("passwordless", "passwordvalidators", "passwordhashers", "passwordlength"),
)
"""Words that contain such parts and are not meant."""

WORKING_FOLDERS = frozenset(("'PWD'", "'OLDPWD'", "PWD", "OLDPWD"))
"""In every environment, and no passwords."""

SECRET_TYPES = frozenset(
    {
        ("pydantic.types", "SecretStr"),
        ("pydantic.types", "SecretBytes"),
        ("pydantic.types", "Secret"),
        ("starlette.datastructures", "Secret"),
        ("http.cookies", "Morsel"),
        ("http.cookiejar", "Cookie"),
        ("netrc", "netrc"),
        ("Crypto.PublicKey.RSA", "RsaKey"),
        ("django.contrib.sessions.backends.base", "SessionBase"),
    }
)

PRIVATE_KEY = "PrivateKey"
"""How the names of classes of private keys end, in all libraries that were looked at."""


class Rules(NamedTuple):
    """What the program's owner wants withheld beside the defaults."""

    names: tuple[str, ...] = ()
    """Parts of names, in lower case and without separators."""

    allowed: frozenset[str] = frozenset()
    """Names, in the same form, that are never withheld."""

    types: frozenset[str] = frozenset()
    """Classes by their full names: `shop.models.Card`."""

    only: tuple[str, ...] | None = None
    """Patterns of the only paths that are shown: `order.*`. None: no such restriction."""


_rules = Rules()

_types: dict[int, type] = {}
"""Classes that the program registered, by identity; held, so that no other class gets the same one."""

_known: dict[str, bool] = {}
"""What was found out before: the same few names come with every capture."""

_MOST_KNOWN = 5000

SAID_BEFORE = _known.get
"""What `is_secret` has said of a name; None of a new one."""


def use(rules: Rules) -> None:
    """From now on these rules hold."""
    global _rules
    _rules = rules
    _known.clear()


def redact_type(cls: type) -> None:
    """Withholds all objects of a class and of those derived from it."""
    if not isinstance(cls, type):
        raise TypeError(f"a class is needed, not {static.type_name(cls)}")
    _types[id(cls)] = cls


def is_secret(name: str) -> bool:
    """Whether a variable, attribute or key of this name is withheld: `API_KEY`, `x-auth-token`."""
    found = _known.get(name)
    if found is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        # In a mode that shows only what is listed, every name has to be looked at.
        found = _known[name] = _rules.only is not None or _is_secret(name)
    return found


def is_withheld_by_name(name: str) -> bool:
    """The same, whatever mode there is."""
    return is_secret(name) if _rules.only is None else _is_secret(name)


def is_secret_type(cls: type) -> bool:
    """Whether objects of this class are withheld wherever they stand."""
    for base in static.mro(cls):
        module, name = static.module_of(base), static.qualified_name(base)
        if (module, name) in SECRET_TYPES or name.endswith(PRIVATE_KEY) or id(base) in _types:
            return True
        if _rules.types and f"{module}.{name}" in _rules.types:
            return True
    return False


def rules() -> Rules:
    """Those that hold."""
    return _rules


def simplified(name: str) -> str:
    """A name in lower case and without separators."""
    return "".join(_words(name))


def _is_secret(name: str) -> bool:
    words = _words(name)
    plain = "".join(words)
    if plain in _rules.allowed or name in WORKING_FOLDERS:
        return False
    if _holds_any(plain, _rules.names):
        return True
    for harmless in HARMLESS:
        plain = plain.replace(harmless, " ")
    return _holds_any(plain, SECRET_PARTS) or (bool(words) and words[-1] in SECRET_ENDINGS)


def _holds_any(text: str, parts: Iterable[str]) -> bool:
    return True in [part in text for part in parts]


def _words(name: str) -> list[str]:
    """`smtpPass`, `SMTP_PASS` and `smtp-pass` are `smtp`, `pass`."""
    words, before = [""], ""
    for char in name[: static.LONGEST_NAME]:
        if not char.isalnum() or (char.isupper() and before.islower()):
            words.append("")
        words[-1] += char.lower() if char.isalnum() else ""
        before = char
    return [word for word in words if word]
