/** `snappoint lsp`: the language server on standard input and output. */
import { randomUUID } from "node:crypto";
import type { Readable, Writable } from "node:stream";
import { attach } from "../attach/attach.js";
import { connect, disconnect, type OtherMachines } from "../connect/connect.js";
import { stateDirOf } from "../history/state-folder.js";
import { type Host, runtimeDirOf } from "../relay/runtime-folder.js";
import { type Wrapped, wrap } from "../wrap/wrap.js";
import { attachOptions } from "./attach.js";
import type { Cli, Exit } from "./cli.js";
import { connectOptions } from "./connect.js";
import type { LspRequest } from "./requests.js";

/** The language server, as far as a command line knows it; `onExit` is called once. */
export type StartLsp = (io: {
  input: Readable;
  output: Writable;
  runtimeDir: string;
  host: Host;
  stateDir: string;
  client: { id: string; name: string; version: string };
  system: string;
  attach(pid: number): Promise<{ already: boolean }>;
  others: OtherMachines;
  onExit(code: number): void;
}) => Promise<{ stop(): Promise<void> }>;

/** Serves until the editor leaves. An editor that kills its server must not leave probes behind. */
export async function lsp(cli: Cli, startLsp: StartLsp, request: LspRequest): Promise<Exit> {
  const editor = cli.streams();
  const wrapped = request.wrap && wrap({ ...editor, command: request.wrap, env: cli.env, log: cli.err });
  const { input, output }: Pick<Wrapped, "input" | "output"> = wrapped ?? editor;
  let leave: (code: number) => void = () => undefined;
  const left = new Promise<number>((resolve) => {
    leave = resolve;
  });
  const server = await startLsp({
    input,
    output,
    runtimeDir: runtimeDirOf(cli.env, cli.host.uid),
    host: cli.host,
    stateDir: stateDirOf(cli.env),
    client: { id: randomUUID(), name: "snappoint lsp", version: cli.version },
    system: cli.system,
    attach: (pid) => attach(pid, attachOptions(cli)),
    others: {
      connect: (wanted) => connect(wanted, connectOptions(cli, "lsp")),
      disconnect: (address) => disconnect(address, connectOptions(cli, "lsp")),
    },
    onExit: leave,
  });
  let killedBy: NodeJS.Signals | undefined;
  const stopListening = cli.onSignals(["SIGINT", "SIGTERM", "SIGHUP"], (signal) => {
    killedBy ??= signal;
    void server.stop();
  });
  cli.onOutputClosed(() => void server.stop());
  const code = await left;
  await wrapped?.stop();
  stopListening();
  editor.input.destroy();
  return killedBy === undefined ? code : { signal: killedBy };
}
