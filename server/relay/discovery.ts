/** Finds agents by the discovery files in the runtime folder: the local transport. */
import { lstatSync, readdirSync, rmSync, type Stats, watch } from "node:fs";
import path from "node:path";
import { readDiscoveryFile } from "./discovery-file.js";
import { type Host, refusalOfRuntimeDir } from "./runtime-folder.js";
import { openSocket } from "./socket.js";
import {
  type Channel,
  type Endpoint,
  type Transport,
  type TransportEvent,
  UnreachableError,
} from "./transport.js";
import type { Discovery } from "./wire.js";

/** File-system events get lost on some systems and folders (network drives, containers), so look regularly too. */
const POLL_MS = 1000;

export class DiscoveryFolder implements Transport {
  /** By file name: what the file looked like when it was read, and whether it was announced. */
  private readonly files = new Map<string, { mark: string; announced: boolean }>();
  private refusal: string | undefined;
  private watched: { inode: number; stop(): void } | undefined;
  private poll: NodeJS.Timeout | undefined;
  private soon: NodeJS.Immediate | undefined;
  private onEvent: (event: TransportEvent) => void = () => undefined;

  constructor(
    private readonly dir: string,
    private readonly host: Host,
  ) {}

  /** Announces what is there before it returns, then whatever changes. */
  start(onEvent: (event: TransportEvent) => void): void {
    this.onEvent = onEvent;
    this.poll = setInterval(() => this.scan(), POLL_MS);
    this.scan();
  }

  stop(): void {
    clearInterval(this.poll);
    clearImmediate(this.soon);
    this.watched?.stop();
    this.watched = undefined;
    this.onEvent = () => undefined;
  }

  private scan(): void {
    const names = this.namesInFolder();
    for (const name of [...this.files.keys()].filter((known) => !names.includes(known))) {
      this.forget(name, "its discovery file is gone");
    }
    for (const name of names) {
      this.look(name);
    }
  }

  private namesInFolder(): string[] {
    let refusal = refusalOfRuntimeDir(this.dir, this.host.uid);
    let names: string[] = [];
    if (refusal === undefined) {
      try {
        this.keepWatching();
        names = readdirSync(this.dir).filter((name) => name.endsWith(".json"));
      } catch (error) {
        refusal = `folder ${this.dir} cannot be read: ${(error as Error).message}`;
      }
    }
    if (refusal !== undefined && refusal !== this.refusal) {
      this.onEvent({ type: "trouble", where: this.dir, message: refusal });
    }
    this.refusal = refusal;
    return names;
  }

  private look(name: string): void {
    const file = path.join(this.dir, name);
    let found: Stats;
    try {
      found = lstatSync(file);
    } catch {
      this.forget(name, "its discovery file is gone");
      return;
    }
    const mark = `${found.ino} ${found.mtimeMs} ${found.size}`;
    if (this.files.get(name)?.mark === mark) {
      return;
    }
    this.forget(name, "its discovery file was replaced");
    const read = readDiscoveryFile(file, found, this.host.uid);
    this.files.set(name, { mark, announced: "discovery" in read });
    if ("discovery" in read) {
      this.onEvent({ type: "found", endpoint: this.endpoint(name, read.discovery) });
    } else {
      this.onEvent({ type: "trouble", where: file, message: read.refusal });
    }
  }

  private endpoint(name: string, discovery: Discovery): Endpoint {
    return { key: keyOf(name), discovery, open: () => this.open(name, discovery) };
  }

  private async open(name: string, discovery: Discovery): Promise<Channel> {
    try {
      return await openSocket(discovery.socket);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if ((code === "ENOENT" || code === "ECONNREFUSED") && !this.host.isAlive(discovery.pid)) {
        this.clearAway(name, discovery);
      }
      throw new UnreachableError(
        `cannot connect to ${discovery.socket}: ${code ?? (error as Error).message}`,
      );
    }
  }

  /** A program that was killed could not tidy up, and nobody else would. */
  private clearAway(name: string, discovery: Discovery): void {
    rmSync(path.join(this.dir, name), { force: true });
    rmSync(discovery.socket, { force: true });
    this.forget(name, `process ${discovery.pid} has ended`);
  }

  private forget(name: string, reason: string): void {
    const known = this.files.get(name);
    this.files.delete(name);
    if (known?.announced) {
      this.onEvent({ type: "vanished", key: keyOf(name), reason });
    }
  }

  /** A watch stays with the folder that it was made for, and the folder may be deleted and made again. */
  private keepWatching(): void {
    const inode = lstatSync(this.dir).ino;
    if (this.watched?.inode === inode) {
      return;
    }
    this.watched?.stop();
    this.watched = { inode, stop: () => undefined };
    try {
      const watcher = watch(this.dir, () => this.scanSoon());
      watcher.on("error", () => watcher.close());
      this.watched.stop = () => watcher.close();
    } catch {
      // This machine has no watch left to give: the poll alone finds what changes.
    }
  }

  private scanSoon(): void {
    clearImmediate(this.soon);
    this.soon = setImmediate(() => this.scan());
  }
}

function keyOf(name: string): string {
  return path.basename(name, ".json");
}
