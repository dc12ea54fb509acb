/** How a server begins and ends, and that nothing that an editor sends breaks it. */
import { spawn } from "node:child_process";
import { chmodSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { FakeEditor } from "../../../e2e/editor.js";
import { ADD, lineOf, withEditor } from "../fixture.js";

const RETURN = lineOf("return total");

/** As agents do it, so that nobody reads half a file. */
function placeFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

test("it introduces itself", () =>
  withEditor({}, async ({ editor }) => {
    expect(editor.initialized.serverInfo).toEqual({
      name: "snappoint",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
  }));

test("an editor that goes without a word ends the server with code 1", () =>
  withEditor({}, async ({ runtimeDir }) => {
    const editor = await FakeEditor.start({ env: { SNAPPOINT_RUNTIME_DIR: runtimeDir } });
    expect(await editor.vanish()).toBe(1);
  }));

test("exit without shutdown ends it with code 1, as the protocol has it", () =>
  withEditor({}, async ({ runtimeDir }) => {
    const editor = await FakeEditor.start({ env: { SNAPPOINT_RUNTIME_DIR: runtimeDir } });
    editor.notify("exit");
    expect(await editor.vanish()).toBe(1);
  }));

test("an editor whose process is gone ends it too, although something keeps its input open", () =>
  withEditor({}, async ({ runtimeDir }) => {
    const parent = spawn(process.execPath, ["-e", "process.stdin.resume()"], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    const env = { SNAPPOINT_RUNTIME_DIR: runtimeDir };
    const editor = await FakeEditor.start({ env, processId: parent.pid as number });
    parent.stdin.end();
    expect(await editor.left()).toBe(1);
  }));

test("requests before initialize, after shutdown and of unknown methods are refused", () =>
  withEditor({}, async ({ editor, runtimeDir }) => {
    const list = { command: "snappoint.listProbes", arguments: [], capabilities: {} };
    const methods = ["workspace/executeCommand", "textDocument/rename", "shutdown"];
    const other = await FakeEditor.start({ env: { SNAPPOINT_RUNTIME_DIR: runtimeDir } }, "silent");
    for (const method of methods) {
      await expect(other.request(method, list)).rejects.toMatchObject({ code: -32002 });
    }
    await other.request("initialize", list);
    await expect(editor.request("textDocument/rename", {})).rejects.toMatchObject({ code: -32601 });
    await other.request("shutdown");
    for (const method of [...methods, "initialize"]) {
      await expect(other.request(method, list)).rejects.toMatchObject({ code: -32600 });
    }
    expect(await other.vanish()).toBe(0);
  }));

test("requests that are not as they should be are told what is wrong in them, and the server goes on", () =>
  withEditor({}, async ({ editor, shop, uri }) => {
    const start = { line: 0, character: 0 };
    const right = { textDocument: { uri }, position: start, range: { start, end: start } };
    const about = { ...right, context: { diagnostics: [] } };
    const asks: [method: string, params: unknown, field: string][] = [
      ["textDocument/hover", {}, "textDocument"],
      ["textDocument/hover", { ...about, position: { line: 0, character: "0" } }, "position.character"],
      ["textDocument/completion", { ...about, position: null }, "position"],
      ["textDocument/inlayHint", { ...about, range: { start } }, "range.end"],
      ["textDocument/codeLens", { textDocument: { uri: 7 } }, "textDocument.uri"],
      ["textDocument/codeAction", { ...about, context: { only: "quickfix" } }, "context.only"],
      ["workspace/executeCommand", { command: "snappoint.listProbes", arguments: {} }, "arguments"],
    ];
    for (const [method, params, field] of asks) {
      const message = expect.stringContaining(`${method}: field ${field} must be `);
      await expect(editor.request(method, params)).rejects.toMatchObject({ code: -32602, message });
    }
    // Who cannot leave a field out sends null for it.
    await editor.request("workspace/executeCommand", { command: "snappoint.listProbes", arguments: null });
    await editor.request("textDocument/codeAction", { ...about, context: { diagnostics: [], only: null } });
    editor.notify("textDocument/didOpen", {});
    editor.notify("textDocument/didChange", { textDocument: { uri: 7 }, contentChanges: "x" });
    await editor.choose(shop, RETURN, ADD);
    await editor.waitForBeside(shop, RETURN, "no running program");
    expect(editor.messages.some(({ text }) => text.includes("textDocument/didOpen"))).toBe(true);
  }));

test("a request that is cancelled before its turn is refused, and not carried out", () =>
  withEditor({}, async ({ editor, uri }) => {
    const params = { command: "snappoint.addProbe", arguments: [{ uri, line: RETURN }] };
    const messages = [
      { jsonrpc: "2.0", id: "late", method: "workspace/executeCommand", params },
      { jsonrpc: "2.0", method: "$/cancelRequest", params: { id: "late" } },
    ].map((message) => JSON.stringify(message));
    editor.sendRaw(messages.map((text) => `Content-Length: ${text.length}\r\n\r\n${text}`).join(""));
    expect(await editor.execute("snappoint.listProbes")).toEqual([]);
    const { text } = await editor.execute<{ text: string }>("snappoint.log");
    expect(text).toMatch(/snappoint\.addProbe: [\d.]+ ms, refused with -32800/);
  }));

test("bytes that are no message are logged, and the server goes on", () =>
  withEditor({}, async ({ editor, shop }) => {
    editor.sendRaw('Content-Length: 9\r\n\r\n{"broken"');
    await editor.waitFor("a line in the log", () =>
      editor.messages.some(({ text }) => text.includes("could not be read")),
    );
    await editor.choose(shop, RETURN, ADD);
    await editor.waitForBeside(shop, RETURN, "no running program");
  }));

test("a broken discovery file is logged once, and is no reason to disturb the user", () =>
  withEditor({}, async ({ editor, runtimeDir }) => {
    const file = path.join(runtimeDir, "broken.json");
    placeFile(file, "[]");
    const told = () => editor.messages.filter(({ text }) => text.startsWith(`${file}: `));
    await editor.waitFor("a line in the log", () => told().length > 0);
    placeFile(file, "[ ]");
    placeFile(path.join(runtimeDir, "other.json"), "{");
    await editor.waitFor("the next line", () =>
      editor.messages.some(({ text }) => text.includes("other.json")),
    );
    expect(told()).toEqual([{ shown: false, text: expect.any(String) }]);
  }));

test("a folder that others can write to is said where the user looks", () =>
  withEditor({}, async ({ runtimeDir }) => {
    chmodSync(runtimeDir, 0o777);
    const editor = await FakeEditor.start({ env: { SNAPPOINT_RUNTIME_DIR: runtimeDir } });
    await editor.waitFor("a warning", () => editor.messages.some(({ shown }) => shown));
    const warnings = editor.messages.filter(({ shown }) => shown);
    expect(warnings.map(({ text }) => text)).toEqual([
      `no program can be found: folder ${runtimeDir} has mode 0777, not 0700: refusing to look for programs there`,
    ]);
    expect(await editor.quit()).toBe(0);
  }));
