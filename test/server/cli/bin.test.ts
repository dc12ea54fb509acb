/** `bin/snappoint` from wherever it is called, and the commands that need no program. */
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { REPOSITORY } from "../../repository.js";
import { BIN, folder, snappoint } from "./snappoint.js";

const { version } = JSON.parse(readFileSync(path.join(REPOSITORY, "package.json"), "utf8"));
const COMMANDS = ["lsp", "run", "attach", "ps", "watch", "captures", "connect", "disconnect", "keys"];
const USAGE = `usage: snappoint ${COMMANDS.join(" | ")} … (snappoint --help explains them)\n`;

test("from another folder, by its path and through links", async () => {
  const cwd = folder();
  symlinkSync(BIN, path.join(cwd, "first"));
  symlinkSync("first", path.join(cwd, "second"));
  for (const program of [BIN, path.relative(cwd, BIN), "./second"]) {
    expect(await snappoint(["--version"], { cwd, program })).toMatchObject({
      code: 0,
      stdout: `${version}\n`,
    });
  }
});

test("not built yet: one line says what to do", async () => {
  const root = folder();
  mkdirSync(path.join(root, "bin"));
  for (const file of ["bin/snappoint", "bin/package.json", "package.json"]) {
    copyFileSync(path.join(REPOSITORY, file), path.join(root, file));
  }
  const ended = await snappoint(["--version"], { program: path.join(root, "bin", "snappoint") });
  const stderr = `snappoint: not built yet: run \`npm run build\` in ${root}\n`;
  expect(ended).toEqual({ code: 1, signal: null, stdout: "", stderr });
});

test("an old Node: one line says which one is needed", async () => {
  const old = path.join(folder(), "old.cjs");
  writeFileSync(old, 'Object.defineProperty(process, "versions", { value: { node: "18.20.1" } });');
  const ended = await snappoint([`--require=${old}`, BIN, "--version"], { program: process.execPath });
  const stderr = "snappoint: needs Node 20 or newer; this is 18.20.1\n";
  expect(ended).toEqual({ code: 1, signal: null, stdout: "", stderr });
});

describe("help", () => {
  test.each(["--help", "-h"])("%s", async (option) => {
    const { code, stdout, stderr } = await snappoint([option]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const listed = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, command]) => command);
    expect(listed).toEqual(COMMANDS);
    expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
  });

  test.each(COMMANDS)("%s --help", async (command) => {
    const { code, stdout } = await snappoint([command, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^usage: snappoint ${command} `));
  });
});

describe("a wrong argument gets a line of its own, the usage, and exit code 2", () => {
  test.each([
    [[], `snappoint: a command is missing\n${USAGE}`],
    [["dance"], `snappoint: unknown command "dance"\n${USAGE}`],
    [
      ["ps", "--all"],
      "snappoint ps: unknown option --all\nusage: snappoint ps [--json] (snappoint ps --help explains it)\n",
    ],
  ])("%j", async (args, stderr) => {
    expect(await snappoint(args)).toEqual({ code: 2, signal: null, stdout: "", stderr });
  });
});
