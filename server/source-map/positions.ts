/** Places in a text: lines as editors and CPython both split them, UTF-16 columns and UTF-8 byte columns. */
import type { Position } from "./statement.js";

/** A span as CPython counts it: 1-based lines, columns in UTF-8 bytes. */
export interface ByteSpan {
  start: { line: number; column: number };
  end: { line: number; column: number };
}

const LINE_BREAK = /\r\n|\n|\r/g;
const BYTE_ORDER_MARK = "\uFEFF";
const ASCII = /^[\0-\x7F]*$/;

/** Where the lines of a text begin and end. */
interface Lines {
  starts: number[];
  ends: number[];
}

/** A text cut into lines at `\n`, `\r\n` and `\r`. */
export class TextLines {
  private readonly starts: readonly number[];
  /** Where each line ends, its line break not counted. */
  private readonly ends: readonly number[];

  constructor(
    readonly text: string,
    { starts, ends }: Lines = cut(text, 0),
  ) {
    this.starts = starts;
    this.ends = ends;
  }

  /** The text with another one in place of what stands between two indexes; only lines around it are looked at. */
  edited(from: number, to: number, replacement: string): TextLines {
    const text = this.text.slice(0, from) + replacement + this.text.slice(to);
    const shift = text.length - this.text.length;
    // A line break can be of two characters, of which the edit may have parted or joined one.
    const first = this.positionAt(Math.max(from - 1, 0)).line;
    const past = this.positionAt(to + 1).line + 1;
    const start = this.starts[first] ?? 0;
    const end = (this.starts[past] ?? this.text.length) + shift;
    const fresh = cut(text.slice(start, end), start);
    // The last line of the piece is the first that was left alone, unless the text ends there.
    if (past < this.count) {
      fresh.starts.pop();
      fresh.ends.pop();
    }
    return new TextLines(text, {
      starts: spliced(this.starts, first, past, fresh.starts, shift),
      ends: spliced(this.ends, first, past, fresh.ends, shift),
    });
  }

  get count(): number {
    return this.starts.length;
  }

  /** One line without its line break; "" outside the text. */
  line(line: number): string {
    return this.text.slice(this.starts[line] ?? 0, this.ends[line] ?? 0);
  }

  /** The index of a position; one that lies outside the text or its line is taken to the nearest that does not. */
  indexOf({ line, column }: Position): number {
    if (line < 0) return 0;
    const start = this.starts[line];
    const end = this.ends[line];
    if (start === undefined || end === undefined) return this.text.length;
    return Math.min(start + Math.max(column, 0), end);
  }

  positionAt(index: number): Position {
    let line = 0;
    let past = this.starts.length;
    while (past - line > 1) {
      const middle = (line + past) >> 1;
      if ((this.starts[middle] ?? 0) <= index) line = middle;
      else past = middle;
    }
    return { line, column: index - (this.starts[line] ?? 0) };
  }

  /** In CPython's coordinates: lines from 1, columns in bytes of UTF-8. */
  wireSpan({ start, end }: { start: Position; end: Position }): ByteSpan {
    return { start: this.wirePosition(start), end: this.wirePosition(end) };
  }

  private wirePosition({ line, column }: Position): { line: number; column: number } {
    const before = this.line(line).slice(0, column);
    // CPython takes a byte order mark off before it counts.
    const counted = line === 0 && before.startsWith(BYTE_ORDER_MARK) ? before.slice(1) : before;
    return {
      line: line + 1,
      column: ASCII.test(counted) ? counted.length : Buffer.byteLength(counted, "utf8"),
    };
  }
}

function cut(text: string, offset: number): Lines {
  const starts = [offset];
  const ends: number[] = [];
  for (const { 0: lineBreak, index } of text.matchAll(LINE_BREAK)) {
    ends.push(offset + index);
    starts.push(offset + index + lineBreak.length);
  }
  ends.push(offset + text.length);
  return { starts, ends };
}

function spliced(
  known: readonly number[],
  first: number,
  past: number,
  fresh: readonly number[],
  shift: number,
): number[] {
  const made = known.slice(0, first);
  for (const index of fresh) made.push(index);
  for (let line = past; line < known.length; line++) made.push((known[line] ?? 0) + shift);
  return made;
}
