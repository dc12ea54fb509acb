/**
 * The one owner of what the user wants and what is true: events go in, readers get pictures.
 *
 * Nothing else in the server keeps state about probes, documents or processes, so what anyone sees
 * is what the last event left behind.
 */
import type { SourceText } from "../source-map/source-text.js";
import { NOTHING, together } from "./changes.js";
import { Documents } from "./documents.js";
import { type Edit, moved, settle } from "./drift.js";
import {
  type Entry,
  freshSite,
  idOf,
  isSame,
  newEntry,
  setPaused,
  snapshotOf,
  standsAt,
  wireId,
} from "./entry.js";
import type { Changes, Event, ProbeAdded } from "./event.js";
import type { AgentInfo, Probe } from "./probe.js";
import { defaultSettings, type Settings } from "./settings.js";
import type { ProbeSnapshot } from "./snapshot.js";
import { splitLines } from "./text.js";

type EventOf<Type extends Event["type"]> = Extract<Event, { type: Type }>;

export class Registry {
  private readonly entries = new Map<string, Entry>();
  private readonly documents = new Documents();
  private readonly connected = new Map<string, AgentInfo>();
  private readonly dropped = new Map<string, number>();
  private current: Settings = defaultSettings;
  private trouble: string | undefined;
  private lastId = 0;

  apply(event: Event): Changes {
    switch (event.type) {
      case "probe-added":
        return this.addProbe(event);
      case "probes-removed":
        return this.removeProbes(event.ids);
      case "probes-paused":
        return this.pauseProbes(event.ids, event.paused);
      case "document-opened":
        return this.openDocument(event);
      case "document-edited":
        return this.editDocument(event);
      case "document-saved":
        this.documents.saved(event.uri);
        return this.renewSites(this.at(event.uri));
      case "document-closed":
        return this.closeDocument(event.uri);
      case "settings-changed":
        this.current = event.settings;
        return { ...this.everyDocument(), wanted: true };
      case "agent-connected":
        return this.meetAgent(event.agent);
      case "agent-lost":
        return this.loseAgent(event.agent.key);
      case "trouble":
        this.trouble = `${event.where}: ${event.message}`;
        return this.connected.size === 0 ? this.everyDocument() : NOTHING;
      case "status":
        return this.touch(event.statuses, (entry, report) => entry.tally.report(event.agent.key, report));
      case "stats":
        return this.touch(event.stats, (entry, stats) => entry.tally.count(event.agent.key, stats));
      case "captures":
        return this.keepCaptures(event);
    }
  }

  get settings(): Settings {
    return this.current;
  }

  /** The processes with a connected agent. */
  agents(): AgentInfo[] {
    return [...this.connected.values()];
  }

  /** The parsed text of an open document. */
  source(uri: string): SourceText | undefined {
    return this.documents.source(uri);
  }

  probe(id: string): ProbeSnapshot | undefined {
    const entry = this.entries.get(id);
    return entry && this.snapshot(entry);
  }

  /** All probes in the order in which they were added, or those of one document. */
  probes(uri?: string): ProbeSnapshot[] {
    const entries = uri === undefined ? [...this.entries.values()] : this.at(uri);
    return entries.map((entry) => this.snapshot(entry));
  }

  /** What every agent is to have, under the ids by which agents know it. */
  wanted(): Probe[] {
    const active = [...this.entries.values()].filter(({ probe }) => !probe.paused);
    return active.map((entry) => ({ ...entry.probe, id: wireId(entry) }));
  }

  /** The lines of a document that is open or holds probes. */
  lines(uri: string): string[] {
    return this.documents.lines(uri);
  }

  private addProbe({ uri, kind, site, text, wishes = {}, replaces }: ProbeAdded): Changes {
    const gone = replaces === undefined ? NOTHING : this.removeProbes([replaces]);
    const edit = this.documents.keep(uri, text);
    if (edit) this.carry(uri, [edit]);
    const twin = this.at(uri).find((entry) => isSame(entry, kind, wishes) && standsAt(entry, site.head));
    if (twin) {
      const all = [this.renewSites([twin]), this.pauseProbes([twin.probe.id], false), gone];
      return { ...together(all), probe: twin.probe.id };
    }
    const id = `p${++this.lastId}`;
    const entry = newEntry({ id, uri, kind, site, ...wishes }, splitLines(text));
    for (const agent of this.connected.values()) entry.tally.connected(agent);
    this.entries.set(id, entry);
    return { uris: new Set([uri, ...gone.uris]), wanted: true, probe: id };
  }

  private removeProbes(ids: string[]): Changes {
    const uris = new Set<string>();
    for (const id of ids) {
      const entry = this.entries.get(id);
      if (!entry) continue;
      this.entries.delete(id);
      uris.add(entry.probe.uri);
      if (this.at(entry.probe.uri).length === 0) this.documents.forget(entry.probe.uri);
    }
    return { uris, wanted: uris.size > 0 };
  }

  private pauseProbes(ids: string[], paused: boolean): Changes {
    const found = ids.flatMap((id) => this.entries.get(id) ?? []);
    const changed = found.filter((entry) => setPaused(entry, paused));
    return { uris: new Set(changed.map(({ probe }) => probe.uri)), wanted: changed.length > 0 };
  }

  private openDocument({ uri, text }: EventOf<"document-opened">): Changes {
    const edit = this.documents.opened(uri, text);
    this.carry(uri, edit ? [edit] : []);
    const renewed = this.renewSites(this.at(uri));
    return { uris: new Set([uri]), wanted: renewed.wanted };
  }

  private editDocument({ uri, changes }: EventOf<"document-edited">): Changes {
    const edits = changes.map((change) => this.documents.edited(uri, change));
    this.carry(
      uri,
      edits.filter((edit) => edit !== undefined),
    );
    return { uris: new Set(this.at(uri).length > 0 ? [uri] : []), wanted: false };
  }

  private closeDocument(uri: string): Changes {
    const hasProbes = this.at(uri).length > 0;
    this.documents.closed(uri, hasProbes);
    return { uris: new Set(hasProbes ? [uri] : []), wanted: false };
  }

  /** Takes the probes of a document through edits that have been made. */
  private carry(uri: string, edits: Edit[]): void {
    const entries = this.at(uri);
    if (entries.length === 0) return;
    const lines = this.documents.lines(uri);
    for (const entry of entries) {
      entry.followed = settle(edits.reduce(moved, entry.followed), lines);
    }
  }

  /**
   * Reads the site again from the saved text, which a program that starts now will load. A probe that
   * is at work somewhere keeps the site that it was armed with.
   */
  private renewSites(entries: Entry[]): Changes {
    const renewed = entries.filter((entry) => this.renewSite(entry));
    return { uris: new Set(renewed.map((entry) => entry.probe.uri)), wanted: renewed.length > 0 };
  }

  private renewSite(entry: Entry): boolean {
    const fresh = freshSite(entry, this.documents);
    if (fresh) entry.probe = { ...entry.probe, site: fresh };
    return fresh !== undefined;
  }

  private meetAgent(agent: AgentInfo): Changes {
    this.connected.set(agent.key, agent);
    this.trouble = undefined;
    for (const { tally } of this.entries.values()) tally.connected(agent);
    return this.everyDocument();
  }

  private loseAgent(key: string): Changes {
    this.connected.delete(key);
    this.dropped.delete(key);
    for (const { tally } of this.entries.values()) tally.lost(key);
    return { ...this.everyDocument(), wanted: this.renewSites([...this.entries.values()]).wanted };
  }

  private keepCaptures({ agent, captures, dropped }: EventOf<"captures">): Changes {
    this.dropped.set(agent.key, dropped);
    return this.touch(
      captures.map((capture) => ({ id: capture.probe, capture })),
      (entry, { capture }) => {
        entry.captures.add(agent.key, capture);
        entry.tally.captured(agent.key, capture);
        return true;
      },
    );
  }

  private touch<Report extends { id: string }>(
    reports: Report[],
    /** Returns whether the probe reads differently afterwards. */
    change: (entry: Entry, report: Report) => boolean,
  ): Changes {
    const uris = new Set<string>();
    for (const report of reports) {
      const entry = this.entries.get(idOf(report.id));
      // Reports about a probe that was removed or paused meanwhile are still on their way for a moment.
      const isMeant = entry && !entry.probe.paused && wireId(entry) === report.id;
      if (isMeant && change(entry, report)) uris.add(entry.probe.uri);
    }
    return { uris, wanted: false };
  }

  private everyDocument(): Changes {
    return { uris: new Set([...this.entries.values()].map((entry) => entry.probe.uri)), wanted: false };
  }

  private at(uri: string): Entry[] {
    return [...this.entries.values()].filter((entry) => entry.probe.uri === uri);
  }

  private snapshot(entry: Entry): ProbeSnapshot {
    return snapshotOf(entry, this.dropped, this.connected.size === 0 ? this.trouble : undefined);
  }
}
