/** What an editor has on its screen beside the code: the hints and diagnostics that it was last given. */

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface InlayHint {
  position: Position;
  label: string | { value: string; tooltip?: string }[];
  paddingLeft?: boolean;
  kind?: number;
}

export interface Diagnostic {
  range: Range;
  message: string;
  severity?: number;
  source?: string;
}

export interface Document {
  uri: string;
  version: number;
  text: string;
  hints: InlayHint[];
  diagnostics: Diagnostic[];
}

export function labelOf({ label }: InlayHint): string {
  return typeof label === "string" ? label : label.map(({ value }) => value).join("");
}

/** The annotations of one line, hints before diagnostics. */
export function annotations({ hints, diagnostics }: Document, line: number): string[] {
  return [
    ...hints.filter(({ position }) => position.line === line).map(labelOf),
    ...diagnostics.filter(({ range }) => range.start.line === line).map(({ message }) => message),
  ];
}

/** The document as it looks: each line with its annotations behind it. */
export function draw(document: Document): string {
  const lines = document.text.split(/\r\n|\n|\r/);
  return lines.map((text, line) => [text, ...annotations(document, line)].join("  ◂ ")).join("\n");
}

/** The text after one ranged change, as an editor makes it. */
export function changed(text: string, range: Range, replacement: string): string {
  return text.slice(0, offset(text, range.start)) + replacement + text.slice(offset(text, range.end));
}

/** The range of the first occurrence of a piece of the text. */
export function rangeOf(text: string, piece: string): Range {
  const at = text.indexOf(piece);
  if (at < 0) throw new Error(`the document does not contain ${JSON.stringify(piece)}:\n${text}`);
  return { start: position(text, at), end: position(text, at + piece.length) };
}

function position(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

function offset(text: string, { line, character }: Position): number {
  const before = text.split("\n").slice(0, line);
  return before.reduce((sum, one) => sum + one.length + 1, 0) + character;
}
