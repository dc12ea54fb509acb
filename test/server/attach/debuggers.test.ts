/** Into a real program by a real debugger, as it is done where no thread can be sent through code of ours. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findProgram } from "../../../scripts/tools.mjs";
import { AttachRequest } from "../../../server/attach/request.js";
import { targetOf } from "../../../server/attach/target.js";
import { byDebugger } from "../../../server/attach/ways.js";
import { Attaching, BUSY, readsInput, stateOf, WAITING } from "../../e2e/attaching.js";
import { findPythons } from "../../pythons.js";
import { REPOSITORY } from "../../repository.js";

const DEBUGGERS = ["gdb", "lldb"].map((name) => ({ name, program: findProgram(name) }));
const BEFORE_14 = findPythons().filter(({ version }) => Number(version.split(".")[1]) < 14);

/** In one function of C, with the interpreter's lock. */
const ENDLESS = `print("ready", flush=True)
sum(range(10**12))
`;

let attaching: Attaching;

beforeEach(() => {
  attaching = new Attaching();
});

afterEach(() => {
  vi.unstubAllEnvs();
  attaching.cleanUp();
});

/** Only this debugger is on the search path. */
function only(name: string, program: string): void {
  const folder = join(attaching.folder, "only");
  mkdirSync(folder);
  symlinkSync(program, join(folder, name));
  vi.stubEnv("PATH", folder);
}

function enter(pid: number, request: AttachRequest, atOnce: boolean) {
  return byDebugger(targetOf(pid, process.getuid?.() ?? 0), request, atOnce, () => {});
}

for (const { name, program } of DEBUGGERS) {
  const there = test.skipIf(process.platform !== "linux" || program === undefined);

  there.each(BEFORE_14)(`by ${name} into Python $version, later and at once`, async ({ path }) => {
    only(name, program as string);
    for (const [source, atOnce] of [
      [BUSY, false],
      [WAITING, true],
    ] as const) {
      const { pid, program: started } = await attaching.start(path, source);
      if (atOnce) await readsInput(pid);
      const request = new AttachRequest(attaching.runtimeDir, REPOSITORY, pid, "0");
      expect(await enter(pid, request, atOnce)).toBe("done");
      const answer = await request.answer(20_000);
      const circumstances = { source, isTaken: request.isTaken, state: stateOf(pid) };
      expect(answer, JSON.stringify(circumstances)).toEqual({ problem: "" });
      expect(started.exitCode).toBeNull();
      expect(started.stderr?.read()).toBeNull();
      request.close(false);
    }
  });
}

test.skipIf(process.platform !== "linux" || BEFORE_14.length === 0)(
  "what computes is not made to run anything in the midst of it",
  async () => {
    const { pid } = await attaching.start(BEFORE_14[0]?.path as string, ENDLESS);
    const request = new AttachRequest(attaching.runtimeDir, REPOSITORY, pid, "0");
    expect(await enter(pid, request, true)).toBe("running");
    request.close(false);
  },
);
