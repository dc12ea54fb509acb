/**
 * Programs made at random, full of what CPython folds, drops or moves: constant conditions, code that
 * cannot be reached, several statements on a line. They compile, and mean nothing.
 */
import { randomNumbers } from "./sample.js";

const CONSTANTS = [
  "0",
  "1",
  "None",
  "True",
  "''",
  "'s'",
  "...",
  "-1",
  "()",
  "(1, 2)",
  "1 + 1",
  "b''",
  "0.0",
  "0x0",
  "2j",
];
const EXPRESSIONS = [
  ...CONSTANTS,
  "f'{x}'",
  "f''",
  "f'x'",
  "__debug__",
  "'a' 'b'",
  "1 < 2",
  "(1 if 0 else x)",
  "1 / 0",
  "x",
  "x.y",
  "f(x)",
  "[]",
];
const SIMPLE = [
  "pass",
  "x = 1",
  "x += f(x)",
  "del x",
  "del ()",
  "x: int",
  "x.y: int",
  "x: int = 1",
  "raise x",
  "import x",
  "f(\n1\n)",
  "(\n1\n)",
];
const PATTERNS = [
  "_",
  "y",
  "1",
  "'s'",
  "[y, *_]",
  "(y)",
  "1 | _",
  "X(a=y)",
  "{'k': y}",
  "x.y",
  "1, 2",
  "(1 as y)",
  "(_)",
  "(1, _)",
  "[*_]",
];

/** Where in a program one is: what may stand there. */
interface Place {
  indent: string;
  depth: number;
  inFunction: boolean;
  inLoop: boolean;
}

/** One program, the same for the same seed. */
export function program(seed: number): string {
  return new Writer(randomNumbers(seed))
    .block({ indent: "", depth: 0, inFunction: false, inLoop: false })
    .join("\n");
}

class Writer {
  private names = 0;

  constructor(private readonly random: () => number) {}

  block(place: Place): string[] {
    const lines = this.chance(0.2)
      ? [`${place.indent}${this.pick(["'docs'", "('docs')", "b'no docs'", "f'no docs'"])}`]
      : [];
    const count = 1 + this.below(4);
    for (let index = 0; index < count; index++) lines.push(...this.statement(place));
    return lines;
  }

  private statement(place: Place): string[] {
    const compound = place.depth < 4 && this.chance(0.5);
    if (!compound) return [`${place.indent}${this.simpleStatements(place)}`];
    const kinds = [this.ifs, this.loop, this.tries, this.withs, this.matches, this.definition];
    return this.pick(kinds).call(this, place);
  }

  private simpleStatements(place: Place): string {
    const count = this.chance(0.25) ? 2 : 1;
    return Array.from({ length: count }, () => this.simple(place)).join("; ");
  }

  private simple(place: Place): string {
    const jumps = [
      ...(place.inFunction ? ["return", `return ${this.expression()}`, "yield x"] : []),
      ...(place.inLoop ? ["break", "continue"] : []),
    ];
    if (jumps.length > 0 && this.chance(0.2)) return this.pick(jumps);
    if (this.chance(0.3)) return this.expression();
    if (this.chance(0.2)) return `assert ${this.condition()}`;
    return this.pick(SIMPLE);
  }

  /** A head with its body below it or, now and then, on the same line. */
  private suite(head: string, place: Place): string[] {
    if (this.chance(0.25)) return [`${place.indent}${head}: ${this.simpleStatements(place)}`];
    return [
      `${place.indent}${head}:`,
      ...this.block({ ...place, indent: `${place.indent}    `, depth: place.depth + 1 }),
    ];
  }

  private ifs(place: Place): string[] {
    const lines = this.suite(`if ${this.condition()}`, place);
    while (this.chance(0.3)) lines.push(...this.suite(`elif ${this.condition()}`, place));
    if (this.chance(0.4)) lines.push(...this.suite("else", place));
    return lines;
  }

  private loop(place: Place): string[] {
    const inside = { ...place, inLoop: true };
    const lines = this.suite(
      this.chance(0.6) ? `while ${this.condition()}` : `for x in ${this.expression()}`,
      inside,
    );
    if (this.chance(0.3)) lines.push(...this.suite("else", place));
    return lines;
  }

  private tries(place: Place): string[] {
    const lines = this.suite("try", place);
    const handlers = this.below(3);
    for (let index = 0; index < handlers; index++)
      lines.push(...this.suite(this.pick(["except X", "except X as e"]), place));
    if (handlers > 0 && this.chance(0.3)) lines.push(...this.suite("except", place));
    if (handlers > 0 && this.chance(0.3)) lines.push(...this.suite("else", place));
    if (handlers === 0 || this.chance(0.3)) lines.push(...this.suite("finally", place));
    return lines;
  }

  private withs(place: Place): string[] {
    return this.suite(this.pick(["with x", "with x as y, f(x)", "with (\nx as y\n)"]), place);
  }

  private matches(place: Place): string[] {
    const inside = { ...place, indent: `${place.indent}    `, depth: place.depth + 1 };
    const lines = [`${place.indent}match ${this.pick(["x", "1", "x, y"])}:`];
    const cases = 1 + this.below(3);
    for (let index = 0; index < cases; index++) {
      // Only a last case may match everything.
      const pattern = this.pick(PATTERNS);
      const guard = this.chance(0.3) || index < cases - 1 ? ` if ${this.condition()}` : "";
      lines.push(...this.suite(`case ${pattern}${guard}`, inside));
    }
    return lines;
  }

  private definition(place: Place): string[] {
    const name = `n${this.names++}`;
    const decorators = this.chance(0.3) ? [`${place.indent}@x.y`, `${place.indent}@f(x)`] : [];
    const isClass = this.chance(0.3);
    const head = isClass
      ? `class ${name}(x)`
      : `${this.pick(["", "async "])}def ${name}(a: x = 1, *, b=f(x))`;
    const lines = this.suite(head, { ...place, inFunction: !isClass, inLoop: false });
    const declared = place.depth > 0 && this.chance(0.1) ? [`${place.indent}global ${name}`] : [];
    return [...declared, ...decorators, ...lines];
  }

  private condition(): string {
    const parts = [this.pick(EXPRESSIONS), this.pick(EXPRESSIONS)];
    const forms = [
      "A",
      "A",
      "A",
      "not A",
      "A and B",
      "A or B",
      "not (A and B)",
      "A if B else x",
      "(\nA\n)",
      "x < 1",
      "x",
      "f(x)",
    ];
    return this.pick(forms)
      .replace("A", parts[0] ?? "")
      .replace("B", parts[1] ?? "");
  }

  private expression(): string {
    return this.pick(EXPRESSIONS);
  }

  private chance(probability: number): boolean {
    return this.random() < probability;
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}
