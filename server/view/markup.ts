/**
 * A small document that can be written as Markdown or as plain text. Values, reasons and command lines
 * come from foreign programs: here they are data until they are rendered, and no rendering lets them
 * become markup.
 */
import { visible } from "./plain.js";

/** A piece of a line: our own words, a foreign text shown as code, a foreign sentence, or a link of ours. */
export type Inline = string | { code: string } | { prose: string } | { link: string; to: string };

export type Block =
  /** Our own words. */
  { heading: string } | { text: Inline[] } | { list: Inline[][] } | { code: string[]; language: string };

export function toMarkdown(blocks: readonly Block[]): string {
  return blocks.map(markdownBlock).join("\n\n");
}

export function toPlainText(blocks: readonly Block[]): string {
  return blocks.map(plainBlock).join("\n\n");
}

function markdownBlock(block: Block): string {
  if ("heading" in block) return `**${block.heading}**`;
  if ("text" in block) return block.text.map(markdownInline).join("");
  if ("list" in block) return block.list.map((item) => `- ${item.map(markdownInline).join("")}`).join("\n");
  const content = block.code.map(visible).join("\n");
  const fence = "`".repeat(Math.max(3, longestBackticks(content) + 1));
  return `${fence}${block.language}\n${content}\n${fence}`;
}

function markdownInline(inline: Inline): string {
  if (typeof inline === "string") return inline;
  if ("link" in inline) return `[${linkText(inline.link)}](${inline.to.replace(/[()]/g, escapedInUri)})`;
  return "code" in inline ? inlineCode(visible(inline.code)) : prose(visible(inline.prose));
}

/** Brackets and backticks of a link's text would end it. */
function linkText(text: string): string {
  return visible(text).replace(/[[\]\\`*_<>&]/g, "\\$&");
}

function escapedInUri(character: string): string {
  return character === "(" ? "%28" : "%29";
}

/** A code span is fenced by more backticks than it holds; the spaces keep its own from touching them. */
function inlineCode(text: string): string {
  if (text === "") return "";
  const fence = "`".repeat(longestBackticks(text) + 1);
  const space = /^`|`$|^ .* $/.test(text) ? " " : "";
  return `${fence}${space}${text}${space}${fence}`;
}

/** A sentence in which pairs of backticks mean code, as in our own messages. */
function prose(text: string): string {
  const pieces = text.split("`");
  if (pieces.length % 2 === 0) return wordsAsThemselves(text);
  return pieces
    .map((piece, index) => (index % 2 === 0 ? wordsAsThemselves(piece) : inlineCode(piece)))
    .join("");
}

/** Words that Markdown could read as markup, mostly names and paths, become code: backslashes would show in some editors. */
function wordsAsThemselves(text: string): string {
  return text.replace(/\S*[\\`*_{}[\]<>|~&$#]\S*/g, inlineCode);
}

function longestBackticks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

function plainBlock(block: Block): string {
  if ("heading" in block) return visible(block.heading);
  if ("text" in block) return plainLine(block.text);
  if ("list" in block) return block.list.map((item) => `- ${plainLine(item)}`).join("\n");
  return block.code.map(visible).join("\n");
}

function plainLine(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (typeof inline === "string") return inline;
      if ("link" in inline) return visible(inline.link);
      return visible("code" in inline ? inline.code : inline.prose);
    })
    .join("");
}
