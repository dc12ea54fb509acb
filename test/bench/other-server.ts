/** A language server that answers at once, for `wrap.ts` to measure what stands before it. */
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";

const HOVER = { contents: { kind: "markdown", value: "`(function) total: int`" } };
const HINTS = Array.from({ length: 100 }, (_, line) => ({
  position: { line: 2 * line + 1, character: 4 },
  label: ": int",
}));
const SYNC_WHOLE = 1;

const connection = createMessageConnection(
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
);
connection.onRequest("initialize", () => ({
  capabilities: {
    textDocumentSync: SYNC_WHOLE,
    hoverProvider: true,
    inlayHintProvider: true,
    definitionProvider: true,
  },
}));
connection.onRequest("textDocument/hover", () => HOVER);
connection.onRequest("textDocument/definition", () => null);
connection.onRequest("textDocument/inlayHint", () => HINTS);
connection.onRequest("shutdown", () => null);
connection.onNotification("exit", () => process.exit(0));
connection.listen();
