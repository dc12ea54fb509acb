/** Counts above functions that have probes, as the editor asks for them. No program runs here. */
import { expect, test } from "vitest";
import { ADD, type Fixture, lineOf, PAUSE, REMOVE, withEditor } from "./fixture.js";

interface Lens {
  range: { start: { line: number; character: number } };
  command: { title: string; command: string; arguments: unknown[] };
}

const RETURN = lineOf("return total");
const DEF = lineOf("def total");

const lenses = ({ editor, uri }: Fixture) =>
  editor.request<Lens[]>("textDocument/codeLens", { textDocument: { uri } });

test("above the function, with a complete command; it follows edits and goes with the probe", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop } = fixture;
    expect(await lenses(fixture)).toEqual([]);
    await editor.choose(shop, RETURN, ADD);
    const start = { line: DEF, character: 4 };
    const title = "1 point · no hit yet";
    const command = { title, command: "snappoint.openCapture", arguments: [{ id: "p1" }] };
    expect(await lenses(fixture)).toEqual([{ range: { start, end: start }, command }]);
    editor.edit(shop, "import math\n", "import math\nimport json\n");
    expect((await lenses(fixture)).map(({ range }) => range.start.line)).toEqual([DEF + 1]);
    await editor.choose(shop, RETURN + 1, REMOVE);
    expect(await lenses(fixture)).toEqual([]);
  }));

test("an editor that asks for lenses is told when they have changed", () =>
  withEditor({ refreshesLenses: true }, async (fixture) => {
    const { editor, shop } = fixture;
    const refreshes = () => editor.happenings.counts.get("workspace/codeLens/refresh") ?? 0;
    await lenses(fixture);
    await editor.choose(shop, RETURN, ADD);
    await editor.waitFor("a refresh", () => refreshes() > 0);
    const before = refreshes();
    await editor.choose(shop, RETURN, PAUSE);
    await editor.waitFor("another refresh", () => refreshes() > before);
    expect((await lenses(fixture))[0]?.command.title).toBe("1 point, 1 paused · no hit yet");
  }));

test("one that never asks for them is not", () =>
  withEditor({ refreshesLenses: true }, async ({ editor, shop }) => {
    await editor.choose(shop, RETURN, ADD);
    await editor.waitForBeside(shop, RETURN, "no running program");
    expect(editor.happenings.counts.get("workspace/codeLens/refresh")).toBeUndefined();
  }));

test("none where the user does not want them", () =>
  withEditor({ initializationOptions: { codeLens: false } }, async (fixture) => {
    await fixture.editor.choose(fixture.shop, RETURN, ADD);
    expect(await lenses(fixture)).toEqual([]);
  }));
