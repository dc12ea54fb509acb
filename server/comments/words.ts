/** The words of probe comments: each has an `@`, so that none can be mistaken for a name of the program's. */
import type { ProbeKind } from "../probes/probe.js";
import { PROBE_SIGN } from "../source-map/probe-comments.js";
import type { Flaw } from "../source-map/subset.js";
import type { Stretch } from "./pieces.js";

interface Word {
  kind?: ProbeKind;
  detail?: "more";
  changes?: true;
  /** For people. */
  meaning: string;
}

export const WORDS: Readonly<Record<string, Word>> = {
  count: { kind: "count", meaning: "only counts" },
  time: { kind: "time", meaning: "how long it takes, or calls of the function that it defines" },
  exception: { kind: "exception", meaning: "the exceptions that it raises, or calls of what it defines" },
  function: { kind: "function", meaning: "calls of the function around: arguments, and what they return" },
  changes: { changes: true, meaning: "only when the expression behind it is not what it was before" },
  more: { detail: "more", meaning: "captures more of each value" },
};

export interface WordsRead {
  kind: ProbeKind | undefined;
  detail: "more" | undefined;
  /** Where `@changes` stands. */
  changes: Stretch | undefined;
  flaws: Flaw[];
  end: number;
}

/** Those at the beginning of a comment. */
export function readWords(text: string): WordsRead {
  const read: WordsRead = {
    kind: undefined,
    detail: undefined,
    changes: undefined,
    flaws: [],
    end: PROBE_SIGN.length,
  };
  const next = /\s*@(\w*)/y;
  next.lastIndex = read.end;
  for (let found = next.exec(text); found; found = next.exec(text)) {
    const { 0: written, 1: name = "", index } = found;
    read.end = next.lastIndex;
    const stretch = { start: index + written.indexOf("@"), end: read.end };
    const word = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
    if (!word) read.flaws.push({ ...stretch, reason: `@${name} is not known; there are ${allWords()}` });
    else if (word.kind && read.kind) read.flaws.push({ ...stretch, reason: "one kind of point is enough" });
    read.kind ??= word?.kind;
    read.detail ??= word?.detail;
    if (word?.changes) read.changes = stretch;
  }
  return read;
}

/** How a comment says what its place would not make of it by itself. */
export function wordsFor(
  kind: ProbeKind | undefined,
  changes: boolean,
  detail: "more" | undefined,
): string[] {
  const names = Object.keys(WORDS).filter((name) => {
    const word = WORDS[name];
    return word?.kind ? word.kind === kind : word?.changes ? changes : word?.detail === detail;
  });
  return names.map((name) => `@${name}`);
}

function allWords(): string {
  const names = Object.keys(WORDS).map((name) => `@${name}`);
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
