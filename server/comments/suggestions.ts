/** What can be written at the cursor in a comment. */
import type { Value } from "../probes/capture.js";
import type { InScope } from "../source-map/in-scope.js";
import { CALLABLE } from "../source-map/subset.js";
import { clip, visible } from "../view/plain.js";
import { namesSeenIn, type Seen, valueSeen } from "../view/seen.js";
import type { Wanted } from "./cursor.js";
import { WORDS } from "./words.js";

export interface Suggestion {
  label: string;
  kind: "variable" | "attribute" | "function" | "word";
  /** What it was when it was last seen, or what it does. */
  detail: string;
  /** Replaces what has been typed of it. */
  text: string;
}

const DETAIL_LENGTH = 80;
const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** @param seen newest first */
export function suggestionsFor(wanted: Wanted, scope: InScope, seen: readonly Seen[]): Suggestion[] {
  switch (wanted.what) {
    case "word":
      return words();
    case "attribute":
      return partsOf(wanted.of, seen, IDENTIFIER).map(([name, detail]) => {
        return { label: name, kind: "attribute", detail, text: name };
      });
    case "key":
      return partsOf(wanted.of, seen, /^['"]/).map(([key, detail]) => {
        return { label: key, kind: "attribute", detail, text: `${key}]` };
      });
    case "name":
      return [
        ...names(scope, seen),
        ...functions(),
        ...(wanted.isFirst ? [CONDITION, ...words()] : [CONDITION]),
      ];
  }
}

const CONDITION: Suggestion = {
  label: "if",
  kind: "word",
  detail: "only hits for which this is true",
  text: "if ",
};

/** Those whose values were seen come first, then the other locals, then the globals. */
function names({ locals, globals }: InScope, seen: readonly Seen[]): Suggestion[] {
  const values = namesSeenIn(seen);
  const known = [...locals.filter((name) => values.has(name)), ...locals, ...globals];
  return [...new Set(known)].map((name) => {
    const value = values.get(name);
    const detail = value ? told(value) : locals.includes(name) ? "local" : "global";
    return { label: name, kind: "variable", detail, text: name };
  });
}

function functions(): Suggestion[] {
  return CALLABLE.map((name) => ({ label: name, kind: "function", detail: "builtin", text: name }));
}

function words(): Suggestion[] {
  return Object.entries(WORDS).map(([word, { meaning }]) => {
    return { label: `@${word}`, kind: "word", detail: meaning, text: `@${word}` };
  });
}

function partsOf(path: string, seen: readonly Seen[], wanted: RegExp): [name: string, detail: string][] {
  const children = valueSeen(path, seen)?.children ?? [];
  return children.filter(({ name }) => wanted.test(name)).map(({ name, value }) => [name, told(value)]);
}

function told({ type, text }: Value): string {
  return clip(visible(`${type} = ${text}`), DETAIL_LENGTH);
}
