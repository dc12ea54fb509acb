/** A formatter changes every line of a file, and no statement of it. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Counterparts } from "../../server/source-map/counterparts.js";
import { loadGrammar } from "../../server/source-map/parser.js";
import { SourceText } from "../../server/source-map/source-text.js";
import { findPythons } from "../pythons.js";
import { REPOSITORY } from "../repository.js";

const TOOLS = join(REPOSITORY, ".venv", "tools", "bin");

const FORMATTERS = [
  { name: "ruff", args: ["format", "--isolated", "--stdin-filename", "module.py", "-"] },
  { name: "black", args: ["--quiet", "--config", "/dev/null", "-"] },
];

/** Modules of the standard library that are written by hand, in many ways. */
const MODULES = ["fractions", "textwrap", "configparser"];

beforeAll(loadGrammar);

describe.each(FORMATTERS)("$name", ({ name, args }) => {
  const formatter = join(TOOLS, name);

  test.skipIf(!existsSync(formatter)).each(MODULES)("leaves every statement of %s to be found", (module) => {
    const before = sourceOf(module);
    const { stdout: after } = spawnSync(formatter, args, { input: before, encoding: "utf8" });
    expect(after).not.toBe("");
    expect(after).not.toBe(before);
    const [from, to] = [new SourceText(before), new SourceText(after)];
    const counterparts = new Counterparts(from, to);
    const lost = from.statements().filter((statement) => typeof counterparts.of(statement) === "string");
    expect(lost.map(({ start }) => `${module}:${start.line + 1}`)).toEqual([]);
    from.dispose();
    to.dispose();
  });
});

function sourceOf(module: string): string {
  const python = findPythons().at(-1)?.path ?? "python3";
  const print = `import inspect, ${module}; print(inspect.getsource(${module}), end="")`;
  return spawnSync(python, ["-c", print], { encoding: "utf8" }).stdout;
}
