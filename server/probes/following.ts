/** What the texts of documents do to probes: edits move them, and what programs run is compared with what is read. */
import { Counterparts } from "../source-map/counterparts.js";
import { SourceText } from "../source-map/source-text.js";
import { NOTHING, together } from "./changes.js";
import type { Documents } from "./documents.js";
import { foundAt, lost, moved, settle } from "./drift.js";
import type { Changed, Edit } from "./edits.js";
import type { Entries } from "./entries.js";
import { type Entry, statementAt } from "./entry.js";
import type { Changes, TextChange } from "./event.js";
import type { Places } from "./places.js";

export class Following {
  constructor(
    private readonly entries: Entries,
    private readonly documents: Documents,
    private readonly places: Places,
  ) {}

  opened(uri: string, text: string): Changes {
    this.carry(uri, () => [this.documents.opened(uri, text)]);
    return { ...this.settle(uri), uris: new Set([uri]) };
  }

  edited(uri: string, changes: readonly TextChange[]): Changes {
    const isClear = this.carry(uri, () => changes.map((change) => this.documents.edited(uri, change)));
    // What a formatter or a cut and paste have done is looked at at once, so that nothing flickers.
    if (!isClear) return this.settle(uri);
    return { uris: new Set(this.entries.at(uri).length > 0 ? [uri] : []), wanted: false };
  }

  saved(uri: string): Changes {
    this.documents.saved(uri);
    return this.settle(uri);
  }

  changedOnDisk(uri: string, text: string): Changes {
    if (this.documents.savedText(uri) === text) return NOTHING;
    this.carry(uri, () => [this.documents.changedOnDisk(uri, text)]);
    return this.settle(uri);
  }

  /** The text of a probe that is added, for a document that is not open. */
  kept(uri: string, text: string): void {
    this.carry(uri, () => [this.documents.keep(uri, text)]);
  }

  /** The document holds no probe any more. */
  forgotten(uri: string): void {
    this.documents.forget(uri);
  }

  closed(uri: string): Changes {
    const hasProbes = this.entries.at(uri).length > 0;
    this.carry(uri, () => [this.documents.closed(uri, hasProbes)]);
    return hasProbes ? this.settle(uri) : NOTHING;
  }

  /** Takes the probes of a document through a change of its text; returns whether all is clear after it. */
  private carry(uri: string, change: () => Changed[]): boolean {
    const before = this.documents.text(uri);
    const changes = change();
    const edits = changes.flatMap((each) => each.edits);
    const entries = this.entries.at(uri);
    if (edits.length === 0 || entries.length === 0) return true;
    const isExact = changes.every((each) => each.isExact);
    if (isExact) for (const entry of entries) this.move(entry, edits);
    else if (before !== undefined) this.findAgain(entries, before, edits);
    const isLarge = edits.some(({ text, start, end }) => text.includes("\n") || start.line !== end.line);
    return isExact && !(isLarge && entries.some(({ followed }) => followed.isLost));
  }

  private move(entry: Entry, edits: readonly Edit[]): void {
    const { uri, kind } = entry.probe;
    const there = edits.reduce(moved, entry.followed);
    const source = there.touched ? this.sourceOf(uri) : undefined;
    entry.followed = source ? settle(there, source, kind) : there;
  }

  /** After a change that does not tell which line became which. */
  private findAgain(entries: readonly Entry[], text: string, edits: readonly Edit[]): void {
    const before = new SourceText(text);
    const after = this.sourceOf(entries[0]?.probe.uri ?? "");
    const counterparts = after && new Counterparts(before, after);
    for (const entry of entries) {
      const statement = entry.followed.edited ? undefined : statementAt(before, entry);
      const found = statement && counterparts?.of(statement);
      if (typeof found === "object") entry.followed = foundAt(entry.followed, entry.probe.kind, found);
      else if (found !== "ambiguous" && edits.length === 1) this.move(entry, edits);
      else entry.followed = lost(entry.followed, edits);
    }
    before.dispose();
  }

  /** Parsed for as long as it is looked at, when it is not open. */
  private sourceOf(uri: string): SourceText | undefined {
    const open = this.documents.source(uri);
    const text = open ? undefined : this.documents.text(uri);
    return text === undefined ? open : this.places.texts.parsed(this.places.texts.keep(text));
  }

  /** Works out anew where the probes of a document stand, in it and in what programs run. */
  settle(uri: string): Changes {
    const entries = this.entries.at(uri);
    if (entries.length === 0) return NOTHING;
    return { uris: new Set([uri]), wanted: this.places.settle(uri, entries) };
  }

  settleAll(): Changes {
    return together([...this.entries.uris()].map((uri) => this.settle(uri)));
  }
}
