/**
 * The probes of a workspace's folder on the user's disk, for the next time that it is opened. Several editors may have it
 * open: each puts back what it has changed itself, so for each probe the one that wrote last has its will.
 */
import { createHash, randomUUID } from "node:crypto";
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ProbeKind, Wishes } from "../probes/probe.js";
import { makePrivateFolder } from "./state-folder.js";

/** A probe as it is told from others without its text: where its statement stood, and how that reads. */
export interface KeptProbe extends Wishes {
  uri: string;
  kind: ProbeKind;
  function: string;
  normal: string;
  /** 0-based, in the text of this hash. */
  line: number;
  hash: string;
  /** Others in its function read like it: in another text nothing tells which one it is. */
  repeated?: true;
  paused?: true;
}

const VERSION = 1;
const MOST_PROBES = 2000;
const MOST_BYTES = 4 * 1024 * 1024;

export class KeptProbes {
  private readonly file: string;
  /** What this server has put there, by what tells a probe from others. */
  private mine = new Map<string, KeptProbe>();

  /** @param workspace the URI of one of its folders */
  constructor(
    private readonly folder: string,
    private readonly uid: number,
    workspace: string,
  ) {
    const name = createHash("sha256").update(workspace).digest("hex").slice(0, 32);
    this.file = path.join(folder, `${name}.json`);
  }

  /** All that are kept; none when nothing is, or nothing that can be read. */
  load(): KeptProbe[] {
    return readKept(this.file);
  }

  /**
   * Those of them that are kept are this server's from now on: what else is kept waits for a text that has its
   * statement, and what was added meanwhile is to be saved yet.
   */
  took(probes: readonly KeptProbe[]): void {
    const kept = byIdentity(readKept(this.file));
    this.mine = new Map([...byIdentity(probes)].filter(([identity]) => kept.has(identity)));
  }

  /** @throws Error when the folder cannot be had or written to */
  save(probes: readonly KeptProbe[]): void {
    const now = byIdentity(probes);
    if (JSON.stringify([...now]) === JSON.stringify([...this.mine])) return;
    const all = byIdentity(readKept(this.file));
    for (const identity of this.mine.keys()) all.delete(identity);
    for (const [identity, probe] of now) all.set(identity, probe);
    this.mine = now;
    this.write([...all.values()].slice(-MOST_PROBES));
  }

  private write(probes: readonly KeptProbe[]): void {
    makePrivateFolder(this.folder, this.uid);
    if (probes.length === 0) {
      rmSync(this.file, { force: true });
      return;
    }
    // Whoever reads meanwhile finds the file as it was or as it is to be.
    const fresh = `${this.file}.${randomUUID()}`;
    writeFileSync(fresh, JSON.stringify({ version: VERSION, probes }), { mode: 0o600 });
    renameSync(fresh, this.file);
  }
}

/** The wishes count too: there can be several probes at one statement. */
function byIdentity(probes: readonly KeptProbe[]): Map<string, KeptProbe> {
  return new Map(
    probes.map((probe) => {
      const { line, hash: _hash, paused: _paused, ...identity } = probe;
      const told = probe.repeated ? { ...identity, line } : identity;
      return [JSON.stringify(Object.entries(told).sort()), probe];
    }),
  );
}

/** What is not as it should be was written by another version, or by nobody of us. */
function readKept(file: string): KeptProbe[] {
  try {
    if (statSync(file).size > MOST_BYTES) return [];
    const read: unknown = JSON.parse(readFileSync(file, "utf8"));
    const { version, probes } = read as { version?: unknown; probes?: unknown };
    return version === VERSION && Array.isArray(probes) ? probes.filter(isKept).slice(-MOST_PROBES) : [];
  } catch {
    return [];
  }
}

function isKept(value: unknown): value is KeptProbe {
  if (typeof value !== "object" || value === null) return false;
  const probe = value as Record<string, unknown>;
  const texts = ["uri", "kind", "function", "normal", "hash"].every(
    (name) => typeof probe[name] === "string",
  );
  const wishes = ["condition", "message"].every((name) =>
    ["string", "undefined"].includes(typeof probe[name]),
  );
  const { show } = probe;
  const isShow =
    show === undefined || (Array.isArray(show) && show.every((each) => typeof each === "string"));
  return texts && wishes && isShow && Number.isSafeInteger(probe.line);
}
