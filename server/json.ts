/** Looks into values that came from elsewhere and may be anything. */

export type Json = Readonly<Record<string, unknown>>;

/** The fields of an object; of anything else there are none. */
export function fields(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** The elements of a list; of anything else there are none. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
