/** What events have changed, put together. */
import type { Changes } from "./event.js";

export const NOTHING: Changes = { uris: new Set(), wanted: false };

export function together(all: readonly Changes[]): Changes {
  const unknown = all.flatMap(({ unknown = [] }) => unknown);
  return {
    uris: new Set(all.flatMap(({ uris }) => [...uris])),
    wanted: all.some(({ wanted }) => wanted),
    ...(unknown.length > 0 && { unknown }),
  };
}

/** Something about a document reads differently, and it is no probe's doing. */
export function rereading(uri: string): Changes {
  return { uris: new Set([uri]), wanted: false };
}
