/** Composition root: the real process for the commands. The only file that touches `process`. */
import { readFileSync, writeSync } from "node:fs";
import { constants, release } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseCommandLine } from "./cli/args.js";
import { type Cli, type Exit, ExitCode } from "./cli/cli.js";
import type { Request } from "./cli/requests.js";
import { hasTerminal, isAlive, kernel, killGroup } from "./cli/system.js";
import { helpText, usageLine } from "./cli/usage.js";

async function perform(cli: Cli, request: Request): Promise<Exit> {
  // Each command loads its own parts: `run` must start a program without the language server's delay.
  switch (request.name) {
    case "lsp": {
      const [{ lsp }, { startLsp }] = await Promise.all([import("./cli/lsp.js"), import("./lsp/server.js")]);
      return lsp(cli, startLsp, request);
    }
    case "run":
      return (await import("./cli/run.js")).run(cli, request);
    case "attach":
      return (await import("./cli/attach.js")).attach(cli, request);
    case "ps":
      return (await import("./cli/ps.js")).ps(cli, request);
    case "watch":
      return (await import("./cli/watch.js")).watch(cli, request);
    case "captures":
      return (await import("./cli/captures.js")).captures(cli, request);
    case "connect":
      return (await import("./cli/connect.js")).connect(cli, request);
    case "disconnect":
      return (await import("./cli/connect.js")).disconnect(cli, request);
    case "keys":
      return (await import("./cli/keys.js")).keys(cli, request);
    case "help":
      cli.out(helpText(request.command));
      return ExitCode.ok;
    case "version":
      cli.out(`${cli.version}\n`);
      return ExitCode.ok;
    case "wrong":
      cli.err(`snappoint${request.command ? ` ${request.command}` : ""}: ${request.message}\n`);
      cli.err(usageLine(request.command));
      return ExitCode.usage;
  }
}

function realProcess(): Cli {
  const packageDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
  const manifest = JSON.parse(readFileSync(path.join(packageDir, "package.json"), "utf8")) as {
    version: string;
  };
  return {
    env: process.env,
    cwd: process.cwd(),
    host: { uid: process.getuid?.() ?? -1, isAlive: (pid) => isAlive(pid, process.kill), ...kernel() },
    killGroup: (leader) => killGroup(leader, process.kill),
    platform: process.platform,
    packageDir,
    version: manifest.version,
    system: `Node ${process.versions.node}, ${process.platform} ${release()} ${process.arch}`,
    out: (text) => void output().write(text),
    err: (text) => void errors().write(text),
    warn,
    onSignals: (signals, handler) => {
      for (const signal of signals) process.on(signal, handler);
      return () => {
        for (const signal of signals) process.off(signal, handler);
      };
    },
    onOutputClosed: (handler) => outputClosed.push(handler),
    hasTerminal,
    streams: () => ({ input: process.stdin, output: output() }),
  };
}

/**
 * Node makes a pipe non-blocking as soon as one looks at `process.stdout` and its like, and a program
 * that shares the pipe would see writes fail. So they are taken only when there is something to say.
 */
const outputClosed: (() => void)[] = [];
const output = once(() =>
  process.stdout.on("error", () => {
    for (const handler of outputClosed) handler();
  }),
);
const errors = once(() => process.stderr.on("error", () => undefined));

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function warn(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nobody reads it.
  }
}

/** Ends as the child did, so that whoever started us sees the same as without us. */
function end(exit: Exit): void {
  if (typeof exit === "number") {
    process.exitCode = exit;
    return;
  }
  // For Node, SIGUSR1 means: start the debugger.
  if (exit.signal !== "SIGUSR1") process.kill(process.pid, exit.signal);
  // A few signals do not end a Node process, and as a container's first process none does.
  process.exit(128 + constants.signals[exit.signal]);
}

end(await perform(realProcess(), parseCommandLine(process.argv.slice(2))));
