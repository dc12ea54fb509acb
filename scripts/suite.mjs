/** All tests and checks, with one summary that counts them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { INDEPENDENT_TESTS, independentPython } from "./independent.mjs";
import { prepareToTest, TOOLS_PYTHON, TSC } from "./prepare.mjs";
import { findPythons, hasOwnTests, SUPPORTED_MINORS } from "./pythons.mjs";
import { CACHE, collected, openly, ROOT } from "./stage.mjs";
import { countPytest, countVitest } from "./test-reports.mjs";
import { canMakeContainers, editorsMissing, isThere } from "./tools.mjs";

/** @typedef {import("./pythons.mjs").Python} Python */
/** @typedef {import("./tools.mjs").EditorTests} EditorTests */

/** @typedef {{ name: string, passed: number, failed: number, skipped: number, failures: string[] }} Result */

const BIOME = join(ROOT, "node_modules", "@biomejs", "biome", "bin", "biome");
const VITEST = join(ROOT, "node_modules", "vitest", "vitest.mjs");

/** @typedef {import("./test-reports.mjs").Counts} Counts */

const PYTESTS_AT_ONCE = 2;

/** @type {[name: string, command: string, args: string[]][]} */
const CHECKS = [
  ["types of VS Code's extension", process.execPath, [TSC, "-p", join(ROOT, "clients", "vscode")]],
  ["biome", process.execPath, [BIOME, "check", "--error-on-warnings", "."]],
  ["ruff", TOOLS_PYTHON, ["-m", "ruff", "check", "--quiet", "agent", "test"]],
  ["ruff format", TOOLS_PYTHON, ["-m", "ruff", "format", "--quiet", "--check", "agent", "test"]],
  // Code for newer interpreters is seen only by the second run, code for the oldest one only by the first.
  ["mypy for 3.11", TOOLS_PYTHON, ["-m", "mypy", "--no-error-summary", "--python-version", "3.11"]],
  ["mypy for 3.14", TOOLS_PYTHON, ["-m", "mypy", "--no-error-summary", "--python-version", "3.14"]],
];

/** Lint, format and types; the build before it has checked TypeScript's. */
export async function check() {
  const results = await checks();
  return summary(results, []);
}

/** Corrects what can be corrected without thought. */
export async function fix() {
  const codes = [
    await openly(process.execPath, [BIOME, "check", "--write", "."]),
    await openly(TOOLS_PYTHON, ["-m", "ruff", "check", "--fix", "agent", "test"]),
    await openly(TOOLS_PYTHON, ["-m", "ruff", "format", "agent", "test"]),
  ];
  return Math.max(...codes);
}

/** Everything. Fails when any part fails; what is left out is named with its reason. */
export async function test() {
  const found = findPythons();
  const pythons = found.filter((it) => SUPPORTED_MINORS.includes(it.minor));
  const editors = editorsMissing();
  const skipped = leftOut(found, pythons, editors);
  const programs = await prepareToTest(pythons);
  mkdirSync(CACHE, { recursive: true });
  const reports = mkdtempSync(join(CACHE, "reports-"));
  const results = [...(await checks()), await vitest(reports, editors)];
  results.push(...(await pytests(reports, programs)));
  rmSync(reports, { recursive: true });
  return summary(results, skipped);
}

/**
 * What is left out on this machine, with the reason.
 *
 * @param {Python[]} found
 * @param {Python[]} pythons those that are tested on
 * @param {EditorTests[]} editors those that are missing
 */
function leftOut(found, pythons, editors) {
  const missing = SUPPORTED_MINORS.filter((it) => !pythons.some((python) => python.minor === it));
  const others = found.filter((it) => !pythons.includes(it));
  return [
    ...missing.map((minor) => `the agent's tests on Python 3.${minor}: there is none on this machine`),
    ...others.map(({ version }) => `the agent's tests on Python ${version}: not supported yet`),
    ...found
      .filter(({ path }) => !hasOwnTests(path))
      .map(
        ({ version }) =>
          `CPython's own tests with probes on Python ${version}: it came without them (on Debian and Ubuntu: apt install libpython3-testsuite)`,
      ),
    ...editors.map(
      ({ editor, programs, part }) =>
        `the ${editor} tests: no ${programs.join(", no ")} found (scripts/install-optional.sh ${part} installs it)`,
    ),
    ...(isThere("gdb")
      ? []
      : ["attaching to programs by gdb: none found (scripts/install-optional.sh gdb installs it)"]),
    ...(process.getuid?.() === 0
      ? []
      : ["what two users can do to each other: only root can become another"]),
    ...(isThere("lldb")
      ? []
      : ["attaching to programs by lldb: none found (scripts/install-optional.sh lldb installs it)"]),
    ...(canMakeContainers() ? [] : ["programs in containers: `unshare` can't make namespaces here"]),
  ];
}

async function checks() {
  /** @type {Result[]} */
  const results = [result("types (the build)", 0, { passed: 1, failed: 0, skipped: 0, failures: [] })];
  for (const [name, command, args] of CHECKS) {
    console.log(`\n--- ${name}`);
    const code = await openly(command, args);
    results.push(result(name, code, { passed: Number(code === 0), failed: 0, skipped: 0, failures: [] }));
  }
  return results;
}

/**
 * @param {string} reports a folder for the program's report
 * @param {EditorTests[]} missing editors that are not there
 */
async function vitest(reports, missing) {
  console.log("\n--- vitest");
  const report = join(reports, "vitest.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  for (const { tests } of missing) args.push("--exclude", tests);
  const code = await openly(process.execPath, [VITEST, ...args]);
  return result("vitest", code, readReport(report, countVitest));
}

/**
 * The agent's tests on each Python, and the language server asked by a client of others' making. Some at a time,
 * since they wait more than they compute.
 *
 * @param {string} reports a folder for the programs' reports
 * @param {{ python: Python, program: string }[]} programs
 */
async function pytests(reports, programs) {
  const client = ["-c", join(INDEPENDENT_TESTS, "pytest.ini"), INDEPENDENT_TESTS];
  /** @type {[name: string, program: string, args: string[]][]} */
  const runs = [
    ["an independent client", await independentPython(), client],
    ...programs.map(
      ({ python, program }) =>
        /** @type {[string, string, string[]]} */ ([`pytest on Python ${python.version}`, program, []]),
    ),
  ];
  /** @type {Result[]} */
  const results = [];
  const waiting = [...runs.entries()];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      results[next[0]] = await pytest(reports, ...next[1]);
    }
  };
  await Promise.all(Array.from({ length: PYTESTS_AT_ONCE }, lane));
  return results;
}

/**
 * @param {string} reports a folder for the program's report
 * @param {string} name
 * @param {string} program
 * @param {string[]} args
 */
async function pytest(reports, name, program, args) {
  const report = join(reports, `${name.replaceAll(/[^\w.]+/g, "-")}.xml`);
  const { code, output } = await collected(program, ["-m", "pytest", "-q", `--junitxml=${report}`, ...args]);
  console.log(`\n--- ${name}\n${output}`);
  return result(name, code, readReport(report, countPytest));
}

/**
 * A run that ends badly with no failed test (an error outside of tests, a crash) is a failure all the same.
 *
 * @param {string} name
 * @param {number} code
 * @param {Counts} [counts] nothing when the program died before it wrote its report
 * @returns {Result}
 */
function result(name, code, counts = { passed: 0, failed: 0, skipped: 0, failures: [] }) {
  const failed = code === 0 ? counts.failed : Math.max(counts.failed, 1);
  return { ...counts, name, failed };
}

/**
 * @template T
 * @param {string} path
 * @param {(text: string) => T} parse
 * @returns {T | undefined} nothing when the program died before it wrote its report
 */
function readReport(path, parse) {
  try {
    return parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Prints what became of every part.
 *
 * @param {Result[]} results
 * @param {string[]} skipped
 * @returns the exit code
 */
function summary(results, skipped) {
  console.log("");
  for (const { name, passed, failed, skipped: left } of results) {
    const rest = [failed ? `, ${failed} failed` : "", left ? `, ${left} skipped` : ""];
    console.log(`${failed ? "FAILED" : "ok    "} ${name}: ${passed} passed${rest.join("")}`);
  }
  for (const reason of skipped) console.log(`skipped: ${reason}`);
  // Said again here, because what was printed when it happened is far above.
  for (const { name, failures } of results) {
    for (const failure of failures) console.log(`\nFAILED in ${name}: ${failure}`);
  }
  const sum = (/** @type {"passed" | "failed"} */ key) => results.reduce((total, it) => total + it[key], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0 ? 0 : 1;
}
