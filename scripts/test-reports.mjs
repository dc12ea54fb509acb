/** Reads what test runners report: how many tests did what, and how those failed that did. */

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Counts */

const LINES_OF_AN_ERROR = 15;

/**
 * Vitest's JSON report.
 *
 * @param {string} text
 * @returns {Counts}
 */
export function countVitest(text) {
  const report = JSON.parse(text);
  /** @type {{ status: string, fullName: string, failureMessages?: string[] }[]} */
  const tests = report.testResults.flatMap((/** @type {any} */ file) => file.assertionResults);
  const failed = tests.filter((test) => test.status === "failed");
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: failed.map((test) => told(test.fullName, (test.failureMessages ?? []).join("\n"))),
  };
}

/**
 * Pytest's JUnit XML.
 *
 * @param {string} text
 * @returns {Counts}
 */
export function countPytest(text) {
  const count = (/** @type {string} */ word) => Number(new RegExp(` ${word}="(\\d+)"`).exec(text)?.[1] ?? 0);
  const failed = count("failures") + count("errors");
  const failures = [...text.matchAll(/<testcase ([^>]*[^/])>\s*<(?:failure|error) message="([^"]*)"/g)];
  return {
    passed: count("tests") - failed - count("skipped"),
    failed,
    skipped: count("skipped"),
    failures: failures.map(([, attributes = "", message = ""]) => told(nameIn(attributes), plain(message))),
  };
}

/** @param {string} attributes */
function nameIn(attributes) {
  const value = (/** @type {string} */ word) =>
    new RegExp(`\\b${word}="([^"]*)"`).exec(attributes)?.[1] ?? "";
  return plain(`${value("classname")}.${value("name")}`);
}

/**
 * @param {string} name
 * @param {string} error
 */
function told(name, error) {
  return [name, ...error.split("\n").slice(0, LINES_OF_AN_ERROR)].join("\n    ");
}

/** @param {string} xml */
function plain(xml) {
  const entities = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&", "#10": "\n", "#x0a": "\n" };
  return xml.replace(
    /&(\w+|#\w+);/g,
    (whole, name) => entities[/** @type {"lt"} */ (name.toLowerCase())] ?? whole,
  );
}
