/** How the language server's process ends; what it serves is tested with editors. */
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { Cli } from "../../../server/cli/cli.js";
import { lsp, type StartLsp } from "../../../server/cli/lsp.js";
import { environment } from "./orders.js";
import { runtimeFolder, start } from "./snappoint.js";

test("an editor that goes away without a word: exit code 1", async () => {
  const server = start(["lsp", "--stdio"], { env: environment(runtimeFolder()) });
  server.child.stdin?.end();
  expect(await server.ended()).toMatchObject({ code: 1, signal: null });
});

test("a signal ends the server in order, and then the process by that signal", async () => {
  let send: (signal: NodeJS.Signals) => void = () => undefined;
  let leave: (code: number) => void = () => undefined;
  const steps: string[] = [];
  const cli = {
    env: {},
    host: { uid: 7, isAlive: () => true },
    version: "0.1.0",
    streams: () => ({ input: new PassThrough(), output: new PassThrough() }),
    onSignals: (_signals: unknown, handler: typeof send) => {
      send = handler;
      return () => steps.push("signals are left alone");
    },
    onOutputClosed: () => undefined,
  };
  const startLsp: StartLsp = async (io) => {
    expect(io).toMatchObject({
      runtimeDir: "/tmp/snappoint-7",
      client: { name: "snappoint lsp", version: "0.1.0" },
    });
    leave = io.onExit;
    return {
      stop: async () => {
        steps.push("stopped");
        leave(1);
      },
    };
  };
  const exit = lsp(cli as unknown as Cli, startLsp, { name: "lsp" });
  await new Promise((resolve) => setImmediate(resolve));
  send("SIGTERM");
  expect(await exit).toEqual({ signal: "SIGTERM" });
  expect(steps).toEqual(["stopped", "signals are left alone"]);
});
