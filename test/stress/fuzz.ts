/**
 * Many random programs, with probes and without: what `test/agent/test_fuzz.py` does with few.
 *
 *   npm run fuzz -- [--python PATH]… [--examples N] [--seed N] [--test NAME]
 *
 * N programs for each test (1000 if not told), on each Python found. Every run looks at others and prints its
 * seed when something fails; --seed makes the same run again. --test picks tests as pytest's -k does.
 */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { commandLine, numberIn } from "../command-line.js";
import { findPythons } from "../pythons.js";
import { REPOSITORY } from "../repository.js";

const { values: options } = commandLine(import.meta.url, {
  python: { type: "string", multiple: true },
  examples: { type: "string", default: "1000" },
  seed: { type: "string" },
  test: { type: "string" },
});

function main(): number {
  const seed = options.seed ?? String(Date.now() % 1_000_000);
  const pythons = options.python ?? findPythons().map(({ path }) => path);
  const failed = pythons.filter((python) => {
    console.log(`\n--- ${python}, --seed ${seed}`);
    return !passes(python, seed);
  });
  for (const python of failed) console.log(`FAILED ${python}`);
  return pythons.length > 0 && failed.length === 0 ? 0 : 1;
}

function passes(python: string, seed: string): boolean {
  const chosen = options.test ? ["-k", options.test] : [];
  const { status } = spawnSync(
    python,
    ["-m", "pytest", "-q", "test/agent/test_fuzz.py", `--hypothesis-seed=${seed}`, ...chosen],
    {
      cwd: REPOSITORY,
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        PYTHONPATH: join(REPOSITORY, ".venv", "pytest"),
        SNAPPOINT_FUZZ_EXAMPLES: String(numberIn(import.meta.url, "--examples", options.examples, 1)),
      },
    },
  );
  return status === 0;
}

process.exitCode = main();
