/** Whoever attaches may be killed at any moment: the program goes on, and can be attached to. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isThere } from "../../scripts/tools.mjs";
import { errandTo } from "../../server/attach/detour.js";
import { targetOf } from "../../server/attach/target.js";
import { findPythons } from "../pythons.js";
import { REPOSITORY } from "../repository.js";
import { Attaching, BUSY, stateOf, used } from "./attaching.js";

const ROUNDS = 3;
const DETOURS = 4;
const CAN_ENTER = process.arch === "x64" || isThere("gdb");
const KINDS = ["waiting", "computing", "allocating", "threaded"];

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

/** Sends its main thread through code that does nothing, and is killed after so many milliseconds. */
async function detour(python: string, pid: number, atOnce: boolean, killedAfter?: number): Promise<void> {
  const request = { code: "pass\n", answerFile: join(attaching.folder, "none") };
  const errand = errandTo(targetOf(pid, process.getuid?.() ?? 0), request, atOnce) as string;
  const script = join(REPOSITORY, "agent", "bootstrap", "detour.py");
  const child = spawn(python, ["-I", "-S", script, errand], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (data: Buffer) => (said += data));
  const ended = new Promise((resolve) => child.once("close", resolve));
  if (killedAfter !== undefined) await delay(killedAfter).then(() => child.kill("SIGKILL"));
  await ended;
  expect(said).toMatch(killedAfter === undefined ? /^(done|running)\n$/ : /^(done|running|)\n?$/);
}

describe.skipIf(process.platform !== "linux").each(findPythons())(
  "Python $version",
  ({ path: python, version }) => {
    const itself = test.skipIf(Number(version.split(".")[1]) < 14 && !CAN_ENTER);

    itself(`the command is killed ${ROUNDS} times on its way`, async () => {
      const whole = await milliseconds(python);
      const { pid, program } = await attaching.start(python, BUSY);
      for (let round = 0; round < ROUNDS; round++) {
        const { child, ended } = attaching.attachBy(pid);
        await delay((whole * (round + Math.random())) / ROUNDS);
        child.kill("SIGKILL");
        await ended;
        await goesOn(pid);
      }
      expect((await attaching.attach(pid)).code).toBe(0);
      expect(program.exitCode).toBeNull();
    });

    const onX64 = test.skipIf(process.arch !== "x64");
    onX64.each(KINDS)(
      "what sends the thread of a program %s is killed, and all comes out right",
      async (kind) => {
        const { pid, nextLine, program } = await attaching.startFile(python, "steady.py", [kind]);
        const began = performance.now();
        await detour(python, pid, false);
        const whole = performance.now() - began;
        for (let round = 0; round < DETOURS; round++) {
          // Most of the time goes by before it touches the program.
          await detour(python, pid, round % 2 === 1, whole * (0.5 + Math.random() / 2));
          for (let line = 0; line < 2; line++) expect(await nextLine()).toBe("right");
        }
        await detour(python, pid, true);
        expect(await nextLine()).toBe("right");
        expect(program.exitCode).toBeNull();
      },
    );
  },
);
