/** What is written of captures, how much of it, and who can read it. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CaptureStore, type StoreLimits } from "../../../server/history/capture-store.js";
import type { CaptureRecord } from "../../../server/history/record.js";
import { storedCaptures } from "../../../server/history/stored-captures.js";

let top: string;
let folder: string;
let troubles: string[];
const uid = process.getuid?.() ?? -1;

beforeEach(() => {
  top = mkdtempSync(path.join(tmpdir(), "snap-"));
  folder = path.join(top, "state", "captures");
  troubles = [];
});

afterEach(() => rmSync(top, { recursive: true }));

/** A store that writes only when it is told to. */
function store(limits: Partial<StoreLimits> = {}, name = "server"): CaptureStore {
  const onTrouble = (message: string) => troubles.push(message);
  return new CaptureStore({ folder, uid, name, onTrouble, limits: { flushMs: 1e8, ...limits } });
}

function record(id: string, hit: number, text = "total = 1"): CaptureRecord {
  const where = { file: "/srv/shop/orders.py", line: 3, text, kind: "snapshot" as const };
  const told = {
    hit,
    time: 1000 + hit,
    pid: 1,
    thread: { id: 1, name: "MainThread" },
    locals: [],
    stack: [],
  };
  return { id, ...where, ...told, summary: [`total=${hit}`], values: [] };
}

function offer(store: CaptureStore, id: string, ...hits: number[]): void {
  for (const hit of hits) store.offer(id, () => record(id, hit));
}

const stored = (id?: string) => storedCaptures(folder, id).map(({ id, hit, omitted }) => [id, hit, omitted]);

test("all of it, of all servers, in the order of time; or of one probe", async () => {
  const [one, other] = [store(), store({}, "other")];
  offer(one, "p1", 3, 1);
  offer(other, "p2", 2);
  await Promise.all([one.flush(), other.flush()]);
  expect(stored()).toEqual([
    ["p1", 1, undefined],
    ["p2", 2, undefined],
    ["p1", 3, undefined],
  ]);
  expect(stored("p2")).toEqual([["p2", 2, undefined]]);
  expect(storedCaptures(folder, "p1")[0]).toEqual(record("p1", 1));
});

test("for its owner alone, also where the folder was open to others", async () => {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  const one = store();
  offer(one, "p1", 1);
  await one.flush();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(folder, "server.jsonl")).mode & 0o777).toBe(0o600);
});

test("a busy probe is thinned between two flushes, and how much is said with its next", async () => {
  const one = store({ perProbe: 2 });
  offer(one, "p1", 1, 2, 3, 4, 5);
  offer(one, "p2", 1);
  await one.flush();
  offer(one, "p1", 6);
  await one.flush();
  expect(stored("p1")).toEqual([
    ["p1", 1, undefined],
    ["p1", 2, undefined],
    ["p1", 6, 3],
  ]);
  expect(stored("p2")).toEqual([["p2", 1, undefined]]);
});

test("no more bytes than have room between two flushes", async () => {
  const length = JSON.stringify(record("p1", 1)).length + 1;
  const one = store({ bytesPerFlush: 2 * length });
  offer(one, "p1", 1, 2, 3);
  await one.flush();
  offer(one, "p1", 4);
  await one.flush();
  expect(stored()).toEqual([
    ["p1", 1, undefined],
    ["p1", 2, undefined],
    ["p1", 4, 1],
  ]);
});

test("a file that is full gives way, and the one before it stays", async () => {
  const length = JSON.stringify(record("p1", 1)).length + 1;
  const one = store({ fileBytes: 2 * length });
  for (let hit = 1; hit <= 9; hit++) {
    offer(one, "p1", hit);
    await one.flush();
  }
  expect(readdirSync(folder).sort()).toEqual(["server.before.jsonl", "server.jsonl"]);
  expect(stored().map(([, hit]) => hit)).toEqual([7, 8, 9]);
});

test("old files go when a server begins and they are too much together", async () => {
  for (const name of ["one", "two", "three"]) {
    const one = store({ folderBytes: 300 }, name);
    offer(one, "p1", 1);
    await one.flush();
  }
  const files = readdirSync(folder);
  expect(files).toContain("three.jsonl");
  expect(files.length).toBeLessThan(3);
});

test("a probe that is gone before it is written leaves nothing", async () => {
  const one = store();
  one.offer("p1", () => undefined);
  await one.flush();
  expect(stored()).toEqual([]);
});

test("a fault of ours ends the storing, and nothing else", async () => {
  const one = store();
  one.offer("p1", () => {
    throw new Error("no such record");
  });
  await one.flush();
  expect(troubles).toEqual(["captures are not stored: no such record"]);
});

test("lines that are broken, or of another version, are passed over", async () => {
  const one = store();
  offer(one, "p1", 1);
  await one.flush();
  writeFileSync(path.join(folder, "older.jsonl"), '{"id": "p1", "hit": 2}\n[]\nnull\n{"id": "p1", "ti');
  expect(stored()).toEqual([["p1", 1, undefined]]);
});

test("where nothing can be written, that is said once, and nothing else happens", async () => {
  mkdirSync(path.dirname(folder), { recursive: true });
  symlinkSync(top, folder);
  const one = store();
  for (let hit = 1; hit <= 3; hit++) {
    offer(one, "p1", hit);
    await one.flush();
  }
  expect(troubles).toEqual([`captures are not stored: ${folder} is a link, not a folder`]);
});
