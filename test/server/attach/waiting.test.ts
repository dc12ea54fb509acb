/** Which threads wait for something of the outside, by what the system says of them. */
import { expect, test } from "vitest";
import { isInSystem } from "../../../server/attach/waiting.js";

const RUNTIME = { start: 0x7000n, end: 0x8000n };

test.each([
  ["one that computes", "running\n", false],
  ["one that is held up by a page of memory", "-1 0x7ffc00 0x7fd200\n", false],
  ["one that reads", "0 0x0 0x55d000 0x400 0x0 0x0 0x0 0x7ffc00 0x7fd200\n", true],
  [
    "one that waits for a lock of the program",
    "202 0x55d000 0x189 0x0 0x0 0x0 0xffffffff 0x7ffc00 0x7fd200\n",
    true,
  ],
  [
    "one that waits for the interpreter's lock",
    "202 0x7010 0x189 0x0 0x7ffc80 0x0 0xffffffff 0x7ffc00 0x7fd200\n",
    false,
  ],
  ["one that pauses, whatever its registers hold", "34 0x7010 0x0 0x0 0x0 0x0 0x0 0x7ffc00 0x7fd200\n", true],
])("%s", (_name, said, waits) => {
  expect(isInSystem(said, RUNTIME)).toBe(waits);
});
