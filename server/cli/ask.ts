/** Asks an agent who it is, and leaves at once. */
import { randomUUID } from "node:crypto";
import type { AgentInfo } from "../probes/probe.js";
import { type AgentListener, PATIENCE } from "../relay/connection.js";
import { openConnection } from "../relay/handshake.js";
import type { Endpoint } from "../relay/transport.js";
import type { Cli } from "./cli.js";

export type Running = Omit<AgentInfo, "key">;

const DEAF: AgentListener = {
  status: () => undefined,
  captures: () => undefined,
  stats: () => undefined,
  trouble: () => undefined,
};

/** @param command the one that asks, for the record of the program's owner. Rejects with a sentence about the agent. */
export async function askWho(cli: Cli, command: string, endpoint: Endpoint): Promise<Running> {
  const client = { id: randomUUID(), name: `snappoint ${command}`, version: cli.version };
  const { connection, result } = await openConnection(endpoint, client, DEAF, PATIENCE);
  await connection.shutdown();
  const { machine } = endpoint;
  return { ...result.process, ...(machine !== undefined && { machine }) };
}
