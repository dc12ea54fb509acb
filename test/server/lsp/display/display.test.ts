/** Where values are drawn, and that what is drawn follows the user's edits. No program runs here. */
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { labelOf } from "../../../e2e/screen.js";
import { ADD, lineOf, SHOP, withEditor } from "../fixture.js";

const WHY = "no running program";
const WHOLE = "no running program: start one with `snappoint run -- …`";
const RETURN = lineOf("return total");

test("an editor that refreshes hints gets hints and no diagnostics", () =>
  withEditor({ refreshesHints: true }, async ({ editor, shop }) => {
    await editor.choose(shop, RETURN, ADD);
    await editor.waitForBeside(shop, RETURN, WHY);
    const [hint] = await editor.hints(shop);
    expect(hint).toEqual({
      position: { line: RETURN, character: "        return total".length },
      label: [{ value: WHY, tooltip: WHOLE }],
      paddingLeft: true,
    });
    expect(editor.diagnostics(shop)).toEqual([]);
  }));

test("only hints of the lines that are asked for", () =>
  withEditor({}, async ({ editor, shop }) => {
    for (const piece of ["import math", "return total"]) await editor.choose(shop, lineOf(piece), ADD);
    const range = { start: { line: 1, character: 0 }, end: { line: 4, character: 0 } };
    expect((await editor.hints(shop, range)).map(({ position }) => position.line)).toEqual([
      lineOf("import math"),
    ]);
  }));

for (const [name, options] of Object.entries({
  "an editor without a refresh": { refreshesHints: false },
  "Neovim 0.10": { refreshesHints: true, clientInfo: { name: "Neovim", version: "0.10.4" } },
})) {
  test(`${name} gets diagnostics and no hints`, () =>
    withEditor(options, async ({ editor, shop }) => {
      await editor.choose(shop, RETURN, ADD);
      await editor.waitForBeside(shop, RETURN, WHOLE);
      const range = { start: { line: RETURN, character: 8 }, end: { line: RETURN, character: 20 } };
      expect(editor.diagnostics(shop)).toEqual([{ range, message: WHOLE, severity: 3, source: "snappoint" }]);
      expect(await editor.hints(shop)).toEqual([]);
      expect(editor.happenings.counts.get("workspace/inlayHint/refresh")).toBeUndefined();
    }));
}

test("an editor without a refresh is never asked for one", () =>
  withEditor({ refreshesHints: false, settings: { display: "hints" } }, async ({ editor, shop }) => {
    await editor.waitFor("the settings to be asked for", () =>
      editor.happenings.counts.has("workspace/configuration"),
    );
    await editor.choose(shop, RETURN, ADD);
    await editor.hints(shop);
    expect(editor.happenings.counts.get("workspace/inlayHint/refresh")).toBeUndefined();
  }));

test("the initialization options choose", () =>
  withEditor({ initializationOptions: { display: "both" } }, async ({ editor, shop }) => {
    await editor.choose(shop, RETURN, ADD);
    await editor.waitForBeside(shop, RETURN, `${WHY} | ${WHOLE}`);
  }));

test("the settings that the editor is asked for choose", () =>
  withEditor({ settings: { display: "diagnostics" } }, async ({ editor, shop }) => {
    await editor.choose(shop, RETURN, ADD);
    await editor.waitForBeside(shop, RETURN, WHOLE);
  }));

test("changed settings move what is drawn", () =>
  withEditor({}, async ({ editor, shop }) => {
    await editor.choose(shop, RETURN, ADD);
    await editor.waitForBeside(shop, RETURN, WHY);
    editor.notify("workspace/didChangeConfiguration", {
      settings: { snappoint: { display: "diagnostics" } },
    });
    await editor.waitForBeside(shop, RETURN, WHOLE);
    editor.notify("workspace/didChangeConfiguration", { settings: { "snappoint.display": "hints" } });
    await editor.waitForBeside(shop, RETURN, WHY);
  }));

test("a setting that means nothing is said once and changes nothing", () =>
  withEditor({ initializationOptions: { display: "balloons" } }, async ({ editor, shop }) => {
    await editor.choose(shop, RETURN, ADD);
    await editor.waitForBeside(shop, RETURN, WHY);
    const text = 'snappoint.display: one of auto, hints, diagnostics, both is wanted, not "balloons"';
    expect(editor.messages.filter(({ shown }) => shown)).toEqual([{ shown: true, text }]);
  }));

for (const refreshesHints of [true, false]) {
  test(`edits carry the annotation along (${refreshesHints ? "hints" : "diagnostics"})`, () =>
    withEditor({ refreshesHints }, async ({ editor, shop }) => {
      const why = refreshesHints ? WHY : WHOLE;
      await editor.choose(shop, RETURN, ADD);
      await editor.waitForBeside(shop, RETURN, why);
      editor.edit(shop, "import math\n", "import math\nimport json\n\n");
      await editor.waitForBeside(shop, RETURN + 2, why);
      expect(editor.beside(shop, RETURN)).toBe("");
      editor.edit(shop, "return total", "return total + 1");
      await editor.waitForBeside(shop, RETURN + 2, /^stale: /);
      editor.edit(shop, "return total + 1", "return total");
      await editor.waitForBeside(shop, RETURN + 2, why);
    }));
}

test("a file that is closed has no diagnostics left, and has them again when it is opened", () =>
  withEditor({ refreshesHints: false }, async ({ editor, shop }) => {
    const published: number[] = [];
    editor.onDiagnostics = (_uri, diagnostics) => published.push(diagnostics.length);
    await editor.choose(shop, RETURN, ADD);
    await editor.waitForBeside(shop, RETURN, WHOLE);
    editor.close(shop);
    await editor.waitFor("the diagnostics to be taken back", () => published.at(-1) === 0);
    editor.open(shop);
    await editor.waitForBeside(shop, RETURN, WHOLE);
  }));

test("the hover tells what the label has no room for, and there is none elsewhere", () =>
  withEditor({}, async ({ editor, shop }) => {
    await editor.choose(shop, RETURN, ADD);
    const text = await editor.hover(shop, RETURN, 17);
    const actions = "`capture more`, `pause snapshot point`, `remove snapshot point`";
    expect(text).toBe(`**Snappoint snapshot point · 0 hits**\n\n${WHOLE}\n\nCode actions: ${actions}`);
    expect(await editor.hover(shop, RETURN - 4, 10)).toBeUndefined();
  }));

test("an editor that shows plain text gets it", () =>
  withEditor({ markdown: false }, async ({ editor, shop }) => {
    await editor.choose(shop, RETURN, ADD);
    const actions = "Code actions: capture more, pause snapshot point, remove snapshot point";
    expect(await editor.hover(shop, RETURN, 17)).toBe(
      `Snappoint snapshot point · 0 hits\n\n${WHOLE}\n\n${actions}`,
    );
  }));

test("an editor that runs commands from its hovers gets the actions as links", () =>
  withEditor({ initializationOptions: { commandLinks: true } }, async ({ editor, shop }) => {
    await editor.choose(shop, RETURN, ADD);
    const argument = encodeURIComponent(JSON.stringify([{ id: "p1" }]));
    expect(await editor.hover(shop, RETURN, 17)).toContain(
      `[pause snapshot point](command:snappoint.pauseProbe?${argument})`,
    );
  }));

test("a document in another language is left alone", () =>
  withEditor({}, async ({ editor, folder }) => {
    const uri = pathToFileURL(`${folder}/notes.txt`).href;
    editor.notify("textDocument/didOpen", {
      textDocument: { uri, languageId: "plaintext", version: 1, text: SHOP },
    });
    const range = { start: { line: RETURN, character: 0 }, end: { line: RETURN, character: 0 } };
    const params = { textDocument: { uri }, range, context: { diagnostics: [] } };
    expect(await editor.request("textDocument/codeAction", params)).toEqual([]);
  }));

test("labels are made of parts that every editor shows whole", () =>
  withEditor({}, async ({ editor, shop }) => {
    await editor.choose(shop, RETURN, ADD);
    editor.edit(shop, "return total", "return -total");
    const [hint] = await editor.hints(shop);
    expect(hint && labelOf(hint)).toBe("stale: edited since");
  }));
