import { rmSync } from "node:fs";
import { afterEach } from "vitest";
import { Fleet, type FleetOptions } from "../../../server/relay/fleet.js";
import { hostWith, Peer, type Script, temporaryFolder } from "./peer.js";
import { Recorder } from "./recorder.js";

export const CLIENT = { id: "c-1", name: "snappoint lsp", version: "0.1.0" };

const cleanups: (() => Promise<void> | void)[] = [];

/** Undoes `undo` when the test has ended, newest first. */
export function afterwards(undo: () => Promise<void> | void): void {
  cleanups.push(undo);
}

afterEach(async () => {
  for (const undo of cleanups.splice(0).reverse()) await undo();
});

export function runtimeFolder(): string {
  const dir = temporaryFolder();
  afterwards(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A started fleet over the folder and what it tells. */
export function fleetOver(dir: string, options: Partial<FleetOptions> = {}) {
  const events = new Recorder();
  const fleet = new Fleet({
    runtimeDir: dir,
    host: hostWith(),
    client: CLIENT,
    onEvent: events.onEvent,
    ...options,
  });
  afterwards(() => fleet.stop());
  fleet.start();
  return { fleet, events };
}

/** A peer that follows `script`, with a discovery file in the folder. */
export async function peerIn(dir: string, script?: Script, name?: string): Promise<Peer> {
  const peer = await new Peer(dir, name, script).start();
  afterwards(() => peer.stop());
  return peer;
}
