/** Which actions are offered where, and that choosing one does what its title says. */
import { expect, test } from "vitest";
import { ADD, type Fixture, LESS, lineOf, MORE, REMOVE, REMOVE_ALL, SHOP, withEditor } from "./fixture.js";

type At = { line: number; character: number };

async function titles(
  { editor, shop }: Fixture,
  at: At | { start: At; end: At },
  only?: string[],
): Promise<string[]> {
  return (await editor.codeActions(shop, at, only)).map(({ title }) => title);
}

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
      expect(await titles(fixture, { line, character: 0 })).toEqual([MORE, REMOVE, REMOVE_ALL]);
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
    expect(await titles(fixture, { line, character: 0 })).toEqual([LESS, REMOVE, REMOVE_ALL]);
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

test("an edited statement is offered both: away with the old, or a new one", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop } = fixture;
    const line = lineOf("return total");
    await editor.choose(shop, line, ADD);
    editor.edit(shop, "return total", "return -total");
    expect(await titles(fixture, { line, character: 0 })).toEqual([ADD, REMOVE, REMOVE_ALL]);
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
