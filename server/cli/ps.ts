/** `snappoint ps`: asks every agent who it is. */
import { DiscoveryFolder } from "../relay/discovery.js";
import { runtimeDirOf } from "../relay/runtime-folder.js";
import type { Endpoint } from "../relay/transport.js";
import { visible } from "../view/plain.js";
import { askWho, type Running } from "./ask.js";
import { type Cli, type Exit, ExitCode } from "./cli.js";
import type { PsRequest } from "./requests.js";
import { agePhrase, commandText, table } from "./text.js";

const NO_PROGRAM = "no running program has an agent: start one with `snappoint run -- CMD ARG…`\n";

export async function ps(cli: Cli, { json }: PsRequest): Promise<Exit> {
  const dir = runtimeDirOf(cli.env, cli.host.uid);
  const { endpoints, refused } = lookInto(cli, dir);
  if (refused) {
    return ExitCode.failed;
  }
  const answers = await Promise.all(endpoints.map((endpoint) => asked(cli, endpoint)));
  const running = answers
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
async function asked(cli: Cli, endpoint: Endpoint): Promise<Running | undefined> {
  try {
    return await askWho(cli, "ps", endpoint);
  } catch (error) {
    if (!endpoint.isQuiet()) tell(cli, endpoint.where, (error as Error).message);
    return undefined;
  }
}

function tell(cli: Cli, where: string, message: string): void {
  cli.err(`snappoint ps: ${visible(message.includes(where) ? message : `${where}: ${message}`)}\n`);
}

function listed(running: Running[]): string {
  const now = Date.now() / 1000;
  const isAllHere = running.every(({ machine }) => machine === undefined);
  const rows = running.map(({ pid, python, started, argv, cwd, machine }) => [
    ...(isAllHere ? [] : [visible(machine ?? "this")]),
    String(pid),
    visible(python),
    agePhrase(now - started),
    visible(cwd),
    commandText(argv),
  ]);
  return table([[...(isAllHere ? [] : ["MACHINE"]), "PID", "PYTHON", "AGE", "FOLDER", "COMMAND"], ...rows]);
}
