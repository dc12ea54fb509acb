/** Random changes of a document with probes in it, while processes run texts of different ages. */
import { pathToFileURL } from "node:url";
import type { TextChange } from "../../../server/probes/event.js";
import { findStatement } from "../../../server/probes/place.js";
import type { AgentInfo } from "../../../server/probes/probe.js";
import { Registry } from "../../../server/probes/registry.js";
import { siteOf } from "../../../server/probes/site.js";
import type { ProbeSnapshot } from "../../../server/probes/snapshot.js";
import { textHash } from "../../../server/probes/text-hash.js";
import { Author } from "./author.js";
import { Trace } from "./trace.js";
import { lineOf, type Splice, spliced, textOf, type Unit, unitAt } from "./units.js";

const FILE = "/srv/shop/orders.py";
const URI = pathToFileURL(FILE).href;

export interface Counts {
  /** Looks at where one statement stands, or at which one a process is to tell of. */
  right: number;
  stale: number;
  /** What was wrong, in words; a walk that finds something says with which seed. */
  wrong: string[];
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
  private readonly truths = new Map<string, Trace>();
  private readonly running = new Map<string, { agent: AgentInfo; units: readonly Unit[] }>();
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
    // A twin of one that is there is that one, of which more is known.
    if (probe === undefined || this.truths.has(probe)) return;
    this.truths.set(probe, new Trace({ units: this.units, index }));
  }

  private check(when: string): void {
    for (const snapshot of this.registry.probes(URI)) {
      const trace = this.truths.get(snapshot.probe.id);
      if (trace) this.checkProbe(snapshot, trace, when);
    }
  }

  private checkProbe(snapshot: ProbeSnapshot, trace: Trace, when: string): void {
    const { span, edited, probe } = snapshot;
    const index = unitAt(this.units, span.start.line);
    if (edited) {
      this.counts.stale++;
      return;
    }
    const last = trace.seen;
    const isRight = trace.standsAt({ units: this.units, index });
    this.judge(isRight, probe.id, when, () => {
      return `${probe.id} stands at ${show(this.units, index)}, not at ${show(last.units, last.index)}`;
    });
    if (!isRight) return;
    for (const [key, { units }] of this.running) this.checkInProcess(key, units, snapshot, trace, when);
  }

  private checkInProcess(
    key: string,
    units: readonly Unit[],
    { probe }: ProbeSnapshot,
    trace: Trace,
    when: string,
  ): void {
    const wanted = this.registry.wanted(key).find(({ id }) => id.split("~")[0] === probe.id);
    // An agent takes a site of another text than its own for stale.
    if (wanted?.site.hash !== textHash(textOf(units))) {
      this.counts.stale++;
      return;
    }
    const there = unitAt(units, wanted.site.wire.start.line - 1);
    this.judge(trace.shows(key, { units, index: there }), probe.id, when, () => {
      const { index } = trace.seen;
      return `${probe.id} at ${show(this.units, index)} shows ${show(units, there)} of ${key}`;
    });
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
