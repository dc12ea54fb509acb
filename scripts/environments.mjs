/** Environments with programs and libraries of other people's, for tests that are left out where they can't be had. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pythonOf, VENVS } from "./prepare.mjs";
import { findPythons } from "./pythons.mjs";
import { contents, quietly, ROOT, StageError, stage } from "./stage.mjs";

/** All of them are published for it. */
const MINOR = 12;

/** What pip says when it can't reach an index. A version that is not there is no reason to skip anything. */
const UNREACHABLE = /connection broken|\(from versions: none\)/;

/**
 * @param {string} name of the environment and of its requirements: `libraries`
 * @param {string} tests what is left out without it: `the tests with real libraries`
 * @returns {Promise<string | undefined>} its Python; nothing, after a line that says why, when it can't be had here
 */
export async function environment(name, tests) {
  const python = findPythons().find(({ minor }) => minor === MINOR);
  if (!python) {
    console.log(`skipped: ${tests}, because there is no Python 3.${MINOR}`);
    return undefined;
  }
  const folder = join(VENVS, name);
  try {
    await install(python, name, folder);
    return pythonOf(folder);
  } catch (error) {
    if (!(error instanceof StageError && UNREACHABLE.test(error.output))) throw error;
    console.log(`skipped: ${tests}, because these can't be downloaded`);
    return undefined;
  }
}

/**
 * @param {import("./pythons.mjs").Python} python
 * @param {string} name
 * @param {string} folder
 */
async function install(python, name, folder) {
  const requirements = join(ROOT, "agent", `requirements-${name}.txt`);
  const program = pythonOf(folder);
  const options = ["--quiet", "--no-deps", "--only-binary=:all:"];
  await stage(`environment of ${name}`, {
    inputs: [...contents([requirements]), folder, python.path, python.version],
    outputs: [program],
    work: async () => {
      rmSync(folder, { recursive: true, force: true });
      await quietly(python.path, ["-m", "venv", folder]);
      await quietly(program, ["-m", "pip", "install", ...options, "-r", requirements]);
    },
  });
}
