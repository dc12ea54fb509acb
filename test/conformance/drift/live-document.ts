/** A document of units in an editor's hands: each version of it is known. */
import type { FakeEditor } from "../../e2e/editor.js";
import type { Range } from "../../e2e/screen.js";
import { lineOf, type Splice, spliced, textOf, type Unit } from "./units.js";

export class LiveDocument {
  units: readonly Unit[] = [];
  private readonly versions = new Map<number, readonly Unit[]>();

  constructor(
    readonly editor: FakeEditor,
    readonly file: string,
  ) {}

  /** What it was when an answer was asked for. */
  at(version: number): readonly Unit[] {
    return this.versions.get(version) ?? [];
  }

  open(units: readonly Unit[]): void {
    this.units = units;
    this.versions.clear();
    this.versions.set(1, units);
    this.editor.open(this.file, textOf(units));
  }

  edit(splice: Splice): void {
    const { at, removed, units } = splice;
    const start = { line: lineOf(this.units, at), character: 0 };
    const end = { line: lineOf(this.units, at + removed), character: 0 };
    const text = units.flatMap(({ lines }) => lines.map((line) => `${line}\n`)).join("");
    this.change({ start, end }, text, spliced(this.units, splice));
  }

  /** As editors do that take over what stands on the disk, or send the whole text each time. */
  replace(units: readonly Unit[]): void {
    const start = { line: 0, character: 0 };
    const end = { line: lineOf(this.units, this.units.length), character: 0 };
    this.change({ start, end }, textOf(units), units);
  }

  /** A new statement, letter by letter. */
  type({ at, units: [fresh] }: Splice): void {
    if (!fresh) return;
    const letters = [...(fresh.lines[0] ?? "")];
    const part = (count: number): Unit => {
      const line = letters.slice(0, count).join("");
      return { ...fresh, code: count === letters.length ? fresh.code : line.trim(), lines: [line] };
    };
    this.edit({ at, removed: 0, units: [part(0)] });
    for (let count = 1; count <= letters.length; count++) {
      const position = { line: lineOf(this.units, at), character: count - 1 };
      const units = spliced(this.units, { at, removed: 1, units: [part(count)] });
      this.change({ start: position, end: position }, letters[count - 1] ?? "", units);
    }
  }

  private change(range: Range, text: string, units: readonly Unit[]): void {
    this.units = units;
    this.versions.set(this.editor.version(this.file) + 1, units);
    this.editor.change(this.file, range, text);
  }
}
