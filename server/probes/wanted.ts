/** What every agent is to have: the same probes, each at the place that it has in the text that the agent's program runs. */
import type { Entries } from "./entries.js";
import { type Entry, wireId } from "./entry.js";
import type { Changes } from "./event.js";
import type { Places } from "./places.js";
import type { AgentInfo, Probe, Site } from "./probe.js";
import type { Place } from "./site.js";

export class Wanted {
  /** By what the agents run. */
  private readonly lists = new Map<string, readonly Probe[]>();
  private filesWanted: readonly string[] | undefined;
  /** Whether some agent is not to have some probe. */
  private isAnyMissing = false;

  constructor(
    private readonly entries: Entries,
    private readonly places: Places,
  ) {}

  /** Something is to be other than it was. */
  change(): void {
    this.lists.clear();
    this.filesWanted = undefined;
  }

  /** Agents that run the same texts get the same list, until something changes. */
  of(agent: string): readonly Probe[] {
    const signature = this.signature(agent);
    const known = this.lists.get(signature);
    if (known) return known;
    const active = this.entries.all().filter(({ probe }) => !probe.paused);
    const list = active.flatMap((entry) => {
      const now = this.places.of(entry, agent);
      const site = typeof now === "object" ? now : this.places.afterReload(entry, agent);
      return site ? [placed(entry, site)] : [];
    });
    this.lists.set(signature, list);
    return list;
  }

  /** Tells the probes which agents are not to have them. */
  miss(agents: Iterable<AgentInfo>): Changes {
    const uris = new Set<string>();
    const wasAnyMissing = this.isAnyMissing;
    this.isAnyMissing = false;
    for (const group of this.alike(agents)) {
      for (const entry of this.entries.all()) {
        const reason = group[0] && reasonMissing(this.places.of(entry, group[0].key));
        this.isAnyMissing ||= reason !== undefined;
        if (reason === undefined && !wasAnyMissing) continue;
        for (const { key } of group) if (entry.tally.miss(key, reason)) uris.add(entry.probe.uri);
      }
    }
    return { uris, wanted: false };
  }

  /** The agents that run the same texts, together. */
  private alike(agents: Iterable<AgentInfo>): Iterable<AgentInfo[]> {
    const groups = new Map<string, AgentInfo[]>();
    for (const agent of agents) {
      const signature = this.signature(agent.key);
      groups.set(signature, [...(groups.get(signature) ?? []), agent]);
    }
    return groups.values();
  }

  private signature(agent: string): string {
    this.filesWanted ??= [...new Set(this.entries.all().map(({ probe }) => probe.site.file))];
    return this.places.texts.signature(agent, this.filesWanted);
  }
}

/** The same object as long as nothing is other than it was, so that it is sent nowhere again. */
const placedProbes = new WeakMap<Site, { of: Probe; placed: Probe }>();

function placed(entry: Entry, site: Site): Probe {
  const id = wireId(entry);
  const known = placedProbes.get(site);
  if (known && known.of === entry.probe && known.placed.id === id) return known.placed;
  const made = { ...entry.probe, id, site };
  placedProbes.set(site, { of: entry.probe, placed: made });
  return made;
}

function reasonMissing(place: Place): string | undefined {
  if (place === "gone") return "this statement is not in the code that runs: restart the program";
  if (place === "ambiguous") return "several statements of the code that runs read like this one";
  return undefined;
}
