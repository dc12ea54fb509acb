/** Finds agents by the files in the runtime folder: those of this machine, and addresses of others. */
import { lstatSync, readdirSync, rmSync, type Stats, watch } from "node:fs";
import path from "node:path";
import { readDiscoveryFile } from "./discovery-file.js";
import { localEndpoint } from "./local.js";
import { endpointsOf, REMOTE_ENDING, readRemoteFile } from "./remote.js";
import { type Host, refusalOfRuntimeDir } from "./runtime-folder.js";
import type { Endpoint, Transport, TransportEvent } from "./transport.js";
import type { Discovery } from "./wire.js";

const DISCOVERY_ENDING = ".json";
const ENDINGS = [DISCOVERY_ENDING, REMOTE_ENDING];

/** File-system events get lost on some systems and folders (network drives, containers), so look regularly too. */
const POLL_MS = 1000;

export class DiscoveryFolder implements Transport {
  /** By file name: what the file looked like when it was read, and the agents that were announced of it. */
  private readonly files = new Map<string, { mark: string; keys: string[] }>();
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
        names = readdirSync(this.dir).filter((name) => ENDINGS.some((ending) => name.endsWith(ending)));
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
    const read = this.read(name, file);
    const endpoints = "refusal" in read ? [] : read.endpoints;
    this.files.set(name, { mark, keys: endpoints.map(({ key }) => key) });
    for (const endpoint of endpoints) this.onEvent({ type: "found", endpoint });
    if ("refusal" in read) this.onEvent({ type: "trouble", where: file, message: read.refusal });
  }

  private read(name: string, file: string): { endpoints: Endpoint[] } | { refusal: string } {
    if (name.endsWith(REMOTE_ENDING)) {
      const read = readRemoteFile(file, this.host.uid);
      return "refusal" in read ? read : { endpoints: endpointsOf(read.remote) };
    }
    const read = readDiscoveryFile(file, this.host.uid);
    if ("refusal" in read) return read;
    const { discovery } = read;
    const key = path.basename(name, DISCOVERY_ENDING);
    return { endpoints: [localEndpoint(key, discovery, this.host, () => this.clearAway(name, discovery))] };
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
    for (const key of known?.keys ?? []) this.onEvent({ type: "vanished", key, reason });
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
