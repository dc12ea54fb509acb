/** Reads a file of the private folder with suspicion: what is in it decides whom we talk to. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/** Such a file is about 1 KB; whatever is much larger is none. */
const MAX_FILE_BYTES = 256 * 1024;

/** What is looked at is what is read, whatever happens to the name meanwhile. A file of anybody but `uid` is refused. */
export function readPrivateFile(file: string, uid: number): { text: string } | { refusal: string } {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { refusal: code === "ELOOP" ? "ignored: not a discovery file" : `ignored: ${message}` };
  }
  try {
    const found = fstatSync(descriptor);
    if (found.uid !== uid) return { refusal: `ignored: it belongs to uid ${found.uid}` };
    if (!found.isFile() || found.size > MAX_FILE_BYTES) return { refusal: "ignored: not a discovery file" };
    return { text: readFileSync(descriptor, "utf8") };
  } finally {
    closeSync(descriptor);
  }
}
