/**
 * The agent's private copy of the `bytecode` library. It lives inside programs that may use another version
 * of the same library, so it must be found as `snappoint._vendor.bytecode` and never as `bytecode`.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CACHE, filesUnder, quietly, ROOT, StageError } from "./stage.mjs";

export const VENDORED = join(ROOT, "agent", "snappoint", "_vendor");

/** Where the private copy is built, inside the repository so that putting it in place is one rename. */
const STAGING = ".cache/vendor";

/**
 * Installs pinned and hashed requirements into a new folder.
 *
 * @param {string} python one that has pip
 * @param {string} requirements
 * @param {string} folder
 */
export async function pipIntoFolder(python, requirements, folder) {
  rmSync(folder, { recursive: true, force: true });
  const options = ["--quiet", "--no-deps", "--no-compile", "--require-hashes", "--only-binary=:all:"];
  await quietly(python, ["-m", "pip", "install", ...options, "--target", folder, "-r", requirements]);
}

/**
 * @param {string} python one that has pip
 * @param {string} requirements the file that pins the library
 */
export async function vendorBytecode(python, requirements) {
  const staging = join(ROOT, STAGING);
  await pipIntoFolder(python, requirements, staging);
  for (const path of filesUnder(`${STAGING}/bytecode`, ".py")) {
    writeFileSync(path, withPrivateImports(readFileSync(path, "utf8"), path));
  }
  const [licence] = filesUnder(STAGING, "COPYING");
  if (!licence) throw new StageError("The bytecode package came without its licence.");
  renameSync(licence, join(staging, "bytecode", "COPYING"));

  // A program that is starting meanwhile may miss the folder for an instant, but never sees half of it.
  const ready = join(CACHE, "vendor-ready");
  rmSync(ready, { recursive: true, force: true });
  mkdirSync(ready);
  renameSync(join(staging, "bytecode"), join(ready, "bytecode"));
  writeFileSync(join(ready, "__init__.py"), "");
  rmSync(VENDORED, { recursive: true, force: true });
  renameSync(ready, VENDORED);
  rmSync(staging, { recursive: true });
}

/**
 * @param {string} source
 * @param {string} path for the error message
 */
function withPrivateImports(source, path) {
  const rewritten = source
    .replace(/^(\s*)import bytecode as (\w+)$/gm, "$1import snappoint._vendor.bytecode as $2")
    .replace(/^(\s*)from bytecode(\.[\w.]+)? import /gm, "$1from snappoint._vendor.bytecode$2 import ");
  const left = /^\s*(import|from) bytecode\b.*$/m.exec(rewritten);
  if (left)
    throw new StageError(`${path}: an import that would find the program's own library: ${left[0].trim()}`);
  return rewritten;
}
