/** Which function or class of one text is which of another: by name, and those left over by their code. */
import type { Statement } from "./statement.js";

/** Of a changed function that was renamed as well: how much must be common to both, and how many statements at least. */
const ALIKE = 0.6;
const ENOUGH = 3;

/** The code of one function, class body or module: what is not in an unchanged top-level statement. */
export interface ScopeCode {
  /** Normal forms of its statements, in source order; in a module, unchanged blocks stand as one. */
  keys: string[];
  statements: (Statement | undefined)[];
  /** How the function is defined, but for its name; "" for a class and a module. */
  head: string;
}

export type Scopes = ReadonlyMap<string, ScopeCode>;

/** Names in the first text → names in the second. */
export function pairedScopes(from: Scopes, to: Scopes): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const name of from.keys()) if (to.has(name)) pairs.set(name, name);
  const taken = new Set(pairs.values());
  const left = [...to.keys()].filter((name) => !taken.has(name));
  // What is inside a renamed scope is named after it, so outer ones come first.
  const missing = [...from.keys()].filter((name) => !pairs.has(name)).sort(byLength);
  for (const name of missing) {
    const found = insideRenamed(name, pairs, left) ?? renamed(name, missing, left, from, to);
    if (found === undefined) continue;
    pairs.set(name, found);
    left.splice(left.indexOf(found), 1);
  }
  return pairs;
}

function insideRenamed(
  name: string,
  pairs: Map<string, string>,
  left: readonly string[],
): string | undefined {
  const [, outer = "", own = ""] = /^(.+?)((?:\.<locals>)?\.[^.]+)$/.exec(name) ?? [];
  const found = `${pairs.get(outer) ?? ""}${own}`;
  return left.includes(found) ? found : undefined;
}

/** The only one that it can be, when it is also the only one that can be that one. */
function renamed(
  name: string,
  missing: readonly string[],
  left: readonly string[],
  from: Scopes,
  to: Scopes,
): string | undefined {
  const fits = (one: string, other: string) => {
    const [here, there] = [from.get(one), to.get(other)];
    return here !== undefined && there !== undefined && isAlike(here, there);
  };
  const [found, ...others] = left.filter((other) => fits(name, other));
  if (found === undefined || others.length > 0) return undefined;
  return missing.filter((one) => fits(one, found)).length === 1 ? found : undefined;
}

function isAlike(one: ScopeCode, other: ScopeCode): boolean {
  const longer = Math.max(one.keys.length, other.keys.length);
  const common = commonCount(one.keys, other.keys);
  if (common === longer && one.head === other.head) return common > 0;
  return common >= ENOUGH && common >= longer * ALIKE;
}

function commonCount(one: readonly string[], other: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const key of one) counts.set(key, (counts.get(key) ?? 0) + 1);
  let common = 0;
  for (const key of other) {
    const count = counts.get(key) ?? 0;
    if (count > 0) common++;
    counts.set(key, count - 1);
  }
  return common;
}

function byLength(one: string, other: string): number {
  return one.length - other.length;
}
