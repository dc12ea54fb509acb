/**
 * Checks of what arrived: each either returns a fresh value with the known fields only, or throws a
 * `ShapeError` that names the first wrong field. Unknown fields are left out, so a newer agent may send more.
 */
export class ShapeError extends Error {
  constructor(field: string, wanted: string, got: unknown) {
    super(`field ${field || "(whole message)"} must be ${wanted}, not ${nameOf(got)}`);
  }
}

export type Check<T> = (got: unknown, field: string) => T;

function nameOf(got: unknown): string {
  if (got === undefined) {
    return "missing";
  }
  if (got === null || typeof got === "boolean" || typeof got === "number") {
    return String(got);
  }
  return Array.isArray(got) ? "a list" : typeof got === "string" ? "text" : "an object";
}

export const text: Check<string> = (got, field) => {
  if (typeof got !== "string") {
    throw new ShapeError(field, "text", got);
  }
  return got;
};

export const number: Check<number> = (got, field) => {
  if (typeof got !== "number" || !Number.isFinite(got)) {
    throw new ShapeError(field, "a number", got);
  }
  return got;
};

export const boolean: Check<boolean> = (got, field) => {
  if (typeof got !== "boolean") {
    throw new ShapeError(field, "true or false", got);
  }
  return got;
};

export function integerFrom(least: number): Check<number> {
  return (got, field) => {
    if (typeof got !== "number" || !Number.isInteger(got) || got < least) {
      throw new ShapeError(field, `a whole number from ${least}`, got);
    }
    return got;
  };
}

export const count = integerFrom(0);
export const ordinal = integerFrom(1);

export function oneOf<T extends string>(...words: T[]): Check<T> {
  return (got, field) => {
    const word = words.find((candidate) => candidate === got);
    if (word === undefined) {
      throw new ShapeError(field, `one of ${words.join(", ")}`, got);
    }
    return word;
  };
}

export function listOf<T>(check: Check<T>): Check<T[]> {
  return (got, field) => {
    if (!Array.isArray(got)) {
      throw new ShapeError(field, "a list", got);
    }
    return got.map((item, index) => check(item, `${field}[${index}]`));
  };
}

/** A field that may be missing. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (got, field) => (got === undefined ? undefined : check(got, field));
}

type Checks<T> = { [K in keyof T]-?: Check<T[K]> };

export function object<T extends object>(checks: Checks<T>): Check<T> {
  return (got, field) => {
    const fields = record(got, field);
    const checked: Partial<T> = {};
    for (const name of Object.keys(checks) as (keyof T & string)[]) {
      const found = checks[name](fields[name], field ? `${field}.${name}` : name);
      if (found !== undefined) checked[name] = found;
    }
    return checked as T;
  };
}

export function record(got: unknown, field: string): Record<string, unknown> {
  if (typeof got !== "object" || got === null || Array.isArray(got)) {
    throw new ShapeError(field, "an object", got);
  }
  return got as Record<string, unknown>;
}
