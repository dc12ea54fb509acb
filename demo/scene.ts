/** What the demo shows: which lines of which programs get a snapshot point, in an editor that is really open on them. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { FakeEditor } from "../test/e2e/editor.js";
import type { Excerpt } from "./drawing.js";

export const ADD = "Snappoint: add snapshot point";
export const REMOVE = "Snappoint: remove snapshot point";

/** Some lines of a file, and those among them that are watched, each named by a piece of its text. */
export class Scene {
  private readonly lines: string[];
  private readonly first: number;

  constructor(
    readonly file: string,
    private readonly from: string,
    private readonly count: number,
    private readonly watched: string[],
  ) {
    this.lines = readFileSync(file, "utf8").split("\n");
    this.first = this.lineOf(from, 0);
  }

  /** Chooses the code action at each watched line, as a user does. */
  async choose(editor: FakeEditor, action: string): Promise<void> {
    for (const text of this.watched) await editor.choose(this.file, this.lineOf(text, this.first), action);
  }

  excerpt(editor: FakeEditor): Excerpt {
    const numbers = Array.from({ length: this.count }, (_, index) => this.first + index);
    return {
      title: basename(this.file),
      first: this.first,
      lines: numbers.map((number) => this.lines[number] ?? ""),
      beside: numbers.map((number) => editor.beside(this.file, number)),
    };
  }

  /** The place of the first watched line, as an editor's command line takes it. */
  get place(): { file: string; line: number } {
    return { file: this.file, line: this.lineOf(this.watched[0] ?? this.from, this.first) + 1 };
  }

  private lineOf(text: string, from: number): number {
    const found = this.lines.findIndex((line, number) => number >= from && line.includes(text));
    if (found < 0) throw new Error(`${this.file} has no line with ${JSON.stringify(text)}`);
    return found;
  }
}
