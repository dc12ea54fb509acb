/** Whether a program's thread waits for something that is not the interpreter itself. */
import { setTimeout as delay } from "node:timers/promises";
import { runtimeIn, type Stretch } from "./addresses.js";
import { textOf } from "./maps.js";
import type { Target } from "./target.js";

const LOOK_AGAIN_MS = 20;

/** By which threads wait for each other: its numbers on x86-64 and on ARM. */
const FUTEX = new Set(["202", "98"]);

/** As far as the system tells: where it is twice within some time. */
export async function waits(target: Target): Promise<boolean> {
  const where = () => textOf(`/proc/${target.pid}/syscall`);
  const before = where();
  await delay(LOOK_AGAIN_MS);
  return before === where() && isInSystem(before, runtimeIn(target));
}

/**
 * `said` has the number of the system call and what it was given, or `running`. A thread that waits for the
 * interpreter's lock does not count: made to wait for that twice, it may hold up those who would give it.
 */
export function isInSystem(said: string, runtime: Stretch | undefined): boolean {
  const [, call, first] = /^(\d+) (0x[0-9a-f]+) /.exec(said) ?? [];
  if (call === undefined || first === undefined) return false;
  if (!FUTEX.has(call)) return true;
  const address = BigInt(first);
  return runtime === undefined || address < runtime.start || address >= runtime.end;
}
