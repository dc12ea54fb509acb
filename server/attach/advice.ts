/** What to do about a way into a program that does not work. */
import { readFileSync } from "node:fs";
import type { Entry } from "./ways.js";

/** `scope` is the system's own setting for who may look into whom, where it has one. */
export function adviceOn(entry: Exclude<Entry, "done" | "running">, scope = yamaScope()): string {
  if (entry === "missing") {
    return (
      "to get into a Python before 3.14, or into one that only waits, takes gdb or lldb, and neither is here: " +
      "install one (`apt install gdb`, `dnf install gdb`, `apk add gdb`), or start the program with `snappoint run -- …`"
    );
  }
  if (!entry.refused) return `it could not be entered: ${entry.problem}`;
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
