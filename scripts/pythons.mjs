/**
 * Finds the CPythons of this machine by path. A pyenv shim is not asked: it needs variables that may be
 * missing, and the interpreters that it stands for are found beside it.
 */
import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { homes, list, present, toolFolders } from "./tools.mjs";

/** The first Python that records which expression each instruction computes (PEP 657). */
const OLDEST_MINOR = 11;

/** What the agent is tested on. A newer one may work; nobody has looked. */
export const SUPPORTED_MINORS = [11, 12, 13, 14, 15];

const ABOUT = "import sys; print(sys.implementation.name, *sys.version_info[:4])";

/**
 * An interpreter: its real path, its version ("3.12.1") and the two parts of it that differ.
 *
 * @typedef {{ path: string, version: string, minor: number, patch: number }} Python
 */

/**
 * One released CPython ≥ 3.11 per minor version, the newest of each, oldest minor first.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Python[]}
 */
export function findPythons(env = process.env) {
  /** @type {Map<number, Python>} */
  const best = new Map();
  for (const path of new Set(programs(env).map(realPath))) {
    const python = ask(path);
    if (python && python.minor >= OLDEST_MINOR && python.patch > (best.get(python.minor)?.patch ?? -1)) {
      best.set(python.minor, python);
    }
  }
  return [...best.values()].sort((a, b) => a.minor - b.minor);
}

/** The newest Python that the agent is made for, if there is one. */
export function newestSupportedPython() {
  return findPythons().findLast((python) => SUPPORTED_MINORS.includes(python.minor));
}

/**
 * Whether CPython's own tests of its modules are there: Debian's Pythons leave them out.
 *
 * @param {string} path of the interpreter
 */
export function hasOwnTests(path) {
  const asked =
    "import importlib.util, sys; sys.exit(importlib.util.find_spec('test.test_textwrap') is None)";
  return spawnSync(path, ["-I", "-c", asked], { timeout: 10_000 }).status === 0;
}

/**
 * Everything that is called like an interpreter, in the places where they are kept.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function programs(env) {
  const path = (env.PATH ?? "").split(delimiter).filter(Boolean);
  const shims = path.filter((folder) => basename(folder) === "shims");
  const pyenvs = [env.PYENV_ROOT, ...shims.map(dirname), ...homes(env).map((home) => join(home, ".pyenv"))];
  const folders = [
    ...path.filter((folder) => !shims.includes(folder)),
    ...present(pyenvs)
      .flatMap((pyenv) => list(join(pyenv, "versions")))
      .map((version) => join(version, "bin")),
    ...toolFolders(env),
  ];
  const called = /^python(3(\.\d+)?)?(\.exe)?$/;
  return folders.flatMap(list).filter((program) => called.test(basename(program)));
}

/** Many names lead to one interpreter; a broken link stays as it is and can't be run. */
function realPath(/** @type {string} */ program) {
  try {
    return realpathSync(program);
  } catch {
    return program;
  }
}

/** @returns {Python | undefined} nothing for what does not run or is no released CPython 3 */
function ask(/** @type {string} */ path) {
  const { stdout } = spawnSync(path, ["-I", "-c", ABOUT], { encoding: "utf8", timeout: 10_000 });
  const said = /^cpython 3 (\d+) (\d+) final\s*$/.exec(stdout ?? "");
  if (!said) return undefined;
  const [minor, patch] = [Number(said[1]), Number(said[2])];
  return { path, version: `3.${minor}.${patch}`, minor, patch };
}
