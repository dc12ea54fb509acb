/** How long the path of a Unix socket may be; the kernel's own answer to a longer one is a bare EINVAL. */
import { platform } from "node:os";
import path from "node:path";

/** `sun_path` holds 108 bytes on Linux and 104 on the BSDs and macOS, one of them for the final NUL. */
const MAX_SOCKET_PATH_BYTES = platform() === "linux" ? 107 : 103;

/** Agents name their sockets by process id and eight random digits. */
const LONGEST_NAME = "4194304-0123abcd.sock";

/** Why a socket cannot have this path, or undefined. */
export function refusalOfSocketPath(socket: string): string | undefined {
  const length = Buffer.byteLength(socket);
  if (length <= MAX_SOCKET_PATH_BYTES) return undefined;
  return (
    `socket path ${socket} has ${length} bytes, Unix sockets allow ${MAX_SOCKET_PATH_BYTES}: ` +
    "set SNAPPOINT_RUNTIME_DIR to a shorter folder for the program and the server"
  );
}

/** Why a folder has no room for agents' sockets, or undefined. */
export function refusalOfSocketFolder(dir: string): string | undefined {
  return refusalOfSocketPath(path.join(dir, LONGEST_NAME));
}
