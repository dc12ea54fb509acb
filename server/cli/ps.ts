/** `snappoint ps`: asks every agent who it is. */
import { randomUUID } from "node:crypto";
import type { AgentInfo } from "../probes/probe.js";
import { type AgentListener, PATIENCE } from "../relay/connection.js";
import { DiscoveryFolder } from "../relay/discovery.js";
import { openConnection } from "../relay/handshake.js";
import { runtimeDirOf } from "../relay/runtime-folder.js";
import type { Endpoint } from "../relay/transport.js";
import { visible } from "../view/plain.js";
import { type Cli, type Exit, ExitCode } from "./cli.js";
import type { PsRequest } from "./requests.js";
import { agePhrase, commandText, table } from "./text.js";

const NO_PROGRAM = "no running program has an agent: start one with `snappoint run -- CMD ARG…`\n";

type Running = Omit<AgentInfo, "key">;

export async function ps(cli: Cli, { json }: PsRequest): Promise<Exit> {
  const dir = runtimeDirOf(cli.env, cli.host.uid);
  const { endpoints, refused } = lookInto(cli, dir);
  if (refused) {
    return ExitCode.failed;
  }
  const asked = await Promise.all(endpoints.map((endpoint) => askWho(cli, endpoint)));
  const running = asked
    .filter((answer) => answer !== undefined)
    .sort((one, other) => one.started - other.started);
  if (json) {
    cli.out(`${JSON.stringify(running)}\n`);
  } else {
    cli.out(running.length === 0 ? NO_PROGRAM : listed(running));
  }
  return ExitCode.ok;
}

function lookInto(cli: Cli, dir: string): { endpoints: Endpoint[]; refused: boolean } {
  const endpoints: Endpoint[] = [];
  let refused = false;
  const folder = new DiscoveryFolder(dir, cli.host);
  folder.start((event) => {
    if (event.type === "found") endpoints.push(event.endpoint);
    if (event.type === "trouble") {
      refused ||= event.where === dir;
      tell(cli, event.where, event.message);
    }
  });
  folder.stop();
  return { endpoints, refused };
}

/** Undefined when the agent does not answer properly, which is told, or when its program has ended. */
async function askWho(cli: Cli, endpoint: Endpoint): Promise<Running | undefined> {
  const { pid } = endpoint.discovery;
  const silent: AgentListener = {
    status: () => undefined,
    captures: () => undefined,
    stats: () => undefined,
    trouble: () => undefined,
  };
  try {
    const client = { id: randomUUID(), name: "snappoint ps", version: cli.version };
    const { connection, result } = await openConnection(endpoint, client, silent, PATIENCE);
    await connection.shutdown();
    return result.process;
  } catch (error) {
    if (cli.host.isAlive(pid)) tell(cli, `process ${pid}`, (error as Error).message);
    return undefined;
  }
}

function tell(cli: Cli, where: string, message: string): void {
  cli.err(`snappoint ps: ${visible(message.includes(where) ? message : `${where}: ${message}`)}\n`);
}

function listed(running: Running[]): string {
  const now = Date.now() / 1000;
  const rows = running.map(({ pid, python, started, argv, cwd }) => [
    String(pid),
    visible(python),
    agePhrase(now - started),
    visible(cwd),
    commandText(argv),
  ]);
  return table([["PID", "PYTHON", "AGE", "FOLDER", "COMMAND"], ...rows]);
}
