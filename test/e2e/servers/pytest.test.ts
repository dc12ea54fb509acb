/** A pytest run that is looked into from its first line, in one process and in two. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { until } from "../../until.js";
import { add, LINE, Probing, WORK } from "./probing.js";
import { FOLDER, type Target } from "./targets.js";

const PYTHON = process.env.SNAPPOINT_SERVERS_PYTHON ?? "";
const TESTS = 12;

function pytest(...options: string[]): Target {
  return {
    name: `pytest ${options.join(" ")}`.trim(),
    command: (python) => [
      ...[
        python,
        "-m",
        "pytest",
        "-v",
        "-p",
        "no:cacheprovider",
        "-c",
        "/dev/null",
        "--rootdir",
        FOLDER,
        ...options,
      ],
      join(FOLDER, "test_work.py"),
    ],
    ask: () => () => Promise.reject(new Error("it is not asked for anything")),
    workers: 1,
    end: "end of input",
  };
}

test.each([
  { name: "in its own process", options: [], processes: 1 },
  { name: "in two workers of xdist", options: ["-n", "2"], processes: 2 },
])("pytest $name", async ({ options, processes }) => {
  const probing = new Probing(pytest(...options), PYTHON);
  try {
    const plain = await probing.run((command) => command).program.end("end of input");
    expect(plain.code).toBe(0);
    const editor = await probing.editor();
    const { id } = await add(editor);
    expect(await probing.run().program.end("end of input")).toEqual(plain);
    await editor.waitForBeside(WORK, LINE, new RegExp(`^doubled=\\d+ · number=\\d+ ×${TESTS} ended`));

    const captures = await editor.execute<{ pid: number }[]>("snappoint.captures", { id });
    expect(new Set(captures.map(({ pid }) => pid)).size).toBe(processes);
    const hover = await editor.hover(WORK, LINE, 6);
    for (const { pid } of captures)
      expect(hover).toMatch(new RegExp(`process ${pid} .*: ended \\(\\d+ hits`));
    await until(
      "an empty folder",
      () => readdirSync(probing.runtimeDir),
      (names) => names.length === 0,
    );
  } finally {
    await probing.cleanUp();
  }
});
