/** How agents are found by their discovery files, and which files are not believed. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { runtimeDirOf } from "../../../server/relay/runtime-folder.js";
import { afterwards, fleetOver, peerIn, runtimeFolder } from "./fleet-fixture.js";
import { golden } from "./golden.js";
import { hostWith, Peer, polite } from "./peer.js";

const isRoot = process.getuid?.() === 0;

describe("the runtime folder's place", () => {
  test.each([
    [{ SNAPPOINT_RUNTIME_DIR: "/a/b", XDG_RUNTIME_DIR: "/run/user/7", TMPDIR: "/t" }, "/a/b"],
    [{ SNAPPOINT_RUNTIME_DIR: "", XDG_RUNTIME_DIR: "/run/user/7", TMPDIR: "/t" }, "/run/user/7/snappoint"],
    [{ XDG_RUNTIME_DIR: "", TMPDIR: "/t/" }, "/t/snappoint-7"],
    [{}, "/tmp/snappoint-7"],
  ])("%j: %s", (env, dir) => {
    expect(runtimeDirOf(env, 7)).toBe(dir);
  });
});

describe("a folder that is not private is not looked into", () => {
  /** The trouble that a fleet over the folder tells, which finds no agent there. */
  async function troubleWith(dir: string, uid?: number): Promise<string> {
    const host = hostWith();
    const { events } = fleetOver(dir, { host: { ...host, uid: uid ?? host.uid } });
    const trouble = await events.until("trouble");
    expect(events.seen).toEqual([{ type: "trouble", where: dir, message: trouble.message }]);
    return trouble.message;
  }

  test("it belongs to somebody else", async () => {
    const dir = runtimeFolder();
    await peerIn(dir);
    const { uid } = statSync(dir);
    expect(await troubleWith(dir, uid + 1)).toBe(
      `folder ${dir} belongs to uid ${uid}: refusing to look for programs there`,
    );
  });

  test.runIf(isRoot)("it belongs to somebody else, by chown", async () => {
    const dir = runtimeFolder();
    await peerIn(dir);
    chownSync(dir, 4711, 4711);
    expect(await troubleWith(dir)).toBe(
      `folder ${dir} belongs to uid 4711: refusing to look for programs there`,
    );
  });

  test("others may enter it", async () => {
    const dir = runtimeFolder();
    await peerIn(dir);
    chmodSync(dir, 0o755);
    expect(await troubleWith(dir)).toBe(
      `folder ${dir} has mode 0755, not 0700: refusing to look for programs there`,
    );
  });

  test("it lies where anybody may put another in its place", async () => {
    const around = runtimeFolder();
    const dir = path.join(around, "run");
    mkdirSync(dir, { mode: 0o700 });
    chmodSync(around, 0o777);
    expect(await troubleWith(dir)).toBe(
      `folder ${dir} can be exchanged by others, since anybody may write to ${around} (no sticky bit): ` +
        "refusing to look for programs there",
    );
    chmodSync(around, 0o1777);
    const { events } = fleetOver(dir);
    await peerIn(dir);
    await events.until("agent-connected");
  });

  test("it is a symbolic link", async () => {
    const dir = runtimeFolder();
    await peerIn(dir);
    const link = path.join(runtimeFolder(), "link");
    symlinkSync(dir, link);
    expect(await troubleWith(link)).toBe(
      `folder ${link} is a symbolic link: refusing to look for programs there`,
    );
  });

  test("it is no folder", async () => {
    const file = path.join(runtimeFolder(), "file");
    writeFileSync(file, "");
    expect(await troubleWith(file)).toBe(`${file} is not a folder: refusing to look for programs there`);
  });

  test("its path leaves no room for a socket's name", async () => {
    const dir = path.join(runtimeFolder(), "x".repeat(80));
    expect(await troubleWith(dir)).toMatch(
      /^socket path .*\.sock has \d+ bytes, Unix sockets allow \d+: set SNAPPOINT_RUNTIME_DIR to a shorter folder/,
    );
    expect(existsSync(dir)).toBe(false);
  });

  test("it cannot be made", async () => {
    const file = path.join(runtimeFolder(), "file");
    writeFileSync(file, "");
    expect(await troubleWith(path.join(file, "below"))).toContain(
      `folder ${path.join(file, "below")} cannot be`,
    );
  });

  test("it becomes private again: its agents are found", async () => {
    const dir = runtimeFolder();
    await peerIn(dir);
    chmodSync(dir, 0o777);
    const { events } = fleetOver(dir);
    await events.until("trouble");
    chmodSync(dir, 0o700);
    await events.until("agent-connected");
    chmodSync(dir, 0o777);
    expect((await events.until("agent-lost")).reason).toBe("its discovery file is gone");
    expect(events.of("trouble")).toHaveLength(2);
  });
});

describe("agents come and go", () => {
  test("a missing folder is made, private, and agents are found in it later", async () => {
    const dir = path.join(runtimeFolder(), "not", "yet");
    const { events } = fleetOver(dir);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    await peerIn(dir);
    await events.until("agent-connected");
  });

  test("a folder that is deleted and made again", async () => {
    const dir = path.join(runtimeFolder(), "folder");
    const { events } = fleetOver(dir);
    await peerIn(dir, polite, "1-one");
    await events.until("agent-connected");
    rmSync(dir, { recursive: true });
    await events.until("agent-lost");
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    await peerIn(dir, polite, "2-two");
    await events.until("agent-connected", ({ agent }) => agent.key === "2-two");
  });

  test("a discovery file that is removed ends the connection with a shutdown", async () => {
    const dir = runtimeFolder();
    const peer = await peerIn(dir);
    const { events } = fleetOver(dir);
    await events.until("agent-connected");
    rmSync(peer.file);
    expect((await events.until("agent-lost")).reason).toBe("its discovery file is gone");
    expect(peer.received.at(-1)?.method).toBe("shutdown");
  });

  test("a discovery file that is replaced is another agent", async () => {
    const dir = runtimeFolder();
    const peer = await peerIn(dir);
    const { events } = fleetOver(dir);
    await events.until("agent-connected");
    const fresh = `${peer.file}.new`;
    writeFileSync(fresh, JSON.stringify({ ...golden("discovery"), socket: peer.socketPath, started: 2 }));
    renameSync(fresh, peer.file);
    expect((await events.until("agent-lost")).reason).toBe("its discovery file was replaced");
    await events.untilCount("agent-connected", 2);
  });
});

describe("a stale discovery file is removed, with its socket", () => {
  /** The id of a process that has ended. */
  const ended = spawnSync("true").pid;

  test("its socket refuses", async () => {
    const dir = runtimeFolder();
    const peer = await new Peer(dir).start({ pid: ended });
    // The socket's file stays when a process is killed; a server that closes would take it away.
    const kept = `${peer.socketPath}.kept`;
    renameSync(peer.socketPath, kept);
    await peer.crash();
    renameSync(kept, peer.socketPath);
    const { events } = fleetOver(dir, { host: hostWith((pid) => pid !== ended) });
    await gone(peer);
    expect(events.seen).toEqual([]);
  });

  test("its socket is gone", async () => {
    const dir = runtimeFolder();
    const peer = new Peer(dir);
    peer.announce({ pid: ended });
    const { events } = fleetOver(dir, { host: hostWith((pid) => pid !== ended) });
    await gone(peer);
    expect(events.seen).toEqual([]);
  });

  test("a program that is killed while it is connected", async () => {
    const dir = runtimeFolder();
    const peer = await peerIn(dir);
    let alive = true;
    const { events } = fleetOver(dir, { host: hostWith(() => alive) });
    await events.until("agent-connected");
    alive = false;
    await peer.crash();
    expect((await events.until("agent-lost")).reason).toBe("the connection was closed");
    await gone(peer);
    expect(events.of("trouble")).toEqual([]);
  });

  test("but not while its process lives: it is told, and connected to when it listens", async () => {
    const dir = runtimeFolder();
    const peer = new Peer(dir);
    peer.announce();
    const { events } = fleetOver(dir);
    const trouble = await events.until("trouble");
    expect(trouble.message).toBe(`cannot connect to ${peer.socketPath}: ENOENT`);
    await peer.listen();
    afterwards(() => peer.stop());
    await events.until("agent-connected");
  });

  /** Waits until neither file is there; the test's own limit fails when that does not come. */
  async function gone(peer: Peer): Promise<void> {
    const deadline = Date.now() + 15_000;
    while (existsSync(peer.file) || existsSync(peer.socketPath)) {
      if (Date.now() > deadline) throw new Error(`${peer.file} or its socket is still there`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});

describe("a file that cannot be believed is told once and passed over", () => {
  test.each([
    ["not JSON", "{", /^ignored, not a discovery file: .*JSON/],
    [
      "another shape",
      '{"pid":"x"}',
      /^ignored, not a discovery file: field protocol must be a whole number from 0/,
    ],
    ["huge", " ".repeat(300_000), /^ignored: not a discovery file$/],
    [
      "a socket elsewhere",
      JSON.stringify({ ...golden("discovery"), socket: "/tmp/elsewhere.sock" }),
      /^ignored: its socket \/tmp\/elsewhere.sock is outside of the folder$/,
    ],
    [
      "a relative socket",
      JSON.stringify({ ...golden("discovery"), socket: "4242.sock" }),
      /^ignored: its socket 4242.sock is outside of the folder$/,
    ],
    [
      "a socket path that is too long for the system",
      JSON.stringify({ ...golden("discovery"), socket: `/tmp/${"x".repeat(200)}.sock` }),
      /^socket path \/tmp\/x+.sock has 210 bytes, Unix sockets allow \d+: set SNAPPOINT_RUNTIME_DIR to a shorter folder/,
    ],
  ])("%s", async (_name, content, reason) => {
    const dir = runtimeFolder();
    const file = path.join(dir, "17-x.json");
    writeFileSync(file, content);
    const { events } = fleetOver(dir);
    await peerIn(dir);
    await events.until("agent-connected");
    expect(events.of("trouble")).toEqual([
      { type: "trouble", where: file, message: expect.stringMatching(reason) },
    ]);
    expect(existsSync(file)).toBe(true);
  });

  test("a folder, and a link to a file elsewhere", async () => {
    const dir = runtimeFolder();
    const elsewhere = await new Peer(runtimeFolder()).start();
    afterwards(() => elsewhere.stop());
    mkdirSync(path.join(dir, "folder.json"));
    symlinkSync(elsewhere.file, path.join(dir, "link.json"));
    const { events } = fleetOver(dir);
    await events.untilCount("trouble", 2);
    expect(events.of("trouble").map(({ message }) => message)).toEqual(
      Array(2).fill("ignored: not a discovery file"),
    );
  });

  test.runIf(isRoot)("a file of somebody else", async () => {
    const dir = runtimeFolder();
    const peer = await peerIn(dir);
    chownSync(peer.file, 4711, 4711);
    const { events } = fleetOver(dir);
    expect(await events.until("trouble")).toEqual({
      type: "trouble",
      where: peer.file,
      message: "ignored: it belongs to uid 4711",
    });
    expect(peer.sockets).toEqual([]);
  });
});
