/**
 * Are the values that the agent tells those that the program computed? An oracle judges.
 *
 *   npm run conformance:truth -- [--python PATH]… [--module NAME[:TEST[+TEST…]],…] [--jobs N] [--timeout SECONDS] [--json]
 *
 * Each module's own tests run twice with source that is rewritten so that every expression of every function
 * tells its value, and once with probes that tell the value of every expression. Each expression has to have the
 * same values equally often, those left out that differ between the two runs of the oracle. Exits 1 when
 * the agent tells a value that the oracle does not, or does not tell one without having said why.
 */
import { commandLine, numberIn } from "../command-line.js";
import { pythonsNamed } from "../pythons.js";
import { TRUTH_PART } from "./modules-to-run.js";
import { type Disagreement, runTruth, type TruthRun } from "./truth-run.js";

const { values: options } = commandLine(import.meta.url, {
  python: { type: "string", multiple: true },
  module: { type: "string", multiple: true },
  jobs: { type: "string", default: "1" },
  timeout: { type: "string", default: "900" },
  json: { type: "boolean", default: false },
});

const SHOWN = 10;

interface Judged extends Partial<TruthRun> {
  python: string;
  module: string;
  passed: boolean;
}

async function main(): Promise<number> {
  const modules = (options.module ?? []).flatMap((list) => list.split(",")).filter(Boolean);
  const waiting = pythonsNamed(options.python).flatMap((python) =>
    (modules.length > 0 ? modules : TRUTH_PART).map((module) => ({ ...python, module })),
  );
  const judged: Judged[] = [];
  const worker = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      const one = await judge(task.path, task.version, task.module);
      console.log(options.json ? JSON.stringify(one) : told(one));
      judged.push(one);
    }
  };
  await Promise.all(Array.from({ length: numberIn(import.meta.url, "--jobs", options.jobs, 1) }, worker));
  if (!options.json)
    console.log(`\n${judged.filter((one) => one.passed).length} of ${judged.length} modules agree`);
  return judged.length > 0 && judged.every(({ passed }) => passed) ? 0 : 1;
}

async function judge(path: string, version: string, module: string): Promise<Judged> {
  try {
    const found = await runTruth(module, {
      python: path,
      seconds: numberIn(import.meta.url, "--timeout", options.timeout, 1),
      libraries: false,
    });
    const passed = !found.problem && found.expressions > 0 && found.wrong.length + found.unseen.length === 0;
    return { python: version, module, passed, ...found };
  } catch (error) {
    return { python: version, module, passed: false, problem: String(error) };
  }
}

function told(one: Judged): string {
  const missed = Object.entries(one.missed ?? {});
  const sum = missed.reduce((total, [, count]) => total + count, 0);
  const facts = `${one.expressions ?? 0} expressions, ${one.values ?? 0} values: ${one.agree ?? 0} agree, ${
    one.wrong?.length ?? 0
  } wrong, ${one.unseen?.length ?? 0} not told, ${sum} not seen, ${one.unstable ?? 0} differ by themselves`;
  return [
    `${one.passed ? "ok    " : "FAILED"} ${one.python} ${one.module}: ${facts}`,
    ...(one.problem ? [`problem: ${one.problem}`] : []),
    ...missed.map(([reason, count]) => `${count} not seen: ${reason}`),
    ...(one.wrong ?? []).slice(0, SHOWN).map((each) => `wrong: ${difference(each)}`),
    ...(one.unseen ?? []).slice(0, SHOWN).map((each) => `not told: ${difference(each)}`),
  ].join("\n    ");
}

function difference({ path, line, column, form, times, oracle, agent }: Disagreement): string {
  const only = (values: string[]) => (values.length > 0 ? `, only ${values.join("; ")}` : "");
  return `${path}:${line}:${column} (${form}): oracle ${times[0]}${only(oracle)}; agent ${times[1]}${only(agent)}`;
}

process.exitCode = await main();
