/** Keeps the probes of a workspace's folders, each by itself, while no editor has it open. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { KeptProbe, KeptProbes } from "../history/kept-probes.js";
import { alikeIn } from "../probes/alike.js";
import type { Event } from "../probes/event.js";
import { pythonText } from "../probes/python-text.js";
import type { Registry } from "../probes/registry.js";
import { settingsFor } from "../probes/settings.js";
import { siteOf } from "../probes/site.js";
import { textHash } from "../probes/text-hash.js";
import { folderOf } from "../probes/workspace-folder.js";
import { SourceText } from "../source-map/source-text.js";
import type { Statement } from "../source-map/statement.js";
import type { Clock } from "./clock.js";
import { filePath, fileUri } from "./from-lsp.js";

const PAUSE_MS = 500;

const OF_USERS: ReadonlySet<Event["type"]> = new Set([
  "probe-added",
  "probes-removed",
  "probes-paused",
  "document-saved",
  "document-settled",
]);

export interface KeepingParts {
  /** Where those of a folder are kept. */
  store(folder: string): KeptProbes;
  registry: Registry;
  clock: Clock;
  apply(event: Event): { probe?: string };
  onTrouble(message: string): void;
  /** Told of points that are kept for a text that has their statements again. */
  onLost(message: string): void;
}

export class Keeping {
  private cancel: (() => void) | undefined;
  /** By the folders of the workspace; without a folder there is nothing to keep probes by. */
  private readonly stores = new Map<string, KeptProbes>();

  constructor(private readonly parts: KeepingParts) {}

  /** Sets the probes of folders that are opened again, as far as their statements are still there. */
  restore(folders: readonly string[]): void {
    const fresh = folders.filter((folder) => !this.stores.has(folder));
    for (const folder of fresh) this.stores.set(folder, this.parts.store(folder));
    const lost: string[] = [];
    for (const [folder, store] of this.stores) {
      if (!fresh.includes(folder) || !this.isKept(folder)) continue;
      for (const [uri, probes] of grouped(store.load())) lost.push(...this.restoreIn(uri, probes));
      store.took(this.keptIn(folder));
    }
    if (lost.length > 0) this.parts.onLost(`kept, but not set again: ${lost.join("; ")}`);
    if (fresh.length > 0) this.saveSoon();
  }

  /** Folders are closed: their probes leave the programs, and are there again when they are opened. */
  leave(folders: readonly string[]): void {
    if (folders.length === 0) return;
    this.save();
    for (const folder of folders) this.stores.delete(folder);
    const others = [...this.stores.keys()];
    const left = this.parts.registry.probes().filter(({ probe: { uri, comment } }) => {
      return !comment && folderOf(uri, folders) !== undefined && folderOf(uri, others) === undefined;
    });
    this.parts.apply({ type: "probes-removed", ids: left.map(({ probe }) => probe.id) });
  }

  /** Something has happened that may have changed what is to be kept. */
  follow({ type }: Event): void {
    if (OF_USERS.has(type) && this.stores.size > 0) this.saveSoon();
  }

  /** Saves what has not been saved yet. */
  stop(): void {
    if (this.cancel) this.save();
  }

  private saveSoon(): void {
    this.cancel ??= this.parts.clock.after(PAUSE_MS, () => this.save());
  }

  private save(): void {
    this.cancel?.();
    this.cancel = undefined;
    try {
      for (const [folder, store] of this.stores) if (this.isKept(folder)) store.save(this.keptIn(folder));
    } catch (error) {
      this.parts.onTrouble(`the points are not kept for the next time: ${(error as Error).message}`);
    }
  }

  /** Those in files outside of all folders belong to the first. */
  private keptIn(folder: string): KeptProbe[] {
    const folders = [...this.stores.keys()];
    return this.parts.registry.kept().filter(({ uri }) => (folderOf(uri, folders) ?? folders[0]) === folder);
  }

  private isKept(folder: string): boolean {
    return settingsFor(`${folder}/`, this.parts.registry.settings).keepProbes;
  }

  /** Returns what is to be said of those for which there is no place now. */
  private restoreIn(uri: string, kept: readonly KeptProbe[]): string[] {
    const file = fileUri(uri) === uri ? filePath(uri) : undefined;
    const text = this.parts.registry.source(uri)?.text ?? (file === undefined ? undefined : textOf(file));
    const name = path.basename(file ?? uri);
    if (file === undefined || text === undefined) return [lostIn(name, kept.length, "it can't be read")];
    const source = new SourceText(text);
    const hash = textHash(text);
    let lost = 0;
    for (const probe of kept) {
      const statement = statementOf(probe, source, hash);
      if (statement) this.add(probe, file, source, statement);
      else lost += 1;
    }
    source.dispose();
    return lost === 0 ? [] : [lostIn(name, lost, "no statement there is clearly the same")];
  }

  private add(
    { uri, kind, paused, ...kept }: KeptProbe,
    file: string,
    source: SourceText,
    statement: Statement,
  ): void {
    const { function: _function, normal: _normal, line: _line, hash: _hash, repeated: _, ...wishes } = kept;
    const site = siteOf(kind, file, source.text, statement);
    const { probe } = this.parts.apply({ type: "probe-added", uri, kind, site, text: source.text, wishes });
    if (paused && probe !== undefined) this.parts.apply({ type: "probes-paused", ids: [probe], paused });
  }
}

/** The only statement that reads like it in its function, if it was that before, or in an unchanged text the one on its line. */
function statementOf(kept: KeptProbe, source: SourceText, hash: string): Statement | undefined {
  const alike = alikeIn(source, kept);
  const isSameText = hash === kept.hash;
  if (alike.length === 1 && (isSameText || !kept.repeated)) return alike[0];
  if (!isSameText) return undefined;
  return alike.find(
    ({ start, defines }) => (defines ?? { start }).start.line === kept.line || start.line === kept.line,
  );
}

function lostIn(name: string, count: number, why: string): string {
  return `${count === 1 ? "a point" : `${count} points`} in ${name}: ${why}`;
}

function grouped(probes: readonly KeptProbe[]): Map<string, KeptProbe[]> {
  const groups = new Map<string, KeptProbe[]>();
  for (const probe of probes) groups.set(probe.uri, [...(groups.get(probe.uri) ?? []), probe]);
  return groups;
}

function textOf(file: string): string | undefined {
  try {
    return pythonText(readFileSync(file));
  } catch {
    // The file is gone, or cannot be read now: its probes are kept until it is there again.
    return undefined;
  }
}
