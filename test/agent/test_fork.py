"""Forks at every moment, some with functions replaced: children run on, nothing leaks, nobody hangs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import targets
from programs import Programs
from working import PRELUDE, armed, start

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="needs /proc")


UNDER_LOAD = """
faulthandler.dump_traceback_later(50, exit=True)
leaving = False

def load():
    while not leaving:
        assert work(3) == 6
        time.sleep(0.0005)

def child(number):
    right = work(number) == number * 2
    if number % 20 == 0:
        time.sleep(0.1)  # Long enough for an agent of its own.
    os._exit(0 if right and work(1) == 2 else 1)

def forks():
    for number in range(200):
        pid = os.fork()
        if pid == 0:
            child(number)
        tell(wait(pid), descriptors(), len(os.listdir("/proc/self/task")))

threads = [threading.Thread(target=load) for _ in range(3)]
for one in threads: one.start()
sys.stdin.readline()
HOW
leaving = True
for one in threads: one.join()
tell("done")
sys.stdin.readline()
"""


@pytest.mark.parametrize(
    "how",
    ["forks()", "one = threading.Thread(target=forks); one.start(); one.join()"],
    ids=["main", "thread"],
)
def test_two_hundred_forks_while_threads_capture_and_probes_come_and_go(programs: Programs, how: str) -> None:
    program = start(programs, UNDER_LOAD.replace("HOW", how))
    server = armed(program)
    probe = targets.probe(program.source, program.file, "work")
    assert program.process.stdin and program.process.stdout
    program.process.stdin.write("\n")
    program.process.stdin.flush()
    told, pushed = [], 0
    for _ in range(200):
        told.append(program.process.stdout.readline().split())
        pushed += server.push(*([probe] if pushed % 2 else []))
    assert pushed > 2
    codes, descriptors, threads = zip(*told, strict=True)
    assert set(codes) == {"0"}
    assert max(map(int, descriptors)) <= int(descriptors[0]) + 1
    assert max(map(int, threads)) <= int(threads[0]) + 2
    assert program.process.stdout.readline() == "done\n"
    server.set(probe)
    server.until_status("work", "armed")
    assert program.end() == (0, "", "")
    assert os.listdir(program.runtime) == []


def test_a_fork_while_the_agent_is_loaded(programs: Programs) -> None:
    """What is half-loaded when a child begins stays so in it: the fork waits instead."""
    program = start(
        programs,
        """
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "snappoint.service":
            print("loading", flush=True)
            time.sleep(1.5)

sys.meta_path.insert(0, Slow())
sys.stdin.readline()
pid = os.fork()
if pid == 0:
    tell(os.getpid())
    for line in sys.stdin:
        tell(work(int(line)))
    os._exit(0)
wait(pid)
""",
    )
    blank = program.blank_server()
    who = {"id": "x", "name": "test", "version": "0"}
    blank.send("initialize", {"protocol": 1, "token": program.agent()["token"], "client": who})
    assert program.process.stdout and program.process.stdout.readline() == "loading\n"
    child = armed(program, int(program.say()))
    assert program.say("4") == "8"
    child.until(lambda: child.captures, "the child's capture")
    assert program.end()[0] == 0


def test_other_ways_to_start_processes(programs: Programs) -> None:
    program = start(
        programs,
        """
TRUE, ECHO = "/bin/true", [sys.executable, "-c", "print(7)"]
for line in sys.stdin:
    assert wait(os.posix_spawn(TRUE, [TRUE], dict(os.environ))) == 0
    assert subprocess.run(ECHO, capture_output=True).stdout == b"7\\n"
    assert subprocess.run(ECHO, capture_output=True, preexec_fn=lambda: work(1)).stdout == b"7\\n"
    assert subprocess.run(ECHO, capture_output=True, close_fds=False).stdout == b"7\\n"
    assert os.spawnv(os.P_WAIT, TRUE, [TRUE]) == 0
    tell(work(int(line)), descriptors())
""",
    )
    server = armed(program)
    first = program.say("1").split()
    assert program.say("2").split() == ["4", first[1]]
    assert first[0] == "2"
    server.until(lambda: len(server.captures) >= 2, "captures")
    assert len(list(Path(program.runtime).glob("*.json"))) == 1
    assert program.end() == (0, "", "")


def test_hooks_of_the_programs_own_run_with_probes(programs: Programs) -> None:
    program = start(
        programs,
        """
seen = []
def hook(name):
    def run():
        seen.append((name, work(1)))
    return run
os.register_at_fork(before=hook("before"), after_in_parent=hook("parent"), after_in_child=hook("child"))
sys.stdin.readline()
pid = os.fork()
if pid == 0:
    os._exit(len(seen) if seen == [("before", 2), ("child", 2)] else 9)
tell(wait(pid), seen == [("before", 2), ("parent", 2)])
sys.stdin.readline()
""",
    )
    server = armed(program)
    assert program.say() == "2 True"
    server.until(lambda: server.stats.get("work", {}).get("hits") == 2, "the parent's own hits")
    assert program.end() == (0, "", "")


POOL = """
import multiprocessing

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    orders, hand = context.Pipe(duplex=False)
    process = context.Process(target=child, args=(orders,))
    process.start()
    tell(process.pid)
    sys.stdin.readline()
    hand.send(1000)
    process.join()
    tell(process.exitcode)
"""


@pytest.mark.parametrize("way", ["fork", "forkserver", "spawn"])
def test_what_a_child_of_multiprocessing_did_last_is_told(programs: Programs, way: str) -> None:
    source = PRELUDE.replace(
        'tell("ready")', "def child(orders):\n    for n in range(orders.recv()): work(n)"
    )
    program = programs.start(source + POOL, arguments=[way])
    assert program.process.stdout
    child = armed(program, int(program.process.stdout.readline()))
    assert program.say() == "0"
    child.until_closed()
    assert child.stats["work"]["hits"] == 1000
    assert program.end() == (0, "", "")


REPLACED = """
import _thread, queue, select, selectors, socket

def replaced(original):
    def bomb(*arguments, **named):
        caller = sys._getframe(1).f_globals["__name__"]
        assert not caller.startswith("snappoint"), "a library has replaced this"
        return original(*arguments, **named)
    return bomb

for module, names in {
    _thread: ("allocate_lock", "get_ident", "start_new_thread", "get_native_id"),
    time: ("sleep",), queue: ("SimpleQueue",), select: ("poll", "select", "epoll"),
    selectors: ("DefaultSelector",), socket: ("socket", "socketpair"),
}.items():
    for name in names:
        setattr(module, name, replaced(getattr(module, name)))

for line in sys.stdin:
    if line == "fork\\n":
        pid = os.fork()
        if pid:
            os.waitpid(pid, 0)
            continue
    tell(os.getpid(), work(int(line) if line != "fork\\n" else 0))
"""


def test_functions_that_a_library_has_replaced_are_not_used(programs: Programs) -> None:
    """As gevent does it. The child begins its agent when they are replaced already."""
    program = start(programs, REPLACED)
    parent = armed(program)
    assert program.say("1").split()[1] == "2"
    parent.until(lambda: parent.captures, "a capture")
    pid = int(program.say("fork").split()[0])
    child = armed(program, pid)
    assert program.say("2") == f"{pid} 4"
    child.until(lambda: child.captures, "the child's capture")
    assert program.end()[0] == 0
