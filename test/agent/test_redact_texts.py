"""Secrets in texts, and texts that only speak of secrets."""

from __future__ import annotations

import json
import logging
import re
from urllib.parse import quote, urlsplit

import pytest
from probing import Probing
from rendered import render

from snappoint.rendering.secrets import redacted

SECRET = "kq7-hidden4me"

SENTENCES = """
    the password is {}
    your password was changed to {}
    Password for ann: {}
    using token {} for login
    API key is {}.
    Passphrase -> {}
    session id = {}
    logged in with password {}
    ann's password ({}) expired
    new token issued: {}
    password '{}'
    password: correct horse {}
    machine h login ann password {}
    CREATE USER ann IDENTIFIED BY '{}'
"""

COMMANDS = """
    mysql -u ann -p{} shop
    mysqldump -p'{} x' shop
    sshpass -p {} ssh host
    curl -u ann:{} http://h/
    curl --user ann:{} http://h/
    Command '['mysql', '-p{}']' returned 1
    redis-cli -h host -a {} ping
    smbclient -U ann%{} //host/share
"""

FORMS = r"""
    localhost:5432:shop:ann:{}
    https://{}@git.example.com/a.git
    //ann:{}@host/
    ann:{}@db.example.com:5432/shop
    jdbc:oracle:thin:ann/{}@dbhost:1521:svc
    postgres://ann:a/{}@host/shop
    redirect%3D/x%3Ftoken%3D{}%26y
    token%253D{}
    Authorization: Digest username="ann", response="{}"
    Cookie: a="{}"; b=2
    Cookie: a=1;\r\n sessionid={}\r\nX: y
    {{"tokens": [["a"], ["{}", "b"]]}}
    {{"credentials": {{"a": {{"b": 1}}, "value": "{}"}}}}
    {{"name": "DB_PASSWORD", "value": "{}"}}
    db:\n  password: |\n    {}\n    more
    tokens:\n  - a\n  - {}
    password = \"\"\"\n{}\"\"\"
    <password><![CDATA[{}]]></password>
    <entry key="password" value="{}"/>
    <property name="password">{}</property>
    <input type="password" name="password" value="{}">
    form-data; name="password"\r\nX: y\r\n\r\n{}\r\n--x
    Account(user='ann', password=Secret('{}'))
    {{b'password': b'{}'}}
    [('Authorization', '{}')]
    a[password][]={}
    Private-Lines: 14\n{}\nPrivate-MAC: 12
    https://discord.com/api/webhooks/123456789012345678/{}kq7kq7
"""

LOOKS = """
    ann:$apr1$kq7kq7kq$kq7KQ7kq7KQ7kq7KQ7kq7.
    $2b$12$kq7KQ7kq7KQ7kq7KQ7kq7uKQ7kq7KQ7kq7KQ7kq7KQ7kq7KQ7kq7
    $argon2id$v=19$m=65536,t=3,p=4$kq7kq7kq$kq7KQ7kq7KQ7kq7KQ7
    pbkdf2_sha256$600000$kq7kq7$kq7KQ7kq7KQ7kq7KQ7=
    {SSHA}kq7KQ7kq7KQ7kq7KQ7kq7KQ7
    hvs.kq7kq7kq7kq7kq7kq7kq7 shpss_kq7kq7kq7kq7kq7kq7 sq0atp-kq7kq7kq7kq7kq7kq7
    doo_v1_kq7kq7kq7kq7kq7kq7 lin_api_kq7kq7kq7kq7kq7kq7 gsk_kq7kq7kq7kq7kq7kq7
    1//0kq7kq7kq7kq7kq7kq7kq7kq7kq7kq7kq7kq7
    eyJhbGciOiJkq7.kq7.kq7kq7.kq7.kq7kq7
"""


def lines(table: str) -> list[str]:
    return [line.strip() for line in table.strip().splitlines()]


def written(line: str) -> str:
    return line.format(SECRET).replace("\\r", "\r").replace("\\n", "\n").replace('\\"', '"')


@pytest.mark.parametrize("line", [*lines(SENTENCES), *lines(COMMANDS), *lines(FORMS)])
def test_a_secret_that_something_before_it_tells(line: str) -> None:
    assert SECRET in written(line)
    assert SECRET not in redacted(written(line))


@pytest.mark.parametrize("line", lines(LOOKS))
def test_a_secret_that_its_looks_tell(line: str) -> None:
    assert "kq7" not in redacted(line)


def test_a_key_that_stands_beside_its_name() -> None:
    assert redacted("AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY") == "‹redacted›"


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_json_in_json(level: int) -> None:
    text = json.dumps({"password": f'{SECRET} "quoted" {SECRET}', "user": "ann"})
    for _ in range(level):
        text = json.dumps({"body": text})
    assert SECRET not in redacted(text)
    assert "ann" in redacted(text)
    assert SECRET not in redacted(quote(text))


@pytest.mark.parametrize("before", range(180, 244, 3))
@pytest.mark.parametrize("telling", ["password=", "the password is ", "Bearer ", "PRIVATE KEY"])
def test_a_secret_that_the_end_of_a_long_text_cuts(before: int, telling: str) -> None:
    key = f"-----BEGIN RSA PRIVATE KEY-----\n{'kq7Hidden' * 300}"
    secret = key if telling == "PRIVATE KEY" else telling + "kq7Hidden" * 30
    for text in ("x " * (before // 2) + secret, f"{'x ' * (before // 2)}{secret}".encode()):
        assert "kq7" not in str(render(text))


def test_the_end_of_a_key_that_was_read_in_pieces() -> None:
    piece = f"{'kq7KQ7/+' * 8}\n{'kq7KQ7/+' * 3}\n-----END RSA PRIVATE KEY-----\nshown"
    assert redacted(piece) == "‹redacted›-----END RSA PRIVATE KEY-----\nshown"


HARMLESS = """
    the password is wrong|Password is required|password must have 8 characters|token has expired
    invalid token|Invalid password for user ann|no token given|password reset for ann@example.com
    the secret of success|secret is stored in vault|the secretary is Ann|author: Ann Lee|keyboard: german
    max_tokens=500|tokens per second: 33.5|eos_token_id = 2|spin = 3|GPIO pin 12 set|primary key is id
    the code is 404|exit code: 1|user:ann@example.com|mailto:ann@example.com|ssh://git@github.com/a/b
    http://localhost:4873/@scope/pkg|https://h:8080/@user/post|git@github.com:a/b.git|127.0.0.1:8080
    ("name", "password", "email")|['user', 'password', 'email']|def f(password: str) -> bool
    password: Optional[str] = None|token = None|secret=True|(using password: YES)|$HOME/bin:$PATH
    mkdir -p /tmp/x|docker run -p 8080:80 x|ssh -p 22 host|mysql -u ann shop|mysql -p shop|curl -u
    a.py:12: error: bad type [x]|2024-01-02T12:34:56.123456+00:00|4.111111111111111|Cookie Monster
    da39a3ee5e6b4b0d3255bfef95601890afd80709|550e8400-e29b-41d4-a716-446655440000|Bearer authentication
    credentials for ann|secret santa 2023|password length 12|the pin is on the board|passengers: 12
"""


@pytest.mark.parametrize("text", [one for line in lines(HARMLESS) for one in line.split("|")])
def test_a_text_that_only_speaks_of_secrets(text: str) -> None:
    assert redacted(text) == text


def test_a_list_of_a_command_s_arguments() -> None:
    assert SECRET not in str(render(["sudo", "/usr/bin/mysql", "-u", "ann", f"-p{SECRET}", "shop"]))
    assert SECRET not in str(render(("curl", b"-u", f"ann:{SECRET}", "http://h")))
    assert render(["docker", "run", "-p", "8080:80"])["text"] == "['docker', 'run', '-p', '8080:80']"


def test_the_headers_of_a_flat_list() -> None:
    assert SECRET not in str(render([b"host", b"h", b"authorization", SECRET.encode()]))
    assert render(["user", "password", "email"])["text"] == "['user', 'password', 'email']"


@pytest.mark.parametrize(
    ("message", "is_hidden"),
    [("login with password %s", True), ("%s has token=%r", True), ("%s of %d", False)],
)
def test_what_the_gaps_of_a_log_message_are_filled_with(message: str, is_hidden: bool) -> None:
    record = logging.LogRecord("n", logging.INFO, "f", 1, message, (SECRET, 5), None)
    args = next(one["value"] for one in render(record)["children"] if one["name"] == "args")
    assert args["text"] == ("‹redacted›" if is_hidden else f"('{SECRET}', 5)")


SOURCE = """
    def looks_at(text, other):
        return other  # @here
"""


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (f"token={SECRET}", [SECRET, "shown"]),
        (f"token={SECRET}", re.match(r"\w+=(.*)", f"token={SECRET}")),
        (f"https://ann:{SECRET}@h/", urlsplit(f"https://ann:{SECRET}@h/")),
    ],
)
def test_what_a_text_tells_is_found_in_the_rest_of_the_capture(
    probing: Probing, text: str, other: object
) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "here")
    module.looks_at(text, other)
    assert probing.captures
    assert SECRET not in str(probing.captures)
