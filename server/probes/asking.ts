/** What the user asks for: probes come, go, and are paused. */
import { NOTHING, rereading, together } from "./changes.js";
import type { Entries } from "./entries.js";
import { isSame, newEntry, standsAt } from "./entry.js";
import type { Changes, Event, ProbeAdded } from "./event.js";
import type { Following } from "./following.js";
import type { Places } from "./places.js";
import type { AgentInfo } from "./probe.js";

export class Asking {
  private lastId = 0;

  constructor(
    private readonly entries: Entries,
    private readonly places: Places,
    private readonly following: Following,
    private readonly connected: ReadonlyMap<string, AgentInfo>,
  ) {}

  add({ uri, kind, site, text, wishes = {}, replaces, comment }: ProbeAdded): Changes {
    const gone = replaces === undefined ? NOTHING : this.remove([replaces]);
    this.following.kept(uri, text);
    const asked = { kind, ...wishes, ...(comment && { comment }) };
    const twin = this.entries.at(uri).find((entry) => isSame(entry, asked) && standsAt(entry, site.head));
    if (twin) {
      const all = [this.pause([twin.probe.id], false), gone];
      return { ...together(all), probe: twin.probe.id };
    }
    const id = `p${++this.lastId}`;
    const entry = newEntry({ id, uri, site, ...asked });
    for (const agent of this.connected.values()) entry.tally.connected(agent);
    this.entries.add(entry);
    this.places.texts.keep(text);
    this.places.settle(uri, [entry]);
    return { uris: new Set([uri, ...gone.uris]), wanted: true, probe: id };
  }

  takeComments({ uri, removed, added }: Extract<Event, { type: "comments-read" }>): Changes {
    return together([rereading(uri), this.remove(removed), ...added.map((each) => this.add(each))]);
  }

  remove(ids: string[]): Changes {
    const uris = new Set<string>();
    for (const id of ids) {
      const entry = this.entries.remove(id);
      if (!entry) continue;
      uris.add(entry.probe.uri);
      if (this.entries.at(entry.probe.uri).length === 0) this.following.forgotten(entry.probe.uri);
    }
    return { uris, wanted: uris.size > 0 };
  }

  pause(ids: string[], paused: boolean): Changes {
    const changed = this.entries.pause(ids, paused);
    return { uris: new Set(changed.map(({ probe }) => probe.uri)), wanted: changed.length > 0 };
  }
}
