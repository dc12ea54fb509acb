/** Whoever attaches may be killed at any moment: the program goes on, and can be attached to. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isThere } from "../../scripts/tools.mjs";
import { findPythons } from "../pythons.js";
import { Attaching, BUSY, stateOf, used } from "./attaching.js";

const ROUNDS = 3;
const HAS_GDB = isThere("gdb");

let attaching: Attaching;

beforeEach(() => {
  attaching = new Attaching();
});

afterEach(() => attaching.cleanUp());

/** Of an attempt to attach, as it takes here now. */
async function milliseconds(python: string): Promise<number> {
  const { pid } = await attaching.start(python, BUSY);
  const began = performance.now();
  expect((await attaching.attach(pid)).code).toBe(0);
  return performance.now() - began;
}

async function goesOn(pid: number): Promise<void> {
  const before = used(pid);
  await expect.poll(() => used(pid)).not.toBe(before);
  expect(stateOf(pid)).toMatch(/[RSD]/);
}

describe.skipIf(process.platform !== "linux").each(findPythons())(
  "Python $version",
  ({ path: python, version }) => {
    const itself = test.skipIf(Number(version.split(".")[1]) < 14 && !HAS_GDB);

    itself(`the command is killed ${ROUNDS} times on its way`, async () => {
      const whole = await milliseconds(python);
      const { pid, program } = await attaching.start(python, BUSY);
      for (let round = 0; round < ROUNDS; round++) {
        const { child, ended } = attaching.attachBy(pid);
        await new Promise((resolve) => setTimeout(resolve, (whole * (round + Math.random())) / ROUNDS));
        child.kill("SIGKILL");
        await ended;
        await goesOn(pid);
      }
      expect((await attaching.attach(pid)).code).toBe(0);
      expect(program.exitCode).toBeNull();
    });
  },
);
