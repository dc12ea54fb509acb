/** Programs on this machine, also those in containers that share the folder. */

import type { Host } from "./runtime-folder.js";
import { openSocket } from "./socket.js";
import { type Channel, type Endpoint, UnreachableError } from "./transport.js";
import type { Discovery } from "./wire.js";

/** @param clearAway removes what a program has left behind that was killed */
export function localEndpoint(
  key: string,
  discovery: Discovery,
  host: Host,
  clearAway: () => void,
): Endpoint {
  const { pid, argv, protocol, token } = discovery;
  return {
    key,
    where: `process ${pid} (${argv.join(" ")})`,
    ...(!sharesProcesses(discovery, host) && { machine: "another container" }),
    protocol,
    token,
    isQuiet: () => sharesProcesses(discovery, host) && !host.isAlive(pid),
    open: () => open(discovery, host, clearAway),
  };
}

async function open(discovery: Discovery, host: Host, clearAway: () => void): Promise<Channel> {
  try {
    return await openSocket(discovery.socket);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    if (hasEnded(discovery, host, code)) clearAway();
    throw new UnreachableError(`cannot connect to ${discovery.socket}: ${code}`);
  }
}

/**
 * A process id means nothing across containers. But a socket of this very kernel that refuses has nobody who
 * listens, and nobody can listen at it again.
 */
function hasEnded(discovery: Discovery, host: Host, code: string): boolean {
  if (code !== "ECONNREFUSED" && code !== "ENOENT") return false;
  if (code === "ECONNREFUSED" && discovery.boot !== undefined && discovery.boot === host.boot) return true;
  return sharesProcesses(discovery, host) && !host.isAlive(discovery.pid);
}

/** Whether the program's process id is one here. Agents that do not tell are of this machine, or were before. */
export function sharesProcesses({ boot, pids }: Discovery, host: Host): boolean {
  return (boot === undefined || boot === host.boot) && (pids === undefined || pids === host.pids);
}
