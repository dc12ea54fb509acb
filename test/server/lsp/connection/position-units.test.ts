/** Editors that count columns in other units than we do. */

import { describe, expect, test } from "vitest";
import type { Message } from "vscode-languageserver/node";
import {
  chosenUnit,
  columnHere,
  columnThere,
  type Unit,
} from "../../../../server/lsp/connection/position-units.js";
import { Translation } from "../../../../server/lsp/connection/translation.js";
import { withEditor } from "../fixture.js";

test.each([
  [undefined, "utf-16"],
  [[], "utf-16"],
  [["utf-8", "utf-16"], "utf-8"],
  [["utf-7", "utf-32"], "utf-32"],
])("of %j it is %s", (offered, unit) => expect(chosenUnit(offered)).toBe(unit));

// `a` is one byte, `é` two, `€` three, and `😀` four bytes or two halves.
const LINE = "aé€😀b";
const COLUMNS: Record<Unit, number[]> = {
  "utf-16": [0, 1, 2, 3, 5, 6],
  "utf-8": [0, 1, 3, 6, 10, 11],
  "utf-32": [0, 1, 2, 3, 4, 5],
};

test.each(Object.entries(COLUMNS) as [Unit, number[]][])("columns in %s, there and back", (unit, columns) => {
  expect(COLUMNS["utf-16"].map((column) => columnThere(LINE, column, unit))).toEqual(columns);
  expect(columns.map((column) => columnHere(LINE, column, unit))).toEqual(COLUMNS["utf-16"]);
  expect(columnHere(LINE, 100, unit)).toBe(LINE.length);
});

describe("messages", () => {
  const URI = "file:///a.py";
  const textDocument = { uri: URI };
  const at = (line: number, character: number) => ({ line, character });

  function opened(text: string, unit: Unit = "utf-8"): Translation {
    const translation = new Translation();
    const capabilities = { general: { positionEncodings: [unit] } };
    translation.incoming(message({ id: 0, method: "initialize", params: { capabilities } }));
    translation.incoming(
      message({ method: "textDocument/didOpen", params: { textDocument: { ...textDocument, text } } }),
    );
    return translation;
  }

  test("a request's positions, and its answer's", () => {
    const translation = opened("x = '😀'; total\n");
    const params = { textDocument, position: at(0, 11) };
    expect(translation.incoming(message({ id: 1, method: "textDocument/hover", params }))).toMatchObject({
      params: { position: at(0, 9) },
    });
    const result = { contents: "", range: { start: at(0, 10), end: at(0, 15) } };
    expect(translation.outgoing(message({ id: 1, result }))).toMatchObject({
      result: { range: { start: at(0, 12), end: at(0, 17) } },
    });
  });

  test("what names its document itself: diagnostics, commands, edits of a workspace", () => {
    const translation = opened("'€' or total\n");
    const range = { start: at(0, 7), end: at(0, 12) };
    const there = { start: at(0, 9), end: at(0, 14) };
    const published = {
      method: "textDocument/publishDiagnostics",
      params: { uri: URI, diagnostics: [{ range }] },
    };
    expect(translation.outgoing(message(published))).toMatchObject({
      params: { diagnostics: [{ range: there }] },
    });
    const edit = { edit: { changes: { [URI]: [{ range, newText: "x" }] } } };
    expect(
      translation.outgoing(message({ id: 2, method: "workspace/applyEdit", params: edit })),
    ).toMatchObject({
      params: { edit: { changes: { [URI]: [{ range: there }] } } },
    });
    const command = { command: "snappoint.addProbe", arguments: [{ uri: URI, line: 0, character: 9 }] };
    expect(
      translation.incoming(message({ id: 3, method: "workspace/executeCommand", params: command })),
    ).toMatchObject({
      params: { arguments: [{ character: 7 }] },
    });
  });

  test("each change in the text that the one before it has left", () => {
    const translation = opened("é\nb\n");
    const change = (start: object, end: object, text: string) => ({ range: { start, end }, text });
    const contentChanges = [
      change(at(0, 2), at(0, 2), "€"),
      change(at(0, 5), at(1, 0), "-"),
      change(at(0, 6), at(0, 7), "c"),
    ];
    const params = { textDocument, contentChanges };
    expect(translation.incoming(message({ method: "textDocument/didChange", params }))).toMatchObject({
      params: {
        contentChanges: [
          change(at(0, 1), at(0, 1), "€"),
          change(at(0, 2), at(1, 0), "-"),
          change(at(0, 3), at(0, 4), "c"),
        ],
      },
    });
  });

  test("the document's own unit of measure goes unsaid where it is ours", () => {
    const same = message({ id: 1, method: "textDocument/hover", params: { position: at(0, 3) } });
    expect(opened("é", "utf-16").incoming(same)).toBe(same);
  });

  function message(content: object): Message {
    return { jsonrpc: "2.0", ...content } as Message;
  }
});

test.each([
  ["utf-8", 32],
  ["utf-16", 28],
  ["utf-32", 27],
])("an editor that counts in %s", (unit, end) =>
  withEditor({ positionEncodings: [unit] }, async ({ editor, shop, uri }) => {
    expect(editor.initialized.capabilities.positionEncoding).toBe(unit);
    const line = { line: 5, character: 0 };
    const text = '    def total(self, 価="😀"):\n';
    editor.change(shop, { start: line, end: { line: 6, character: 0 } }, text);
    await editor.execute("snappoint.addProbe", { uri, line: 5 });
    const [hint] = await editor.hints(shop);
    expect(hint?.position).toEqual({ line: 5, character: end });
  }),
);
