/** The command line as data: pure parsing, no files, no processes. */
import { addressIn } from "../relay/address.js";
import { parseWatch } from "./parse-watch.js";
import { nothingElse, optionsBefore, parsed, unexpected, WrongArgument } from "./parsing.js";
import type { CommandName, Request } from "./requests.js";

const COMMANDS: Record<CommandName, (args: string[]) => Request> = {
  lsp: parseLsp,
  run: parseRun,
  attach: parseAttach,
  ps: parsePs,
  watch: parseWatch,
  captures: parseCaptures,
  connect: parseConnect,
  disconnect: parseDisconnect,
  keys: parseKeys,
};

/** `argv` without the interpreter and the script. */
export function parseCommandLine(argv: readonly string[]): Request {
  const [first, ...args] = argv;
  if (first === undefined) {
    return { name: "wrong", message: "a command is missing" };
  }
  if (first === "--help" || first === "-h") {
    return { name: "help" };
  }
  if (first === "--version") {
    return args[0] === undefined ? { name: "version" } : { name: "wrong", message: unexpected(args[0]) };
  }
  if (!Object.hasOwn(COMMANDS, first)) {
    const kind = first.startsWith("-") ? "option" : "command";
    return { name: "wrong", message: `unknown ${kind} ${JSON.stringify(first)}` };
  }
  return parseCommand(first as CommandName, args);
}

function parseCommand(command: CommandName, args: string[]): Request {
  try {
    return COMMANDS[command](args);
  } catch (error) {
    if (error instanceof WrongArgument) {
      return { name: "wrong", command, message: error.message };
    }
    throw error;
  }
}

/** What follows `--wrap` belongs to the other server. */
function parseLsp(args: string[]): Request {
  const end = args.includes("--wrap") ? args.indexOf("--wrap") : args.length;
  const { values, positionals } = parsed(args.slice(0, end), { stdio: { type: "boolean" } });
  if (values.help) {
    return { name: "help", command: "lsp" };
  }
  if (end === args.length) {
    return nothingElse(positionals, { name: "lsp" });
  }
  const [program, ...rest] = args.slice(end + 1);
  if (program === undefined || program === "") {
    throw new WrongArgument("--wrap wants the command of the other language server");
  }
  return nothingElse(positionals, { name: "lsp", wrap: [program, ...rest] });
}

/** What follows belongs to the program, so nothing behind its name is looked at. */
function parseRun(args: string[]): Request {
  if (args[0] === "--help" || args[0] === "-h") {
    return { name: "help", command: "run" };
  }
  const { options, rest } = optionsBefore(args, ["--listen", "--keys"]);
  const [program, ...others] = rest[0] === "--" ? rest.slice(1) : rest;
  if (program === undefined || program === "") {
    throw new WrongArgument("the command to run is missing");
  }
  if (rest[0] !== "--" && program.startsWith("-")) {
    throw new WrongArgument(`unknown option ${program}`);
  }
  const { "--listen": listen, "--keys": keys } = options;
  if (listen === undefined && keys !== undefined) {
    throw new WrongArgument("--keys goes with --listen");
  }
  if (listen !== undefined && addressIn(listen) === undefined) {
    throw new WrongArgument("--listen wants tcp://HOST:PORT or tcp://HOST:FIRST-LAST, with up to 100 ports");
  }
  return {
    name: "run",
    command: [program, ...others],
    ...(listen !== undefined && { listen }),
    ...(keys !== undefined && { keys }),
  };
}

function parseAttach(args: string[]): Request {
  const { values, positionals } = parsed(args, {});
  if (values.help) {
    return { name: "help", command: "attach" };
  }
  const [pid, ...rest] = positionals;
  if (pid === undefined) {
    throw new WrongArgument("the id of the process is missing");
  }
  if (!/^[1-9]\d{0,8}$/.test(pid)) {
    throw new WrongArgument(`${JSON.stringify(pid)} is no process id`);
  }
  return nothingElse(rest, { name: "attach", pid: Number(pid) });
}

function parsePs(args: string[]): Request {
  const { values, positionals } = parsed(args, { json: { type: "boolean" } });
  if (values.help) {
    return { name: "help", command: "ps" };
  }
  return nothingElse(positionals, { name: "ps", json: values.json ?? false });
}

function parseCaptures(args: string[]): Request {
  const { values, positionals } = parsed(args, { probe: { type: "string" }, json: { type: "boolean" } });
  if (values.help) {
    return { name: "help", command: "captures" };
  }
  if (values.probe === "") {
    throw new WrongArgument("--probe wants the id of a point");
  }
  return nothingElse(positionals, { name: "captures", probe: values.probe, json: values.json ?? false });
}

function parseConnect(args: string[]): Request {
  const { values, positionals } = parsed(args, { keys: { type: "string" } });
  if (values.help) {
    return { name: "help", command: "connect" };
  }
  const [address, ...rest] = positionals;
  return nothingElse(rest, { name: "connect", address: given(address), keys: values.keys });
}

function parseDisconnect(args: string[]): Request {
  const { values, positionals } = parsed(args, {});
  if (values.help) {
    return { name: "help", command: "disconnect" };
  }
  const [address, ...rest] = positionals;
  return nothingElse(rest, { name: "disconnect", address: given(address) });
}

function given(address: string | undefined): string {
  if (address === undefined) {
    throw new WrongArgument("the address is missing: HOST:PORT");
  }
  return address;
}

function parseKeys(args: string[]): Request {
  const { values, positionals } = parsed(args, {});
  if (values.help) {
    return { name: "help", command: "keys" };
  }
  const [folder, ...rest] = positionals;
  return nothingElse(rest, { name: "keys", folder });
}
