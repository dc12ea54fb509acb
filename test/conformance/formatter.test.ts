/** A formatter changes every line of a file, and no statement of it. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Counterparts } from "../../server/source-map/counterparts.js";
import { loadGrammar } from "../../server/source-map/parser.js";
import { SourceText } from "../../server/source-map/source-text.js";
import { findPythons } from "../pythons.js";
import { REPOSITORY } from "../repository.js";

const RUFF = join(REPOSITORY, ".venv", "tools", "bin", "ruff");

/** Modules of the standard library that are written by hand, in many ways. */
const MODULES = ["fractions", "textwrap", "configparser"];

test.skipIf(!existsSync(RUFF))("every statement is found again behind ruff format", async () => {
  await loadGrammar();
  const python = findPythons().at(-1)?.path ?? "python3";
  for (const module of MODULES) {
    const print = `import inspect, ${module}; print(inspect.getsource(${module}), end="")`;
    const { stdout: before } = spawnSync(python, ["-c", print], { encoding: "utf8" });
    const args = ["format", "--isolated", "--stdin-filename", "module.py", "-"];
    const { stdout: after } = spawnSync(RUFF, args, { input: before, encoding: "utf8" });
    expect(after).not.toBe(before);
    const [from, to] = [new SourceText(before), new SourceText(after)];
    const counterparts = new Counterparts(from, to);
    const lost = from.statements().filter((statement) => typeof counterparts.of(statement) === "string");
    expect(lost.map(({ start }) => `${module}:${start.line + 1}`)).toEqual([]);
  }
});
