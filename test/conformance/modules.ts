/**
 * Does foreign code do the same with probes as without? CPython's own tests judge.
 *
 *   npm run conformance -- [--python PATH]… [--module NAME[:TEST[+TEST…]],…]
 *       [--probes lines|after|values|conditions|time|exception] [--engine insertion|monitoring] [--hook count|snapshot]
 *       [--spread] [--package NAME,…] [--jobs N] [--timeout SECONDS] [--json]
 *
 * Each module's tests run in a fresh process with a probe on every statement of every function of its source,
 * and without any as the baseline. `lines` are probes before the statement, `after` are told how it ends too,
 * `values` also every value of every expression in it, and `conditions` have a condition that never holds. Any
 * module of the standard library will do; where its tests are not called `test_NAME`, name them. Without --module a
 * large part of the library is run, with --spread a small one; without --python every Python found. `--package` names a library
 * of `packages.txt`, or a package in it, whose tests are its own. For `lines`, `--hook snapshot` captures values at every hit that the probe's
 * rate admits, `count` only counts. `--engine monitoring` does `lines` only, from Python 3.12 on. Exits 1 when a test
 * fails that passes without probes, when a statement or an expression that has code is refused, when a capture
 * fails, or when nothing was shown because no test ran or no probe was hit.
 */
import { commandLine, numberIn, refuse } from "../command-line.js";
import { type FoundPython, pythonsNamed } from "../pythons.js";
import { report, summary } from "./module-report.js";
import { runModule } from "./module-run.js";
import { judgeModule, type ModuleVerdict, notRun } from "./module-verdict.js";
import { LARGE_PART, SPREAD } from "./modules-to-run.js";

const { values: options } = commandLine(import.meta.url, {
  python: { type: "string", multiple: true },
  module: { type: "string", multiple: true },
  probes: { type: "string", default: "lines" },
  engine: { type: "string", default: "insertion" },
  hook: { type: "string", default: "count" },
  package: { type: "string", multiple: true },
  spread: { type: "boolean", default: false },
  jobs: { type: "string", default: "1" },
  timeout: { type: "string", default: "900" },
  json: { type: "boolean", default: false },
});

const JOBS = numberIn(import.meta.url, "--jobs", options.jobs, 1);
const TIMEOUT = numberIn(import.meta.url, "--timeout", options.timeout, 1);

const CHOICES = {
  probes: ["lines", "after", "values", "conditions", "time", "exception"],
  engine: ["insertion", "monitoring"],
  hook: ["count", "snapshot"],
} as const;

const MONITORING_CANNOT =
  "monitoring calls a hook where a statement starts, and cannot see the value stack, how the statement ends, " +
  "or anything before the hook";

async function main(): Promise<number> {
  const wrong = Object.entries(CHOICES).find(
    ([option, choices]) => !choices.some((choice) => choice === options[option as keyof typeof CHOICES]),
  );
  if (wrong) refuse(import.meta.url, `--${wrong[0]} can be: ${wrong[1].join(", ")}`);
  if (options.engine === "monitoring" && options.probes !== "lines") {
    refuse(import.meta.url, `--probes ${options.probes} needs --engine insertion: ${MONITORING_CANNOT}`);
  }
  const verdicts = await judgeAll(work());
  if (!options.json) console.log(`\n${summary(verdicts)}`);
  return verdicts.length > 0 && verdicts.every(({ passed }) => passed) ? 0 : 1;
}

interface Task {
  python: string;
  version: string;
  module: string;
  /** Whether it is one of the installed libraries. */
  library: boolean;
}

function work(): Task[] {
  // Those before 3.12 have nothing to monitor with; one that is asked for by its path says so itself.
  const withMonitoring = ({ version }: FoundPython) => options.python || !version.startsWith("3.11.");
  const all = pythonsNamed(options.python);
  const pythons = options.engine === "monitoring" ? all.filter(withMonitoring) : all;
  const chosen = listed(options.module);
  const libraries = listed(options.package).map((name) => ({ module: `${name}:pytest`, library: true }));
  const usual = libraries.length > 0 ? [] : options.spread ? SPREAD : LARGE_PART;
  const modules = (chosen.length > 0 ? chosen : usual).map((module) => ({ module, library: false }));
  return pythons.flatMap(({ path, version }) =>
    [...modules, ...libraries].map((one) => ({ python: path, version, ...one })),
  );
}

function listed(values: string[] | undefined): string[] {
  return (values ?? []).flatMap((list) => list.split(",")).filter(Boolean);
}

/** In order of completion; `--jobs` at a time. */
async function judgeAll(tasks: Task[]): Promise<ModuleVerdict[]> {
  const verdicts: ModuleVerdict[] = [];
  const waiting = [...tasks];
  const worker = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      const verdict = await judgeOne(task);
      console.log(options.json ? JSON.stringify(verdict) : report(verdict));
      verdicts.push(verdict);
    }
  };
  await Promise.all(Array.from({ length: JOBS }, worker));
  return verdicts;
}

async function judgeOne({ python, version, module, library }: Task): Promise<ModuleVerdict> {
  const { engine, probes } = options;
  const hook = probes === "lines" ? options.hook : probes;
  try {
    const seconds = TIMEOUT;
    const run = await runModule(module, { python, engine, hook, seconds, libraries: library });
    return judgeModule(version, module, run);
  } catch (error) {
    return notRun(version, module, error instanceof Error ? error.message : String(error));
  }
}

process.exitCode = await main();
