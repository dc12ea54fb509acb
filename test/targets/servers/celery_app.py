"""`celery -A celery_app worker`; as a script it hands the numbers of its input to the workers."""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import work
from celery import Celery

app = Celery("celery_app", broker=os.environ["BROKER"], backend=os.environ["RESULTS"])


@app.task(name="priced")
def priced(number):
    time.sleep(0.02)  # So that tasks at the same time meet several workers.
    return work.answer(number)


def hand_over(number):
    sys.stdout.write(priced.delay(number).get(interval=0.01) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with ThreadPoolExecutor(8) as threads:
        for line in sys.stdin:
            threads.submit(hand_over, int(line))
