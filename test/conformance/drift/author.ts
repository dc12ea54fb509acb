/** Writes a random file, and goes on to change it as people and their tools do. */
import type { Splice, Unit } from "./units.js";
import { spliced } from "./units.js";

const FUNCTIONS = 5;
const STATEMENTS = 6;

/** Statements that stand in many functions, often more than once. What `where.py` runs computes where it stands. */
const COMMON = ["b = hit(a)", "hit(a)", "b = hit(a) or b", "return None"];

type Change = (units: readonly Unit[]) => Splice[];

export class Author {
  private lastId = 0;
  private readonly undoable: Splice[][] = [];
  private readonly changes: readonly (readonly [weight: number, change: Change])[] = [
    [4, (units) => this.insert(units)],
    [3, (units) => this.remove(units)],
    [3, (units) => this.duplicate(units)],
    [3, (units) => this.rewrite(units)],
    [2, (units) => this.swap(units)],
    [2, (units) => this.blank(units)],
    [1, (units) => this.rename(units)],
    [2, (units) => this.moveFunction(units)],
    [1, (units) => this.format(units)],
  ];

  constructor(private readonly random: () => number) {}

  write(): Unit[] {
    return Array.from({ length: FUNCTIONS }, () => this.function()).flat();
  }

  /** One step, as the splices that it consists of. */
  change(units: readonly Unit[]): Splice[] {
    if (this.below(6) === 0 && this.undoable.length > 0) return this.undoable.pop() ?? [];
    const splices = this.weighted()(units);
    this.undoable.push(inverse(units, splices));
    return splices;
  }

  /** A new statement on a line of its own, for somebody who types. */
  typed(units: readonly Unit[]): Splice[] {
    const at = this.placeIn(units);
    const code = this.code();
    const splices = [
      { at, removed: 0, units: [{ ...this.statement(ownerAt(units, at), code), lines: [`    ${code}`] }] },
    ];
    this.undoable.push(inverse(units, splices));
    return splices;
  }

  /** Another text has come: what was done to the one before can't be undone in it. */
  beginAnew(): void {
    this.undoable.length = 0;
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("there is nothing to pick from");
    return item;
  }

  private weighted(): Change {
    const tickets = this.changes.flatMap(([weight, change]) => Array<Change>(weight).fill(change));
    return this.pick(tickets);
  }

  private function(): Unit[] {
    const owner = ++this.lastId;
    const head: Unit = {
      id: owner,
      owner,
      kind: "def",
      ...definition(`f${owner}`, this.pick(["a=LOAD, b=0", "a=LOAD, b=1"])),
    };
    const body = Array.from({ length: 1 + this.below(STATEMENTS) }, () => this.statement(owner));
    return [head, ...body, this.gap(owner)];
  }

  private statement(owner: number, code = this.code()): Unit {
    return { id: ++this.lastId, owner, kind: "statement", code, lines: this.laidOut(code) };
  }

  private gap(owner: number, line = ""): Unit {
    return { id: ++this.lastId, owner, kind: "blank", code: "", lines: [line] };
  }

  private code(): string {
    if (this.below(4) === 0) return this.pick(COMMON);
    const n = ++this.lastId;
    return this.pick([
      `v${n} = hit(a, ${n})`,
      `b = hit(a, "${n}")`,
      `if hit(a, ${n}): b = 1`,
      `return hit(a, ${n})`,
    ]);
  }

  private laidOut(code: string): string[] {
    const layouts = [
      [code],
      [code],
      [code.replaceAll(", ", ",").replace(" = ", "=")],
      [code.replaceAll('"', "'")],
      [code.replace(/hit\(a, ([^)]*)\)/, "(hit(a, $1))")],
      code.replace(/hit\(a, ([^)]*)\)/, "hit(\n    a,\n    $1,\n)").split("\n"),
      [`${code}  # ${this.pick(["why", "how", "#? a"])}`],
    ];
    return this.pick(layouts).map((line) => `    ${line}`);
  }

  private insert(units: readonly Unit[]): Splice[] {
    const at = this.placeIn(units);
    return [{ at, removed: 0, units: [this.statement(ownerAt(units, at))] }];
  }

  private blank(units: readonly Unit[]): Splice[] {
    const at = this.placeIn(units);
    return [
      { at, removed: 0, units: [this.gap(ownerAt(units, at), this.pick(["", "    # a comment", "    "]))] },
    ];
  }

  private remove(units: readonly Unit[]): Splice[] {
    const removable = statements(units).filter(
      (at) => statements(units).filter((other) => units[other]?.owner === units[at]?.owner).length > 1,
    );
    return removable.length > 0 ? [{ at: this.pick(removable), removed: 1, units: [] }] : [];
  }

  private duplicate(units: readonly Unit[]): Splice[] {
    const at = this.pick(statements(units));
    const unit = units[at] as Unit;
    return [{ at: at + this.below(2), removed: 0, units: [{ ...unit, id: ++this.lastId }] }];
  }

  private rewrite(units: readonly Unit[]): Splice[] {
    const at = this.pick(statements(units));
    const unit = units[at] as Unit;
    const code = this.code();
    return [{ at, removed: 1, units: [{ ...unit, code, lines: this.laidOut(code) }] }];
  }

  private swap(units: readonly Unit[]): Splice[] {
    const at = this.pick(statements(units));
    const [one, other] = [units[at], units[at + 1]];
    if (!one || other?.kind !== "statement") return [];
    return [{ at, removed: 2, units: [other, one] }];
  }

  private rename(units: readonly Unit[]): Splice[] {
    const at = this.pick(heads(units));
    const head = units[at] as Unit;
    const parameters = /\((.*)\)/.exec(head.code)?.[1] ?? "";
    return [{ at, removed: 1, units: [{ ...head, ...definition(`g${++this.lastId}`, parameters) }] }];
  }

  private moveFunction(units: readonly Unit[]): Splice[] {
    const from = this.pick(heads(units));
    const removed = units.filter(({ owner }) => owner === units[from]?.owner);
    const left = spliced(units, { at: from, removed: removed.length, units: [] });
    const at = this.pick([...heads(left), left.length]);
    return [
      { at: from, removed: removed.length, units: [] },
      { at, removed: 0, units: removed },
    ];
  }

  /** Another layout for everything. */
  private format(units: readonly Unit[]): Splice[] {
    const fresh = units.map((unit) =>
      unit.kind === "statement" ? { ...unit, lines: this.laidOut(unit.code) } : unit,
    );
    return [{ at: 0, removed: units.length, units: fresh }];
  }

  /** An index behind a `def`, so that every function keeps a body. */
  private placeIn(units: readonly Unit[]): number {
    return 1 + this.pick([...heads(units), ...statements(units)]);
  }
}

function definition(name: string, parameters: string): Pick<Unit, "code" | "lines"> {
  const code = `def ${name}(${parameters}):`;
  return { code, lines: [code] };
}

function inverse(units: readonly Unit[], splices: readonly Splice[]): Splice[] {
  const back: Splice[] = [];
  let now = units;
  for (const splice of splices) {
    const { at, removed } = splice;
    back.unshift({ at, removed: splice.units.length, units: now.slice(at, at + removed) });
    now = spliced(now, splice);
  }
  return back;
}

function ownerAt(units: readonly Unit[], at: number): number {
  return units[at - 1]?.owner ?? 0;
}

function statements(units: readonly Unit[]): number[] {
  return units.flatMap(({ kind }, index) => (kind === "statement" ? [index] : []));
}

function heads(units: readonly Unit[]): number[] {
  return units.flatMap(({ kind }, index) => (kind === "def" ? [index] : []));
}
