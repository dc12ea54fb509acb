/**
 * The one owner of what the user wants and what is true: events go in, readers get pictures.
 *
 * Nothing else in the server keeps state about probes, documents or processes, so what anyone sees
 * is what the last event left behind.
 */
import { weightForEach } from "../history/capture-ring.js";
import type { KeptProbe } from "../history/kept-probes.js";
import { PackedCapture } from "../history/packed-capture.js";
import type { SourceText } from "../source-map/source-text.js";
import { Asking } from "./asking.js";
import { NOTHING, together } from "./changes.js";
import { Documents } from "./documents.js";
import { Entries } from "./entries.js";
import { type Entry, snapshotOf } from "./entry.js";
import type { Changes, Event } from "./event.js";
import { Following } from "./following.js";
import { Learning } from "./learning.js";
import { textsToAskFor } from "./open-files.js";
import { Places } from "./places.js";
import type { AgentInfo, Probe } from "./probe.js";
import { defaultSettings, type WorkspaceSettings } from "./settings.js";
import type { ProbeSnapshot } from "./snapshot.js";
import { Wanted } from "./wanted.js";

type EventOf<Type extends Event["type"]> = Extract<Event, { type: Type }>;

export class Registry {
  private readonly connected = new Map<string, AgentInfo>();
  private readonly entries = new Entries();
  private readonly documents = new Documents();
  private readonly places = new Places(this.documents);
  private readonly following = new Following(this.entries, this.documents, this.places);
  private readonly asking = new Asking(this.entries, this.places, this.following, this.connected);
  private readonly learning = new Learning(this.entries, this.places, this.following);
  private readonly wantedLists = new Wanted(this.entries, this.places);
  private readonly dropped = new Map<string, number>();
  private current: WorkspaceSettings = { ...defaultSettings, folders: new Map() };
  private trouble: string | undefined;

  apply(event: Event): Changes {
    const changes = this.changesBy(event);
    if (!changes.wanted) return changes;
    this.wantedLists.change();
    return { ...changes, ...together([changes, this.wantedLists.miss(this.connected.values())]) };
  }

  private changesBy(event: Event): Changes {
    switch (event.type) {
      case "probe-added":
        return this.asking.add(event);
      case "probes-removed":
        return this.asking.remove(event.ids);
      case "comments-read":
        return this.asking.takeComments(event);
      case "probes-paused":
        return this.asking.pause(event.ids, event.paused);
      case "document-opened":
        return together([this.following.opened(event.uri, event.text), this.askAbout([event.uri])]);
      case "document-edited":
        return this.following.edited(event.uri, event.changes);
      case "document-saved":
        return this.following.saved(event.uri);
      case "document-closed":
        return this.following.closed(event.uri);
      case "document-settled":
        return this.following.settle(event.uri);
      case "file-changed":
        return this.following.changedOnDisk(event.uri, event.text);
      case "text-told":
        return this.connected.has(event.agent) ? this.learning.fromText(event) : NOTHING;
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
        return together([
          this.learning.fromStatuses(event.agent, event.statuses),
          this.touch(event.statuses, (entry, report) => entry.tally.report(event.agent.key, report)),
        ]);
      case "stats":
        return this.touch(event.stats, (entry, stats) => entry.tally.count(event.agent.key, stats));
      case "captures":
        return this.keepCaptures(event);
    }
  }

  get settings(): WorkspaceSettings {
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

  urisOfProbes(): Set<string> {
    return this.entries.uris();
  }

  /** Whether a document is open or holds probes. */
  knows(uri: string): boolean {
    return this.documents.text(uri) !== undefined;
  }

  /** What the user asked for by that id. */
  asked(id: string): Probe | undefined {
    return this.entries.get(id)?.probe;
  }

  /** All probes in the order in which they were added, or those of one document. */
  probes(uri?: string): ProbeSnapshot[] {
    const entries = uri === undefined ? this.entries.all() : this.entries.at(uri);
    return entries.map((entry) => this.snapshot(entry));
  }

  /** Those of a document whose statements stand on lines from the first to the last. */
  probesOn(uri: string, first: number, last: number): ProbeSnapshot[] {
    return this.entries.on(uri, first, last).map((entry) => this.snapshot(entry));
  }

  /** What to know each probe by when the server is started again; comments stand in the text themselves. */
  kept(): KeptProbe[] {
    return this.entries.kept((entry) => this.places.isRepeated(entry));
  }

  /** When each probe was captured last, in seconds since the epoch. */
  newest(): { uri: string; time: number }[] {
    return this.entries.newest();
  }

  /**
   * What an agent is to have, under the ids by which agents know it. Those that run the same texts get the same
   * list, until it is another one.
   *
   * @param agent its key
   */
  wanted(agent = ""): readonly Probe[] {
    return this.wantedLists.of(agent);
  }

  private askAbout(uris: Iterable<string>): Changes {
    const unknown = textsToAskFor(uris, this.connected.values(), this.documents, this.places.texts);
    return { ...NOTHING, unknown };
  }

  private meetAgent(agent: AgentInfo): Changes {
    this.connected.set(agent.key, agent);
    this.trouble = undefined;
    for (const { tally } of this.entries.all()) tally.connected(agent);
    return together([this.everyDocument(), this.askAbout(this.documents.uris())]);
  }

  private loseAgent(key: string): Changes {
    this.connected.delete(key);
    this.dropped.delete(key);
    this.places.texts.lost(key);
    for (const { tally } of this.entries.all()) tally.lost(key);
    return together([this.everyDocument(), this.following.settleAll()]);
  }

  private keepCaptures({ agent, captures, dropped }: EventOf<"captures">): Changes {
    this.dropped.set(agent.key, dropped);
    return this.touch(
      captures.map((capture) => ({ id: capture.probe, capture })),
      (entry, { capture }) => {
        if (entry.tally.isMissing(agent.key)) return false;
        const packed = new PackedCapture(agent.key, capture);
        entry.captures.add(packed, weightForEach(this.entries.count));
        entry.tally.keep(packed);
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
      const entry = this.entries.meant(report.id);
      if (entry && change(entry, report)) uris.add(entry.probe.uri);
    }
    return { uris, wanted: false };
  }

  private everyDocument(): Changes {
    return { ...NOTHING, uris: this.entries.uris() };
  }

  private snapshot(entry: Entry): ProbeSnapshot {
    return snapshotOf(entry, this.dropped, this.connected.size === 0 ? this.trouble : undefined);
  }
}
