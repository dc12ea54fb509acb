/** The agent's tests with real libraries, in an environment that has those. */
import { basename, join } from "node:path";
import { environment } from "./environments.mjs";
import { letImportPytest, prepareToTest } from "./prepare.mjs";
import { filesUnder, openly, ROOT } from "./stage.mjs";

/**
 * Beside the tests made for it, those of types run there, because they should not depend on what is imported.
 *
 * @param {string[]} args for pytest
 */
export async function testLibraries(args) {
  await prepareToTest([]);
  const program = await environment("libraries", "the tests with real libraries");
  if (!program) return 0;
  await letImportPytest(program);
  const others = /^test_(types|values|hostile).*\.py$/;
  const files = filesUnder("test/agent", ".py").filter((path) => others.test(basename(path)));
  const folder = join(ROOT, "test", "agent", "libraries");
  return openly(program, ["-m", "pytest", "-q", folder, ...files, ...args]);
}
