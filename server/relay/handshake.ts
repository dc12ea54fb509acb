/** Opens a connection and introduces this server to the agent. */
import { ResponseError } from "vscode-jsonrpc/node";
import {
  AgentConnection,
  type AgentListener,
  CLOSED,
  type Patience,
  ShapedAnswerError,
} from "./connection.js";
import type { Endpoint } from "./transport.js";
import { type InitializeParams, type InitializeResult, PROTOCOL, WireError } from "./wire.js";

/** All that another user's process sees of an agent; in a container the same user may have another number. */
const NOT_LET_IN =
  "it closed the connection without an answer: it ends, or runs as another user than you, as a container with users of its own may have it";

/** The agent will not have us: asking again is useless until its discovery file changes. */
export class RefusedError extends Error {}

/**
 * Rejects with `RefusedError`, or with another error after which it may be tried again. `signal` gives
 * up on an agent that does not answer.
 */
export async function openConnection(
  endpoint: Endpoint,
  client: InitializeParams["client"],
  listener: AgentListener,
  patience: Patience,
  signal?: AbortSignal,
): Promise<{ connection: AgentConnection; result: InitializeResult }> {
  const { protocol: known = PROTOCOL } = endpoint;
  if (known !== PROTOCOL) {
    throw wrongProtocol(known);
  }
  const connection = new AgentConnection(await endpoint.open(), listener, patience);
  const giveUp = () => connection.close("the server no longer wants this agent");
  signal?.addEventListener("abort", giveUp);
  try {
    signal?.throwIfAborted();
    const result = await connection.initialize({
      protocol: PROTOCOL,
      token: endpoint.token,
      client,
    });
    if (result.protocol !== PROTOCOL) {
      throw wrongProtocol(result.protocol);
    }
    return { connection, result };
  } catch (error) {
    connection.close((error as Error).message);
    throw asRefusal(error) ?? ((error as Error).message === CLOSED ? new Error(NOT_LET_IN) : error);
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

function asRefusal(error: unknown): RefusedError | undefined {
  if (error instanceof ShapedAnswerError) {
    return new RefusedError(error.message);
  }
  if (error instanceof ResponseError && error.code === WireError.wrongToken) {
    return new RefusedError("it refuses the token that was given with its address");
  }
  if (error instanceof ResponseError && error.code === WireError.wrongProtocol) {
    return new RefusedError(
      `it speaks another version of the protocol than this server (${PROTOCOL}): ${error.message}`,
    );
  }
  return undefined;
}

function wrongProtocol(theirs: number): RefusedError {
  return new RefusedError(
    `it speaks version ${theirs} of the protocol, this server version ${PROTOCOL}: start the program again with this version of snappoint`,
  );
}
