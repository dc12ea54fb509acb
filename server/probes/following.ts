/** What the texts of documents do to probes: edits move them, and what programs run is compared with what is read. */
import type { SourceText } from "../source-map/source-text.js";
import { NOTHING, together } from "./changes.js";
import type { Documents } from "./documents.js";
import { moved, settle } from "./drift.js";
import type { Edit } from "./edits.js";
import type { Entries } from "./entries.js";
import type { Changes, TextChange } from "./event.js";
import type { Places } from "./places.js";

export class Following {
  constructor(
    private readonly entries: Entries,
    private readonly documents: Documents,
    private readonly places: Places,
  ) {}

  opened(uri: string, text: string): Changes {
    this.carry(uri, this.documents.opened(uri, text));
    return { ...this.settle(uri), uris: new Set([uri]) };
  }

  edited(uri: string, changes: readonly TextChange[]): Changes {
    const edits = changes.flatMap((change) => this.documents.edited(uri, change));
    const isLost = this.carry(uri, edits);
    // Large edits often are a formatter's, or put back what was cut: then nothing should flicker.
    if (isLost && edits.some(({ text }) => text.includes("\n"))) return this.settle(uri);
    return { uris: new Set(this.entries.at(uri).length > 0 ? [uri] : []), wanted: false };
  }

  saved(uri: string): Changes {
    this.documents.saved(uri);
    return this.settle(uri);
  }

  changedOnDisk(uri: string, text: string): Changes {
    this.carry(uri, this.documents.changedOnDisk(uri, text));
    return this.settle(uri);
  }

  closed(uri: string): Changes {
    const hasProbes = this.entries.at(uri).length > 0;
    this.carry(uri, this.documents.closed(uri, hasProbes));
    return hasProbes ? this.settle(uri) : NOTHING;
  }

  /** Takes the probes of a document through edits that have been made; returns whether one was lost by them. */
  carry(uri: string, edits: readonly Edit[]): boolean {
    if (edits.length === 0) return false;
    let isLost = false;
    for (const entry of this.entries.at(uri)) {
      const { followed, probe } = entry;
      const there = edits.reduce(moved, followed);
      const source = there.touched ? this.sourceOf(uri) : undefined;
      entry.followed = source ? settle(there, source, probe.kind) : there;
      isLost ||= entry.followed.edited && there !== followed;
    }
    return isLost;
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
