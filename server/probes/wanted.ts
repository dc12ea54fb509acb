/** What every agent is to have: the same probes, each at the place that it has in the text that the agent's program runs. */

import type { Entries } from "./entries.js";
import { wireId } from "./entry.js";
import type { Changes } from "./event.js";
import type { Place, Places } from "./places.js";
import type { AgentInfo, Probe } from "./probe.js";

export class Wanted {
  /** By what the agents run. */
  private readonly lists = new Map<string, readonly Probe[]>();

  constructor(
    private readonly entries: Entries,
    private readonly places: Places,
  ) {}

  /** Something is to be other than it was. */
  change(): void {
    this.lists.clear();
  }

  /** Agents that run the same texts get the same list, until something changes. */
  of(agent: string): readonly Probe[] {
    const active = this.entries.all().filter(({ probe }) => !probe.paused);
    const files = [...new Set(active.map(({ probe }) => probe.site.file))];
    const signature = this.places.texts.signature(agent, files);
    const known = this.lists.get(signature);
    if (known) return known;
    const list = active.flatMap((entry) => {
      const site = this.places.of(entry, agent);
      return typeof site === "string" ? [] : [{ ...entry.probe, id: wireId(entry), site }];
    });
    this.lists.set(signature, list);
    return list;
  }

  /** Tells the probes which agents are not to have them. */
  miss(agents: Iterable<AgentInfo>): Changes {
    const uris = new Set<string>();
    for (const entry of this.entries.all()) {
      for (const { key } of agents) {
        if (entry.tally.miss(key, reasonMissing(this.places.of(entry, key)))) uris.add(entry.probe.uri);
      }
    }
    return { uris, wanted: false };
  }
}

function reasonMissing(place: Place): string | undefined {
  if (place === "gone") return "this statement is not in the code that runs: restart the program";
  if (place === "ambiguous") return "several statements of the code that runs read like this one";
  return undefined;
}
