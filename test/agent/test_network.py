"""Servers on other machines: an encrypted port, for those who know the token, and only where it is wanted."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import targets
from programs import Program, Programs
from server import PATIENCE, Server, wait_for

from snappoint.network import Network, NetworkError

KEYS = Path(__file__).resolve().parents[1] / "wire"
TOKEN = re.findall(r"TOKEN-----\n(.+)\n", (KEYS / "connect.pem").read_text())[0]

SHOP = """
    import os, sys

    def pay(total):
        return total  # @pay

    print("ready", flush=True)
    for line in sys.stdin:
        if line == "fork\\n" and os.fork():
            os.wait()
        print(pay(5), flush=True)
"""


_opened: list[Server] = []


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """Closes what a test has connected."""
    yield
    while _opened:
        _opened.pop().close()


class NetworkServer(Server):
    """Comes by network; `found` has the port."""

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__(found)
        _opened.append(self)

    def _connected(self, found: dict[str, Any]) -> socket.socket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.load_verify_locations(KEYS / "connect.pem")
        plain = socket.create_connection(("127.0.0.1", found["port"]), PATIENCE)
        return context.wrap_socket(plain)


@pytest.fixture
def keys(tmp_path: Path) -> str:
    """Where the program's keys are. Git does not keep who may read a file."""
    copy = tmp_path / "agent.pem"
    shutil.copy(KEYS / "agent.pem", copy)
    copy.chmod(0o600)
    return str(copy)


def free_ports(count: int) -> int:
    """The first of so many neighbouring ports that are free now."""
    for first in range(20_000 + os.getpid() % 20_000, 60_000, count):
        try:
            for port in range(first, first + count):
                with socket.socket() as one:
                    one.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise AssertionError("no ports are free")


def started(programs: Programs, keys: str, ports: str, **env: str) -> Program:
    listen = f"tcp://127.0.0.1:{ports}"
    program = programs.start(SHOP, SNAPPOINT_LISTEN=listen, SNAPPOINT_KEYS=keys, **env)
    assert program.process.stdout and program.process.stdout.readline() == "ready\n"
    program.agent()
    return program


def by_network(port: int, client: str = "far", token: str = TOKEN) -> NetworkServer:
    server = NetworkServer({"port": port})
    server.initialize(client, token)
    return server


def pid_at(port: int) -> int | None:
    """Which process answers there, if any does."""
    try:
        server = by_network(port)
    except OSError:
        return None
    pid: int = server.hello["result"]["process"]["pid"]
    server.close()
    return pid


def test_a_point_by_network(programs: Programs, keys: str) -> None:
    port = free_ports(1)
    program = started(programs, keys, str(port))
    server = by_network(port)
    server.set(targets.probe(program.source, program.file, "pay"))
    server.until_status("pay", "armed")
    assert program.say() == "5"
    server.until(lambda: server.captures, "a capture")
    assert server.request("shutdown")["result"] is None
    server.until_closed()
    assert program.end()[0] == 0


def test_long_messages_go_both_ways(programs: Programs, keys: str) -> None:
    port = free_ports(1)
    program = started(programs, keys, str(port))
    server = by_network(port)
    probe, far = targets.probe(program.source, program.file, "pay"), "/nowhere/" + "x" * 1000
    probes = [probe | {"id": f"p{n}" * 20, "file": f"{far}/{n}.py"} for n in range(1000)]
    assert server.set(*probes)["result"] == {"revision": 1}
    server.until(lambda: len(server.statuses) == 1000, "all statuses")


def test_who_does_not_know_the_token_is_not_let_in(programs: Programs, keys: str, tmp_path: Path) -> None:
    port, record = free_ports(1), tmp_path / "record.jsonl"
    program = started(programs, keys, str(port), SNAPPOINT_AUDIT=str(record))
    for token in ("", "wrong", program.agent()["token"]):
        server = NetworkServer({"port": port})
        server.initialize("far", token)
        assert server.hello["error"]["message"] == "wrong token"
        server.until_closed()
    # And the network's token is none for those who come by the socket.
    assert program.server(token=TOKEN).hello["error"]["message"] == "wrong token"
    by_network(port)
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert [one["event"] for one in lines] == ["refused"] * 4 + ["connected"]
    assert lines[0]["peer"]["address"].startswith("127.0.0.1:")
    assert TOKEN not in record.read_text()


def test_the_token_stands_nowhere_but_in_its_file(programs: Programs, keys: str) -> None:
    program = started(programs, keys, str(free_ports(1)))
    proc = Path("/proc") / str(program.process.pid)
    if proc.exists():
        assert TOKEN.encode() not in (proc / "environ").read_bytes() + (proc / "cmdline").read_bytes()
    assert TOKEN not in "".join(path.read_text() for path in Path(program.runtime).glob("*.json"))
    _, out, err = program.end()
    assert TOKEN not in out + err


def test_what_is_not_encrypted_is_not_answered(programs: Programs, keys: str) -> None:
    port = free_ports(1)
    program = started(programs, keys, str(port))
    hello = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}'
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as plain:
        plain.sendall(b"Content-Length: %d\r\n\r\n%b" % (len(hello), hello))
        said = b""
        try:
            while data := plain.recv(1000):
                said += data
        except ConnectionResetError:
            pass
    assert b"jsonrpc" not in said
    assert (program.say(), pid_at(port)) == ("5", program.process.pid)


def test_older_protocols_are_refused(programs: Programs, keys: str) -> None:
    port = free_ports(1)
    started(programs, keys, str(port))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as plain, pytest.raises(OSError):
        context.wrap_socket(plain)


def test_handshakes_that_are_never_finished_hold_nobody_up(programs: Programs, keys: str) -> None:
    port = free_ports(1)
    program = started(programs, keys, str(port))
    silent = [socket.create_connection(("127.0.0.1", port), PATIENCE) for _ in range(40)]
    for number, one in enumerate(silent):
        if number % 2:
            one.sendall(bytes.fromhex("160301"))  # A record has begun.
    assert program.server().hello["result"]["process"]["pid"] == program.process.pid
    assert pid_at(port) == program.process.pid
    # The oldest had to make way for the others.
    assert silent[0].recv(1) == b""
    for one in silent:
        one.close()


def test_each_process_takes_the_first_port_that_is_free(programs: Programs, keys: str) -> None:
    first = free_ports(2)
    both = f"{first}-{first + 1}"
    one, two, three = (started(programs, keys, both) for _ in range(3))
    assert [pid_at(first), pid_at(first + 1)] == [one.process.pid, two.process.pid]
    # The third is reached on its own machine only, until a port gets free.
    assert three.server().hello["result"]["process"]["pid"] == three.process.pid
    one.end()
    wait_for(lambda: pid_at(first) == three.process.pid, "the free port to be taken")


@pytest.mark.filterwarnings("ignore:.*fork")
def test_a_forked_child_has_a_port_of_its_own(programs: Programs, keys: str) -> None:
    first = free_ports(2)
    program = started(programs, keys, f"{first}-{first + 1}")
    assert program.process.stdin
    program.process.stdin.write("fork\n")
    program.process.stdin.flush()
    child = wait_for(lambda: pid_at(first + 1), "the child's port")
    assert pid_at(first) == program.process.pid != child


def test_nothing_listens_unless_it_is_asked_to(programs: Programs) -> None:
    program = programs.start(
        """
        import sys
        print("snappoint.network" in sys.modules, "ssl" in sys.modules, flush=True)
        sys.stdin.read()
        """
    )
    program.server()
    assert program.process.stdout and program.process.stdout.readline() == "False False\n"


def test_the_program_itself_may_ask_for_it(programs: Programs, keys: str) -> None:
    port = free_ports(1)
    program = programs.start(
        f"""
        import snappoint, sys
        snappoint.stop()
        print(snappoint.start(listen="tcp://127.0.0.1:{port}", keys={keys!r}), flush=True)
        sys.stdin.readline()
        snappoint.stop()
        print("stopped", flush=True)
        sys.stdin.read()
        """
    )
    assert program.process.stdout and program.process.stdout.readline() == "True\n"
    assert pid_at(port) == program.process.pid
    assert program.say() == "stopped"
    assert pid_at(port) is None


def test_what_is_wrong_stands_on_standard_error(programs: Programs, keys: str) -> None:
    program = programs.start("print('on')", SNAPPOINT_LISTEN="tcp://127.0.0.1:0", SNAPPOINT_KEYS=keys)
    code, out, err = program.end()
    assert (code, out) == (0, "on\n")
    assert err == "snappoint: not started: tcp://127.0.0.1:0: up to 100 ports from 1 to 65535 can be named\n"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "4711",
        "127.0.0.1:4711",
        "udp://127.0.0.1:4711",
        "tcp://:4711",
        "tcp://a:99999",
        "tcp://a:2-1",
        "tcp://a:1-101",
    ],
)
def test_an_address_that_is_none(address: str, keys: str) -> None:
    with pytest.raises(NetworkError, match=r"tcp://|can be named"):
        Network(address, keys)


def test_an_address_of_another_machine(keys: str) -> None:
    with pytest.raises(NetworkError, match=r"it can't listen on tcp://192\.0\.2\.1:4711: "):
        Network("tcp://192.0.2.1:4711", keys).entrance()


@pytest.mark.parametrize(
    ("content", "mode", "reason"),
    [
        (None, 0o600, "can't be read"),
        ("all", 0o644, "is open to others: its mode is 644; `chmod 600` closes it"),
        ("connect", 0o600, "holds no private key with its certificate"),
        ("no token", 0o600, "holds no token"),
        ("é", 0o600, "can't be read"),
    ],
)
def test_keys_that_are_none(tmp_path: Path, content: str | None, mode: int, reason: str) -> None:
    whole = (KEYS / "agent.pem").read_text()
    texts = {
        "all": whole,
        "connect": (KEYS / "connect.pem").read_text(),
        "no token": whole.partition("-----BEGIN SNAPPOINT")[0],
        "é": "é",
    }
    file = tmp_path / "keys.pem"
    if content is not None:
        file.write_text(texts[content], encoding="utf-8")
        file.chmod(mode)
    with pytest.raises(NetworkError, match=re.escape(reason)):
        Network("tcp://127.0.0.1:4711", str(file))
