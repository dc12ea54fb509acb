/** What a text is known by to the agents. */
import { createHash } from "node:crypto";

/**
 * One string literal with its prefix, or one comment; a probe comment ends where a remark begins. What is not
 * closed counts too: each letter is looked at once.
 */
const PIECE =
  /(?:(?<![0-9A-Za-z_])[A-Za-z]{1,2})?(?:"""(?:[^\\"]|\\[\s\S]|"(?!""))*(?:""")?|'''(?:[^\\']|\\[\s\S]|'(?!''))*(?:''')?|"(?:[^\\"\n]|\\[\s\S])*"?|'(?:[^\\'\n]|\\[\s\S])*'?)|#\?(?:[^"'#\n]|"(?:[^\\"\n]|\\.)*"?|'(?:[^\\'\n]|\\.)*'?)*|#[^\n]*/g;

/**
 * SHA-256, in hex, of the text as UTF-8 without a byte order mark, with `\n` line ends and without probe
 * comments. The agent hashes what it loaded in the same way, so neither a file's encoding nor an editor's
 * line ends matter, and a probe can be typed as a comment into a program that runs.
 */
export function textHash(text: string): string {
  const plain = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  return createHash("sha256").update(withoutProbeComments(plain), "utf8").digest("hex");
}

/**
 * The text without its `#? …` comments, and without the blanks before them if nothing follows. A rule of a few lines that both sides carry
 * out alike (`source.py`), instead of two parsers that may differ: `test/agreed/probe-comments.json`.
 */
function withoutProbeComments(text: string): string {
  if (!text.includes("#?")) return text;
  const kept: string[] = [];
  let from = 0;
  const pieces = new RegExp(PIECE);
  for (let piece = pieces.exec(text); piece; piece = pieces.exec(text)) {
    if (piece[0].startsWith("#?")) {
      const before = text.slice(from, piece.index);
      from = pieces.lastIndex;
      const hasRemark = text[from] === "#" && text[from + 1] !== "?";
      kept.push(hasRemark ? before : withoutBlanksAtEnd(before));
    } else if (isCutShort(piece[0])) {
      pieces.lastIndex = lineEnd(text, pieces.lastIndex);
    }
  }
  return kept.join("") + text.slice(from);
}

/**
 * True for the beginning of an f-string whose expression has quotes of the same kind (`f"{row["a"]}"`): its
 * braces don't pair. What stands behind it on its line may be string or comment, and is left as it is.
 */
function isCutShort(literal: string): boolean {
  const isFormatted = /^[rb]?[ft]/i.test(literal);
  return isFormatted && (literal.split("{").length - literal.split("}").length) % 2 !== 0;
}

/** A regular expression would look through each run of blanks again and again. */
function withoutBlanksAtEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === " " || text[end - 1] === "\t") end--;
  return text.slice(0, end);
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
