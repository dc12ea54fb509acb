/** Asks an agent who it is, and leaves at once. */
import { randomUUID } from "node:crypto";
import type { AgentInfo } from "../probes/probe.js";
import { type AgentListener, PATIENCE } from "../relay/connection.js";
import { openConnection } from "../relay/handshake.js";
import type { Endpoint } from "../relay/transport.js";

export type Running = Omit<AgentInfo, "key">;

/** Who asks, for the record of the program's owner. */
export interface Asker {
  name: string;
  version: string;
}

const DEAF: AgentListener = {
  status: () => undefined,
  captures: () => undefined,
  stats: () => undefined,
  trouble: () => undefined,
};

/**
 * Rejects with a sentence about the agent.
 *
 * @param extra milliseconds for which it may be waited longer than usual
 */
export async function askWho(asker: Asker, endpoint: Endpoint, extra = 0): Promise<Running> {
  const patience = { ...PATIENCE, initialize: PATIENCE.initialize + extra };
  const client = { id: randomUUID(), ...asker };
  const { connection, result } = await openConnection(endpoint, client, DEAF, patience);
  await connection.shutdown();
  const { machine } = endpoint;
  return { ...result.process, ...(machine !== undefined && { machine }) };
}
