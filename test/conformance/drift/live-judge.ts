/** Judges all that a server shows of values that tell where they are from (`where.py`). */
import { type InlayHint, labelOf } from "../../e2e/screen.js";
import { type Whereabouts, whereaboutsIn } from "./program.js";
import { type Spot, Trace } from "./trace.js";
import { lineOf, type Unit, unitAt } from "./units.js";
import type { Counts } from "./walk.js";

/** A capture as the command tells it. */
export interface Captured {
  values: { name: string; value: { text: string } }[];
}

export class LiveJudge {
  readonly counts: Counts = { right: 0, stale: 0, wrong: [] };
  /** What happens just now, for what is told of mistakes. */
  when = "the beginning";
  /** What was loaded, by the number of the load. */
  private readonly loads = new Map<number, readonly Unit[]>();
  /** By the id that this session's server has given. */
  private readonly traces = new Map<string, Trace>();
  /** Of all sessions: what is not found today can be back another day. */
  private readonly everSet: Trace[] = [];

  constructor(private readonly seed: number) {}

  /** Returns the number by which the program is to call it. */
  loaded(units: readonly Unit[]): number {
    const load = this.loads.size + 1;
    this.loads.set(load, units);
    return load;
  }

  added(id: string, spot: Spot): void {
    if (this.traces.has(id)) return;
    const trace = new Trace(spot);
    this.traces.set(id, trace);
    this.everSet.push(trace);
  }

  /** Another server has set the probes of before again. */
  setAgain(probes: readonly { id: string; spot: Spot }[]): void {
    this.traces.clear();
    for (const { id, spot } of probes) {
      const known = this.everSet.find((trace) => trace.copy().standsAt(spot));
      if (known) this.traces.set(id, known);
      else this.wrong(`${id} was set again at ${told(spot)}`);
    }
  }

  /** All that was kept of one probe, which stands there. */
  captures(id: string, spot: Spot, captures: readonly Captured[]): void {
    const trace = this.traces.get(id);
    if (!trace) return;
    if (!trace.standsAt(spot)) {
      this.wrong(`${id} stands at ${told(spot)}, not at ${told(trace.seen)}`);
      this.traces.delete(id);
      return;
    }
    const own = captures.flatMap(({ values }) => values.filter(({ name }) => name.startsWith("hit(")));
    for (const where of own.flatMap(({ value }) => whereaboutsIn(value.text))) {
      this.judge([trace], spot, where, `the captures of ${id}`);
    }
    if (own.length === 0) this.counts.stale += 1;
  }

  /** `units`: what the document was when they were asked for. */
  hints(hints: readonly InlayHint[], units: readonly Unit[]): void {
    for (const hint of hints) {
      const spot = { units, index: unitAt(units, hint.position.line) };
      // What a statement computes comes first; one that computes nothing shows what others did.
      const isOwn = units[spot.index]?.code.includes("hit(") ?? false;
      const [where] = isOwn ? whereaboutsIn(labelOf(hint)) : [];
      // It may have been edited and be edited again by now, so nothing is learnt from it.
      const here = [...this.traces.values()].map((trace) => trace.copy());
      const there = here.filter((trace) => trace.standsAt(spot));
      if (where) this.judge(there, spot, where, `the hint ${labelOf(hint)}`);
      else this.counts.stale += 1;
    }
  }

  private judge(traces: readonly Trace[], spot: Spot, where: Whereabouts, what: string): void {
    const units = this.loads.get(where.load) ?? [];
    const there = { units, index: unitAt(units, where.line - 1) };
    const isRight = traces.some((trace) => trace.shows(`${where.load}`, there));
    if (isRight) this.counts.right += 1;
    else this.wrong(`${what} at ${told(spot)} are of ${told(there)} of load ${where.load}`);
  }

  private wrong(what: string): void {
    this.counts.wrong.push(`seed ${this.seed}, ${this.when}: ${what}`);
  }
}

function told({ units, index }: Spot): string {
  const unit = units[index];
  return unit ? `line ${lineOf(units, index) + 1} (unit ${unit.id}) ${JSON.stringify(unit.code)}` : "nothing";
}
