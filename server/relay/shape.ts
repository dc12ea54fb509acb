/**
 * Checks of what arrived: each either returns the value with its known fields only, or throws a
 * `ShapeError` that names the first wrong field. Unknown fields are left out, so a newer agent may send more.
 *
 * Hundreds of thousands of values are checked each second, and almost all are as they should be. So what has no
 * unknown fields is returned as it came and not copied, and no check is told where it looks: an error learns that on
 * its way up.
 */
export class ShapeError extends Error {
  private field = "";

  constructor(
    private readonly wanted: string,
    private readonly got: unknown,
  ) {
    super();
    this.tell();
  }

  /** It was found in a part. @param step `.name` or `[index]` */
  isIn(step: string): void {
    this.field = step + this.field;
    this.tell();
  }

  private tell(): void {
    const field = this.field.replace(/^\./, "") || "(whole message)";
    this.message = `field ${field} must be ${this.wanted}, not ${nameOf(this.got)}`;
  }
}

export type Check<T> = (got: unknown) => T;

function nameOf(got: unknown): string {
  if (got === undefined) {
    return "missing";
  }
  if (got === null || typeof got === "boolean" || typeof got === "number") {
    return String(got);
  }
  return Array.isArray(got) ? "a list" : typeof got === "string" ? "text" : "an object";
}

export const text: Check<string> = (got) => {
  if (typeof got !== "string") {
    throw new ShapeError("text", got);
  }
  return got;
};

export const number: Check<number> = (got) => {
  if (typeof got !== "number" || !Number.isFinite(got)) {
    throw new ShapeError("a number", got);
  }
  return got;
};

export const boolean: Check<boolean> = (got) => {
  if (typeof got !== "boolean") {
    throw new ShapeError("true or false", got);
  }
  return got;
};

export function integerFrom(least: number): Check<number> {
  return (got) => {
    if (typeof got !== "number" || !Number.isInteger(got) || got < least) {
      throw new ShapeError(`a whole number from ${least}`, got);
    }
    return got;
  };
}

export const count = integerFrom(0);
export const ordinal = integerFrom(1);

export function oneOf<T extends string>(...words: T[]): Check<T> {
  return (got) => {
    const word = words.find((candidate) => candidate === got);
    if (word === undefined) {
      throw new ShapeError(`one of ${words.join(", ")}`, got);
    }
    return word;
  };
}

export function listOf<T>(check: Check<T>): Check<T[]> {
  return (got) => {
    if (!Array.isArray(got)) {
      throw new ShapeError("a list", got);
    }
    let checked = got;
    for (let index = 0; index < got.length; index++) {
      const item = checkedPart(check, got[index], index);
      if (item === got[index]) continue;
      if (checked === got) checked = [...got];
      checked[index] = item;
    }
    return checked;
  };
}

/** A field that may be missing. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (got) => (got === undefined ? undefined : check(got));
}

type Checks<T> = { [K in keyof T]-?: Check<T[K]> };

export function object<T extends object>(checks: Checks<T>): Check<T> {
  const fieldsToCheck = Object.entries(checks) as [keyof T & string, Check<T[keyof T & string]>][];
  return (got) => {
    const fields = record(got);
    let others = numberOf(fields);
    let checked: Partial<T> | undefined;
    for (const [name, check] of fieldsToCheck) {
      const found = checkedPart(check, fields[name], name);
      if (found !== undefined) others -= 1;
      if (found === fields[name]) continue;
      checked ??= { ...(fields as T) };
      checked[name] = found;
    }
    return others === 0 ? ((checked ?? fields) as T) : only(fieldsToCheck, checked ?? (fields as T));
  };
}

/** Only the known ones, of those that there are. */
function only<T extends object>(known: [keyof T & string, unknown][], fields: Partial<T>): T {
  const kept: Partial<T> = {};
  for (const [name] of known) {
    if (fields[name] !== undefined) kept[name] = fields[name];
  }
  return kept as T;
}

/** Without the list that `Object.keys` would make. */
function numberOf(fields: object): number {
  let number = 0;
  for (const _name in fields) number += 1;
  return number;
}

/** @param place the name of a field, or an index */
function checkedPart<T>(check: Check<T>, part: unknown, place: string | number): T {
  try {
    return check(part);
  } catch (error) {
    if (error instanceof ShapeError) error.isIn(typeof place === "number" ? `[${place}]` : `.${place}`);
    throw error;
  }
}

export function record(got: unknown): Record<string, unknown> {
  if (typeof got !== "object" || got === null || Array.isArray(got)) {
    throw new ShapeError("an object", got);
  }
  return got as Record<string, unknown>;
}
