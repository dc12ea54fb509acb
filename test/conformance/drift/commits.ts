/** Real changes of files, between two versions of a standard library or two commits of a repository. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Counterparts } from "../../../server/source-map/counterparts.js";
import { SourceText } from "../../../server/source-map/source-text.js";
import type { Statement } from "../../../server/source-map/statement.js";
import type { Counts } from "./walk.js";

/** One file in two versions. */
export interface Pair {
  name: string;
  before: string;
  after: string;
}

/** The files that two folders have in common and that differ. */
export function pairsOfFolders(one: string, other: string, names: readonly string[]): Pair[] {
  return names.flatMap((name) => {
    const [before, after] = [textOf(join(one, name)), textOf(join(other, name))];
    return before === undefined || after === undefined || before === after ? [] : [{ name, before, after }];
  });
}

/** What the newest commits of a repository have done to its Python files; nothing where there is no history. */
export function pairsOfCommits(repository: string, most: number): Pair[] {
  const git = (...args: string[]): string | undefined => {
    const { stdout, status } = spawnSync("git", ["-C", repository, ...args], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    return status === 0 ? stdout : undefined;
  };
  const changed =
    git("log", "--format=%H", "--name-only", "--diff-filter=M", "--no-merges", "--", "*.py") ?? "";
  const pairs: Pair[] = [];
  let commit = "";
  for (const line of changed.split("\n")) {
    if (pairs.length >= most) break;
    if (/^[0-9a-f]{40}$/.test(line)) commit = line;
    else if (line !== "") {
      const [before, after] = [git("show", `${commit}~:${line}`), git("show", `${commit}:${line}`)];
      if (before === undefined || after === undefined) continue;
      pairs.push({ name: `${commit.slice(0, 8)}:${line}`, before, after });
    }
  }
  return pairs;
}

/**
 * Looks for each statement of the one text in the other. The judge is plain text: what is written in one way only
 * once in each of both texts must not be taken for another line, and what is found must read as it did.
 */
export function judgePair({ name, before, after }: Pair): Counts {
  const [from, to] = [new SourceText(before), new SourceText(after)];
  const [here, there] = [linesByText(before), linesByText(after)];
  const counterparts = new Counterparts(from, to);
  const verdict: Counts = { right: 0, stale: 0, wrong: [] };
  for (const statement of from.statements()) {
    const found = counterparts.of(statement);
    const text = written(from, statement);
    if (typeof found === "string") verdict.stale++;
    else if (isWrong(text, statement, found, written(to, found))) {
      verdict.wrong.push(
        `${name}:${statement.start.line + 1} ${text} was found on line ${found.start.line + 1}`,
      );
    } else verdict.right++;
  }
  from.dispose();
  to.dispose();
  return verdict;

  function isWrong(text: string, statement: Statement, found: Statement, other: string): boolean {
    const only = there.get(text);
    const isOnly = here.get(text)?.length === 1 && only?.length === 1;
    const isOneLine = statement.start.line === statement.end.line && found.start.line === found.end.line;
    return (isOnly && only[0] !== found.start.line) || (isOneLine && letters(text) !== letters(other));
  }
}

/** The first line of a statement. */
function written(source: SourceText, { start }: Statement): string {
  return source.line(start.line).trim();
}

/** Without what formatters change: quotes, blanks, commas, parentheses and comments. */
function letters(text: string): string {
  return text.replace(/#.*$/, "").replace(/[^\w.=+*/<>!-]/g, "");
}

function linesByText(text: string): Map<string, number[]> {
  const found = new Map<string, number[]>();
  text.split("\n").forEach((line, index) => {
    const known = found.get(line.trim());
    if (known) known.push(index);
    else found.set(line.trim(), [index]);
  });
  return found;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
