/** The user's private folder for what outlives a server. */
import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

export function stateDirOf(env: Environment): string {
  if (env.SNAPPOINT_STATE_DIR) return path.resolve(env.SNAPPOINT_STATE_DIR);
  if (env.XDG_STATE_HOME) return path.resolve(env.XDG_STATE_HOME, "snappoint");
  if (env.LOCALAPPDATA) return path.resolve(env.LOCALAPPDATA, "snappoint", "state");
  return path.resolve(env.HOME || homedir(), ".local", "state", "snappoint");
}

/** Where the probes of workspaces are kept. */
export function probesDir(stateDir: string): string {
  return path.join(stateDir, "probes");
}

/** Where captures are stored. */
export function capturesDir(stateDir: string): string {
  return path.join(stateDir, "captures");
}

/** Where texts are written for the user to look at. */
export function textsDir(stateDir: string): string {
  return path.join(stateDir, "open");
}

/**
 * Creates a folder that only its owner can look into, or makes an existing one so.
 *
 * @param uid of its owner; -1 where there are none
 * @throws Error when it cannot be had, or belongs to somebody else
 */
export function makePrivateFolder(dir: string, uid: number): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const found = lstatSync(dir);
  if (!found.isDirectory()) throw new Error(`${dir} is a link, not a folder`);
  if (uid >= 0 && found.uid !== uid) throw new Error(`folder ${dir} belongs to uid ${found.uid}`);
  if ((found.mode & 0o077) !== 0) chmodSync(dir, 0o700);
}
