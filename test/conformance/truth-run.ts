/** Runs the tests of one module three times, twice with the oracle and once with probes, and compares values. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Probing, runTests, surveyOf } from "./module-run.js";
import { program, run } from "./python-process.js";
import { ranTests } from "./verdict.js";

/** An expression of which the two don't say the same. */
export interface Disagreement {
  path: string;
  line: number;
  column: number;
  /** What Python's `ast` calls it. */
  form: string;
  /** The commonest values that only the one has told. */
  oracle: string[];
  agent: string[];
  /** How many values each has told. */
  times: [oracle: number, agent: number];
}

/** What `truth_verdict.py` prints. */
export interface Comparison {
  /** Those that ran, and had the same values in both runs of the oracle. */
  expressions: number;
  values: number;
  agree: number;
  /** Expressions whose values differ from run to run: times, addresses, names of folders. */
  unstable: number;
  /** The agent tells a value that the oracle does not. */
  wrong: Disagreement[];
  /** The agent does not tell a value, without having said so. */
  unseen: Disagreement[];
  /** How many expressions the agent says it does not see, by its reason. */
  missed: Record<string, number>;
}

export interface TruthRun extends Comparison {
  tests: number;
  /** Why there is nothing to compare, or empty. */
  problem: string;
}

const RUNS = [
  { folder: "oracle", engine: "oracle", hook: "truth" },
  { folder: "again", engine: "oracle", hook: "truth" },
  { folder: "agent", engine: "insertion", hook: "completed" },
];

/** Texts have the same hash in each run. */
const ENVIRONMENT = { PYTHONHASHSEED: "0" };

const NOTHING: Comparison = {
  expressions: 0,
  values: 0,
  agree: 0,
  unstable: 0,
  wrong: [],
  unseen: [],
  missed: {},
};

/** @throws Error saying why there is nothing to run */
export async function runTruth(
  module: string,
  options: Pick<Probing, "python" | "seconds" | "libraries">,
): Promise<TruthRun> {
  const folder = mkdtempSync(join(tmpdir(), "snappoint-truth-"));
  try {
    const probing = { ...options, engine: "insertion", hook: "completed" };
    const survey = await surveyOf(module, probing, folder);
    writeFileSync(join(folder, "survey.json"), JSON.stringify(survey));
    let tests = 0;
    for (const one of RUNS) {
      const own = join(folder, one.folder);
      mkdirSync(own);
      copyFileSync(join(folder, "survey.json"), join(own, "survey.json"));
      const args = [survey.tests.join("+"), "none", one.engine, one.hook];
      const ran = await runTests(args, probing, own, ENVIRONMENT);
      if (ran.crash) return { ...NOTHING, tests, problem: `${one.folder}: ${ran.crash}: ${ran.tail}` };
      tests = ranTests(ran.results);
    }
    return { ...(await compared(folder, options)), tests, problem: "" };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function compared(
  folder: string,
  { python, seconds }: Pick<Probing, "python" | "seconds">,
): Promise<Comparison> {
  const code = program(false, "truth_verdict", "judge(sys.argv[1])");
  const cwd = join(folder, "verdict");
  mkdirSync(cwd);
  const { output, ending } = await run(python, [...code, folder], cwd, seconds);
  if (ending) throw new Error(`the values cannot be compared: ${output}`);
  return JSON.parse(output.trimEnd().split("\n").at(-1) ?? "");
}
