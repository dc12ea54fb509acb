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
  /** To be written with the next flush. */
  private lines = "";
  /** Until then nothing more is taken. */
  private isFull = false;
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

  /**
   * Takes the capture of a probe, unless there are too many. A record is made at once or never: what waits for the
   * flush costs the collector more, and to make all of them together would hold up the user.
   */
  offer(probe: string, record: MakeRecord): void {
    if (this.broken) return;
    this.timer ??= setTimeout(() => void this.flush(), this.limits.flushMs).unref();
    if (this.isFull || (this.taken.get(probe) ?? 0) >= this.limits.perProbe) {
      this.omit(probe);
      return;
    }
    try {
      this.take(probe, record());
    } catch (error) {
      this.fail(error as Error);
    }
  }

  /** Resolves when all that was taken is on the disk, or given up; never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { lines } = this;
    this.lines = "";
    this.isFull = false;
    this.taken.clear();
    this.writing = this.writing.then(() => this.write(lines)).catch((error: Error) => this.fail(error));
    return this.writing;
  }

  private take(probe: string, record: CaptureRecord | undefined): void {
    if (!record) return;
    const omitted = this.omitted.get(probe) ?? 0;
    const line = `${JSON.stringify(omitted === 0 ? record : { ...record, omitted })}\n`;
    if (this.lines.length + line.length > this.limits.bytesPerFlush) {
      this.isFull = this.lines !== "";
      this.omit(probe);
      return;
    }
    this.lines += line;
    this.taken.set(probe, (this.taken.get(probe) ?? 0) + 1);
    this.omitted.delete(probe);
  }

  private omit(probe: string): void {
    this.omitted.set(probe, (this.omitted.get(probe) ?? 0) + 1);
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
