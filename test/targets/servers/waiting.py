"""Sleeps in `input()` until a number comes."""

import work

while True:
    try:
        print(work.answer(int(input())), flush=True)
    except EOFError:
        break
print("done")
