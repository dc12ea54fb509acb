/**
 * Writes captures to the user's disk, for `snappoint captures`: a file for each server, a line for each capture.
 * It is bounded in how much it writes a second and in all, and nobody ever waits for it.
 */
import { readdirSync, rmSync, statSync } from "node:fs";
import { appendFile, rename } from "node:fs/promises";
import path from "node:path";
import type { CaptureRecord } from "./record.js";
import { makePrivateFolder } from "./state-folder.js";

export interface StoreOptions {
  folder: string;
  /** Who the folder must belong to; -1 where nobody owns anything. */
  uid: number;
  /** No two servers have the same. */
  name: string;
  /** Tells that nothing can be stored, and why. */
  onTrouble(message: string): void;
  limits?: Partial<StoreLimits>;
}

export interface StoreLimits {
  flushMs: number;
  /** Of one probe, between two flushes. */
  perProbe: number;
  bytesPerFlush: number;
  /** A file that is larger gives way to a new one; the one before is kept. */
  fileBytes: number;
  /** Of all files of all servers; checked when a server begins. */
  folderBytes: number;
}

/** Undefined when the probe is gone. */
type MakeRecord = () => CaptureRecord | undefined;

interface Pending {
  probe: string;
  record: MakeRecord;
  /** Captures of the same probe that came before it and were left out. */
  omitted: number;
}

const LIMITS: StoreLimits = {
  flushMs: 1000,
  perProbe: 5,
  bytesPerFlush: 256 * 1024,
  fileBytes: 4 * 1024 * 1024,
  folderBytes: 32 * 1024 * 1024,
};

export const STORED = ".jsonl";

export class CaptureStore {
  private readonly limits: StoreLimits;
  private readonly file: string;
  private pending: Pending[] = [];
  private readonly taken = new Map<string, number>();
  private readonly omitted = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private size = 0;
  private ready = false;
  private broken = false;

  constructor(private readonly options: StoreOptions) {
    this.limits = { ...LIMITS, ...options.limits };
    this.file = path.join(options.folder, `${options.name}${STORED}`);
  }

  /** Takes the capture of a probe, unless there are too many; the record is made later, if it can be. */
  offer(probe: string, record: MakeRecord): void {
    if (this.broken) return;
    const taken = this.taken.get(probe) ?? 0;
    if (taken >= this.limits.perProbe) {
      this.omit(probe);
      return;
    }
    this.taken.set(probe, taken + 1);
    this.pending.push({ probe, record, omitted: this.omitted.get(probe) ?? 0 });
    this.omitted.delete(probe);
    this.timer ??= setTimeout(() => void this.flush(), this.limits.flushMs).unref();
  }

  /** Resolves when all that was taken is on the disk, or given up; never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { pending } = this;
    this.pending = [];
    this.taken.clear();
    this.writing = this.writing
      .then(() => this.write(this.linesOf(pending)))
      .catch((error: Error) => this.fail(error));
    return this.writing;
  }

  private linesOf(pending: readonly Pending[]): string {
    let lines = "";
    for (const { probe, record: make, omitted } of pending) {
      if (lines.length >= this.limits.bytesPerFlush) {
        this.omit(probe, omitted + 1);
        continue;
      }
      const record = make();
      if (!record) continue;
      const line = `${JSON.stringify(omitted === 0 ? record : { ...record, omitted })}\n`;
      if (lines.length + line.length <= this.limits.bytesPerFlush) lines += line;
      else this.omit(record.id, omitted + 1);
    }
    return lines;
  }

  private omit(probe: string, count = 1): void {
    this.omitted.set(probe, (this.omitted.get(probe) ?? 0) + count);
  }

  private async write(lines: string): Promise<void> {
    if (lines === "" || this.broken) return;
    if (!this.ready) this.begin();
    if (this.size > 0 && this.size + lines.length > this.limits.fileBytes) {
      await rename(this.file, this.file.replace(STORED, `.before${STORED}`));
      this.size = 0;
    }
    await appendFile(this.file, lines, { mode: 0o600 });
    this.size += lines.length;
  }

  private begin(): void {
    makePrivateFolder(this.options.folder, this.options.uid);
    removeOldest(this.options.folder, this.limits.folderBytes);
    this.ready = true;
  }

  private fail(error: Error): void {
    this.broken = true;
    this.options.onTrouble(`captures are not stored: ${error.message}`);
  }
}

/** Other servers may write and remove files meanwhile. */
function removeOldest(folder: string, most: number): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(STORED))
    .map((name) => path.join(folder, name))
    .flatMap((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found ? [{ file, size: found.size, time: found.mtimeMs }] : [];
    });
  let room = most;
  for (const { file, size } of files.toSorted((one, other) => other.time - one.time)) {
    room -= size;
    if (room < 0) rmSync(file, { force: true });
  }
}
