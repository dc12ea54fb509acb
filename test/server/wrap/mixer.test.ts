/** Two servers behind one editor, message by message. */

import { beforeEach, describe, expect, test } from "vitest";
import type { Message } from "vscode-jsonrpc/node";
import { Mixer } from "../../../server/wrap/mixer.js";

type Said = Record<string, unknown> & Message;

const OURS = {
  capabilities: {
    positionEncoding: "utf-8",
    inlayHintProvider: true,
    hoverProvider: true,
    executeCommandProvider: { commands: ["snappoint.addProbe"] },
  },
  serverInfo: { name: "snappoint" },
};
const THEIRS = {
  capabilities: { positionEncoding: "utf-8", inlayHintProvider: true, renameProvider: true },
  serverInfo: { name: "other" },
};
const PLACE = { textDocument: { uri: "file:///a.py" } };

let toEditor: Said[];
let toOurs: Said[];
let toTheirs: Said[];
let mixer: Mixer;
let endPatience: () => void;

beforeEach(() => {
  [toEditor, toOurs, toTheirs] = [[], [], []];
  mixer = new Mixer({
    toEditor: (message) => toEditor.push(message as Said),
    toOurs: (message) => toOurs.push(message as Said),
    toTheirs: (message) => toTheirs.push(message as Said),
    pause: () =>
      new Promise((resolve) => {
        endPatience = resolve;
      }),
  });
});

test("initialize: theirs chooses the unit of positions, ours is offered that one, and both are one", async () => {
  const capabilities = { general: { positionEncodings: ["utf-16", "utf-8"], markdown: {} } };
  ask(1, "initialize", { capabilities });
  expect(toOurs).toEqual([]);
  await tell("theirs", { id: 1, result: THEIRS });
  expect(toOurs[0]?.params).toEqual({
    capabilities: { general: { positionEncodings: ["utf-8"], markdown: {} } },
  });
  await tell("ours", { id: 1, result: OURS });
  expect(answer(1)).toMatchObject({
    serverInfo: { name: "snappoint" },
    capabilities: { positionEncoding: "utf-8", renameProvider: true, hoverProvider: true },
  });
});

test("a server that can't be started leaves ours alone", async () => {
  ask(1, "initialize", { capabilities: {} });
  mixer.theirsEnded("it could not be started");
  await turn();
  await tell("ours", { id: 1, result: OURS });
  expect(answer(1)).toEqual(OURS);
  expect(noted("window/showMessage")).toEqual([{ type: 2, message: "it could not be started" }]);
  ask(2, "textDocument/rename", PLACE);
  await turn();
  expect(answer(2)).toBeNull();
});

describe("when both are there", () => {
  beforeEach(async () => {
    ask(1, "initialize", { capabilities: {} });
    await tell("theirs", { id: 1, result: THEIRS });
    await tell("ours", { id: 1, result: OURS });
    [toEditor.length, toOurs.length, toTheirs.length] = [0, 0, 0];
  });

  test("what only one answers goes to that one", async () => {
    ask(2, "textDocument/rename", PLACE);
    ask(3, "textDocument/hover", PLACE);
    ask(4, "workspace/executeCommand", { command: "snappoint.addProbe" });
    ask(5, "workspace/executeCommand", { command: "other.fix" });
    expect(toTheirs.map(({ id }) => id)).toEqual([2, 5]);
    expect(toOurs.map(({ id }) => id)).toEqual([3, 4]);
    await tell("theirs", { id: 2, error: { code: -32803, message: "no name here" } });
    expect(toEditor).toEqual([{ jsonrpc: "2.0", id: 2, error: { code: -32803, message: "no name here" } }]);
  });

  test("hints of both, in whichever order they come", async () => {
    ask(2, "textDocument/inlayHint", PLACE);
    await tell("ours", { id: 2, result: [{ label: "3" }] });
    expect(toEditor).toEqual([]);
    await tell("theirs", { id: 2, result: [{ label: ": int" }] });
    expect(answer(2)).toMatchObject([{ label: ": int" }, { label: "3" }]);
  });

  test("theirs is not asked again for hints that can't have changed", async () => {
    await hintsAre(2, ": int");
    ask(3, "textDocument/inlayHint", PLACE);
    await tell("ours", { id: 3, result: [{ label: "4" }] });
    expect(answer(3)).toMatchObject([{ label: ": int" }, { label: "4" }]);
    expect(toTheirs.map(({ id }) => id)).toEqual([2]);
    mixer.fromEditor(note("textDocument/didChange", { ...PLACE, contentChanges: [] }));
    ask(4, "textDocument/inlayHint", PLACE);
    expect(toTheirs.map(({ id }) => id)).toEqual([2, undefined, 4]);
  });

  test("a server that is slow holds no value up: its last hints must do, and the editor asks again", async () => {
    await hintsAre(2, ": int");
    mixer.fromEditor(note("textDocument/didChange", { ...PLACE, contentChanges: [] }));
    ask(3, "textDocument/inlayHint", PLACE);
    await tell("ours", { id: 3, result: [{ label: "4" }] });
    endPatience();
    await turn();
    expect(answer(3)).toMatchObject([{ label: ": int" }, { label: "4" }]);
    await tell("theirs", { id: 3, result: [{ label: ": str" }] });
    const asked = toEditor.at(-1);
    expect(asked).toMatchObject({ method: "workspace/inlayHint/refresh" });
    mixer.fromEditor({ jsonrpc: "2.0", id: asked?.id, result: null } as Said);
    expect(toOurs.every(({ id }) => id !== null)).toBe(true);
  });

  test("questions of both keep apart, although both count from the same number", async () => {
    mixer.from("ours", question(1, "workspace/configuration"));
    mixer.from("theirs", question(1, "workspace/configuration"));
    const [first, second] = toEditor;
    expect(first?.id).not.toEqual(second?.id);
    mixer.fromEditor({ jsonrpc: "2.0", id: second?.id, result: ["for theirs"] } as Said);
    expect(toTheirs).toEqual([{ jsonrpc: "2.0", id: 1, result: ["for theirs"] }]);
    mixer.from("ours", note("$/cancelRequest", { id: 1 }));
    expect(toEditor.at(-1)).toMatchObject({ method: "$/cancelRequest", params: { id: first?.id } });
  });

  test("what theirs registers later is asked for once", async () => {
    const registrations = ["textDocument/hover", "textDocument/inlayHint", "workspace/didChangeWatchedFiles"];
    mixer.from(
      "theirs",
      question(9, "client/registerCapability", {
        registrations: registrations.map((method) => ({ id: `for ${method}`, method })),
      }),
    );
    const files = { id: "for workspace/didChangeWatchedFiles", method: "workspace/didChangeWatchedFiles" };
    expect(toEditor[0]?.params).toEqual({ registrations: [files] });
    ask(2, "textDocument/hover", PLACE);
    expect([toOurs.at(-1)?.id, toTheirs.at(-1)?.id]).toEqual([2, 2]);
    const unregisterations = [{ id: "for textDocument/hover", method: "textDocument/hover" }, files];
    mixer.from("theirs", question(10, "client/unregisterCapability", { unregisterations }));
    expect(toEditor.at(-1)?.params).toEqual({ unregisterations: [files] });
    ask(3, "textDocument/hover", PLACE);
    expect([toOurs.at(-1)?.id, toTheirs.at(-1)?.id]).toEqual([3, 2]);
  });

  test("an answer that is put together comes whole", () => {
    const params = { ...PLACE, partialResultToken: 5 };
    ask(2, "textDocument/codeLens", params);
    ask(3, "textDocument/references", params);
    expect(toTheirs.map(({ params }) => params)).toEqual([params, params]);
    ask(4, "textDocument/inlayHint", params);
    expect([toOurs, toTheirs].map((said) => said.at(-1)?.params)).toEqual([PLACE, PLACE]);
  });

  test("what is ours is resolved without asking", async () => {
    const hint = { label: "3", data: { snappoint: true } };
    ask(2, "inlayHint/resolve", hint);
    ask(3, "inlayHint/resolve", { label: ": int", data: 7 });
    await turn();
    expect(answer(2)).toEqual(hint);
    expect(toTheirs.map(({ id }) => id)).toEqual([3]);
  });

  test("theirs ends: what it owes is nothing, what it said is gone, and ours goes on", async () => {
    const uri = "file:///a.py";
    mixer.from(
      "theirs",
      note("textDocument/publishDiagnostics", { uri, diagnostics: [{ message: "unused" }] }),
    );
    mixer.from("ours", note("textDocument/publishDiagnostics", { uri, diagnostics: [{ message: "3" }] }));
    ask(2, "textDocument/rename", PLACE);
    ask(3, "textDocument/inlayHint", PLACE);
    mixer.theirsEnded("it has ended");
    await tell("ours", { id: 3, result: [{ label: "3" }] });
    expect([answer(2), answer(3)]).toMatchObject([null, [{ label: "3" }]]);
    expect(noted("textDocument/publishDiagnostics").at(-1)).toEqual({ uri, diagnostics: [{ message: "3" }] });
    ask(4, "shutdown", undefined);
    await tell("ours", { id: 4, result: null });
    expect(answer(4)).toBeNull();
  });

  test("a server that ends because it was asked to is no news", async () => {
    ask(2, "shutdown", undefined);
    mixer.theirsEnded("it has ended");
    await tell("ours", { id: 2, result: null });
    expect(answer(2)).toBeNull();
    expect(noted("window/showMessage")).toEqual([]);
  });

  async function hintsAre(id: number, label: string): Promise<void> {
    ask(id, "textDocument/inlayHint", PLACE);
    await tell("theirs", { id, result: [{ label }] });
    await tell("ours", { id, result: [] });
  }
});

function ask(id: number, method: string, params: unknown): void {
  mixer.fromEditor(question(id, method, params));
}

async function tell(side: "ours" | "theirs", message: object): Promise<void> {
  mixer.from(side, { jsonrpc: "2.0", ...message } as Said);
  await turn();
}

/** Until everything that waited for an answer has gone on. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function answer(id: number): unknown {
  return toEditor.find((message) => message.id === id && "result" in message)?.result;
}

function noted(method: string): unknown[] {
  return toEditor.filter((message) => message.method === method).map(({ params }) => params);
}

function question(id: number, method: string, params?: unknown): Said {
  return { jsonrpc: "2.0", id, method, params } as Said;
}

function note(method: string, params: unknown): Said {
  return { jsonrpc: "2.0", method, params } as Said;
}
