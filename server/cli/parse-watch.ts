/** The command line of `snappoint watch`. */
import type { Wishes } from "../probes/probe.js";
import { MAX_TEXT } from "../relay/wire.js";
import { nothingElse, parsed, WrongArgument } from "./parsing.js";
import type { Request } from "./requests.js";

interface WishOptions {
  if?: string | undefined;
  expr?: string[] | undefined;
  log?: string | undefined;
  more?: boolean | undefined;
}

export function parseWatch(args: string[]): Request {
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
