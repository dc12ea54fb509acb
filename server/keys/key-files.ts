/** The two files of keys, in a folder that is the user's own. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { newKeys } from "./keys.js";

export interface KeyFiles {
  /** For where the program runs: a secret. */
  agent: string;
  /** For those who connect: a secret too. */
  connect: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the user's own keys are, unless others are named. */
export function keysFolder(env: Environment): string {
  const config = env.XDG_CONFIG_HOME || path.join(env.HOME || homedir(), ".config");
  return path.resolve(config, "snappoint");
}

export function keyFilesIn(folder: string): KeyFiles {
  return { agent: path.join(folder, "agent.pem"), connect: path.join(folder, "connect.pem") };
}

/**
 * Makes the files unless they are there, which tells `made`. They belong together, so none is replaced alone.
 *
 * @throws Error of the file system, or when one of the two is there and the other is not
 */
export function provideKeys(folder: string, now: number): KeyFiles & { made: boolean } {
  const files = keyFilesIn(folder);
  const there = [files.agent, files.connect].filter((file) => existsSync(file));
  if (there.length === 2) return { ...files, made: false };
  if (there[0] !== undefined) throw new Error(`${there[0]} is there without the other file: move it away`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keys = newKeys(now);
  writeFileSync(files.agent, keys.agent, { mode: 0o600, flag: "wx" });
  writeFileSync(files.connect, keys.connect, { mode: 0o600, flag: "wx" });
  return { ...files, made: true };
}
