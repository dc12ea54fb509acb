/** A way into a process without a debugger: its main thread takes a detour through code of ours. */
import path from "node:path";
import { addressesIn, runtimeIn } from "./addresses.js";
import { type KillGroup, runToEnd } from "./command.js";
import { detourCode, ENTRY } from "./detour-code.js";
import { PLACE_BYTES, unusedPlaces } from "./places.js";
import type { AttachRequest } from "./request.js";
import { machineOf, type Target } from "./target.js";
import type { Entry } from "./ways.js";

const PATIENCE_MS = 20_000;

/** The only kind of processor for which there is such code. */
const X86_64 = "2 62";

/** Any Python that has ctypes can send a thread there, the program's own or another. */
export async function byDetour(
  target: Target,
  request: AttachRequest,
  atOnce: boolean,
  killGroup: KillGroup,
): Promise<Entry> {
  const errand = errandTo(target, request, atOnce);
  if (errand === undefined) return "missing";
  const script = path.join(request.packageDir, "agent", "bootstrap", "detour.py");
  for (const python of target.isInterpreter ? [target.program, "python3"] : ["python3"]) {
    const { code, said } = await runToEnd(python, ["-I", "-S", script, errand], PATIENCE_MS, killGroup);
    if (code === 0) return outcome(said.trim());
  }
  return "missing";
}

/** What the script is told; undefined where a thread can't be sent. */
export function errandTo(
  target: Target,
  request: Pick<AttachRequest, "code" | "answerFile">,
  atOnce: boolean,
): string | undefined {
  if (machineOf(target.program) !== X86_64) return undefined;
  const { code: text, answerFile } = request;
  const code = detourCode({ text, answerFile, atOnce }, addressesIn(target));
  const runtime = runtimeIn(target);
  const places = unusedPlaces(target).map(Number);
  if (runtime === undefined || places.length === 0 || code.length > PLACE_BYTES) return undefined;
  return JSON.stringify({
    pid: target.pid,
    code: code.toString("hex"),
    entry: ENTRY,
    places,
    onlyWaiting: atOnce,
    runtime: [Number(runtime.start), Number(runtime.end)],
  });
}

function outcome(said: string): Entry {
  if (said === "done" || said === "running") return said;
  return { problem: said, refused: said.startsWith("ptrace: Operation not permitted") };
}
