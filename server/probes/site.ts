/** From a statement of a text to the site that a probe carries. */
import { createHash } from "node:crypto";
import { toWireSpan } from "../source-map/positions.js";
import type { Statement } from "../source-map/statement.js";
import type { Site } from "./probe.js";
import { splitLines } from "./text.js";

/** `file` is an absolute path; `text` the whole text that `statement` was found in. */
export function siteAt(file: string, text: string, statement: Statement): Site {
  const { start, end } = statement;
  return {
    file,
    hash: textHash(text),
    head: { start, end },
    wire: toWireSpan({ start, end }, text),
    function: statement.function,
    reads: statement.reads,
    expressions: [],
    text: (splitLines(text)[start.line] ?? "").trim(),
  };
}

/**
 * SHA-256, in hex, of the text as UTF-8 without a byte order mark and with `\n` line ends. The agent
 * hashes what it loaded in the same way, so neither a file's encoding nor an editor's line ends matter.
 */
export function textHash(text: string): string {
  const plain = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  return createHash("sha256").update(plain, "utf8").digest("hex");
}
