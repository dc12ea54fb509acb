/** The Pythons that tests run on: released CPythons from 3.11 on, each minor version once, interpreters and no shims. */
import { resolve } from "node:path";
import { findPythons as find, hasOwnTests } from "../scripts/pythons.mjs";

export interface FoundPython {
  /** `3.12.1` */
  version: string;
  path: string;
}

export function findPythons(): FoundPython[] {
  return find();
}

/** Those that came with CPython's own tests of its modules. */
export function pythonsWithTests(): FoundPython[] {
  return findPythons().filter(({ path }) => hasOwnTests(path));
}

/** Those at the given paths, called by them; without any all that are found. */
export function pythonsNamed(paths: readonly string[] | undefined): FoundPython[] {
  // A path is meant from here, not from the folder that a program of it runs in.
  const whole = (path: string) => (path.includes("/") ? resolve(path) : path);
  return paths?.map((path) => ({ path: whole(path), version: path })) ?? findPythons();
}
