/** The options of one command, read strictly: what all commands have in common. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Request } from "./requests.js";

/** Its message says which argument, and what is wanted. */
export class WrongArgument extends Error {}

export function nothingElse(positionals: string[], request: Request): Request {
  if (positionals[0] !== undefined) {
    throw new WrongArgument(unexpected(positionals[0]));
  }
  return request;
}

export function unexpected(argument: string): string {
  return `unexpected argument ${JSON.stringify(argument)}`;
}

export function parsed<Options extends NonNullable<ParseArgsConfig["options"]>>(
  args: string[],
  options: Options,
) {
  try {
    const help = { type: "boolean", short: "h" } as const;
    return parseArgs({ args, options: { ...options, help }, allowPositionals: true });
  } catch (error) {
    throw new WrongArgument(complaint(error as Error));
  }
}

/** Options with values that stand before a command of somebody else's. */
export function optionsBefore<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): { options: Partial<Record<Name, string>>; rest: string[] } {
  const options: Partial<Record<Name, string>> = {};
  let rest = [...args];
  for (;;) {
    const [first = "", ...others] = rest;
    const [said, ...joined] = first.split("=");
    const name = names.find((each) => each === said);
    if (name === undefined) return { options, rest };
    const value = joined.length > 0 ? joined.join("=") : others.shift();
    if (value === undefined || value === "" || value === "--")
      throw new WrongArgument(`${name} wants a value`);
    options[name] = value;
    rest = others;
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
