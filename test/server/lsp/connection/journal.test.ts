/** What can be sent with a report of a bug, and what an editor that traces the server gets. */
import { expect, test } from "vitest";
import { newestSupportedPython } from "../../../../scripts/pythons.mjs";
import { marked, TILL, Till } from "../../../e2e/till.js";
import { ADD, lineOf, withEditor } from "../fixture.js";

test("versions, messages with their times, and commands by name", () =>
  withEditor({ clientInfo: { name: "Neovim", version: "0.12.4" } }, async ({ editor, shop }) => {
    await editor.choose(shop, lineOf("return total"), ADD);
    await editor.hover(shop, 0, 0);
    const { text } = await editor.execute<{ text: string }>("snappoint.log");
    expect(text).toMatch(/^Snappoint \d+\.\d+\.\d+, Node \d+/);
    expect(text).toContain('"name":"Neovim","version":"0.12.4"');
    expect(text).toMatch(/workspace\/executeCommand snappoint\.addProbe: \d+\.\d ms$/m);
    expect(text).toMatch(/^textDocument\/hover: 1, [\d.]+ ms each/m);
  }));

test("what was refused", () =>
  withEditor({}, async ({ editor }) => {
    await expect(editor.execute("snappoint.removeProbe", { id: "p7" })).rejects.toThrow();
    await expect(editor.execute("no such\ncommand")).rejects.toThrow();
    const { text } = await editor.execute<{ text: string }>("snappoint.log");
    expect(text).toMatch(/executeCommand snappoint\.removeProbe: .* ms, refused with -32803$/m);
    expect(text).toMatch(/executeCommand \?: .* ms, refused with -32602$/m);
  }));

test("neither values nor texts nor paths", () =>
  withEditor({}, async ({ editor, runtimeDir }) => {
    const python = newestSupportedPython();
    if (!python) throw new Error("no Python ≥ 3.11 found");
    const till = await Till.start(python.path, runtimeDir);
    const line = marked("total");
    editor.open(TILL);
    const condition = "price > 4711";
    await editor.execute("snappoint.addProbe", { uri: `file://${TILL}`, line, condition });
    await editor.waitForBeside(TILL, line, "no hit yet");
    await till.sell(987654, 2);
    await editor.waitForBeside(TILL, line, /1975308/);
    const { text } = await editor.execute<{ text: string }>("snappoint.log");
    await till.end();
    expect(text).toMatch(/process \d+ \(Python 3\.\d+\.\d+\) status: 1 armed/);
    expect(text).toMatch(/captures from programs: \d/);
    for (const secret of ["987654", "1975308", "4711", "till.py", "price"])
      expect(text).not.toContain(secret);
  }));

test("a trace is told as it happens, from when it is wanted until it is not", () =>
  withEditor({}, async ({ editor, shop }) => {
    await editor.hover(shop, 0, 0);
    editor.notify("$/setTrace", { value: "messages" });
    await editor.hover(shop, 0, 0);
    editor.notify("$/setTrace", { value: "off" });
    await editor.hover(shop, 0, 0);
    await editor.execute("snappoint.listProbes");
    const hovers = editor.traces.filter((line) => line.startsWith("textDocument/hover"));
    expect(hovers).toEqual([expect.stringMatching(/^textDocument\/hover: [\d.]+ ms$/)]);
  }));
