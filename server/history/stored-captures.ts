/** Reads what the servers of this user have stored. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { STORED } from "./capture-store.js";
import type { CaptureRecord } from "./record.js";

/** Oldest first, each as it was written. `id` is that of a probe; a folder that is not there holds nothing. */
export function storedCaptures(folder: string, id?: string): CaptureRecord[] {
  return filesIn(folder)
    .flatMap((file) => linesOf(file))
    .flatMap((line) => parsed(line) ?? [])
    .filter((record) => id === undefined || record.id === id)
    .sort((one, other) => one.time - other.time);
}

function filesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(STORED));
    return names.map((name) => path.join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** A server may give a file another name, or remove it, between two looks. */
function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Undefined for a line that a server was killed in the middle of. */
function parsed(line: string): CaptureRecord | undefined {
  try {
    const record: unknown = JSON.parse(line);
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Checks what another version may have written otherwise, as far as it is read here. */
function isRecord(value: unknown): value is CaptureRecord {
  if (typeof value !== "object" || value === null) return false;
  const { id, time, file, summary } = value as Partial<CaptureRecord>;
  const texts = [id, file, ...(Array.isArray(summary) ? summary : [undefined])];
  return typeof time === "number" && texts.every((text) => typeof text === "string");
}
