/** `snappoint watch`: one probe, from the terminal. */
import { randomUUID } from "node:crypto";
import { Fleet } from "../relay/fleet.js";
import { runtimeDirOf } from "../relay/runtime-folder.js";
import { toWireProbe } from "../relay/to-wire.js";
import { type Cli, type Exit, ExitCode } from "./cli.js";
import type { WatchRequest } from "./requests.js";
import { usageLine } from "./usage.js";
import { Observer } from "./watch-observer.js";
import { targetAt } from "./watch-target.js";

const ENDING_SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Node takes a longer time for none at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export async function watch(cli: Cli, request: WatchRequest): Promise<Exit> {
  const target = await targetAt(cli.cwd, request);
  if ("exit" in target) {
    cli.err(`snappoint watch: ${target.message}\n`);
    if (target.exit === ExitCode.usage) cli.err(usageLine("watch"));
    return target.exit;
  }
  const runtimeDir = runtimeDirOf(cli.env, cli.host.uid);
  const observer = new Observer(cli, request, target, runtimeDir);
  const fleet = new Fleet({
    runtimeDir,
    host: cli.host,
    client: { id: randomUUID(), name: "snappoint watch", version: cli.version },
    onEvent: (event) => observer.apply(event),
    pathMap: () => request.pathMap ?? {},
  });
  const stopListening = cli.onSignals(ENDING_SIGNALS, () => observer.end(0));
  cli.onOutputClosed(() => observer.end(0));
  const timer =
    request.seconds && setTimeout(() => observer.end(0), Math.min(request.seconds * 1000, LONGEST_TIMER_MS));
  void fleet.setWanted(() => [toWireProbe(target.probe, request.pathMap)]);
  fleet.start();
  observer.begin(fleet.found);
  const exit = await observer.ended;
  clearTimeout(timer);
  // From here on a second Ctrl-C ends us at once.
  stopListening();
  await fleet.stop();
  observer.close();
  return exit;
}
