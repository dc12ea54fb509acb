/** `snappoint ps`: asks every agent who it is. */
import { askWho, type Running } from "../connect/ask.js";
import { DiscoveryFolder } from "../relay/discovery.js";
import { runtimeDirOf } from "../relay/runtime-folder.js";
import type { Endpoint } from "../relay/transport.js";
import { visible } from "../view/plain.js";
import { type Cli, type Exit, ExitCode } from "./cli.js";
import type { PsRequest } from "./requests.js";
import { agePhrase, commandText, table } from "./text.js";

/** Milliseconds: many programs that are asked for the first time hold each other up. */
const PATIENCE_FOR_EACH = 100;

const NO_PROGRAM = "no running program has an agent: start one with `snappoint run -- CMD ARG…`\n";

export async function ps(cli: Cli, { json }: PsRequest): Promise<Exit> {
  const dir = runtimeDirOf(cli.env, cli.host.uid);
  const { endpoints, refused } = lookInto(cli, dir);
  if (refused) {
    return ExitCode.failed;
  }
  const extra = endpoints.length * PATIENCE_FOR_EACH;
  const answers = await Promise.all(endpoints.map((endpoint) => asked(cli, endpoint, extra)));
  const running = answers
    .filter((answer) => answer !== undefined && answer !== "silent")
    .sort((one, other) => one.started - other.started);
  if (json) cli.out(`${JSON.stringify(running)}\n`);
  else if (running.length > 0) cli.out(listed(running));
  else if (!answers.includes("silent")) cli.out(NO_PROGRAM);
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

/** Undefined when the program has ended; an agent that does not answer properly is silent, which is told. */
async function asked(cli: Cli, endpoint: Endpoint, extra: number): Promise<Running | "silent" | undefined> {
  try {
    return await askWho({ name: "snappoint ps", version: cli.version }, endpoint, extra);
  } catch (error) {
    if (endpoint.isQuiet()) return undefined;
    tell(cli, endpoint.where, (error as Error).message);
    return "silent";
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
