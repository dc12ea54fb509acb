/** The Python programs of this user that run now, and how near each is to a file. */
import { readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import path from "node:path";

export interface PythonProcess {
  pid: number;
  argv: string[];
  cwd: string;
  /** The files that its command line may mean: the script, or what `-m` names. Without links, as the next. */
  startedFrom: string[];
  /** Where it runs, and imports from. */
  folders: string[];
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

/**
 * How probably such a program runs code of this file: the more, the deeper the folder that it has in common with
 * it, most of all when it was started by that file, and 0 when nothing leads there. What a program has imported
 * from elsewhere can't be seen from outside.
 */
export function nearness({ startedFrom, folders }: PythonProcess, file: string): number {
  const real = realPath(file);
  if (startedFrom.includes(real)) return Number.POSITIVE_INFINITY;
  // Services often run in the root folder, where everything would be theirs.
  const around = folders.filter((folder) => folder !== "/" && real.startsWith(`${folder}${path.sep}`));
  return Math.max(0, ...around.map((folder) => folder.length));
}

/** An editor may know a file by a link to it, or to a folder around it. */
function realPath(name: string): string {
  try {
    return realpathSync(name);
  } catch {
    return name;
  }
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
  const cwd = readlinkSync(`/proc/${pid}/cwd`);
  const argv = wordsOf(`/proc/${pid}/cmdline`);
  const startedFrom = filesMeantBy(argv, cwd).map(realPath);
  const folders = [cwd, ...importsFrom(pid, cwd)].map(realPath);
  return { pid, argv, cwd, startedFrom, folders: [...folders, ...startedFrom.map((it) => path.dirname(it))] };
}

function filesMeantBy(argv: string[], cwd: string): string[] {
  const script = argv.slice(1).find((word) => word.endsWith(".py"));
  const named = argv.includes("-m") ? argv[argv.indexOf("-m") + 1] : undefined;
  const module = named && /^[\w.]+$/.test(named) ? path.resolve(cwd, ...named.split(".")) : undefined;
  return [
    ...(script === undefined ? [] : [path.resolve(cwd, script)]),
    ...(module === undefined ? [] : [`${module}.py`, path.join(module, "__main__.py")]),
  ];
}

/** As far as its environment says. */
function importsFrom(pid: number, cwd: string): string[] {
  const variable = wordsOf(`/proc/${pid}/environ`).find((word) => word.startsWith("PYTHONPATH="));
  const folders = variable?.slice("PYTHONPATH=".length).split(path.delimiter) ?? [];
  return folders.filter(Boolean).map((folder) => path.resolve(cwd, folder));
}

function wordsOf(file: string): string[] {
  return readFileSync(file, "utf8").split("\0").slice(0, -1);
}
