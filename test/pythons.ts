/** The Pythons that tests run on: released CPythons from 3.11 on, each minor version once, interpreters and no shims. */
import { findPythons as find } from "../scripts/pythons.mjs";

export interface FoundPython {
  /** `3.12.1` */
  version: string;
  path: string;
}

export function findPythons(): FoundPython[] {
  return find();
}
