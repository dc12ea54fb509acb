import { readFileSync } from "node:fs";

/** A golden message of `test/wire`, by its file name without `.json`. */
export function golden(name: string): Record<string, unknown> & { params: object; result: object } {
  return JSON.parse(readFileSync(new URL(`../../wire/${name}.json`, import.meta.url), "utf8"));
}
