"""Hands the numbers of its input to a pool of two processes, made as its argument says."""

import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import work


def job(number):
    time.sleep(0.02)  # So that both processes get some.
    return work.answer(number)


def tell(future):
    sys.stdout.write(future.result() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        for line in sys.stdin:
            pool.submit(job, int(line)).add_done_callback(tell)
    print("done")
