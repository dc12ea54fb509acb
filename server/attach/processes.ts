/** The Python programs of this user that run now. */
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import path from "node:path";

export interface PythonProcess {
  pid: number;
  argv: string[];
  cwd: string;
}

/** Nothing where the system has no `/proc`, and none that ended while it was looked at. */
export function pythonProcesses(uid: number): PythonProcess[] {
  return pids().flatMap((pid) => {
    try {
      return statSync(`/proc/${pid}`).uid === uid && runsPython(pid) ? [described(pid)] : [];
    } catch {
      return [];
    }
  });
}

/** Whether such a program probably runs code of this file: its folder or its script lead to it. */
export function isAbout({ argv, cwd }: PythonProcess, file: string): boolean {
  const script = argv.slice(1).find((word) => word.endsWith(".py"));
  const folders = script === undefined ? [cwd] : [cwd, path.dirname(path.resolve(cwd, script))];
  // Services often run in the root folder, where everything would be theirs.
  return folders.some((folder) => folder !== "/" && file.startsWith(`${folder}${path.sep}`));
}

function pids(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Boolean);
  } catch {
    return [];
  }
}

function runsPython(pid: number): boolean {
  return /^python3?[\d.]*t?$/.test(
    path.basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, "")),
  );
}

function described(pid: number): PythonProcess {
  const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
  return { pid, argv, cwd: readlinkSync(`/proc/${pid}/cwd`) };
}
