/** Texts that are written for the user to look at: for the owner alone, and only the last few are kept. */
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makePrivateFolder } from "./state-folder.js";

const MOST_FILES = 20;
const LONGEST_NAME = 100;

/**
 * Writes a file that cannot be changed by accident, in the place of one of the same name.
 *
 * @param name of which only what is safe in a file's name is used
 * @returns the file's path
 * @throws Error when the folder cannot be had or written to
 */
export function writeTextFile(folder: string, uid: number, name: string, text: string): string {
  makePrivateFolder(folder, uid);
  const safe = name.replace(/[^\p{L}\p{N}._-]/gu, "_").slice(0, LONGEST_NAME);
  const file = path.join(folder, `${safe}.txt`);
  const fresh = `${file}.new`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, text, { mode: 0o400, flag: "wx" });
  renameSync(fresh, file);
  removeOlder(folder);
  return file;
}

function removeOlder(folder: string): void {
  const files = readdirSync(folder)
    .map((name) => path.join(folder, name))
    .flatMap((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found ? [{ file, time: found.mtimeMs }] : [];
    });
  const sorted = files.toSorted((one, other) => other.time - one.time);
  for (const { file } of sorted.slice(MOST_FILES)) rmSync(file, { force: true });
}
