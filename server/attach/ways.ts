/** The ways into a running interpreter. Each makes it run code as soon as it can, and keeps it no longer. */
import { runToEnd } from "./command.js";
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
export async function byGdb(target: Target, request: AttachRequest, blocked: boolean): Promise<Entry> {
  const commands = [...GDB_SETTINGS, ...loading(target), `attach ${target.pid}`, ...sharedLibraries(target)];
  commands.push(
    // Memory of its own: to allocate some could wait for ever where the thread was stopped in doing so.
    "set $code = ((unsigned long(*)(unsigned long,unsigned long,int,int,int,long))mmap)(0,65536,3,34,-1,0)",
    `restore ${request.codeFile} binary $code`,
    ...(blocked ? RUN_NOW : RUN_LATER),
    "detach",
    `printf "${DONE} %d\\n", $result`,
  );
  const args = ["-nx", "-batch", ...commands.flatMap((command) => ["-ex", command])];
  const { missing, said } = await runToEnd("gdb", args, PATIENCE_MS);
  if (missing) return "missing";
  if (said.includes(`${DONE} 0`)) return "done";
  return { problem: complaintIn(said), refused: /ptrace|not permitted|Could not attach/i.test(said) };
}

const DONE = "snappoint: done";

const GDB_SETTINGS = [
  "set confirm off",
  "set pagination off",
  "set auto-load no",
  "set debuginfod enabled off",
  "set print thread-events off",
  "set unwindonsignal on",
  "set auto-solib-add off",
];

/** Read before the program is stopped. */
function loading({ program }: Target): string[] {
  return [`file ${program}`];
}

/** Only what is needed: to read the symbols of all libraries takes seconds, in which the program stands still. */
function sharedLibraries({ library }: Target): string[] {
  return ["sharedlibrary libc[.-]", "sharedlibrary ld-musl", ...(library ? ["sharedlibrary libpython"] : [])];
}

const RUN_LATER = [
  "set $result = ((int(*)(void*,void*))Py_AddPendingCall)((void*)PyRun_SimpleString,(void*)$code)",
];

const RUN_NOW = [
  "set $state = ((int(*)())PyGILState_Ensure)()",
  "set $result = ((int(*)(void*))PyRun_SimpleString)((void*)$code)",
  "set $ignored = ((int(*)(int))PyGILState_Release)($state)",
];

function complaintIn(said: string): string {
  const lines = said.split("\n").map((line) => line.trim());
  const telling = lines.find((line) =>
    /^(ptrace|Could not|No symbol|The program|.*not permitted)/i.test(line),
  );
  return telling ?? lines.filter(Boolean).at(-1) ?? "it said nothing";
}
