/** How agents are found and reached: the one thing that a second kind of transport has to bring. */
import type { MessageReader, MessageWriter } from "vscode-jsonrpc/node";

/** An open way to one agent. */
export interface Channel {
  reader: MessageReader;
  writer: MessageWriter;
  close(): void;
}

/** Nobody answers at the agent's address; usual for a moment while a program ends. */
export class UnreachableError extends Error {}

/** An agent that was found; `key` is unique and stays the same while the agent lives. */
export interface Endpoint {
  key: string;
  /** For people: the program, or where it is. */
  where: string;
  /** Where its process id means something, when that is not here: an address, another container. */
  machine?: string;
  /** The version of the protocol that it speaks, where that is known before it is asked. */
  protocol?: number;
  token: string;
  /** Whether it is no news when nobody answers there now. */
  isQuiet(): boolean;
  /** Rejects with `UnreachableError` when the agent cannot be reached now. */
  open(): Promise<Channel>;
}

export type TransportEvent =
  | { type: "found"; endpoint: Endpoint }
  | { type: "vanished"; key: string; reason: string }
  | { type: "trouble"; where: string; message: string };

export interface Transport {
  start(onEvent: (event: TransportEvent) => void): void;
  stop(): void;
}
