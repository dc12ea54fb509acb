/** What two servers' answers and abilities come to together. */
import { describe, expect, test } from "vitest";
import { mergedCapabilities } from "../../../server/wrap/capabilities.js";
import { isOurs, merged } from "../../../server/wrap/merge.js";
import { SharedDiagnostics } from "../../../server/wrap/shared-diagnostics.js";

const REFUSED = { code: -32801, message: "content modified" };
const SEPARATOR = "\n\n---\n\n";

describe("answers", () => {
  const checks: [what: string, method: string, theirs: unknown, ours: unknown, together: unknown][] = [
    [
      "lists are joined",
      "codeAction",
      [{ title: "A" }],
      [{ title: "B" }],
      [{ title: "A" }, ours({ title: "B" })],
    ],
    [
      "nothing of ours: theirs as it is",
      "codeAction",
      [{ title: "A", data: 7 }],
      [],
      [{ title: "A", data: 7 }],
    ],
    ["nothing of theirs", "inlayHint", null, [{ label: "x" }], [ours({ label: "x" })]],
    ["nothing of both", "hover", null, null, null],
    ["one hover", "hover", { contents: "int" }, null, { contents: "int" }],
    [
      "two hovers, ours first and theirs' range",
      "hover",
      { contents: { kind: "markdown", value: "**int**" }, range: 1 },
      { contents: { kind: "markdown", value: "total = 3" }, range: 2 },
      { contents: { kind: "markdown", value: `total = 3${SEPARATOR}**int**` }, range: 1 },
    ],
    [
      "hovers in the protocol's older forms",
      "hover",
      { contents: ["first", { language: "python", value: "x: int" }] },
      { contents: { kind: "plaintext", value: "a*b" } },
      { contents: { kind: "markdown", value: `a\\*b${SEPARATOR}first\n\n\`\`\`python\nx: int\n\`\`\`` } },
    ],
    [
      "plain hovers stay plain",
      "hover",
      { contents: { kind: "plaintext", value: "int" } },
      { contents: { kind: "plaintext", value: "3" } },
      { contents: { kind: "plaintext", value: "3\n\nint" } },
    ],
    [
      "completions in both forms",
      "completion",
      { isIncomplete: true, itemDefaults: { data: 1 }, items: [{ label: "b" }] },
      [{ label: "a" }],
      { isIncomplete: true, itemDefaults: { data: 1 }, items: [ours({ label: "a" }), { label: "b" }] },
    ],
  ];
  test.each(checks)("%s", (_what, method, theirs, our, together) => {
    const answer = merged(`textDocument/${method}`, { result: theirs }, { result: our });
    expect(answer.result).toEqual(together);
  });

  test("an error of theirs is told only where there is nothing else", () => {
    const failed = { error: REFUSED };
    expect(merged("textDocument/inlayHint", failed, { result: [] })).toEqual(failed);
    const both = merged("textDocument/inlayHint", failed, { result: [{ label: "x" }] });
    expect(both).toEqual({ result: [ours({ label: "x" })] });
  });

  test("what is ours is known again", () => {
    expect(isOurs(ours({ label: "x" }))).toBe(true);
    expect(isOurs({ label: "x", data: { id: 3 } })).toBe(false);
    expect(isOurs({ label: "x" })).toBe(false);
    const withData = merged(
      "textDocument/completion",
      { result: null },
      { result: [{ label: "x", data: 5 }] },
    );
    expect(withData.result).toEqual([{ label: "x", data: { snappoint: 5 } }]);
  });

  function ours(element: object): object {
    return { ...element, data: { snappoint: true } };
  }
});

describe("abilities", () => {
  const OURS = {
    textDocumentSync: { openClose: true, change: 2, save: { includeText: false } },
    codeActionProvider: { codeActionKinds: ["refactor.rewrite"] },
    executeCommandProvider: { commands: ["snappoint.addProbe"] },
    inlayHintProvider: true,
  };
  const checks: [what: string, theirs: Record<string, unknown>, together: Record<string, unknown>][] = [
    [
      "theirs alone stays as it is",
      { renameProvider: { prepareProvider: true } },
      { renameProvider: { prepareProvider: true } },
    ],
    ["ours alone is there", {}, { inlayHintProvider: true }],
    [
      "options of theirs stay",
      { inlayHintProvider: { resolveProvider: true } },
      { inlayHintProvider: { resolveProvider: true } },
    ],
    ["no actions are hidden by ours", { codeActionProvider: true }, { codeActionProvider: true }],
    [
      "kinds of both",
      { codeActionProvider: { codeActionKinds: ["quickfix"], resolveProvider: true } },
      { codeActionProvider: { codeActionKinds: ["quickfix", "refactor.rewrite"], resolveProvider: true } },
    ],
    [
      "commands of both",
      { executeCommandProvider: { commands: ["ruff.fix"], workDoneProgress: true } },
      { executeCommandProvider: { commands: ["ruff.fix", "snappoint.addProbe"], workDoneProgress: true } },
    ],
    [
      "whole texts, if theirs wants them",
      { textDocumentSync: 1 },
      { textDocumentSync: { openClose: true, change: 1, save: { includeText: false } } },
    ],
    [
      "saved texts, if theirs wants them",
      { textDocumentSync: { change: 2, save: { includeText: true } } },
      { textDocumentSync: { openClose: true, change: 2, save: { includeText: true } } },
    ],
    [
      "every edit, also if theirs wants none",
      { textDocumentSync: 0 },
      { textDocumentSync: { openClose: true, change: 2, save: { includeText: false } } },
    ],
  ];
  test.each(checks)("%s", (_what, theirs, together) => {
    expect(mergedCapabilities(theirs, OURS)).toMatchObject(together);
  });
});

describe("diagnostics", () => {
  const at = (line: number, message: string) => ({
    message,
    range: { start: { line, character: 4 }, end: { line, character: 9 } },
  });
  const change = (from: [number, number], to: [number, number], text: string) => ({
    textDocument: { uri: "file:///a.py" },
    contentChanges: [
      {
        range: { start: { line: from[0], character: from[1] }, end: { line: to[0], character: to[1] } },
        text,
      },
    ],
  });

  test("each server's list replaces only its own, however it spells the document", () => {
    const shared = new SharedDiagnostics();
    shared.published("theirs", { uri: "file:///a%20b.py", version: 3, diagnostics: [at(1, "unused")] });
    const both = shared.published("ours", { uri: "file:///a b.py", diagnostics: [at(2, "total=3")] });
    expect(both).toEqual({ uri: "file:///a b.py", diagnostics: [at(1, "unused"), at(2, "total=3")] });
    const after = shared.published("theirs", { uri: "file:///a%20b.py", diagnostics: [] });
    expect(after.diagnostics).toEqual([at(2, "total=3")]);
    expect(shared.forget("theirs")).toEqual([]);
    expect(shared.forget("ours")).toEqual([{ uri: "file:///a b.py", diagnostics: [] }]);
  });

  test.each([
    ["a line above", [0, 0], [0, 0], "import os\n", 6],
    ["a line break right before", [5, 4], [5, 4], "\n", 6],
    ["a line break behind", [5, 20], [5, 20], "\n", 5],
    ["lines taken away above", [1, 0], [3, 0], "", 3],
    ["the same number of lines", [1, 0], [3, 0], "a\nb\n", 5],
    ["below", [9, 0], [9, 0], "x\ny\n", 5],
  ] as const)("what theirs has said moves with an edit: %s", (_what, from, to, text, line) => {
    const shared = new SharedDiagnostics();
    shared.published("theirs", { uri: "file:///a.py", diagnostics: [at(5, "unused")] });
    shared.edited(change([...from], [...to], text));
    const told = shared.published("ours", { uri: "file:///a.py", diagnostics: [] });
    expect(told.diagnostics).toEqual([at(line, "unused")]);
  });
});
