/** The command line of `snappoint watch`. */
import type { ProbeKind, Wishes } from "../probes/probe.js";
import { MAX_TEXT } from "../relay/wire.js";
import { nothingElse, parsed, WrongArgument } from "./parsing.js";
import type { Request } from "./requests.js";

interface WishOptions {
  if?: string | undefined;
  expr?: string[] | undefined;
  log?: string | undefined;
  more?: boolean | undefined;
  changes?: string | undefined;
  time?: boolean | undefined;
  exception?: boolean | undefined;
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
    changes: { type: "string" },
    time: { type: "boolean" },
    exception: { type: "boolean" },
    map: { type: "string", multiple: true },
  });
  if (values.help) {
    return { name: "help", command: "watch" };
  }
  const [place, ...rest] = positionals;
  return nothingElse(rest, {
    name: "watch",
    ...fileAndLine(place),
    kind: kindIn(values),
    wishes: wishesIn(values),
    count: values.count === undefined ? undefined : numberIn("--count", values.count, /^[1-9]\d{0,14}$/),
    seconds:
      values.for === undefined ? undefined : numberIn("--for", values.for, /^(?!0*\.?0*$)\d{0,9}\.?\d{0,9}$/),
    json: values.json ?? false,
    ...(values.map !== undefined && { pathMap: Object.fromEntries(values.map.map(pairIn)) }),
  });
}

/** Both are absolute: nobody knows where the program was started. */
function pairIn(text: string): [here: string, there: string] {
  const [, here, there] = /^([\\/][^=]*)=([\\/].*)$/s.exec(text) ?? [];
  if (here !== undefined && there !== undefined) return [here, there];
  throw new WrongArgument(
    `--map wants HERE=THERE, two absolute paths of folders, not ${JSON.stringify(text)}`,
  );
}

/** What is wanted of a line: its values, a message, how long it takes, or the exceptions that come up in it. */
function kindIn({ log, time, exception, changes }: WishOptions): ProbeKind {
  const wanted = [
    ...(log === undefined ? [] : (["log"] as const)),
    ...(time ? (["time"] as const) : []),
    ...(exception ? (["exception"] as const) : []),
  ];
  const [kind = "snapshot", other] = wanted;
  if (other !== undefined) throw new WrongArgument(`--${kind} and --${other} exclude each other`);
  if (changes !== undefined && (kind === "time" || kind === "exception")) {
    throw new WrongArgument(`--${kind} and --changes exclude each other`);
  }
  return kind;
}

function wishesIn({ if: condition, changes, expr: show, log: message, more }: WishOptions): Wishes {
  return {
    ...(condition !== undefined && { condition: filled("--if", condition).trim() }),
    ...(changes !== undefined && { changes: filled("--changes", changes).trim() }),
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
