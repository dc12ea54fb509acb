/**
 * The private folder where agents leave their discovery files and sockets. `agent/snappoint`
 * finds the same folder by the same rule, so a change here is a change there.
 */
import { lstatSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { refusalOfSocketFolder } from "./socket-path.js";

/** What the relay must know about this machine; `main.ts` fills it in. */
export interface Host {
  /** The user id that discovery files must belong to; -1 where there are none (Windows). */
  uid: number;
  /** Whether a process with this id runs, whoever owns it. */
  isAlive(pid: number): boolean;
  /** Which start of which kernel this is, and which process ids are those of this process; where there is a way to tell. */
  boot?: string | undefined;
  pids?: string | undefined;
}

const ANYBODY_WRITES = 0o0002;
const STICKY = 0o1000;

export type Environment = Readonly<Record<string, string | undefined>>;

export function runtimeDirOf(env: Environment, uid: number): string {
  if (env.SNAPPOINT_RUNTIME_DIR) {
    return path.resolve(env.SNAPPOINT_RUNTIME_DIR);
  }
  if (env.XDG_RUNTIME_DIR) {
    return path.resolve(env.XDG_RUNTIME_DIR, "snappoint");
  }
  return path.resolve(env.TMPDIR || "/tmp", `snappoint-${uid}`);
}

/**
 * Creates the folder where it is missing. Returns why it must not be used, or undefined when all is
 * well: whoever can write into it could make the server talk to a program of theirs.
 */
export function refusalOfRuntimeDir(dir: string, uid: number): string | undefined {
  if (uid < 0) {
    return "this platform has no Unix users and sockets, which this version needs";
  }
  const tooLong = refusalOfSocketFolder(dir);
  if (tooLong !== undefined) {
    return tooLong;
  }
  try {
    return refusalOfExisting(dir, uid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      return `folder ${dir} cannot be read: ${(error as Error).message}`;
    }
  }
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    return refusalOfExisting(dir, uid);
  } catch (error) {
    return `folder ${dir} cannot be created (SNAPPOINT_RUNTIME_DIR names another one): ${(error as Error).message}`;
  }
}

function refusalOfExisting(dir: string, uid: number): string | undefined {
  const found = lstatSync(dir);
  if (found.isSymbolicLink()) {
    return `folder ${dir} is a symbolic link: refusing to look for programs there`;
  }
  if (!found.isDirectory()) {
    return `${dir} is not a folder: refusing to look for programs there`;
  }
  if (found.uid !== uid) {
    return `folder ${dir} belongs to uid ${found.uid}: refusing to look for programs there`;
  }
  const mode = found.mode & 0o777;
  if (mode !== 0o700) {
    return `folder ${dir} has mode ${mode.toString(8).padStart(4, "0")}, not 0700: refusing to look for programs there`;
  }
  const around = path.dirname(dir);
  if ((statSync(around).mode & (ANYBODY_WRITES | STICKY)) === ANYBODY_WRITES) {
    return `folder ${dir} can be exchanged by others, since anybody may write to ${around} (no sticky bit): refusing to look for programs there`;
  }
  return undefined;
}
