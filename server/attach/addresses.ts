/** Where the functions stand that have to be called in a process, worked out before anything stops it. */
import path from "node:path";
import { exportedBy } from "./elf.js";
import { filesMappedBy, type Mapped } from "./maps.js";
import { RefusedTargetError } from "./refusal.js";
import type { Target } from "./target.js";

const NAMES = [
  "mmap",
  "__errno_location",
  "Py_AddPendingCall",
  "PyRun_SimpleString",
  "PyErr_Fetch",
  "PyErr_Restore",
  "PyGILState_Ensure",
  "PyGILState_Release",
] as const;

/** Whether the interpreter is shutting down, by the names that it has in old and new Pythons. */
const ENDING = ["Py_IsFinalizing", "_Py_IsFinalizing"];

export type Addresses = Record<(typeof NAMES)[number] | "isEnding", string>;

/** @throws RefusedTargetError when the interpreter does not tell where its functions are */
export function addressesIn(target: Target): Addresses {
  const found = foundIn(target, [...NAMES, ...ENDING]);
  const named = NAMES.map((name) => [name, hexadecimal(found.get(name))]);
  const isEnding = hexadecimal(
    ENDING.map((name) => found.get(name)).find((stretch) => stretch !== undefined),
  );
  return { ...Object.fromEntries(named), isEnding } as Addresses;
}

export interface Stretch {
  start: bigint;
  end: bigint;
}

/** Where the interpreter keeps what it has only once, its lock among it. */
export function runtimeIn(target: Target): Stretch | undefined {
  return foundIn(target, ["_PyRuntime"]).get("_PyRuntime");
}

function foundIn(target: Target, names: readonly string[]): Map<string, Stretch> {
  const found = new Map<string, Stretch>();
  for (const { file, start } of carriers(target)) {
    for (const [name, { offset, size }] of exportedBy(file, new Set(names))) {
      const stretch = { start: start + offset, end: start + offset + size };
      if (!found.has(name)) found.set(name, stretch);
    }
  }
  return found;
}

/** A file whose code stays where it is as long as the process runs. */
interface Carrier extends Mapped {
  /** What the process calls it. */
  name: string;
}

/** The interpreter's code and the C library's, its loader among it. */
export function carriers({ pid, program, programName, library }: Target): Carrier[] {
  if (library?.endsWith(REPLACED)) throw new RefusedTargetError(RENEWED);
  const isOfC = (file: string) => /^(libc[.-]|ld-)/.test(path.basename(file));
  return filesMappedBy(pid).flatMap(({ file: name, start }) => {
    // The program's own file can be read even when another has taken its name.
    if (name.replace(REPLACED, "") === programName) return [{ name, file: program, start }];
    return name === library || isOfC(name) ? [{ name, file: name, start }] : [];
  });
}

const REPLACED = " (deleted)";
const RENEWED =
  "its Python was replaced by another on the disk since it started: start the program again, then it can be entered";

function hexadecimal(stretch: Stretch | undefined): string {
  if (stretch !== undefined) return `0x${stretch.start.toString(16)}`;
  throw new RefusedTargetError(
    "its Python does not tell where its functions are (it is linked statically or stripped of all names): " +
      "start the program with `snappoint run -- …`",
  );
}
