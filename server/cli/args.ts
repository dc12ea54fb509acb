/** The command line as data: pure parsing, no files, no processes. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Wishes } from "../probes/probe.js";
import { MAX_TEXT } from "../relay/wire.js";

export type CommandName = "lsp" | "run" | "attach" | "ps" | "watch";

export interface LspRequest {
  name: "lsp";
  /** Another language server, to stand before. */
  wrap?: [string, ...string[]];
}

export interface RunRequest {
  name: "run";
  /** The program and its arguments. */
  command: [string, ...string[]];
}

export interface AttachRequest {
  name: "attach";
  pid: number;
}

export interface PsRequest {
  name: "ps";
  json: boolean;
}

export interface WatchRequest {
  name: "watch";
  /** As the user wrote it. */
  file: string;
  /** From 1. */
  line: number;
  wishes: Wishes;
  count: number | undefined;
  seconds: number | undefined;
  json: boolean;
}

interface WishOptions {
  if?: string | undefined;
  expr?: string[] | undefined;
  log?: string | undefined;
  more?: boolean | undefined;
}

export type Request =
  | LspRequest
  | RunRequest
  | AttachRequest
  | PsRequest
  | WatchRequest
  | { name: "help"; command?: CommandName }
  | { name: "version" }
  | { name: "wrong"; message: string; command?: CommandName };

const COMMANDS: Record<CommandName, (args: string[]) => Request> = {
  lsp: parseLsp,
  run: parseRun,
  attach: parseAttach,
  ps: parsePs,
  watch: parseWatch,
};

const LATER: Record<string, string> = {
  captures: "this version does not keep captures yet: see them live with `snappoint watch FILE:LINE`",
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
  if (Object.hasOwn(LATER, first)) {
    return { name: "wrong", message: `${first}: ${LATER[first]}` };
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

class WrongArgument extends Error {}

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
  const [program, ...rest] = args[0] === "--" ? args.slice(1) : args;
  if (program === undefined || program === "") {
    throw new WrongArgument("the command to run is missing");
  }
  if (args[0] !== "--" && program.startsWith("-")) {
    throw new WrongArgument(`unknown option ${program}`);
  }
  return { name: "run", command: [program, ...rest] };
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

function parseWatch(args: string[]): Request {
  const { values, positionals } = parsed(args, {
    count: { type: "string" },
    for: { type: "string" },
    json: { type: "boolean" },
    if: { type: "string" },
    expr: { type: "string", multiple: true },
    log: { type: "string" },
    more: { type: "boolean" },
  });
  if (values.help) {
    return { name: "help", command: "watch" };
  }
  const [place, ...rest] = positionals;
  return nothingElse(rest, {
    name: "watch",
    ...fileAndLine(place),
    wishes: wishesIn(values),
    count: values.count === undefined ? undefined : numberIn("--count", values.count, /^[1-9]\d{0,14}$/),
    seconds:
      values.for === undefined ? undefined : numberIn("--for", values.for, /^(?!0*\.?0*$)\d{0,9}\.?\d{0,9}$/),
    json: values.json ?? false,
  });
}

function wishesIn({ if: condition, expr: show, log: message, more }: WishOptions): Wishes {
  return {
    ...(condition !== undefined && { condition: filled("--if", condition).trim() }),
    ...(show !== undefined && { show: show.map((text) => filled("--expr", text).trim()) }),
    ...(message !== undefined && { message: filled("--log", message) }),
    ...(more && { detail: "more" }),
  };
}

function filled(option: string, text: string): string {
  if (text.trim() === "") {
    throw new WrongArgument(`${option} wants a text that is not empty`);
  }
  if (text.length > MAX_TEXT) {
    throw new WrongArgument(`${option} takes at most ${MAX_TEXT} characters`);
  }
  return text;
}

function fileAndLine(place: string | undefined): { file: string; line: number } {
  if (place === undefined) {
    throw new WrongArgument("the place to watch is missing: FILE:LINE");
  }
  const [, file, line] = /^(.+):(\d{1,9})$/s.exec(place) ?? [];
  if (file === undefined || Number(line) < 1) {
    throw new WrongArgument(`${JSON.stringify(place)} is not FILE:LINE with a line from 1`);
  }
  return { file, line: Number(line) };
}

function numberIn(option: string, text: string, form: RegExp): number {
  if (!form.test(text)) {
    const wanted = option === "--count" ? "a whole number from 1" : "a number of seconds above 0";
    throw new WrongArgument(`${option} must be ${wanted}, not ${JSON.stringify(text)}`);
  }
  return Number(text);
}

function nothingElse(positionals: string[], request: Request): Request {
  if (positionals[0] !== undefined) {
    throw new WrongArgument(unexpected(positionals[0]));
  }
  return request;
}

function unexpected(argument: string): string {
  return `unexpected argument ${JSON.stringify(argument)}`;
}

function parsed<Options extends NonNullable<ParseArgsConfig["options"]>>(args: string[], options: Options) {
  try {
    const help = { type: "boolean", short: "h" } as const;
    return parseArgs({ args, options: { ...options, help }, allowPositionals: true });
  } catch (error) {
    throw new WrongArgument(complaint(error as Error));
  }
}

/** Node's own messages go on with advice about `--`, which is wrong for most of the mistakes. */
function complaint({ message }: Error): string {
  const unknown = /^Unknown option '(.*?)'/.exec(message);
  if (unknown) {
    return `unknown option ${unknown[1]}`;
  }
  const dashed = /^Option '(\S*).*?' argument is ambiguous/.exec(message);
  if (dashed) {
    return `${dashed[1]} wants a value that does not begin with "-"`;
  }
  const first = message.split(/[.\n]/)[0] ?? message;
  return first.charAt(0).toLowerCase() + first.slice(1);
}
