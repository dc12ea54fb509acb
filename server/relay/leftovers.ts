/** What programs on this machine leave in the folder that were killed, as most are by a mere SIGTERM. */
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { readDiscoveryFile } from "./discovery-file.js";
import { sharesProcesses } from "./local.js";
import type { Host } from "./runtime-folder.js";

/** Agents name their files by process id. */
const DISCOVERY_FILE = /^(\d+)-[0-9a-f]+\.json$/;

/** Never throws: what can't be removed now is found by the next who looks. */
export function clearLeftovers(dir: string, host: Host): void {
  try {
    for (const name of readdirSync(dir)) clearIfEnded(path.join(dir, name), host);
  } catch {
    // Somebody else has tidied up.
  }
}

function clearIfEnded(file: string, host: Host): void {
  const pid = Number(DISCOVERY_FILE.exec(path.basename(file))?.[1] ?? 0);
  if (pid === 0 || host.isAlive(pid)) return;
  const read = readDiscoveryFile(file, host.uid);
  if ("refusal" in read || !sharesProcesses(read.discovery, host)) return;
  rmSync(file, { force: true });
  rmSync(read.discovery.socket, { force: true });
}
