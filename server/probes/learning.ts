/** What processes tell of the texts that they run. */
import { NOTHING, together } from "./changes.js";
import type { Entries } from "./entries.js";
import { type Entry, idOf } from "./entry.js";
import type { Changes, Event, UnknownText } from "./event.js";
import type { Following } from "./following.js";
import type { Places } from "./places.js";
import type { AgentInfo, StatusReport } from "./probe.js";

export class Learning {
  constructor(
    private readonly entries: Entries,
    private readonly places: Places,
    private readonly following: Following,
  ) {}

  /** Reports name the text by its hash; one that is not known here is to be asked for. */
  fromStatuses(agent: AgentInfo, statuses: readonly StatusReport[]): Changes {
    const news = new Map<string, { uri: string; hash: string }>();
    for (const report of statuses) {
      const entry = this.entries.get(idOf(report.id));
      const hash = entry && this.hashTold(agent, entry, report);
      if (!entry || hash === undefined) continue;
      const { uri, site } = entry.probe;
      if (this.places.texts.runs(agent.key, site.file, hash)) news.set(site.file, { uri, hash });
    }
    return together([...news].map(([file, { uri, hash }]) => this.news(agent.key, file, uri, hash)));
  }

  fromText({ agent, file, hash, text }: Extract<Event, { type: "text-told" }>): Changes {
    this.places.texts.runs(agent, file, hash);
    if (text !== undefined) this.places.texts.keep(text);
    return { ...this.following.settleAll(), wanted: true };
  }

  private news(agent: string, file: string, uri: string, hash: string): Changes {
    if (this.places.texts.has(hash)) return { ...this.following.settle(uri), wanted: true };
    const unknown: UnknownText[] = [{ agent, file }];
    return { ...NOTHING, unknown };
  }

  /** What is armed has been found in the text that it was meant for, whether or not the agent says so. */
  private hashTold({ key }: AgentInfo, entry: Entry, { status, hash }: StatusReport): string | undefined {
    const place = this.places.of(entry, key);
    const isArmed = status === "armed" || status === "partly armed";
    return hash ?? (isArmed && typeof place === "object" ? place.hash : undefined);
  }
}
