"""A program for debugpy: FUNCTION ROUNDS CALLS. It prints the port that it listens on, and stops before each
round and after the last, with the figure of a call in the local variable `took`; at first without a debugger.

The rounds are counted, so that it comes to its end also when the debugger goes away.
"""

import gc
import sys

import subject
from timing import one_round

FUNCTIONS = {
    "work": (subject.work, (subject.Order(5), 5)),
    "scalars": (subject.scalars, (5,)),
    "empty_method": (subject.Empty.empty_method, (subject.Empty(),)),
    "simple_method": (subject.Simple.simple_method, (subject.Simple(),)),
}


def main(name: str, rounds: int, calls: int) -> None:
    call, arguments = FUNCTIONS[name]
    gc.disable()
    took = sorted(one_round(call, calls, *arguments) for _ in range(rounds))[rounds // 2]
    import debugpy  # noqa: PLC0415

    _, port = debugpy.listen(("127.0.0.1", 0), in_process_debug_adapter=True)
    print(port, flush=True)
    debugpy.wait_for_client()
    debugpy.trace_this_thread(True)
    for _ in range(rounds):
        debugpy.breakpoint()
        took = one_round(call, calls, *arguments)
    debugpy.breakpoint()
    assert took


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
