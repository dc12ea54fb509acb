/** What a string literal stands for, whichever quotes, prefixes and escapes it is written with. */

const ESCAPES: Record<string, string> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};

const ESCAPE =
  /\\(?:N\{([^}]*)\}|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([0-7]{1,3})|([\s\S]))|\{\{|\}\}/gi;

/** How the prefix of a literal has it read. */
export interface Reading {
  raw: boolean;
  bytes: boolean;
  /** An f-string or t-string: doubled braces stand for one. */
  format: boolean;
}

/** @param opening prefix and quotes, `rb"""` */
export function readingOf(opening: string): Reading {
  const prefix = (/^[a-z]*/i.exec(opening)?.[0] ?? "").toLowerCase();
  return { raw: prefix.includes("r"), bytes: prefix.includes("b"), format: /[ft]/.test(prefix) };
}

/** The characters (of bytes: one for each) that a piece of a literal between its quotes and interpolations stands for. */
export function stringValue(literal: string, { raw, bytes, format }: Reading): string {
  const plain = literal.replace(/\r\n?/g, "\n");
  if (raw) return format ? plain.replace(/\{\{|\}\}/g, (pair) => pair.charAt(0)) : plain;
  return plain.replace(ESCAPE, (written, name, two, four, eight, octal, letter) => {
    if (!written.startsWith("\\")) return format ? written.charAt(0) : written;
    const digits = two ?? (bytes ? undefined : (four ?? eight));
    if (digits !== undefined) return character(Number.parseInt(digits, 16));
    if (octal !== undefined) return character(Number.parseInt(octal, 8));
    if (name !== undefined) return bytes ? written : `\\N{${name.toUpperCase()}}`;
    return ESCAPES[letter] ?? written;
  });
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : `\\${code}`;
}
