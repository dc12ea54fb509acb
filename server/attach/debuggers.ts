/**
 * What gdb and lldb are told to do in a process that they have stopped: as little as possible, and nothing for
 * which they would have to read symbols meanwhile.
 */
import type { Addresses } from "./addresses.js";

export interface Errand {
  pid: number;
  /** The process's own program, to be read before it is stopped. */
  program: string;
  /** The code to run, ended by the zero bytes of fresh memory. */
  file: string;
  /** Now, in the thread that was stopped, instead of when the interpreter comes to it. */
  blocked: boolean;
}

interface Debugger {
  program: string;
  argsFor(errand: Errand, addresses: Addresses): string[];
}

/** What a debugger says when all of it was done, and what when the interpreter runs nothing any more. */
export const DONE = /^(\(int\) )?\$result = 0$/m;
export const ENDING = /^(\(int\) )?\$result = -2$/m;

export const DEBUGGERS: readonly Debugger[] = [
  { program: "gdb", argsFor: argsForGdb },
  { program: "lldb", argsFor: argsForLldb },
];

/** Mapped, because to allocate memory could wait for ever where the thread was stopped in doing so. */
const FRESH_MEMORY = "(0,65536,3,34,-1,0)";

function argsForGdb({ pid, program, file, blocked }: Errand, at: Addresses): string[] {
  const call = blocked ? gdbCallsNow(at) : [`set $result = ${later(at)}`];
  const commands = [
    ...GDB_SETTINGS,
    `file ${program}`,
    `attach ${pid}`,
    `set $code = ${mapping(at)}`,
    `restore ${file} binary $code`,
    ...call,
    "detach",
    'printf "$result = %d\\n", $result',
  ];
  return ["-nx", "-batch", ...commands.flatMap((command) => ["-ex", command])];
}

/** The last five keep it from looking for symbols: it would do that while the program stands still. */
const GDB_SETTINGS = [
  "set confirm off",
  "set pagination off",
  "set language c",
  "set unwindonsignal on",
  "set auto-load no",
  "set debuginfod enabled off",
  "set auto-solib-add off",
  "set debug-file-directory /nowhere",
  "set libthread-db-search-path /nowhere",
];

function gdbCallsNow(at: Addresses): string[] {
  const [isEnding, ensure, run, release] = now(at);
  return [
    `set $ending = ${isEnding}`,
    `set $state = $ending ? 0 : ${ensure}`,
    `set $result = $ending ? -2 : ${run}`,
    `set $ignored = $ending ? 0 : ${release}`,
  ];
}

function argsForLldb({ pid, program, file, blocked }: Errand, at: Addresses): string[] {
  const [isEnding, ensure, run, release] = now(at);
  // In one expression, so that nothing can end between taking the interpreter's lock and giving it back.
  const inside = `int $state = 0; int $result = -2; if (!${isEnding}) { $state = ${ensure}; $result = ${run}; ${release}; }`;
  const commands = [
    "settings set target.preload-symbols false",
    "settings set symbols.enable-external-lookup false",
    `process attach --pid ${pid}`,
    `${EXPRESSION} unsigned long $code = ${mapping(at)}`,
    `memory write --infile ${file} \`$code\``,
    `${EXPRESSION} ${blocked ? inside : `int $result = ${later(at)}`}`,
    `${EXPRESSION} $result`,
    "process detach",
  ];
  return ["--no-lldbinit", "--batch", program, ...commands.flatMap((command) => ["--one-line", command])];
}

const EXPRESSION = "expression --language c --ignore-breakpoints true --";

function mapping({ mmap }: Addresses): string {
  return `((unsigned long(*)(unsigned long,unsigned long,int,int,int,long))${mmap})${FRESH_MEMORY}`;
}

function later({ Py_AddPendingCall: add, PyRun_SimpleString: run }: Addresses): string {
  return `((int(*)(unsigned long,unsigned long))${add})(${run},$code)`;
}

function now({ isEnding, PyGILState_Ensure, PyRun_SimpleString, PyGILState_Release }: Addresses) {
  return [
    `((int(*)(void))${isEnding})()`,
    `((int(*)(void))${PyGILState_Ensure})()`,
    `((int(*)(unsigned long))${PyRun_SimpleString})($code)`,
    `((int(*)(int))${PyGILState_Release})($state)`,
  ] as const;
}
