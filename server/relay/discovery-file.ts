/** The discovery file of an agent on this machine. */
import { lstatSync, realpathSync } from "node:fs";
import path from "node:path";
import { readPrivateFile } from "./private-file.js";
import { refusalOfSocketPath } from "./socket-path.js";
import { validate } from "./validate.js";
import type { Discovery } from "./wire.js";

export type DiscoveryFile = { discovery: Discovery } | { refusal: string };

export function readDiscoveryFile(file: string, uid: number): DiscoveryFile {
  const read = readPrivateFile(file, uid);
  if ("refusal" in read) return read;
  try {
    const discovery = validate.discovery(JSON.parse(read.text));
    const refusal = refusalOfSocketPath(discovery.socket);
    if (refusal !== undefined) return { refusal };
    const socket = socketBeside(discovery.socket, path.dirname(file));
    return socket === undefined
      ? { refusal: `ignored: its socket ${discovery.socket} is outside of the folder` }
      : { discovery: { ...discovery, socket } };
  } catch (error) {
    return { refusal: `ignored, not a discovery file: ${(error as Error).message}` };
  }
}

/** In a container the folder has another path than here, but the socket lies in it all the same. */
function socketBeside(socket: string, dir: string): string | undefined {
  if (!path.isAbsolute(socket)) return undefined;
  const beside = path.join(dir, path.basename(socket));
  try {
    const isHere = realpathSync(path.dirname(socket)) === realpathSync(dir);
    return isHere ? socket : existing(beside);
  } catch {
    return existing(beside);
  }
}

function existing(socket: string): string | undefined {
  return lstatSync(socket, { throwIfNoEntry: false })?.isSocket() ? socket : undefined;
}
