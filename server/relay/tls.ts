/** A connection to an agent's port of the network: encrypted, and only with the agent that has the right key. */
import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect } from "node:tls";
import { channelOver } from "./socket.js";
import { type Channel, UnreachableError } from "./transport.js";

const CONNECT_MS = 5000;
const KEEP_ALIVE_MS = 15_000;

/** Nobody listens, or nothing leads there. */
const NOBODY = [
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNRESET",
];

export interface TlsAddress {
  host: string;
  port: number;
  /** PEM: the very certificate that has to be shown; who issued it and for which name does not matter. */
  certificate: string;
}

/** Rejects with `UnreachableError`, or with another error when somebody else answers. */
export function openTls({ host, port, certificate }: TlsAddress): Promise<Channel> {
  const expected = new X509Certificate(certificate);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      ca: [certificate],
      minVersion: "TLSv1.3",
      ...(isIP(host) === 0 && { servername: host }),
      checkServerIdentity: (_host, shown) =>
        shown.raw.equals(expected.raw) ? undefined : new Error("another key"),
    });
    const timer = setTimeout(() => socket.destroy(timedOut()), CONNECT_MS);
    const failed = (error: Error): void => {
      clearTimeout(timer);
      reject(explained(error));
    };
    socket.once("error", failed);
    socket.once("close", () => failed(new UnreachableError("cannot connect: it closed the connection")));
    socket.once("secureConnect", () => {
      clearTimeout(timer);
      socket.off("error", failed);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      resolve(channelOver(socket));
    });
  });
}

function timedOut(): Error {
  return Object.assign(new Error("no answer"), { code: "ETIMEDOUT" });
}

function explained(error: Error): Error {
  const { code = "", message } = error as NodeJS.ErrnoException;
  if (error instanceof UnreachableError) return error;
  if (NOBODY.includes(code)) return new UnreachableError(`cannot connect: ${code}`);
  const wantsOurs = /SELF_SIGNED|UNABLE_TO|CERT_|SIGNATURE/.test(code) || message === "another key";
  return new Error(
    wantsOurs
      ? "it shows another certificate than that of the keys: connect again with the keys of this program"
      : `cannot connect: ${code || message}`,
  );
}
