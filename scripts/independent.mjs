/** A language client that nobody here wrote, for the tests of what the server says to any client. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { letImportPytest, pythonOf, TOOLS_PYTHON, VENVS } from "./prepare.mjs";
import { contents, quietly, ROOT, stage } from "./stage.mjs";

export const INDEPENDENT_TESTS = join(ROOT, "test", "independent");

/** @returns the Python that has it; `prepareToTest` must have been called */
export async function independentPython() {
  const requirements = join(INDEPENDENT_TESTS, "requirements.txt");
  const folder = join(VENVS, "independent");
  const program = pythonOf(folder);
  const options = ["--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"];
  await stage("an independent client", {
    inputs: [...contents([requirements]), folder],
    outputs: [program],
    work: async () => {
      rmSync(folder, { recursive: true, force: true });
      await quietly(TOOLS_PYTHON, ["-m", "venv", folder]);
      await quietly(program, ["-m", "pip", "install", ...options, "-r", requirements]);
      await letImportPytest(program);
    },
  });
  return program;
}
