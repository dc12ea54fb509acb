/** Programs on other machines: the user has named an address, and has what the agent there wants to see. */
import { X509Certificate } from "node:crypto";
import path from "node:path";
import { type Address, addressText } from "./address.js";
import { readPrivateFile } from "./private-file.js";
import { object, ordinal, text } from "./shape.js";
import { openTls } from "./tls.js";
import type { Endpoint } from "./transport.js";

/** What the names of such files end with; they lie beside the discovery files. */
export const REMOTE_ENDING = ".remote";

export interface Remote extends Address {
  /** PEM: the very certificate that the agent has to show. */
  certificate: string;
  token: string;
}

const checkRemote = object<Remote>({
  host: text,
  firstPort: ordinal,
  lastPort: ordinal,
  certificate: text,
  token: text,
});

/** The file that makes servers of this user connect there. */
export function remoteFile(dir: string, address: Address): string {
  return path.join(dir, `${addressText(address).replace(/[^\w.-]/g, "_")}${REMOTE_ENDING}`);
}

export function readRemoteFile(file: string, uid: number): { remote: Remote } | { refusal: string } {
  const read = readPrivateFile(file, uid);
  if ("refusal" in read) return read;
  try {
    const remote = checkRemote(JSON.parse(read.text));
    new X509Certificate(remote.certificate);
    return { remote };
  } catch (error) {
    return { refusal: `ignored, no address of a program: ${(error as Error).message}` };
  }
}

/** One for each port. Of several, all but the first may have nobody who answers. */
export function endpointsOf(remote: Remote): Endpoint[] {
  const count = remote.lastPort - remote.firstPort + 1;
  return Array.from({ length: count }, (_, index) => {
    const port = remote.firstPort + index;
    const address = addressText({ host: remote.host, firstPort: port, lastPort: port });
    return {
      key: `tcp://${address}`,
      where: address,
      machine: address,
      token: remote.token,
      isQuiet: () => index > 0,
      open: () => openTls({ host: remote.host, port, certificate: remote.certificate }),
    };
  });
}
