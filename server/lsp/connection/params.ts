/** What each method's parameters must be like for us to work with; what else there is in them is not looked at. */
import { type Check, listOf, number, object, record, ShapeError, text } from "../../relay/shape.js";

const position = object({ line: number, character: number });
const range = object({ start: position, end: position });
const textDocument = object({ uri: text });
const folders = listOf(object({ uri: text }));
const anything: Check<unknown> = (got) => got;

/** Some editors cannot leave a field out and send null for it. */
function optional<T>(check: Check<T>): Check<T | null | undefined> {
  return (got) => (got === undefined || got === null ? got : check(got));
}

const SHAPES: Readonly<Record<string, Check<unknown>>> = {
  initialize: object({ capabilities: record, workspaceFolders: optional(folders) }),
  "textDocument/didOpen": object({ textDocument: object({ uri: text, languageId: text, text }) }),
  "textDocument/didChange": object({
    textDocument,
    contentChanges: listOf(object({ range: optional(range), text })),
  }),
  "textDocument/didSave": object({ textDocument }),
  "textDocument/didClose": object({ textDocument }),
  "workspace/didChangeConfiguration": record,
  "workspace/didChangeWorkspaceFolders": object({ event: object({ added: folders, removed: folders }) }),
  "workspace/didChangeWatchedFiles": object({ changes: listOf(object({ uri: text })) }),
  "textDocument/codeAction": object({
    textDocument,
    range,
    context: object({ only: optional(listOf(text)) }),
  }),
  "textDocument/codeLens": object({ textDocument }),
  "textDocument/completion": object({ textDocument, position }),
  "textDocument/hover": object({ textDocument, position }),
  "textDocument/inlayHint": object({ textDocument, range }),
  "workspace/executeCommand": object({ command: text, arguments: optional(listOf(anything)) }),
  "$/setTrace": object({ value: text }),
};

/** What is wrong with a message's parameters, in words for whoever makes the editor. */
export function whatIsWrong(method: string, params: unknown): string | undefined {
  try {
    SHAPES[method]?.(params);
    return undefined;
  } catch (error) {
    if (error instanceof ShapeError) return `${method}: ${error.message}`;
    throw error;
  }
}
