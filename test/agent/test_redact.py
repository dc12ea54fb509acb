"""What is withheld before it leaves the process: by its name, by its type, and by its looks."""

from __future__ import annotations

import dataclasses
import inspect
import re
import time
import timeit
from http.cookies import SimpleCookie

import pytest
from rendered import preview, render, tree

import snappoint
from snappoint.rendering.arguments import without_secrets
from snappoint.rendering.limits import Limits
from snappoint.rendering.redact import Rules, is_secret, use
from snappoint.rendering.secrets import redacted, use_patterns
from snappoint.rendering.values import Renderer

pytestmark = pytest.mark.usefixtures("rules_of_its_own")

HIDDEN = "‹redacted›"


SECRET_NAMES = """
    password passwd pwd db_pass userPassword PASSWORD DB-PASSWORD my.password password1 smtpPass
    passphrase secret client_secret SECRET_KEY secretKey aws_secret_access_key token accessToken
    ACCESS-TOKEN auth_token csrfmiddlewaretoken api_key apikey API-KEY apiKey x-api-key access_key
    private_key privateKey signing_key authorization Authorization AUTHORIZATION proxy-authorization
    http_authorization auth credentials credential cookie Cookie set-cookie cookies session_id sessionid
    PHPSESSIONID session_key bearer jwt otp totp user_pin ssn cvv card_number cardNumber creditCard
    security_code mnemonic dsn SENTRY_DSN sid AccountKey creds PHPSESSID passwort mot_de_passe contraseña
    senha пароль
"""


OTHER_NAMES = """
    author authors authority passenger compass bypass spin pinned pin_memory tokenizer max_tokens
    n_tokens prompt_tokens token_count side inside residual secretary key keys keyboard monkey name value
    total cart PWD OLDPWD user email session request order path passes host
"""


class Text(str):
    __slots__ = ()
    __getitem__ = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    "name",
    SECRET_NAMES.split(),
)
def test_a_secret_name_in_any_spelling(name: str) -> None:
    assert is_secret(name)
    assert tree({name: "hunter2"}) == {repr(name): HIDDEN}


@pytest.mark.parametrize(
    "name",
    OTHER_NAMES.split(),
)
def test_a_name_that_only_looks_like_one(name: str) -> None:
    assert not is_secret(name)
    assert tree({name: "shown"}) == {repr(name): "'shown'"}


def test_a_secret_shows_its_type_and_that_it_is_withheld() -> None:
    value = render({"password": "hunter2"})["children"][0]["value"]
    assert value == {"type": "str", "text": HIDDEN, "cut": "redacted"}
    assert tree({"password": 12345, "token": ["a"], "secret": b"x"}) == dict.fromkeys(
        ["'password'", "'token'", "'secret'"], HIDDEN
    )


@pytest.mark.parametrize("secret", [123456, "secret!", Text("secret!"), b"secret!", bytearray(b"secret!")])
def test_what_it_says_is_known_to_the_capture(secret: object) -> None:
    renderer = Renderer(Limits())
    renderer.named("password", secret)
    assert renderer.allowance.withheld == ["123456" if secret == 123456 else "secret!"]


def test_whether_there_is_a_secret_is_none() -> None:
    assert tree({"password": None, "token": True}) == {"'password'": "None", "'token'": "True"}


@dataclasses.dataclass
class Account:
    user: str
    password: str


class Slotted:
    __slots__ = ("api_key", "user")

    def __init__(self) -> None:
        self.user, self.api_key = "ann", "hunter2"


@pytest.mark.parametrize(
    "obj",
    [
        Account("ann", "hunter2"),
        Slotted(),
        {"deep": [{"er": Account("ann", "hunter2")}]},
        {b"authorization": b"hunter2"},
        {"headers": [("Authorization", "hunter2"), ("Accept", "*/*")]},
        [(b"cookie", b"hunter2")],
        ["login", "--password", "hunter2", "--verbose"],
        {"name": "API_KEY", "value": "hunter2"},
        Exception("login failed: password=hunter2"),
        "https://ann:hunter2@example.com/a",
        "https://example.com/a?user=ann&access_token=hunter2&x=1",
        b"Authorization: Basic hunter2",
        "Cookie: session=hunter2; theme=dark",
        '{"user": "ann", "password": "hunter2"}',
        "api_key: hunter2",
        {"postgres://ann:hunter2@db/shop": 1},
        '{"password": "correct hunter2, battery; \\"staple\\""}',
        '{"outer": "{\\"password\\": \\"a hunter2 b\\"}"}',
        "password='two words, hunter2'",
        "{'tokens': ['a', 'hunter2']}",
        "PASSWORD => hunter2",
        "password := hunter2",
        "user[password]=hunter2",
        "user%5Bpassword%5D=hunter2&a=b",
        "password=x(hunter2",
        "docker run --db-password hunter2 image",
        "docker run --token 'with hunter2'",
        "<login><password kind='plain'>the hunter2</password></login>",
        "https://bucket/a?X-Amz-Date=1&X-Amz-Signature=hunter2",
        "https://account/blob?sv=1&sig=hunter2&se=2",
        "AccountName=shop;AccountKey=hunter2==;EndpointSuffix=x",
        "post to https://hooks.slack.com/services/T000/B000/hunter2",
        SimpleCookie("theme=hunter2"),
        [{"Key": "DB_PASSWORD", "Value": "hunter2"}],
        {"header": "Authorization", "data": "hunter2"},
        {b"name": b"password", b"value": b"hunter2"},
        inspect.Parameter("password", inspect.Parameter.KEYWORD_ONLY, default="hunter2"),
    ],
    ids=lambda obj: type(obj).__name__,
)
def test_it_is_found_wherever_it_stands(obj: object) -> None:
    assert "hunter2" not in str(render(obj))
    assert HIDDEN in str(render(obj))


CARD, TOKEN = "4111 1111 1111 1111", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"paid with {CARD}.", f"paid with {HIDDEN}."),
        ("5500-0000-0000-0004", HIDDEN),
        ("378282246310005", HIDDEN),
        ("4111 1111 1111 1112", "4111 1111 1111 1112"),
        ("1790000001250000000", "1790000001250000000"),
        ("2024-01-02 12:34:56.123456", "2024-01-02 12:34:56.123456"),
        (f"got {TOKEN} back", f"got {HIDDEN} back"),
        (f"{TOKEN[:30]}", HIDDEN),
        ("Bearer abcDEF123456", f"Bearer {HIDDEN}"),
        ("a basic understanding", "a basic understanding"),
        ("AKIAIOSFODNN7EXAMPLE", HIDDEN),
        ("ghp_" + "a1B2" * 9, HIDDEN),
        ("xoxb-123456789012-abcdefABCDEF", HIDDEN),
        ("sk_live_" + "a1B2" * 6, HIDDEN),
        ("AIza" + "a1B2c" * 7, HIDDEN),
        ("redis://:hunter2@cache:6379/0", f"redis://:{HIDDEN}@cache:6379/0"),
        ("amqp://ann:hun@ter2@mq", f"amqp://ann:{HIDDEN}@mq"),
        ("http://localhost:8080/a@b", "http://localhost:8080/a@b"),
        ("max_tokens=512, temperature: 0.5", "max_tokens=512, temperature: 0.5"),
        ("a = b: c", "a = b: c"),
        ("git log --oneline -n 3 a => b", "git log --oneline -n 3 a => b"),
        ("<b>bold</b> <i class='x'>text</i>", "<b>bold</b> <i class='x'>text</i>"),
        ("https://h/?design=3&signal=x", "https://h/?design=3&signal=x"),
        ('{"password": "a b", "user": "ann"}', '{"password": "' + HIDDEN + '", "user": "ann"}'),
        ("password=a, user=ann", f"password={HIDDEN}, user=ann"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----\nend",
            f"{HIDDEN}\nend",
        ),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", HIDDEN),
        ("-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----"),
    ],
)
def test_only_the_secret_in_a_text_is_replaced(text: str, shown: str) -> None:
    assert redacted(text) == shown
    assert preview(text) == repr(shown)


def test_a_number_that_is_a_card_s() -> None:
    assert preview(4111111111111111) == HIDDEN
    assert preview(4111111111111112) == "4111111111111112"


@pytest.mark.parametrize("before", range(200, 245))
def test_a_secret_that_begins_before_the_end_of_a_long_text(before: int) -> None:
    shown = preview("x" * before + " " + TOKEN + " " + "y" * 500)
    assert "eyJ" not in shown
    assert TOKEN[5:13] not in shown


EVIL = [
    *("a", "1 ", "eyJ", "://", "a=", "-----BEGIN PRIVATE KEY-----", "Bearer ", "a:b@", "x://a:", "A ", "1-"),
    *("--password ", "<password>", "<a ", "--", "user[password]=", "?signature", '\\"', "password=[", "?a-"),
    *(
        "-----END PRIVATE KEY",
        "('password', '",
        "password:\n",
        " a: |\n",
        "mysql -p",
        "curl -u a:",
        "cookie: '",
    ),
    *(
        "password is ",
        "token for a ",
        "password=f(",
        "1:1:",
        "//a:",
        "%22password%22%3A",
        "Private-Lines: 1\n",
    ),
    *('name="pin"\n\n', "a/b@c", "Cookie:\n "),
    *("sk-", "a-a.", "cookie:", '\\"=', "bearer ", 'aaaa:"', "SG.", "password=", "x:", "%3D", "4111 "),
]


@pytest.mark.parametrize("piece", EVIL)
def test_the_time_it_takes_grows_with_the_text_only(piece: str) -> None:
    short, long = piece * (4_000 // len(piece)), piece * (64_000 // len(piece))
    # Sixteen times the text; with quadratic time it would be 256. By the processor's time, several times in
    # turn, since others use the machine too.
    ratios = (seconds_for(long) / seconds_for(short) for _ in range(6))
    assert any(ratio < 64 for ratio in ratios)


def seconds_for(text: str) -> float:
    took: float = min(timeit.repeat(lambda: redacted(text), number=1, repeat=2, timer=time.thread_time))
    return took


class Vault:
    def __init__(self) -> None:
        self.content = "hunter2"


class Safe(Vault):
    pass


def test_a_type_that_the_program_registers() -> None:
    snappoint.redact_type(Vault)
    assert render(Vault()) == {"type": "Vault", "text": HIDDEN, "cut": "redacted"}
    assert preview([Safe()]) == f"[{HIDDEN}]"
    with pytest.raises(TypeError):
        snappoint.redact_type("Vault")  # type: ignore[arg-type]


def test_a_type_that_the_owner_names() -> None:
    use(Rules(types=frozenset([f"{__name__}.Vault"])))
    assert preview(Safe()) == HIDDEN


def test_a_class_of_private_keys() -> None:
    assert preview(type("RSAPrivateKey", (Vault,), {})()) == HIDDEN


def test_names_and_patterns_of_the_owner() -> None:
    use(Rules(names=("internalnote",), allowed=frozenset(["tokenname"])))
    use_patterns([re.compile(r"CUST-\d{8}")])
    shown = tree({"Internal-Note": "x", "token_name": "y", "id": "is CUST-12345678"})
    assert list(shown.values()) == [HIDDEN, "'y'", f"'is {HIDDEN}'"]


def test_a_command_line() -> None:
    line = [
        "app",
        "--password",
        "hunter2",
        "--token=abc",
        "-v",
        "--db",
        "pg://ann:hunter2@h/d",
        "--auth",
        "-x",
    ]
    assert without_secrets(line) == [
        *("app", "--password", HIDDEN, f"--token={HIDDEN}", "-v", "--db", f"pg://ann:{HIDDEN}@h/d"),
        *("--auth", "-x"),
    ]


def test_only_what_is_listed_is_shown() -> None:
    use(Rules(only=("order.*", "total", "*.status")))
    order = {"id": 7, "lines": [{"price": 2}]}
    shown = {
        "order": order,
        "total": 5,
        "user": Account("ann", "x"),
        "job": {"status": "late", "owner": "ann"},
        "text": "private",
    }
    from snappoint.rendering.limits import Limits  # noqa: PLC0415
    from snappoint.rendering.values import Renderer  # noqa: PLC0415

    renderer = Renderer(Limits(seconds=60.0))
    told = {name: renderer.named(name, obj)["value"]["text"] for name, obj in shown.items()}
    assert told == {
        "order": "dict('id'=7, 'lines'=[{'price': 2}])",
        "total": "5",
        "user": "Account(user=‹not allowed›, password=‹redacted›)",
        "job": "dict('status'='late', 'owner'=‹not allowed›)",
        "text": "‹not allowed›",
    }
