/** Questions to the operating system that Node has no answer to. */
import { readFileSync, readlinkSync } from "node:fs";
import { isatty } from "node:tty";

/** `kill` is `process.kill`. A process that has ended and waits to be fetched by its parent is not alive. */
export function isAlive(pid: number, kill: (pid: number, signal: 0) => unknown): boolean {
  try {
    kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return statOf(pid)?.[0] !== "Z";
}

/** `kill` is `process.kill`. Nothing where the group is gone. */
export function killGroup(leader: number, kill: (pid: number, signal: NodeJS.Signals) => unknown): void {
  try {
    kill(-leader, "SIGKILL");
  } catch {
    // Then there is nobody left in it.
  }
}

/** Which start of which kernel this is, and which process ids are ours: `agent/snappoint/runtime_dir.py` tells the same. */
export function kernel(): { boot?: string; pids?: string } {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return { boot, pids: readlinkSync("/proc/self/ns/pid") };
  } catch {
    return {};
  }
}

/**
 * Whether this process belongs to the foreground of a terminal: then the terminal sends Ctrl-C to its
 * children too. Where the system does not tell, standard input and output being a terminal must do.
 */
export function hasTerminal(): boolean {
  const [, , group, , terminal, foreground] = statOf("self") ?? [];
  if (group === undefined) {
    return [0, 1, 2].some((descriptor) => isatty(descriptor));
  }
  return terminal !== "0" && group === foreground;
}

/** The fields of Linux's `/proc/PID/stat` from the state on: state, parent, group, session, terminal, foreground group. */
function statOf(pid: number | "self"): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it can hold anything, spaces and brackets too.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
