/** Draws pieces of source with what stands beside them, over and over in one place of the terminal. */
import type { Writable } from "node:stream";

const DIM = "\u001b[2m";
const VALUE = "\u001b[36m";
const NEW_VALUE = "\u001b[1;33m";
const PLAIN = "\u001b[0m";

/** A piece of a file: its lines from `first` (0-based) on, and what the editor shows beside each. */
export interface Excerpt {
  title: string;
  first: number;
  lines: string[];
  beside: string[];
}

/** Where pictures cannot replace each other, this long passes between them. */
const STILL_EVERY_MS = 2500;

export class Drawing {
  private height = 0;
  private drawn = Number.NEGATIVE_INFINITY;
  private shown = new Map<string, string>();

  constructor(
    private readonly out: Writable & { isTTY?: boolean; columns?: number },
    private readonly color = out.isTTY === true,
  ) {}

  /** Draws anew when something changed. Without a terminal each picture stands below the last. */
  draw(excerpts: Excerpt[]): void {
    const key = JSON.stringify(excerpts.map(({ beside }) => beside));
    if (this.shown.get("") === key) return;
    if (!this.out.isTTY && performance.now() < this.drawn + STILL_EVERY_MS) return;
    this.drawn = performance.now();
    const text = excerpts.flatMap((excerpt) => this.rows(excerpt));
    const back = this.out.isTTY && this.height > 0 ? `\u001b[${this.height}A\u001b[J` : "";
    this.out.write(`${back}${text.join("\n")}\n`);
    this.height = text.length;
    this.remember(key, excerpts);
  }

  private rows({ title, first, lines, beside: values }: Excerpt): string[] {
    const width = (this.out.columns ?? 110) - 1;
    const rows = lines.map((line, index) => {
      const number = String(first + index + 1).padStart(5);
      const value = values[index] ?? "";
      const room = Math.max(0, width - number.length - line.length - 6);
      const fresh = value !== this.shown.get(`${title}:${first + index}`);
      const beside = value && `   ${this.paint(fresh ? NEW_VALUE : VALUE, value.slice(0, room))}`;
      return `${this.paint(DIM, number)}  ${line}${beside}`;
    });
    return [this.paint(DIM, `─── ${title} `), ...rows];
  }

  private paint(style: string, text: string): string {
    return this.color ? `${style}${text}${PLAIN}` : text;
  }

  private remember(key: string, excerpts: Excerpt[]): void {
    this.shown = new Map([["", key]]);
    for (const { title, first, beside } of excerpts)
      beside.forEach((value, index) => {
        this.shown.set(`${title}:${first + index}`, value);
      });
  }
}
