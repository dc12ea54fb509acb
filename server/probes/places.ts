/**
 * Where the statements of probes stand in the texts that programs run, which may differ from what the user
 * sees: each text has a place of its own for a statement, or none.
 */
import { type Counterpart, Counterparts } from "../source-map/counterparts.js";
import type { SourceText } from "../source-map/source-text.js";
import type { Statement } from "../source-map/statement.js";
import { alikeIn } from "./alike.js";
import type { Documents } from "./documents.js";
import { follow, foundAt } from "./drift.js";
import { beginAnew, type Entry, statementAt } from "./entry.js";
import type { Position, Site } from "./probe.js";
import { RunningTexts } from "./running-texts.js";
import { type Place, siteOf, spanOf } from "./site.js";

export class Places {
  readonly texts = new RunningTexts();
  private readonly repeated = new WeakMap<Site, boolean>();

  constructor(private readonly documents: Documents) {}

  /**
   * Looks where the probes of a document stand now, in it and in all texts that matter. Returns whether
   * there is something new to tell the programs.
   */
  settle(uri: string, entries: readonly Entry[]): boolean {
    const [first] = entries;
    const source =
      this.documents.source(uri) ?? this.texts.parsed(this.texts.keep(this.documents.text(uri) ?? ""));
    if (!first || !source) return false;
    const look = new Look(source, this.texts);
    const saved = this.savedHash(uri);
    const live = this.texts.hashes(first.probe.site.file);
    const hashes = new Set([...live, saved]);
    // Most edits leave most of a large file as it is.
    const unclear = entries.filter((entry) => !isSettled(entry, source, hashes));
    for (const entry of unclear) look.atDocument(entry);
    let isNew = false;
    for (const entry of unclear) isNew = look.adopted(entry, live, saved) || isNew;
    for (const hash of hashes) {
      for (const entry of unclear) isNew = look.placed(entry, hash) || isNew;
    }
    for (const entry of unclear) entry.block = source.blockAt(entry.followed.span.start.line);
    return isNew;
  }

  /** Where a program is to have the probe; a program that has not loaded the file yet will load what is saved. */
  of({ probe: { uri, site }, places }: Entry, agent: string): Place {
    const told = this.texts.hash(agent, site.file);
    const place = places.get(told ?? this.savedHash(uri))?.place;
    // With the site as it was set, the program itself says what differs.
    if (place === undefined || (told === undefined && typeof place === "string")) return site;
    return place;
  }

  /**
   * For a program that does not run the statement: where it will have it when it loads what is saved, or what may be
   * saved next. The program does not take it for its own before, as the text has another hash, but tells of each load.
   */
  afterReload({ probe: { uri, site }, places }: Entry, agent: string): Site | undefined {
    const place = places.get(this.savedHash(uri))?.place;
    const then = typeof place === "object" ? place : site;
    return then.hash === this.texts.hash(agent, site.file) ? undefined : then;
  }

  /** Whether others in its function read like the probe's statement, in the text that its site was read from. */
  isRepeated({ probe: { uri, site } }: Entry): boolean {
    const known = this.repeated.get(site);
    if (known !== undefined) return known;
    const open = this.documents.source(uri);
    const isOpen = open && this.texts.hashOf(open.text) === site.hash;
    const source = isOpen ? open : this.texts.parsed(site.hash);
    if (!source) return false;
    const isRepeated = alikeIn(source, site).length > 1;
    this.repeated.set(site, isRepeated);
    return isRepeated;
  }

  private savedHash(uri: string): string {
    const text = this.documents.savedText(uri);
    return text === undefined ? "" : this.texts.keep(text);
  }
}

/** Whether everything around the probe reads as it did when its places were found. */
function isSettled(
  { followed, block, places }: Entry,
  source: SourceText,
  hashes: ReadonlySet<string>,
): boolean {
  const isSame = !followed.edited && block !== "" && source.blockAt(followed.span.start.line) === block;
  return isSame && [...hashes].every((hash) => places.has(hash));
}

/** One look at a document, while its text stays as it is. */
class Look {
  private readonly here: string;
  private readonly there = new Map<string, Counterparts | undefined>();
  private readonly back = new Map<string, Counterparts | undefined>();
  private readonly statements = new Map<Entry, Statement | undefined>();

  constructor(
    private readonly source: SourceText,
    private readonly texts: RunningTexts,
  ) {
    this.here = texts.hashOf(source.text);
  }

  /** Finds an edited statement that was moved or came back, and notices when a statement is none any more. */
  atDocument(entry: Entry): void {
    const { followed, probe } = entry;
    if (followed.edited) {
      const found = this.again(probe.site);
      if (found) entry.followed = foundAt(followed, probe.kind, found);
    } else if (!this.statementOf(entry) && !this.source.isBroken(followed.span.start.line)) {
      entry.followed = { ...followed, edited: true };
    }
  }

  /** Takes an edited statement for the probe's own as soon as a program runs it, or when none runs the one before. */
  adopted(entry: Entry, live: ReadonlySet<string>, saved: string): boolean {
    const { followed, probe } = entry;
    if (!followed.edited || followed.isLost) return false;
    const statement = statementAt(this.source, entry);
    if (!statement) return false;
    const runs = [...live].some((hash) => typeof this.counterpart(statement, hash) === "object");
    const isAtWork = [...live].some((hash) => typeof entry.places.get(hash)?.place === "object");
    if (!runs && (isAtWork || this.here !== saved)) return false;
    const site = siteOf(probe.kind, probe.site.file, this.source.text, statement);
    this.texts.keep(this.source.text);
    entry.probe = { ...probe, site };
    entry.followed = follow(site);
    // Those were found for the statement that it was.
    entry.places.clear();
    beginAnew(entry);
    return true;
  }

  /** Works out where the probe stands in a text. One that was followed there stays where several could be meant. */
  placed(entry: Entry, hash: string): boolean {
    const before = entry.places.get(hash);
    const target = hash === this.here ? this.source : this.texts.parsed(hash);
    if (!target || before?.from === this.here || entry.followed.edited) return false;
    const statement = this.statementOf(entry);
    if (!statement) return false;
    const found = this.counterpart(statement, hash);
    const isKept = found === "ambiguous" && typeof before?.place === "object";
    const place = isKept ? before.place : placeOf(entry, found, target, before?.place);
    entry.places.set(hash, { place, from: this.here });
    if (place === before?.place) return false;
    // Captures of the place before must not be taken for those of this one.
    if (typeof before?.place === "object" && typeof place === "object") beginAnew(entry);
    return true;
  }

  private statementOf(entry: Entry): Statement | undefined {
    if (this.statements.has(entry)) return this.statements.get(entry);
    const found = statementAt(this.source, entry);
    const statement = found?.normal === entry.followed.normal ? found : undefined;
    this.statements.set(entry, statement);
    return statement;
  }

  private counterpart(statement: Statement, hash: string): Counterpart {
    if (hash === this.here) return statement;
    if (!this.there.has(hash)) {
      const target = this.texts.parsed(hash);
      this.there.set(hash, target && new Counterparts(this.source, target));
    }
    return this.there.get(hash)?.of(statement) ?? "gone";
  }

  /** The statement of a site that was read from an earlier text, in this one. */
  private again({ hash, head }: Site): Statement | undefined {
    const earlier = hash === this.here ? this.source : this.texts.parsed(hash);
    const statement = earlier
      ?.statementsTouching(head.start, head.start)
      .find(({ start }) => isSame(start, head.start));
    if (!earlier || !statement) return undefined;
    if (!this.back.has(hash)) this.back.set(hash, new Counterparts(earlier, this.source));
    const found = this.back.get(hash)?.of(statement);
    return typeof found === "object" ? found : undefined;
  }
}

function placeOf({ probe }: Entry, found: Counterpart, target: SourceText, before: Place | undefined): Place {
  if (typeof found === "string") return found;
  const { start } = spanOf(probe.kind, found);
  if (typeof before === "object" && isSame(before.head.start, start)) return before;
  const site = siteOf(probe.kind, probe.site.file, target.text, found);
  return hasSameParts(site, probe.site) ? site : "gone";
}

/** Captures name expressions by their places in the list, so it has to be the same one. */
function hasSameParts(one: Site, other: Site): boolean {
  return (
    one.expressions.length === other.expressions.length &&
    one.expressions.every(({ kind, name, parts }, index) => {
      const twin = other.expressions[index];
      return twin?.kind === kind && twin.name === name && twin.parts.join() === parts.join();
    })
  );
}

function isSame(one: Position, other: Position): boolean {
  return one.line === other.line && one.column === other.column;
}
