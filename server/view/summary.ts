/** A probe in one line of a list: what it is, what was asked of it, what it has come to. */
import type { Probe } from "../probes/probe.js";
import type { ProbeSnapshot } from "../probes/snapshot.js";
import { grouped, visible } from "./plain.js";
import { briefly } from "./times.js";

/** `snapshot · if total > 100 · shows len(items) · ×1,204`. */
export function summary({ probe, hits, times }: ProbeSnapshot): string {
  const words = [
    probe.kind,
    ...asked(probe).map(visible),
    ...(times ? briefly(times) : []),
    `×${grouped(hits)}`,
    ...(probe.paused ? ["paused"] : []),
  ];
  return words.join(" · ");
}

function asked({ condition, changes, message, show, detail }: Probe): string[] {
  return [
    ...(condition === undefined ? [] : [`if ${condition}`]),
    ...(changes === undefined ? [] : [`when ${changes} changes`]),
    ...(message === undefined ? [] : [message]),
    ...(show ? [`shows ${show.join(", ")}`] : []),
    ...(detail === undefined ? [] : [detail]),
  ];
}
