/** The agent's tests with real libraries, in an environment that has those. */
import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import { letImportPytest, prepareToTest, pythonOf, VENVS } from "./prepare.mjs";
import { findPythons } from "./pythons.mjs";
import { contents, filesUnder, openly, quietly, ROOT, StageError, stage } from "./stage.mjs";

/** All of the libraries are published for it. */
const MINOR = 12;

/** What pip says when it can't reach an index. A version that is not there is no reason to skip anything. */
const UNREACHABLE = /connection broken|\(from versions: none\)/;

/**
 * Beside the tests made for it, those of types run there, because they should not depend on what is imported.
 *
 * @param {string[]} args for pytest
 */
export async function testLibraries(args) {
  await prepareToTest([]);
  const program = await librariesPython();
  if (!program) return 0;
  const others = /^test_(types|values|hostile).*\.py$/;
  const files = filesUnder("test/agent", ".py").filter((path) => others.test(basename(path)));
  const folder = join(ROOT, "test", "agent", "libraries");
  return openly(program, ["-m", "pytest", "-q", folder, ...files, ...args]);
}

/** @returns {Promise<string | undefined>} nothing, after a line that says why, when they can't be had here */
export async function librariesPython() {
  const python = findPythons().find(({ minor }) => minor === MINOR);
  if (!python) {
    console.log(`skipped: the tests with real libraries, because there is no Python 3.${MINOR}`);
    return undefined;
  }
  const folder = join(VENVS, "libraries");
  try {
    await install(python, folder);
    return pythonOf(folder);
  } catch (error) {
    if (!(error instanceof StageError && UNREACHABLE.test(error.output))) throw error;
    console.log("skipped: the tests with real libraries, because these can't be downloaded");
    return undefined;
  }
}

/**
 * @param {import("./pythons.mjs").Python} python
 * @param {string} folder
 */
async function install(python, folder) {
  const requirements = join(ROOT, "agent", "requirements-libraries.txt");
  const program = pythonOf(folder);
  const options = ["--quiet", "--no-deps", "--only-binary=:all:"];
  await stage("libraries to look at", {
    inputs: [...contents([requirements]), folder, python.path, python.version],
    outputs: [program],
    work: async () => {
      rmSync(folder, { recursive: true, force: true });
      await quietly(python.path, ["-m", "venv", folder]);
      await quietly(program, ["-m", "pip", "install", ...options, "-r", requirements]);
      await letImportPytest(program);
    },
  });
}
