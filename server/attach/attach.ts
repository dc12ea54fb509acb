/** Puts the agent into a Python program that runs already. */
import { readdirSync, readFileSync } from "node:fs";
import { type Host, refusalOfRuntimeDir } from "../relay/runtime-folder.js";
import { runToEnd } from "./command.js";
import { AttachRequest, removeLeftovers } from "./request.js";
import { minorOf, RefusedTargetError, refuseOld, type Target, takesScripts, targetOf } from "./target.js";
import { byDebugger, byInterpreter, type Entry } from "./ways.js";

export interface AttachOptions {
  /** Where agents are found. */
  runtimeDir: string;
  /** The folder that holds `agent/`. */
  packageDir: string;
  host: Host;
  /** "linux" and so on. */
  platform: string;
  /** New at each call, for names of files. */
  nonce(): string;
}

/** The message is a sentence about the process, for the user to act on. */
export class AttachError extends Error {}

/** A program that runs Python code at all does so within this time. */
const SOON_MS = 700;
const LAST_MS = 8000;

/** Resolves when the agent can be found; tells whether it was there before. */
export async function attach(pid: number, options: AttachOptions): Promise<{ already: boolean }> {
  try {
    return await attached(pid, options);
  } catch (error) {
    if (error instanceof RefusedTargetError) throw new AttachError(`process ${pid}: ${error.message}`);
    throw error;
  }
}

async function attached(pid: number, options: AttachOptions): Promise<{ already: boolean }> {
  const { runtimeDir, host, packageDir } = options;
  if (options.platform !== "linux") {
    throw new RefusedTargetError(
      "this version attaches on Linux only: start the program with `snappoint run -- …`",
    );
  }
  const refusal = refusalOfRuntimeDir(runtimeDir, host.uid);
  if (refusal !== undefined) throw new RefusedTargetError(refusal);
  const target = targetOf(pid, host.uid);
  if (readdirSync(runtimeDir).some((name) => name.startsWith(`${pid}-`) && name.endsWith(".json"))) {
    return { already: true };
  }
  const minor = minorOf(target) ?? (await minorBy(target));
  refuseOld(minor);
  removeLeftovers(runtimeDir, host);
  const request = new AttachRequest(runtimeDir, packageDir, pid, options.nonce());
  let isPending = false;
  try {
    const steps = takesScripts(minor) ? [byInterpreter, debuggerNow] : [debuggerLater, debuggerNow];
    isPending = await enter(target, request, steps, host);
  } finally {
    request.close(isPending);
  }
  if (isPending) throw new RefusedTargetError(WAITING);
  return { already: false };
}

const WAITING =
  "it runs no Python code right now, because it waits for something: the agent starts as soon as it goes on";

type Step = (target: Target, request: AttachRequest) => Promise<Entry>;

const debuggerLater: Step = (target, request) => byDebugger(target, request, false);
const debuggerNow: Step = (target, request) => byDebugger(target, request, true);

/** Returns whether the code is still waiting to be run. */
async function enter(
  target: Target,
  request: AttachRequest,
  steps: readonly Step[],
  host: Host,
): Promise<boolean> {
  let isPending = false;
  for (const [index, step] of steps.entries()) {
    const entry = await step(target, request);
    if (entry === "done") {
      const isLast = index === steps.length - 1;
      const answer = await request.answer(isLast ? LAST_MS : SOON_MS);
      if (answer) {
        if (answer.problem !== "") throw new RefusedTargetError(answer.problem);
        return false;
      }
      if (!host.isAlive(target.pid)) throw new RefusedTargetError("it ended meanwhile");
      isPending = true;
    } else if (!isPending) {
      throw new RefusedTargetError(adviceOn(entry));
    }
  }
  return isPending;
}

/** What to do about a way that does not work. */
function adviceOn(entry: Exclude<Entry, "done">): string {
  if (entry === "missing") {
    return (
      "to get into a Python before 3.14, or into one that only waits, takes gdb or lldb, and neither is here: " +
      "install one (`apt install gdb`, `dnf install gdb`, `apk add gdb`), or start the program with `snappoint run -- …`"
    );
  }
  if (!entry.refused) return `it could not be entered: ${entry.problem}`;
  const scope = yamaScope();
  if (scope === "1" || scope === "2") {
    return (
      `the system lets only a program's parents look into it (kernel.yama.ptrace_scope is ${scope}): ` +
      "`sudo sysctl kernel.yama.ptrace_scope=0` changes that until the next start"
    );
  }
  if (scope === "3") {
    return "the system lets nobody look into programs (kernel.yama.ptrace_scope is 3) until it is started anew with another setting";
  }
  return `the system does not let us look into it (${entry.problem}): in a container it takes the capability SYS_PTRACE (\`docker run --cap-add SYS_PTRACE\`)`;
}

function yamaScope(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/yama/ptrace_scope", "utf8").trim();
  } catch {
    return undefined;
  }
}

async function minorBy({ program }: Target): Promise<number> {
  const { said } = await runToEnd(
    program,
    ["-I", "-S", "-c", "import sys; print(*sys.version_info[:2])"],
    5000,
  );
  const version = /^3 (\d+)\s*$/.exec(said);
  if (!version) throw new RefusedTargetError("it does not tell which Python it is");
  return Number(version[1]);
}
