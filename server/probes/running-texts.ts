/** Which text of each file every process runs, and the texts themselves, as far as they are known. */
import { SourceText } from "../source-map/source-text.js";
import { textHash } from "./text-hash.js";

/** In characters, of all texts that are kept. */
const MOST_KEPT = 32_000_000;

const MOST_HASHED = 8;

/** Parsed texts take many times the memory of plain ones. */
const MOST_PARSED = 6;

export class RunningTexts {
  /** By hash; what was used last stands at the end. */
  private readonly texts = new Map<string, string>();
  private readonly parsedTexts = new Map<string, SourceText>();
  /** By agent, file → hash. */
  private readonly run = new Map<string, Map<string, string>>();
  private kept = 0;
  /** Of the texts that were asked for last. */
  private readonly hashed = new Map<string, string>();

  /** Returns whether that is news. */
  runs(agent: string, file: string, hash: string): boolean {
    const files = this.run.get(agent) ?? new Map<string, string>();
    this.run.set(agent, files);
    const isNews = files.get(file) !== hash;
    files.set(file, hash);
    return isNews;
  }

  lost(agent: string): void {
    this.run.delete(agent);
  }

  /** The hash of what a process runs; undefined when it has not told. */
  hash(agent: string, file: string): string | undefined {
    return this.run.get(agent)?.get(file);
  }

  /** The hashes of all that runs of a file. */
  hashes(file: string): Set<string> {
    return new Set([...this.run.values()].flatMap((files) => files.get(file) ?? []));
  }

  /** The same for all agents that run the same texts of these files. */
  signature(agent: string, files: readonly string[]): string {
    const known = this.run.get(agent);
    return known ? files.map((file) => known.get(file) ?? "").join(" ") : "";
  }

  keep(text: string): string {
    const hash = this.hashOf(text);
    if (!this.texts.delete(hash)) this.kept += text.length;
    this.texts.set(hash, text);
    for (const [oldest, each] of this.texts) {
      if (this.kept <= MOST_KEPT || oldest === hash) break;
      this.texts.delete(oldest);
      this.kept -= each.length;
    }
    return hash;
  }

  /** Texts of the size of a file take longer to hash than anything else that is done at a change. */
  hashOf(text: string): string {
    const hash = this.hashed.get(text) ?? textHash(text);
    this.hashed.delete(text);
    this.hashed.set(text, hash);
    const [oldest] = this.hashed.keys();
    if (this.hashed.size > MOST_HASHED && oldest !== undefined) this.hashed.delete(oldest);
    return hash;
  }

  has(hash: string): boolean {
    return this.texts.has(hash);
  }

  /** Valid until texts of as many other hashes as are kept have been asked for. */
  parsed(hash: string): SourceText | undefined {
    const text = this.texts.get(hash);
    const parsed = this.parsedTexts.get(hash) ?? (text === undefined ? undefined : new SourceText(text));
    if (!parsed) return undefined;
    this.parsedTexts.delete(hash);
    this.parsedTexts.set(hash, parsed);
    for (const [oldest, each] of this.parsedTexts) {
      if (this.parsedTexts.size <= MOST_PARSED) break;
      this.parsedTexts.delete(oldest);
      each.dispose();
    }
    return parsed;
  }
}
