/** Reads one discovery file with suspicion: the folder is private, but its content decides whom we talk to. */
import { readFileSync, realpathSync, type Stats } from "node:fs";
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
    const refusal =
      refusalOfSocketPath(discovery.socket) ?? refusalOfPlace(discovery.socket, path.dirname(file));
    return refusal === undefined ? { discovery } : { refusal };
  } catch (error) {
    return { refusal: `ignored, not a discovery file: ${(error as Error).message}` };
  }
}

function refusalOfPlace(socket: string, dir: string): string | undefined {
  const refusal = `ignored: its socket ${socket} is outside of the folder`;
  try {
    return path.isAbsolute(socket) && realpathSync(path.dirname(socket)) === realpathSync(dir)
      ? undefined
      : refusal;
  } catch {
    return refusal;
  }
}
