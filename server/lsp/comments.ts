/** Follows the probe comments of the open documents: reads them when the user has stopped typing. */
import { type PlacedComment, type Problem, placeComments } from "../comments/placed.js";
import { difference } from "../comments/reconcile.js";
import type { Event, ProbeAdded } from "../probes/event.js";
import type { Position } from "../probes/probe.js";
import type { Registry } from "../probes/registry.js";
import { settingsFor } from "../probes/settings.js";
import { siteOf } from "../probes/site.js";
import type { Clock } from "./clock.js";
import { filePath } from "./from-lsp.js";
import { Settling } from "./settling.js";

/** Who writes a condition seldom pauses for longer, and half of one must not get into a program. */
export const SETTLE_MS = 700;

interface Open {
  /** The comments as they were when they were last carried out. */
  settled: ReadonlySet<string>;
  /** Whether something was wrong in them: mostly nothing is, and then nothing needs to be read at every keystroke. */
  areWrong: boolean;
  /** Those of the newest text, so that they are not read again whenever a value changes. */
  newest?: { text: string; comments: readonly PlacedComment[] };
}

export class Comments {
  private readonly open = new Map<string, Open>();
  private readonly settling: Settling;
  private isReady = false;

  constructor(
    private readonly registry: Registry,
    clock: Clock,
    private readonly apply: (event: Event) => void,
  ) {
    this.settling = new Settling(clock, SETTLE_MS, (uri) => this.read(uri));
  }

  /** The user's settings are known: nothing is carried out before, as they may say that nothing is to be. */
  ready(): void {
    this.isReady = true;
    this.readAll();
  }

  /** What an event, which the registry has taken in, means for comments. */
  follow(event: Event): void {
    switch (event.type) {
      case "document-opened":
        this.open.set(event.uri, { settled: new Set(), areWrong: false });
        this.read(event.uri);
        break;
      case "document-edited":
        if (this.open.has(event.uri)) this.settling.edited(event.uri);
        break;
      case "document-saved":
        this.read(event.uri);
        break;
      case "document-closed":
        this.close(event.uri);
        break;
      case "settings-changed":
        this.readAll();
        break;
    }
  }

  isOn(uri: string): boolean {
    return this.isReady && settingsFor(uri, this.registry.settings).comments;
  }

  /** The open documents. */
  uris(): Iterable<string> {
    return this.open.keys();
  }

  /** The comments of an open document, as it reads now; none where they are turned off. */
  of(uri: string): readonly PlacedComment[] {
    const open = this.open.get(uri);
    const source = this.isOn(uri) ? this.registry.source(uri) : undefined;
    if (!open || !source) return [];
    const { text } = source;
    if (open.newest?.text !== text) open.newest = { text, comments: placeComments(source) };
    return open.newest.comments;
  }

  /** The comment in which the cursor stands. */
  at(uri: string, { line, column }: Position): PlacedComment | undefined {
    return this.of(uri).find(({ span: { start, end } }) => {
      return start.line === line && start.column <= column && column <= end.column;
    });
  }

  /** What is wrong in comments; nothing of those that are being typed. */
  problems(uri: string): Problem[] {
    const { settled, areWrong = false } = this.open.get(uri) ?? {};
    if (!settled || !areWrong) return [];
    return this.of(uri).flatMap(({ text, problems }) => (settled.has(text) ? problems : []));
  }

  stop(): void {
    this.settling.stop();
  }

  private readAll(): void {
    for (const uri of this.open.keys()) this.read(uri);
  }

  private read(uri: string): void {
    const open = this.open.get(uri);
    this.settling.forget(uri);
    if (!open) return;
    const comments = this.of(uri);
    const before = open.settled;
    open.settled = new Set(comments.map(({ text }) => text));
    open.areWrong = comments.some(({ problems }) => problems.length > 0);
    const { removed, added } = difference(this.registry.probes(uri), comments);
    if (removed.length + added.length + before.size + open.settled.size === 0) return;
    this.apply({
      type: "comments-read",
      uri,
      removed,
      added: added.flatMap((each) => this.adding(uri, each)),
    });
  }

  private adding(uri: string, { kind, asked, statement }: PlacedComment): ProbeAdded[] {
    const text = this.registry.source(uri)?.text;
    if (!asked || !statement || text === undefined) return [];
    const site = siteOf(kind, filePath(uri), text, statement);
    return [{ type: "probe-added", uri, kind, site, text, wishes: asked, comment: true }];
  }

  /** What is closed is not followed, so nobody would take its probes away when their comments go. */
  private close(uri: string): void {
    this.settling.forget(uri);
    this.open.delete(uri);
    const { removed } = difference(this.registry.probes(uri), []);
    if (removed.length > 0) this.apply({ type: "comments-read", uri, removed, added: [] });
  }
}
