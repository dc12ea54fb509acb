/** Where the functions stand that a debugger has to call in a process, worked out before anything stops it. */
import path from "node:path";
import { exportedBy } from "./elf.js";
import { filesMappedBy, type Mapped, RefusedTargetError, type Target } from "./target.js";

const NAMES = [
  "mmap",
  "Py_AddPendingCall",
  "PyRun_SimpleString",
  "PyGILState_Ensure",
  "PyGILState_Release",
] as const;

/** Whether the interpreter is shutting down, by the names that it has in old and new Pythons. */
const ENDING = ["Py_IsFinalizing", "_Py_IsFinalizing"];

export type Addresses = Record<(typeof NAMES)[number], string> & { isEnding: string };

/** @throws RefusedTargetError when the interpreter does not tell where its functions are */
export function addressesIn(target: Target): Addresses {
  const found = new Map<string, bigint>();
  for (const { file, start } of carriers(target)) {
    for (const [name, offset] of exportedBy(file, new Set([...NAMES, ...ENDING]))) {
      if (!found.has(name)) found.set(name, start + offset);
    }
  }
  const named = NAMES.map((name) => [name, hexadecimal(found.get(name))]);
  const isEnding = hexadecimal(
    ENDING.map((name) => found.get(name)).find((address) => address !== undefined),
  );
  return { ...Object.fromEntries(named), isEnding } as Addresses;
}

/** The interpreter's code and the C library's. */
function carriers({ pid, program, programName, library }: Target): Mapped[] {
  if (library?.endsWith(REPLACED)) throw new RefusedTargetError(RENEWED);
  const isOfC = (file: string) => /^(libc[.-]|ld-musl)/.test(path.basename(file));
  return filesMappedBy(pid).flatMap((mapped) => {
    const { file, start } = mapped;
    // The program's own file can be read even when another has taken its name.
    if (file.replace(REPLACED, "") === programName) return [{ file: program, start }];
    return file === library || isOfC(file) ? [mapped] : [];
  });
}

const REPLACED = " (deleted)";
const RENEWED =
  "its Python was replaced by another on the disk since it started: start the program again, then it can be entered";

function hexadecimal(address: bigint | undefined): string {
  if (address !== undefined) return `0x${address.toString(16)}`;
  throw new RefusedTargetError(
    "its Python does not tell where its functions are (it is linked statically or stripped of all names): " +
      "start the program with `snappoint run -- …`",
  );
}
