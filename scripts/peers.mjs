/** Tools of other people's that the benchmark of the engines measures beside ours. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { prepareToRun, pythonOf, VENVS } from "./prepare.mjs";
import { findPythons } from "./pythons.mjs";
import { contents, quietly, ROOT, StageError, stage } from "./stage.mjs";

/** All of them are published for it. */
const MINOR = 12;

/**
 * Other tools, for the benchmark, beside one interpreter for which all of them are published.
 *
 * @returns {Promise<void>} also when they can't be had: then they are not measured
 */
export async function prepareToBench() {
  await prepareToRun();
  const python = findPythons().find(({ minor }) => minor === MINOR);
  if (!python) {
    console.log(`peers: not measured, because there is no Python 3.${MINOR}`);
    return;
  }
  const requirements = join(ROOT, "test", "bench", "peers.txt");
  const folder = join(VENVS, "peers");
  const program = pythonOf(folder);
  try {
    await stage("peers for the benchmark", {
      inputs: [...contents([requirements]), folder, python.path, python.version],
      outputs: [program],
      work: async () => {
        rmSync(folder, { recursive: true, force: true });
        await quietly(python.path, ["-m", "venv", folder]);
        await quietly(program, ["-m", "pip", "install", "--quiet", "--no-deps", "-r", requirements]);
        const sources = join(ROOT, "test", "bench", "engine");
        await quietly(program, [join(sources, "compile_fastbdb.py")]);
      },
    });
  } catch (error) {
    if (!(error instanceof StageError)) throw error;
    console.log(`  peers that can't be installed are not measured: ${error.message}`);
  }
}
