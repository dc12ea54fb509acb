/** Reads one discovery file with suspicion: the folder is private, but its content decides whom we talk to. */
import { lstatSync, readFileSync, realpathSync, type Stats } from "node:fs";
import path from "node:path";
import { refusalOfSocketPath } from "./socket-path.js";
import { validate } from "./validate.js";
import type { Discovery } from "./wire.js";

/** A discovery file is about 1 KB; whatever is much larger is none. */
const MAX_FILE_BYTES = 256 * 1024;

export type DiscoveryFile = { discovery: Discovery } | { refusal: string };

/** `found` is the file's own `lstat`; a file of anybody but `uid` is not even opened. */
export function readDiscoveryFile(file: string, found: Stats, uid: number): DiscoveryFile {
  if (found.uid !== uid) {
    return { refusal: `ignored: it belongs to uid ${found.uid}` };
  }
  if (!found.isFile() || found.size > MAX_FILE_BYTES) {
    return { refusal: "ignored: not a discovery file" };
  }
  try {
    const discovery = validate.discovery(JSON.parse(readFileSync(file, "utf8")));
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
