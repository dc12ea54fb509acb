/** Random changes of a document with probes in it, while processes run texts of different ages. */
import { pathToFileURL } from "node:url";
import type { TextChange } from "../../../server/probes/event.js";
import { findStatement } from "../../../server/probes/place.js";
import type { AgentInfo, Site } from "../../../server/probes/probe.js";
import { Registry } from "../../../server/probes/registry.js";
import { siteOf } from "../../../server/probes/site.js";
import type { ProbeSnapshot } from "../../../server/probes/snapshot.js";
import { textHash } from "../../../server/probes/text-hash.js";
import { Author } from "./author.js";
import { isSameUnit, lineOf, type Splice, spliced, textOf, type Unit, unitAt } from "./units.js";

const FILE = "/srv/shop/orders.py";
const URI = pathToFileURL(FILE).href;

export interface Counts {
  /** Looks at where one statement stands, or at which one a process is to tell of. */
  right: number;
  stale: number;
  /** What was wrong, in words; a walk that finds something says with which seed. */
  wrong: string[];
}

/** A unit among those of a text. */
interface Spot {
  units: readonly Unit[];
  index: number;
}

/** What a probe was set on, and where it was seen last. */
interface Truth {
  set: Spot;
  last: Spot;
  site: Site;
}

export function walk(seed: number, random: () => number, steps: number): Counts {
  const walked = new Walk(seed, random);
  for (let step = 0; step < steps; step++) walked.step(step);
  return walked.counts;
}

class Walk {
  readonly counts: Counts = { right: 0, stale: 0, wrong: [] };
  private readonly registry = new Registry();
  private readonly author: Author;
  private readonly truths = new Map<string, Truth>();
  private readonly running = new Map<string, { agent: AgentInfo; units: readonly Unit[] }>();
  private readonly merged = new Map<number, number>();
  private units: readonly Unit[];
  private saved: readonly Unit[];
  private lastPid = 0;

  constructor(
    private readonly seed: number,
    random: () => number,
  ) {
    this.author = new Author(random);
    this.units = this.author.write();
    this.saved = this.units;
    this.registry.apply({ type: "document-opened", uri: URI, text: textOf(this.units) });
    for (let count = 0; count < 2; count++) this.start();
  }

  step(step: number): void {
    const splices = this.author.change(this.units);
    if (this.author.below(8) === 0) this.replace(splices);
    else for (const splice of splices) this.edit(splice);
    this.check(`${step}, before it settled`);
    this.registry.apply({ type: "document-settled", uri: URI });
    this.check(`${step}`);
    this.others();
    this.check(`${step}, afterwards`);
  }

  /** What else happens now and then. */
  private others(): void {
    const chance = this.author.below(12);
    if (chance < 3) this.addProbe();
    if (chance === 3) this.save();
    if (chance === 4) this.restart();
  }

  private edit(splice: Splice): void {
    const { at, removed, units } = splice;
    const lines = units.flatMap((unit) => unit.lines);
    const start = { line: lineOf(this.units, at), column: 0 };
    const end = { line: lineOf(this.units, at + removed), column: 0 };
    const text = lines.map((line) => `${line}\n`).join("");
    this.units = spliced(this.units, splice);
    this.send({ range: { start, end }, text });
  }

  /** As editors do that send the whole text each time. */
  private replace(splices: readonly Splice[]): void {
    this.units = splices.reduce(spliced, this.units);
    this.send({ text: textOf(this.units) });
  }

  private send(change: TextChange): void {
    this.registry.apply({ type: "document-edited", uri: URI, changes: [change] });
  }

  private save(): void {
    this.saved = this.units;
    this.registry.apply({ type: "document-saved", uri: URI });
  }

  /** The oldest process gives way to one that runs what is saved. */
  private restart(): void {
    const [key] = this.running.keys();
    const oldest = key === undefined ? undefined : this.running.get(key);
    if (key === undefined || !oldest) return;
    this.save();
    this.running.delete(key);
    this.registry.apply({ type: "agent-lost", agent: oldest.agent, reason: "it ended" });
    this.start();
  }

  private start(): void {
    const pid = ++this.lastPid;
    const agent = { key: `a${pid}`, pid, argv: ["python"], cwd: "/", python: "3.13.0", started: pid };
    this.running.set(agent.key, { agent, units: this.saved });
    this.registry.apply({ type: "agent-connected", agent });
    const text = textOf(this.saved);
    this.registry.apply({ type: "text-told", agent: agent.key, file: FILE, hash: textHash(text), text });
  }

  private addProbe(): void {
    const source = this.registry.source(URI);
    const index = this.author.below(this.units.length);
    const place = { line: lineOf(this.units, index), column: 4 };
    const statement = source && findStatement(source, "snapshot", place);
    if (!source || !statement || this.units[index]?.kind !== "statement") return;
    const site = siteOf("snapshot", FILE, source.text, statement);
    const { probe } = this.registry.apply({
      type: "probe-added",
      uri: URI,
      kind: "snapshot",
      site,
      text: source.text,
    });
    const spot = { units: this.units, index };
    if (probe !== undefined) this.truths.set(probe, { set: spot, last: spot, site });
  }

  private check(when: string): void {
    for (const snapshot of this.registry.probes(URI)) {
      const truth = this.truths.get(snapshot.probe.id);
      if (truth) this.checkProbe(snapshot, truth, when);
    }
  }

  private checkProbe(snapshot: ProbeSnapshot, truth: Truth, when: string): void {
    const { span, edited, probe } = snapshot;
    const index = unitAt(this.units, span.start.line);
    if (edited) {
      this.counts.stale++;
      return;
    }
    const unit = this.units[index];
    const { set, last } = truth;
    const isRewritten = unit !== undefined && unit.id === last.units[last.index]?.id;
    const isRight = isRewritten || [last, set].some((spot) => this.isSame(index, spot.units, spot.index));
    this.judge(isRight, probe.id, when, () => {
      return `${probe.id} stands at ${show(this.units, index)}, not at ${show(last.units, last.index)}`;
    });
    if (!isRight) return;
    const spot = { units: this.units, index };
    const isSetAnew = truth.site.normal !== probe.site.normal;
    this.truths.set(probe.id, { set: isSetAnew ? spot : set, last: spot, site: probe.site });
    for (const [key, { units }] of this.running) this.checkInProcess(key, units, snapshot, index, when);
  }

  private checkInProcess(
    key: string,
    units: readonly Unit[],
    { probe }: ProbeSnapshot,
    index: number,
    when: string,
  ): void {
    const wanted = this.registry.wanted(key).find(({ id }) => id.split("~")[0] === probe.id);
    // An agent takes a site of another text than its own for stale.
    if (wanted?.site.hash !== textHash(textOf(units))) {
      this.counts.stale++;
      return;
    }
    const there = unitAt(units, wanted.site.wire.start.line - 1);
    this.judge(this.isSame(index, units, there), probe.id, when, () => {
      return `${probe.id} at ${show(this.units, index)} shows ${show(units, there)} of ${key}`;
    });
  }

  /** Two units that once could not be told apart are one and the same from then on. */
  private isSame(index: number, units: readonly Unit[], other: number): boolean {
    const [one, another] = [this.units[index], units[other]];
    if (!one || !another || one.code !== another.code) return false;
    const [first, second] = [this.identity(one.id), this.identity(another.id)];
    if (first === second) return true;
    if (!isSameUnit(this.units, index, units, other)) return false;
    this.merged.set(first, second);
    return true;
  }

  private identity(id: number): number {
    const known = this.merged.get(id);
    return known === undefined ? id : this.identity(known);
  }

  private judge(isRight: boolean, probe: string, when: string, what: () => string): void {
    if (isRight) {
      this.counts.right++;
      return;
    }
    this.counts.wrong.push(`seed ${this.seed}, step ${when}: ${what()}`);
    // One mistake would show in every later look, too.
    this.truths.delete(probe);
  }
}

function show(units: readonly Unit[], index: number): string {
  const unit = units[index];
  return unit ? `line ${lineOf(units, index) + 1} (unit ${unit.id}) ${JSON.stringify(unit.code)}` : "nothing";
}
