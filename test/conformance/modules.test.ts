/** A small part of `npm run conformance`. */
import { describe, expect, test } from "vitest";
import { findPythons, pythonsWithTests } from "../pythons.js";
import { runModule } from "./module-run.js";
import { judgeModule } from "./module-verdict.js";

/** Quick, and different in the kind of code; and what the hooks are told. */
const MODULES = [
  ["textwrap", "count"],
  ["contextlib", "count"],
  ["shlex", "snapshot"],
  ["fractions", "count"],
  ["contextlib", "values"],
  ["fractions", "values"],
  ["shlex", "after"],
  ["textwrap", "conditions"],
] as const;

test("there are Pythons to judge with", () => expect(findPythons()).not.toEqual([]));

describe.each(pythonsWithTests())("Python $version", ({ path, version }) => {
  test.each(MODULES)("%s's tests do the same with a probe on every statement (%s)", async (module, hook) => {
    const run = await runModule(module, {
      python: path,
      engine: "insertion",
      hook,
      seconds: 50,
      libraries: false,
    });
    const { problems, newFailures, refused, explained, missed, tail, ...found } = judgeModule(
      version,
      module,
      run,
    );
    expect({ problems, newFailures, refused, explained, missed, tail }).toEqual({
      problems: [],
      newFailures: [],
      refused: [],
      explained: [],
      missed: [],
      tail: "",
    });
    expect(found.absent).toBe(0);
    expect(found.armed + found.noCode).toBe(found.statements);
    expect(found.captures > 0).toBe(hook === "snapshot");
    expect(found.expressions > 0 && (found.told.values ?? 0) > found.hits).toBe(hook === "values");
  });

  test("what cannot be run says why", async () => {
    const probing = { python: path, engine: "insertion", hook: "count", seconds: 50, libraries: false };
    await expect(runModule("no_such_module", probing)).rejects.toThrow("there is no module no_such_module");
    await expect(runModule("math", probing)).rejects.toThrow("math has no Python source");
    await expect(runModule("textwrap:test_none", probing)).rejects.toThrow("there is no test.test_none");
  });
});
