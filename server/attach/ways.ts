/** The ways into a running interpreter. Each makes it run code as soon as it can, and keeps it no longer. */
import { setTimeout as delay } from "node:timers/promises";
import { addressesIn } from "./addresses.js";
import { type KillGroup, runToEnd } from "./command.js";
import { DEBUGGERS, DONE, ENDING } from "./debuggers.js";
import { RefusedTargetError } from "./refusal.js";
import type { AttachRequest } from "./request.js";
import { isStopped, type Target } from "./target.js";
import { waits } from "./waiting.js";

/**
 * `done`: the program will run the code. `running`: it can't be made to run it at once, because its thread does not
 * wait. `missing`: this way is not there. Else why it did not work.
 */
export type Entry = "done" | "running" | "missing" | { problem: string; refused: boolean };

const PATIENCE_MS = 20_000;

const LATE_STOP_MS = 200;
const LOOK_EVERY_MS = 5;

/** A debugger could get in all the same, but whoever has said so will have a reason. */
const SWITCHED_OFF =
  "it was started with remote debugging switched off (`-X disable-remote-debug` or " +
  "PYTHON_DISABLE_REMOTE_DEBUG): start it without, or with `snappoint run -- …`";

/** Python's own way, for which it needs an interpreter of the same version: the program's is one. */
export async function byInterpreter(
  target: Target,
  request: AttachRequest,
  killGroup: KillGroup,
): Promise<Entry> {
  const code = "import sys; sys.remote_exec(int(sys.argv[1]), sys.argv[2])";
  const args = ["-I", "-S", "-c", code, String(target.pid), request.codeFile];
  const { code: exit, said } = await runToEnd(target.program, args, PATIENCE_MS, killGroup);
  if (exit === 0) return "done";
  if (/not enabled in the remote process/.test(said)) throw new RefusedTargetError(SWITCHED_OFF);
  if (/find the main thread/.test(said))
    throw new RefusedTargetError("it is shutting down, or only starting");
  const last = said.trim().split("\n").at(-1) ?? "";
  return { problem: last, refused: /PermissionError|Operation not permitted/.test(said) };
}

/**
 * `atOnce`: it is run right where the thread stands, with the interpreter's lock, if that waits in the system. Else
 * it is handed over for later, which is safe wherever the thread stands.
 */
export async function byDebugger(
  target: Target,
  request: AttachRequest,
  atOnce: boolean,
  killGroup: KillGroup,
): Promise<Entry> {
  if (atOnce && !(await waits(target))) return "running";
  const errand = { pid: target.pid, program: target.program, file: request.codeFile, blocked: atOnce };
  const addresses = addressesIn(target);
  for (const { program, argsFor } of DEBUGGERS) {
    const { missing, said } = await runToEnd(program, argsFor(errand, addresses), PATIENCE_MS, killGroup);
    if (missing) continue;
    await goOn(target.pid, killGroup);
    if (DONE.test(said)) return "done";
    if (ENDING.test(said)) throw new RefusedTargetError("it is shutting down");
    return { problem: complaintIn(said), refused: /ptrace|not permitted|Could not attach/i.test(said) };
  }
  return "missing";
}

/**
 * One that a debugger held stands still when that is killed. lldb leaves it so, too, when it lets go of a thread that
 * has just begun, which has yet to stop for it: then all stop, a moment after lldb has ended.
 */
async function goOn(pid: number, killGroup: KillGroup): Promise<void> {
  for (const end = Date.now() + LATE_STOP_MS; Date.now() < end; await delay(LOOK_EVERY_MS)) {
    if (isStopped(pid)) await runToEnd("/bin/sh", ["-c", `kill -CONT ${pid}`], PATIENCE_MS, killGroup);
  }
}

function complaintIn(said: string): string {
  const lines = said.split("\n").map((line) => line.trim());
  const telling = lines.find((line) => /^(ptrace|Could not|error:|The program|.*not permitted)/i.test(line));
  return telling ?? lines.filter(Boolean).at(-1) ?? "it said nothing";
}
