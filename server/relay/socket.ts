/** A connection to an agent's Unix socket. */
import { connect, type Socket } from "node:net";
import { SocketMessageWriter } from "vscode-jsonrpc/node";
import { GuardedReader } from "./framing.js";
import type { Channel } from "./transport.js";

/** Rejects with the system's error (`code` ENOENT, ECONNREFUSED, …). */
export function openSocket(socketPath: string): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(channelOver(socket));
    });
  });
}

/**
 * The end of a connection is the reader's to tell, when all is heard that the agent has said before: why it does
 * not let us in, above all.
 */
class SilentWriter extends SocketMessageWriter {
  protected override fireClose(): void {}
}

export function channelOver(socket: Socket): Channel {
  return {
    reader: new GuardedReader(socket),
    writer: new SilentWriter(socket, "utf-8"),
    close: () => socket.destroy(),
  };
}
