"""Sends the main thread of another process through code of ours, and lets it go on at once.

    python -I -S detour.py ERRAND

`ERRAND` is JSON; `server/attach/detour.ts` makes it. All that changes in the process is memory that nobody
uses and, last and by one step of the system, where its thread goes on. Whoever ends us, at whatever moment,
leaves a program behind that goes on as before, or one that goes through our code first. For that it must be
`SEIZE`: a thread that was held by the older `ATTACH` stops for good when its holder dies.

Says what came of it: `done`, `running` where only a waiting thread was wanted, or why it can't be. An exit
code other than 0 means that this way is not there.
"""

import ctypes
import errno
import json
import os
import re
import signal
import struct
import sys
import time

PEEK, POKE, POKE_USER, CONTINUE, GET_REGISTERS, DETACH = 2, 5, 6, 7, 12, 17
SEIZE, INTERRUPT, EVENT_STOP = 0x4206, 0x4207, 128
ALL_CHILDREN = 0x40000000

# Places in the system's `user_regs_struct`, which has 27 words.
REGISTERS, RAX, RDI, SYSTEM_CALL, RIP, CS, RSP = 27, 10, 14, 15, 16, 17, 19
CODE_OF_64_BITS, FUTEX = 0x33, 202

# What a system call seems to have answered while it is interrupted: EINTR, and ERESTART… in its forms. None
# that gets memory can be interrupted so, and thus the thread holds none of the allocator's locks.
INTERRUPTED = (-4, -512, -513, -514, -516)

PATIENCE = 10.0
ATTEMPTS = 10
LEAST_STACK = 64 * 1024


def main(errand):
    pid = errand["pid"]
    if " xsave " not in text("/proc/cpuinfo") or has_shadow_stack(pid):
        sys.exit("our code would not get back from here")
    deadline = time.monotonic() + PATIENCE
    hold(pid, deadline)
    while not has_stack(pid):
        ptrace(CONTINUE, pid)
        if time.monotonic() > deadline:
            stop("its main thread has no room on its stack")
        time.sleep(0.01)
        ptrace(INTERRUPT, pid)
        stopped(pid, deadline)
    outcome = send(pid, errand)
    ptrace(DETACH, pid)
    print(outcome)


def send(pid, errand):
    registers = registers_of(pid)
    if registers[CS] != CODE_OF_64_BITS:
        return "its main thread runs code for another kind of processor"
    if errand["onlyWaiting"] and not is_waiting(registers, *errand["runtime"]):
        return "running"
    place = free_place(pid, errand)
    code = bytearray.fromhex(errand["code"])
    struct.pack_into("<QQ", code, 8, time.time_ns(), registers[RIP])
    for at in range(0, len(code), 8):
        ptrace(POKE, pid, place + at, int.from_bytes(code[at : at + 8], "little"))
    ptrace(POKE_USER, pid, RIP * 8, place + errand["entry"])
    return "done"


def free_place(pid, errand):
    """One that was never used, or the one that was used first: its code ran long ago."""
    magic = int(errand["code"][:16], 16).to_bytes(8, "big")
    ages = {}
    for place in errand["places"]:
        if peek(pid, place) != magic:
            return place
        ages[place] = int.from_bytes(peek(pid, place + 8), "little")
    return min(ages, key=lambda place: ages[place])


def is_waiting(registers, low, high):
    """Not for the interpreter's lock: made to wait for that twice, it may hold up those who would give it."""
    call, answer = ((value ^ 1 << 63) - (1 << 63) for value in (registers[SYSTEM_CALL], registers[RAX]))
    is_for_lock = call == FUTEX and low <= registers[RDI] < high
    return call >= 0 and answer in INTERRUPTED and not is_for_lock


def has_shadow_stack(pid):
    """Then a thread can return only to where it was called from."""
    return re.search(r"^x86_Thread_features:.*shstk", text("/proc/%d/status" % pid), re.MULTILINE) is not None


def has_stack(pid):
    """Signal handlers and coroutines may run on small ones of their own."""
    pointer = registers_of(pid)[RSP]
    for line in text("/proc/%d/maps" % pid).splitlines():
        low, high = (int(word, 16) for word in line.split(" ", 1)[0].split("-"))
        if low <= pointer < high:
            return line.endswith("[stack]") or pointer - low >= LEAST_STACK
    return False


def hold(pid, deadline):
    """Somebody else may attach just now, and only one can hold it; that takes a few milliseconds."""
    refusals = 0
    while failed(SEIZE, pid):
        if ctypes.get_errno() != errno.EPERM or refusals == ATTEMPTS or time.monotonic() > deadline:
            complain()
        refusals += not is_held(pid)
        time.sleep(0.02)
    ptrace(INTERRUPT, pid)
    stopped(pid, deadline)


def is_held(pid):
    return re.search(r"^TracerPid:\s*[1-9]", text("/proc/%d/status" % pid), re.MULTILINE) is not None


def stopped(pid, deadline):
    """Waits until it stands still for us. What the program gets meanwhile is handed on to it."""
    while time.monotonic() < deadline:
        who, status = os.waitpid(pid, ALL_CHILDREN | os.WNOHANG)
        if who == 0:
            time.sleep(0.0005)
        elif not os.WIFSTOPPED(status):
            stop("it ended meanwhile")
        elif status >> 16 != EVENT_STOP:
            ptrace(CONTINUE, pid, 0, os.WSTOPSIG(status))
        elif os.WSTOPSIG(status) == signal.SIGTRAP:
            return
        else:
            stop("it was stopped meanwhile")
    stop("its main thread is in the system and can't be interrupted")


def registers_of(pid):
    registers = (ctypes.c_ulonglong * REGISTERS)()
    ptrace(GET_REGISTERS, pid, 0, ctypes.addressof(registers))
    return list(registers)


def peek(pid, address):
    return (ptrace(PEEK, pid, address) & (1 << 64) - 1).to_bytes(8, "little")


def ptrace(request, pid, address=0, data=0):
    ctypes.set_errno(0)
    answer = LIBC.ptrace(request, pid, address, data)
    if ctypes.get_errno() != 0:
        complain()
    return answer


def failed(request, pid):
    ctypes.set_errno(0)
    return LIBC.ptrace(request, pid, 0, 0) != 0


def complain():
    number = ctypes.get_errno()
    stop("it ended meanwhile" if number == errno.ESRCH else "ptrace: %s" % os.strerror(number))


def stop(reason):
    print(reason)
    sys.exit()


def text(name):
    try:
        with open(name, encoding="utf-8", errors="replace") as stream:
            return stream.read()
    except OSError:
        return stop("it ended meanwhile")


LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.ptrace.restype = ctypes.c_long
LIBC.ptrace.argtypes = ctypes.c_long, ctypes.c_int, ctypes.c_ulong, ctypes.c_ulong

main(json.loads(sys.argv[1]))
