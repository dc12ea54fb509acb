/** The ways into a running interpreter. Each makes it run code as soon as it can, and keeps it no longer. */
import { addressesIn } from "./addresses.js";
import { runToEnd } from "./command.js";
import { DEBUGGERS, DONE } from "./debuggers.js";
import type { AttachRequest } from "./request.js";
import type { Target } from "./target.js";

/** `done`: the program will run the code. `missing`: this way is not there. Else why it did not work. */
export type Entry = "done" | "missing" | { problem: string; refused: boolean };

const PATIENCE_MS = 20_000;

/** Python's own way, for which it needs an interpreter of the same version: the program's is one. */
export async function byInterpreter(target: Target, request: AttachRequest): Promise<Entry> {
  const code = "import sys; sys.remote_exec(int(sys.argv[1]), sys.argv[2])";
  const args = ["-I", "-S", "-c", code, String(target.pid), request.codeFile];
  const { code: exit, said } = await runToEnd(target.program, args, PATIENCE_MS);
  if (exit === 0) return "done";
  const last = said.trim().split("\n").at(-1) ?? "";
  return { problem: last, refused: /PermissionError|Operation not permitted/.test(said) };
}

/**
 * `blocked`: the thread that would run the code waits in the system; then it is run right there, with the
 * interpreter's lock. Else it is handed over for later, which is safe wherever the thread stands.
 */
export async function byDebugger(target: Target, request: AttachRequest, blocked: boolean): Promise<Entry> {
  const errand = { pid: target.pid, program: target.program, file: request.codeFile, blocked };
  const addresses = addressesIn(target);
  for (const { program, argsFor } of DEBUGGERS) {
    const { missing, said } = await runToEnd(program, argsFor(errand, addresses), PATIENCE_MS);
    if (missing) continue;
    if (DONE.test(said)) return "done";
    return { problem: complaintIn(said), refused: /ptrace|not permitted|Could not attach/i.test(said) };
  }
  return "missing";
}

function complaintIn(said: string): string {
  const lines = said.split("\n").map((line) => line.trim());
  const telling = lines.find((line) => /^(ptrace|Could not|error:|The program|.*not permitted)/i.test(line));
  return telling ?? lines.filter(Boolean).at(-1) ?? "it said nothing";
}
