/** What stands where in a process's memory. */
import { readFileSync } from "node:fs";
import { RefusedTargetError } from "./refusal.js";

/** A stretch of memory that shows a file. */
export interface Mapping {
  /** The name of one that is no longer there ends with ` (deleted)`. */
  file: string;
  start: bigint;
  end: bigint;
  /** Of the file's byte that is at `start`. */
  offset: bigint;
  /** Code, which the process itself can't change. */
  isCode: boolean;
}

/** A file in a process's memory; `start` is where its first byte stands there. */
export interface Mapped {
  file: string;
  start: bigint;
}

/** Each file once. */
export function filesMappedBy(pid: number): Mapped[] {
  const found = new Map<string, Mapped>();
  for (const { file, start, offset } of mappingsOf(pid)) {
    if (!found.has(file)) found.set(file, { file, start: start - offset });
  }
  return [...found.values()];
}

/** In the order of their addresses. */
export function mappingsOf(pid: number): Mapping[] {
  return textOf(`/proc/${pid}/maps`)
    .split("\n")
    .flatMap((line) => {
      const [, start = "", end = "", rights = "", offset = "", file = ""] = MAPPING.exec(line) ?? [];
      if (file === "") return [];
      const [from, to, at] = [start, end, offset].map((digits) => BigInt(`0x${digits}`)) as [
        bigint,
        bigint,
        bigint,
      ];
      return [{ file, start: from, end: to, offset: at, isCode: rights.startsWith("r-x") }];
    });
}

const MAPPING = /^([0-9a-f]+)-([0-9a-f]+) (\S+) ([0-9a-f]+) \S+ \d+ +(\/.*)$/;

/** @throws RefusedTargetError */
export function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const hasEnded = ["ENOENT", "ESRCH"].includes(String((error as NodeJS.ErrnoException).code));
    throw new RefusedTargetError(hasEnded ? "it ended meanwhile" : "the system lets nobody look into it");
  }
}
