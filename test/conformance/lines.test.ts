/** A small part of `npm run conformance:lines`, and programs that are odder than any standard library. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadGrammar } from "../../server/source-map/parser.js";
import { findPythons } from "../pythons.js";
import { isJudged, judge, judgeFiles, libraryFiles, offersOf, type Verdict } from "./judge.js";
import { program } from "./programs.js";
import { sample } from "./sample.js";

const FILES = 12;
const PROGRAMS = 60;

const folder = mkdtempSync(join(tmpdir(), "snappoint-lines-"));
const pythons = findPythons();

beforeAll(loadGrammar);
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The findings as `file:line check reason text`. */
function findings(
  verdicts: readonly Verdict[],
  wanted: (check: string, reason: string) => boolean,
): string[] {
  return verdicts.filter(isJudged).flatMap(({ path, findings: all }) => {
    const chosen = all.filter(({ check, reason }) => wanted(check, reason));
    return chosen.map(({ check, reason, line, text }) => `${path}:${line} (${check}) ${reason} ${text}`);
  });
}

test("there is a Python that can judge", () => {
  expect(pythons).not.toEqual([]);
});

describe.each(pythons)("Python $version", ({ path: python }) => {
  test("agrees with the statements offered in its standard library", async () => {
    const files = sample(await libraryFiles(python), FILES, 7);
    const verdicts = await judgeFiles(python, files);
    expect(verdicts.length).toBe(FILES);
    expect(findings(verdicts, (check, reason) => check === "a" || check === "c" || reason === "")).toEqual(
      [],
    );
  });

  test("has code for every statement offered in programs that leave little of themselves", async () => {
    const files = Array.from({ length: PROGRAMS }, (_, seed) => ({
      path: written(`program_${seed}.py`, `${program(seed)}\n`),
    }));
    const verdicts = await judgeFiles(python, files);
    expect(verdicts.filter(isJudged).length).toBeGreaterThan(PROGRAMS / 2);
    expect(findings(verdicts, (check) => check === "a" || check === "c")).toEqual([]);
  });

  test("sees a wrong line, a wrong column, a wrong function and a missing statement", async () => {
    const path = written("wrong.py", "# comment\nx = 1; y = 2\ndef f():\n    return x\n");
    const right = offersOf({ path });
    const [x, y, def, body] = right.statements;
    if (!x || !y || !def || !body) throw new Error("four statements were expected");
    const offers = [
      right,
      {
        ...right,
        statements: [
          { ...x, start: [1, 0] as [number, number], end: [1, 9] as [number, number] },
          x,
          def,
          body,
        ],
      },
      {
        ...right,
        statements: [{ ...x, start: [2, 5] as [number, number], end: [2, 6] as [number, number] }, def, body],
      },
      { ...right, statements: [x, def, { ...body, function: "g" }] },
      { ...right, statements: [x, def] },
    ];
    const verdicts = await judge(python, offers);
    const found = verdicts.map((verdict) => {
      const all = isJudged(verdict) ? verdict.findings : [];
      return all.map(({ check, reason, line }) => `${check}${line}${reason}`).join(" ");
    });
    expect(found).toEqual(["", "a1 b1 c1", "a2 c2", "a4 c4", "uncovered4"]);
  });
});
