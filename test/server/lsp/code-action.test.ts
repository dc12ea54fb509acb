/** Which actions are offered where, and that choosing one does what its title says. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import {
  ADD,
  type Fixture,
  LESS,
  lineOf,
  MORE,
  PAUSE,
  PAUSE_ALL,
  REMOVE,
  REMOVE_ALL,
  REMOVE_EVERYWHERE,
  RESUME,
  RESUME_ALL,
  SHOP,
  WRITE,
  withEditor,
} from "./fixture.js";

type At = { line: number; character: number };

/** Other kinds of probes, which are offered on each line with code and have a test of their own. */
const KINDS = [
  "Snappoint: count hits",
  "Snappoint: time this statement",
  "Snappoint: watch exceptions in this statement",
  "Snappoint: time calls of Cart.total",
  "Snappoint: watch exceptions in calls of Cart.total",
];

/** Without those, and without those that depend on what else runs on this machine. */
async function titles(
  { editor, shop }: Fixture,
  at: At | { start: At; end: At },
  only?: string[],
): Promise<string[]> {
  const offered = (await editor.codeActions(shop, at, only)).map(({ title }) => title);
  return offered.filter((title) => !title.startsWith("Snappoint: attach to ") && !KINDS.includes(title));
}

function asking(editor: Fixture["editor"], file: string, line: number): object {
  const start = { line, character: 0 };
  return {
    textDocument: { uri: `file://${file}` },
    range: { start, end: start },
    context: { diagnostics: editor.diagnostics(file) },
  };
}

test("other kinds of probes, of the statement or of calls of what it defines", () =>
  withEditor({}, async ({ editor, shop }) => {
    const [count = "", timed = "", excepted = "", timedCalls = "", exceptedCalls = ""] = KINDS;
    const offered = async (line: number) => {
      const actions = await editor.codeActions(shop, { line, character: 0 });
      return actions.map(({ title }) => title).filter((title) => KINDS.includes(title));
    };
    const [line, def] = [lineOf("return total"), lineOf("def total")];
    expect(await offered(line)).toEqual([count, timed, excepted]);
    expect(await offered(def)).toEqual([count, timedCalls, exceptedCalls]);
    for (const title of [count, timed, excepted]) await editor.choose(shop, line, title);
    expect(await offered(line)).toEqual([]);
    for (const title of [timedCalls, exceptedCalls]) await editor.choose(shop, def, title);
    expect(await offered(def)).toEqual([count]);
    const kinds = (await editor.execute<{ kind: string; line: number }[]>("snappoint.listProbes")).map(
      (probe) => [probe.kind, probe.line],
    );
    expect(kinds).toEqual([
      ["count", line],
      ["time", line],
      ["exception", line],
      ["time", def],
      ["exception", def],
    ]);
  }));

test("an editor that takes no actions gets their commands, but of those that edit the text none", () =>
  withEditor({ takesActions: false }, async ({ editor, shop }) => {
    const line = lineOf("return total");
    const offered = () => editor.request<object[]>("textDocument/codeAction", asking(editor, shop, line));
    const [add] = (await offered()) as { title: string; command: string; arguments: [object] }[];
    expect(add).toEqual({ title: ADD, command: "snappoint.addProbe", arguments: [expect.any(Object)] });
    await editor.execute("snappoint.addProbe", add?.arguments[0]);
    const now = await offered();
    expect(now).toContainEqual(expect.objectContaining({ title: REMOVE, command: "snappoint.removeProbe" }));
    expect(now).not.toContainEqual(expect.objectContaining({ title: WRITE }));
  }));

test("an editor that shows why it can't be done is told so, on lines without code and in what is no file", () =>
  withEditor({ showsDisabled: true }, async ({ editor, shop }) => {
    const first = async (file: string, line: number) => {
      const [action] = await editor.codeActions(file, { line, character: 0 });
      return (action as { disabled?: { reason: string } }).disabled?.reason;
    };
    const line = lineOf("# Prices");
    expect(await first(shop, line)).toBe(
      `line ${line + 1} has no code of its own; the nearest lines that work are ${line + 2} and ${line + 3}`,
    );
    expect(await first(shop, lineOf("return total"))).toBeUndefined();
    const reasons: Record<string, RegExp> = {
      "untitled:Untitled-1": /not saved yet: save it/,
      "vscode-notebook-cell:/tmp/a.ipynb#W0": /cells of notebooks cannot be watched yet/,
      "git:/tmp/a.py": /kind git: is no file: open the file that the program runs/,
      "file://build-7/srv/a.py": /on build-7: open it by a path of this machine/,
    };
    for (const [uri, reason] of Object.entries(reasons)) {
      const start = { line: 0, character: 0 };
      const params = { textDocument: { uri }, range: { start, end: start }, context: { diagnostics: [] } };
      expect(await editor.request("textDocument/codeAction", params)).toEqual([
        expect.objectContaining({ title: ADD, disabled: { reason: expect.stringMatching(reason) } }),
      ]);
    }
  }));

test("where there are several points, actions say which one they mean", () =>
  withEditor({}, async (fixture) => {
    const line = lineOf("return total");
    await fixture.editor.choose(fixture.shop, line, ADD);
    expect(await titles(fixture, { line, character: 0 })).toContain(MORE);
    await fixture.editor.choose(fixture.shop, line, "Snappoint: time this statement");
    const offered = await titles(fixture, { line, character: 0 });
    expect(offered).toEqual(
      expect.arrayContaining([`${MORE} of the snapshot point`, `${MORE} of the timer`]),
    );
  }));

test("a text that is too long to follow is said to be, once", () =>
  withEditor({}, async ({ editor, shop, folder }) => {
    const long = path.join(folder, "long.py");
    writeFileSync(long, "x = 1\n".repeat(400_000));
    editor.open(long);
    await editor.waitFor("word of it", () =>
      editor.messages.some(
        ({ shown, text }) => shown && text.includes(`${long}: it has more than two million`),
      ),
    );
    await expect(editor.execute("snappoint.addProbe", { uri: `file://${long}`, line: 0 })).rejects.toThrow(
      /cannot be read: it has more than two million characters/,
    );
    await editor.choose(shop, lineOf("return total"), ADD);
  }));

test("a line with code is offered a snapshot point, one without is not", () =>
  withEditor({}, async (fixture) => {
    const offered = new Map<string, string[]>();
    for (const [line, text] of SHOP.split("\n").entries()) {
      offered.set(text, await titles(fixture, { line, character: 0 }));
    }
    const withCode = [...offered].filter(([, actions]) => actions.length > 0).map(([text]) => text.trim());
    expect(withCode).toEqual([
      "import math",
      "class Cart:",
      "def total(self, items):",
      "total = sum(item.price for item in items)",
      "if total > 1000:",
      "total = round(",
      "total * 0.9",
      ")",
      "return total",
    ]);
    expect(offered.get("import math")).toEqual([ADD]);
  }));

test("wherever on the line the cursor is, and whether a cursor, a word or more is sent", () =>
  withEditor({}, async (fixture) => {
    const line = lineOf("return total");
    const at = (from: number, to: number, last = line) => ({
      start: { line, character: from },
      end: { line: last, character: to },
    });
    for (const range of [at(0, 0), at(8, 14), at(11, 11), at(20, 20), at(0, 20), at(0, 0, line + 1)]) {
      expect(await titles(fixture, range)).toEqual([ADD]);
    }
  }));

/** The range of a piece of SHOP that stands in one line. */
function selected(piece: string) {
  const line = lineOf(piece);
  const character = SHOP.split("\n")[line]?.indexOf(piece) ?? 0;
  return { start: { line, character }, end: { line, character: character + piece.length } };
}

const capture = (expression: string) => `Snappoint: capture the value of ${expression}`;

test("a selected expression can be captured, if it is one that may be asked for", () =>
  withEditor({}, async (fixture) => {
    const cases: [selection: string, offered: string[]][] = [
      ["total * 0.9", [capture("total * 0.9")]],
      [" total * 0.9", [capture("total * 0.9")]],
      ["otal * 0", [capture("total * 0.9")]],
      ["tal > 10", [capture("total > 1000")]],
      ["in items)", []],
      ["0.9", []],
      ["sum(item.price for item in items)", []],
      ["total = sum", []],
      ["return total", []],
    ];
    for (const [selection, offered] of cases) {
      expect(await titles(fixture, selected(selection))).toEqual([ADD, ...offered]);
    }
  }));

test("the selected expression joins the point that is there", () =>
  withEditor({}, async (fixture) => {
    const { editor, uri, shop } = fixture;
    const line = lineOf("if total > 1000");
    await editor.execute("snappoint.addProbe", { uri, line, condition: "total > 5", expressions: ["items"] });
    const [first] = await editor.codeActions(shop, selected("total > 1000"));
    expect(first?.title).toBe(capture("total > 1000"));
    await editor.request("workspace/executeCommand", first?.command);
    expect(await editor.execute("snappoint.listProbes")).toMatchObject([
      { condition: "total > 5", expressions: ["items", "total > 1000"] },
    ]);
    expect(await titles(fixture, selected("total > 1000"))).toEqual([MORE, PAUSE, REMOVE, WRITE, REMOVE_ALL]);
  }));

test("several lines mean the first of them that has code", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop, uri } = fixture;
    const [comment, def] = [lineOf("# Prices"), lineOf("def total")];
    const range = { start: { line: comment, character: 0 }, end: { line: def, character: 0 } };
    const [add] = await editor.codeActions(shop, range);
    expect(add?.command?.arguments).toEqual([
      { uri, line: lineOf("class Cart"), character: 0, kind: "snapshot" },
    ]);
    const nothing = { start: { line: comment, character: 0 }, end: { line: comment, character: 20 } };
    expect(await titles(fixture, nothing)).toEqual([]);
  }));

test("an editor that asks for other kinds of actions gets none", () =>
  withEditor({}, async (fixture) => {
    const at = { line: lineOf("return total"), character: 0 };
    expect(await titles(fixture, at, ["refactor"])).toEqual([ADD]);
    expect(await titles(fixture, at, ["refactor.rewrite"])).toEqual([ADD]);
    expect(await titles(fixture, at, ["quickfix"])).toEqual([]);
    expect(await titles(fixture, at, ["source.organizeImports"])).toEqual([]);
  }));

test("add, and then remove, which is offered on every line of the statement", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop } = fixture;
    const first = lineOf("total = round(");
    await editor.choose(shop, lineOf("total * 0.9"), ADD);
    await editor.waitForBeside(shop, first, "no running program");
    for (const line of [first, first + 1, first + 2]) {
      expect(await titles(fixture, { line, character: 0 })).toEqual([MORE, PAUSE, REMOVE, WRITE, REMOVE_ALL]);
    }
    expect(await titles(fixture, { line: lineOf("import math"), character: 0 })).toEqual([ADD, REMOVE_ALL]);
    await editor.choose(shop, first + 2, REMOVE);
    await editor.waitForBeside(shop, first, "");
    expect(await editor.execute("snappoint.listProbes")).toEqual([]);
  }));

test("more is captured of each value, and as much as usual again", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop } = fixture;
    const line = lineOf("return total");
    const details = async () =>
      (await editor.execute<{ detail?: string }[]>("snappoint.listProbes")).map(({ detail }) => detail);
    await editor.execute("snappoint.addProbe", { uri: fixture.uri, line, condition: "total > 5" });
    await editor.choose(shop, line, MORE);
    expect(await details()).toEqual(["more"]);
    expect(await titles(fixture, { line, character: 0 })).toEqual([LESS, PAUSE, REMOVE, WRITE, REMOVE_ALL]);
    await editor.choose(shop, line, LESS);
    expect(await details()).toEqual([undefined]);
    expect(await editor.execute("snappoint.listProbes")).toMatchObject([{ condition: "total > 5" }]);
  }));

test("remove all takes those of this file", () =>
  withEditor({}, async ({ editor, shop }) => {
    const lines = ["import math", "return total"].map((piece) => lineOf(piece));
    for (const line of lines) await editor.choose(shop, line, ADD);
    await editor.choose(shop, lineOf("class Cart"), REMOVE_ALL);
    expect(await editor.execute("snappoint.listProbes")).toEqual([]);
    for (const line of lines) await editor.waitForBeside(shop, line, "");
  }));

test("pause, and then resume, one or all of the file", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop } = fixture;
    const [line, other] = [lineOf("return total"), lineOf("import math")];
    for (const each of [line, other]) await editor.choose(shop, each, ADD);
    const offered = async () => titles(fixture, { line, character: 0 });
    expect(await offered()).toEqual([MORE, PAUSE, REMOVE, WRITE, PAUSE_ALL, REMOVE_ALL]);
    await editor.choose(shop, line, PAUSE);
    await editor.waitForBeside(shop, line, "paused");
    await editor.waitForBeside(shop, other, "no running program");
    expect(await offered()).toEqual([MORE, RESUME, REMOVE, REMOVE_ALL]);
    await editor.choose(shop, line, RESUME);
    await editor.choose(shop, line, PAUSE_ALL);
    await editor.waitForBeside(shop, other, "paused");
    expect(await offered()).toEqual([MORE, RESUME, REMOVE, RESUME_ALL, REMOVE_ALL]);
    await editor.choose(shop, line, RESUME_ALL);
    for (const each of [line, other]) await editor.waitForBeside(shop, each, "no running program");
  }));

test("remove those of all files", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop, folder } = fixture;
    const file = path.join(folder, "other.py");
    writeFileSync(file, SHOP);
    editor.open(file);
    const line = lineOf("return total");
    await editor.choose(file, line, ADD);
    expect(await titles(fixture, { line, character: 0 })).toEqual([ADD, REMOVE_EVERYWHERE]);
    await editor.choose(shop, line, REMOVE_EVERYWHERE);
    expect(await editor.execute("snappoint.listProbes")).toEqual([]);
  }));

test("an edited statement is offered both: away with the old, or a new one", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop } = fixture;
    const line = lineOf("return total");
    await editor.choose(shop, line, ADD);
    editor.edit(shop, "return total", "return -total");
    expect(await titles(fixture, { line, character: 0 })).toEqual([ADD, PAUSE, REMOVE, REMOVE_ALL]);
  }));

test("the actions bring their command, complete, and it is an announced one", () =>
  withEditor({}, async ({ editor, shop, uri }) => {
    const line = lineOf("return total");
    const [add] = await editor.codeActions(shop, { line, character: 0 });
    expect(add).toEqual({
      title: ADD,
      kind: "refactor.rewrite",
      command: {
        title: ADD,
        command: "snappoint.addProbe",
        arguments: [{ uri, line, character: 8, kind: "snapshot" }],
      },
    });
    const { executeCommandProvider } = editor.initialized.capabilities as {
      executeCommandProvider: { commands: string[] };
    };
    expect(executeCommandProvider.commands).toContain(add?.command?.command);
  }));
