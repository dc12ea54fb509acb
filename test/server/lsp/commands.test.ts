/** The commands that users script against: their answers, and the errors of wrong ones. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { type Fixture, lineOf, SHOP, withEditor } from "./fixture.js";

const INVALID_PARAMS = -32602;
const REQUEST_FAILED = -32803;

const KINDS = '"snapshot", "count", "log", "function", "time", "exception"';

const NO_PROGRAM = "no running program: start one with `snappoint run -- …`";

interface Refusal {
  code: number;
  message: string;
  data?: unknown;
}

/** The error of a command that must fail. */
async function refusal({ editor }: Fixture, command: string, argument?: unknown): Promise<Refusal> {
  const outcome = await editor.execute(`snappoint.${command}`, argument).then(
    (result) => ({ result }),
    ({ code, message, data }: Refusal) => ({ code, message, ...(data === undefined ? {} : { data }) }),
  );
  if ("result" in outcome) throw new Error(`${command} answered ${JSON.stringify(outcome.result)}`);
  return outcome;
}

test("the announced commands are those of this version", () =>
  withEditor({}, async ({ editor }) => {
    expect(editor.initialized.capabilities).toEqual({
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: 2, save: { includeText: false } },
      codeLensProvider: {},
      codeActionProvider: { codeActionKinds: ["refactor.rewrite"] },
      executeCommandProvider: {
        commands: [
          "addProbe",
          "changeProbe",
          "removeProbe",
          "removeAllProbes",
          "pauseProbe",
          "resumeProbe",
          "pauseAllProbes",
          "resumeAllProbes",
          "listProbes",
          "captures",
          "describe",
          "openCapture",
          "listProcesses",
          "attach",
          "connect",
          "disconnect",
          "log",
        ].map((name) => `snappoint.${name}`),
        workDoneProgress: true,
      },
      completionProvider: { triggerCharacters: [".", "?", "@", "["] },
      inlayHintProvider: true,
      hoverProvider: true,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    });
  }));

test("no more points at a statement than programs take", () =>
  withEditor({}, async ({ editor, uri }) => {
    const line = lineOf("return total");
    const add = (n: number) => editor.execute("snappoint.addProbe", { uri, line, condition: `total > ${n}` });
    for (let n = 0; n < 100; n++) await add(n);
    await expect(add(100)).rejects.toThrow(
      "there are 100 points at this statement: remove some before you add another",
    );
  }));

test("a probe is added, listed and removed", () =>
  withEditor({}, async ({ editor, uri }) => {
    const line = lineOf("return total");
    expect(await editor.execute("snappoint.addProbe", { uri, line })).toEqual({ id: "p1" });
    expect(await editor.execute("snappoint.addProbe", { uri, line, character: 12 })).toEqual({ id: "p1" });
    expect(await editor.execute("snappoint.addProbe", { uri, line, kind: "count" })).toEqual({ id: "p2" });
    expect(await editor.execute("snappoint.listProbes", {})).toEqual([
      { id: "p1", uri, line, kind: "snapshot", summary: "snapshot · ×0", hits: 0, agents: [] },
      { id: "p2", uri, line, kind: "count", summary: "count · ×0", hits: 0, agents: [] },
    ]);
    expect(await editor.execute("snappoint.captures", { id: "p1" })).toEqual([]);
    expect(await editor.execute("snappoint.removeProbe", { id: "p1" })).toBeNull();
    expect(await editor.execute("snappoint.removeProbe", { uri, line })).toBeNull();
    expect(await editor.execute("snappoint.listProbes")).toEqual([]);
    const processes = (await editor.execute("snappoint.listProcesses")) as { attached: boolean }[];
    expect(processes.filter(({ attached }) => attached)).toEqual([]);
  }));

test("a probe is paused and resumed, by its id, its line, or with all others", () =>
  withEditor({}, async ({ editor, uri }) => {
    const line = lineOf("return total");
    const paused = async () =>
      (await editor.execute<{ paused?: boolean }[]>("snappoint.listProbes")).map(
        (one) => one.paused ?? false,
      );
    await editor.execute("snappoint.addProbe", { uri, line });
    await editor.execute("snappoint.addProbe", { uri, line: lineOf("import math") });
    const steps: [command: string, argument: object, expected: boolean[]][] = [
      ["pauseProbe", { id: "p1" }, [true, false]],
      ["pauseProbe", { id: "p1" }, [true, false]],
      ["resumeProbe", { uri, line }, [false, false]],
      ["pauseAllProbes", {}, [true, true]],
      ["resumeAllProbes", { uri }, [false, false]],
      ["pauseProbe", { uri, line }, [true, false]],
      // What is asked for again is wanted again.
      ["addProbe", { uri, line }, [false, false]],
    ];
    for (const [command, argument, expected] of steps) {
      await editor.execute(`snappoint.${command}`, argument);
      expect(await paused()).toEqual(expected);
    }
  }));

test("what stands beside a line and in its hover is told as plain text", () =>
  withEditor({}, async (fixture) => {
    const { editor, uri } = fixture;
    const line = lineOf("return total");
    await editor.execute("snappoint.addProbe", { uri, line });
    const text = `line ${line + 1}: ${NO_PROGRAM}\n\nSnappoint snapshot point · 0 hits\n\n${NO_PROGRAM}`;
    expect(await editor.execute("snappoint.describe", { uri, line })).toBe(text);
    expect(await editor.execute("snappoint.describe", { id: "p1" })).toBe(text);
    expect(await refusal(fixture, "openCapture", { id: "p1" })).toEqual({
      code: REQUEST_FAILED,
      message: "nothing has been captured there yet",
    });
  }));

test("a line inside a statement means the statement", () =>
  withEditor({}, async ({ editor, uri }) => {
    await editor.execute("snappoint.addProbe", { uri, line: lineOf("total * 0.9") });
    const [probe] = await editor.execute<{ line: number }[]>("snappoint.listProbes");
    expect(probe?.line).toBe(lineOf("total = round("));
  }));

test("a file that is not open is read from disk, and shows the probe when it is opened", () =>
  withEditor({}, async ({ editor, folder }) => {
    const file = path.join(folder, "other file.py");
    writeFileSync(file, SHOP);
    const uri = pathToFileURL(file).href;
    const line = lineOf("return total");
    expect(await editor.execute("snappoint.addProbe", { uri, line })).toEqual({ id: "p1" });
    editor.open(file, `import this\n${SHOP}`);
    await editor.waitForBeside(file, line + 1, "no running program");
    const [probe] = await editor.execute<{ uri: string; line: number }[]>("snappoint.listProbes");
    expect(probe).toMatchObject({ uri, line: line + 1 });
  }));

test("other spellings of a URI mean the same file", () =>
  withEditor({}, async ({ editor, shop, uri }) => {
    const line = lineOf("return total");
    const spelled = uri.replace("shop.py", "%73hop%2Epy");
    await editor.execute("snappoint.addProbe", { uri: spelled, line });
    await editor.waitForBeside(shop, line, "no running program");
    expect(await editor.execute("snappoint.addProbe", { uri, line })).toEqual({ id: "p1" });
  }));

test("a line without code: the error names the nearest lines that work", () =>
  withEditor({}, async (fixture) => {
    const { uri } = fixture;
    for (const piece of ["# Prices", '"""The sum', '"""What']) {
      const line = lineOf(piece);
      const { code, message, data } = await refusal(fixture, "addProbe", { uri, line });
      const { nearest } = data as { nearest: number[] };
      expect(code).toBe(REQUEST_FAILED);
      expect(nearest.length).toBeGreaterThan(0);
      const named = nearest.map((near) => near + 1).toSorted((a, b) => a - b);
      expect(message).toBe(
        `line ${line + 1} has no code of its own; the nearest lines that work are ${named.join(" and ")}`,
      );
      for (const near of nearest) {
        expect(await fixture.editor.execute("snappoint.addProbe", { uri, line: near })).toEqual({
          id: expect.any(String),
        });
      }
    }
    expect((await refusal(fixture, "addProbe", { uri, line: 5000 })).message).toContain(
      "line 5001 has no code",
    );
  }));

test("a file without any code", () =>
  withEditor({}, async (fixture) => {
    const file = path.join(fixture.folder, "empty.py");
    writeFileSync(file, "# nothing\n");
    const { message, data } = await refusal(fixture, "addProbe", { uri: pathToFileURL(file).href, line: 0 });
    expect(message).toBe("line 1 has no code of its own, and neither has any other line of the file");
    expect(data).toEqual({ nearest: [] });
  }));

test("what cannot be read is said", () =>
  withEditor({}, async (fixture) => {
    const missing = path.join(fixture.folder, "missing.py");
    const gone = await refusal(fixture, "addProbe", { uri: pathToFileURL(missing).href, line: 0 });
    expect(gone).toMatchObject({ code: REQUEST_FAILED, message: expect.stringContaining("ENOENT") });
    const latin = path.join(fixture.folder, "latin.py");
    writeFileSync(latin, Buffer.from([0x61, 0x3d, 0x22, 0xe4, 0x22, 0x0a]));
    const unreadable = await refusal(fixture, "addProbe", { uri: pathToFileURL(latin).href, line: 0 });
    expect(unreadable.message).toBe(`${latin} cannot be read: it is not utf-8 text`);
  }));

test("wrong arguments: the error names the field", () =>
  withEditor({}, async (fixture) => {
    const { uri } = fixture;
    const cases: [command: string, argument: unknown, message: string][] = [
      ["addProbe", undefined, "uri: a text is wanted, not undefined"],
      ["addProbe", 7, "arguments: an object is wanted, not 7"],
      [
        "addProbe",
        { uri: "untitled:1", line: 0 },
        "uri: this document is not saved yet: save it as a file that a program runs",
      ],
      [
        "addProbe",
        { uri: "vscode-notebook-cell:/a.ipynb#W0", line: 0 },
        "uri: cells of notebooks cannot be watched yet: move the code into a module that the notebook imports",
      ],
      [
        "addProbe",
        { uri: "git:/a.py", line: 0 },
        "uri: a document of the kind git: is no file: open the file that the program runs",
      ],
      ["addProbe", { uri: "/a.py", line: 0 }, 'uri: a file: URI is wanted, not "/a.py"'],
      ["addProbe", { uri }, "line: a whole number from 0 is wanted, not undefined"],
      ["addProbe", { uri, line: -1 }, "line: a whole number from 0 is wanted, not -1"],
      ["addProbe", { uri, line: 1.5 }, "line: a whole number from 0 is wanted, not 1.5"],
      ["addProbe", { uri, line: 1, character: "x" }, 'character: a whole number from 0 is wanted, not "x"'],
      ["addProbe", { uri, line: 1, kind: "spy" }, `kind: ${KINDS} are known, not "spy"`],
      [
        "addProbe",
        { uri, line: 1, Line: 2 },
        "Line: no such field; this command knows uri, line, character, kind, condition, changes, message, expressions, detail, replaces",
      ],
      ["addProbe", { uri, line: 1, condition: 7 }, "condition: a text is wanted, not 7"],
      ["addProbe", { uri, line: 1, changes: 7 }, "changes: a text is wanted, not 7"],
      [
        "addProbe",
        { uri, line: 1, kind: "time", changes: "x" },
        'changes: every hit matters where kind is "time"',
      ],
      [
        "addProbe",
        { uri, line: 1, condition: "x".repeat(2001) },
        "condition: at most 2000 characters are taken",
      ],
      ["addProbe", { uri, line: 1, expressions: "x" }, 'expressions: a list of texts is wanted, not "x"'],
      ["addProbe", { uri, line: 1, expressions: ["x", 7] }, "expressions[1]: a text is wanted, not 7"],
      ["addProbe", { uri, line: 1, expressions: Array(21).fill("x") }, "expressions: at most 20 are taken"],
      [
        "addProbe",
        { uri, line: 1, kind: "count", expressions: ["x"] },
        "expressions: a counter shows no values",
      ],
      ["addProbe", { uri, line: 1, kind: "log" }, "message: a logpoint wants one"],
      ["addProbe", { uri, line: 1, kind: "log", message: " " }, "message: a logpoint wants one"],
      [
        "addProbe",
        { uri, line: 1, kind: "count", message: "x" },
        'message: only a logpoint has one, and kind is "count"',
      ],
      ["addProbe", { uri, line: 1, replaces: 7 }, "replaces: a probe's id is wanted, not 7"],
      [
        "changeProbe",
        { uri, line: 1, replaces: "p1" },
        "replaces: the point that stands at the line is meant",
      ],
      ["removeProbe", {}, "uri: a text is wanted, not undefined"],
      ["captures", {}, "id: a probe's id is wanted, not undefined"],
      ["describe", {}, "uri: a text is wanted, not undefined"],
      ["describe", { id: "p1", character: -1 }, "character: a whole number from 0 is wanted, not -1"],
      ["describe", { id: "p1", open: 1 }, "open: true or false is wanted, not 1"],
      ["openCapture", { uri }, "line: a whole number from 0 is wanted, not undefined"],
      ["captures", { id: "p1", limit: "all" }, 'limit: a whole number from 0 is wanted, not "all"'],
      ["listProbes", { uri }, "uri: no such field; this command knows none"],
    ];
    for (const [command, argument, message] of cases) {
      expect(await refusal(fixture, command, argument)).toEqual({ code: INVALID_PARAMS, message });
    }
  }));

test("what is not there", () =>
  withEditor({}, async (fixture) => {
    const { uri } = fixture;
    const at = { uri, line: lineOf("return total") };
    const cases: [command: string, argument: unknown, message: string][] = [
      ["removeProbe", { id: "p9" }, 'there is no probe "p9"'],
      ["describe", { id: "p9" }, 'there is no probe "p9"'],
      ["describe", at, `line ${at.line + 1} of ${fixture.shop} has no probe`],
      ["removeProbe", at, `line ${at.line + 1} of ${fixture.shop} has no probe`],
      ["captures", { id: "p9" }, 'there is no probe "p9"'],
    ];
    for (const [command, argument, message] of cases) {
      expect(await refusal(fixture, command, argument)).toEqual({ code: REQUEST_FAILED, message });
    }
    expect((await refusal(fixture, "explode")).code).toBe(INVALID_PARAMS);
  }));
