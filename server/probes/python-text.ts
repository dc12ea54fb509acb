/** The text of a Python file as Python itself decodes it: by its byte order mark or coding cookie (PEP 263). */

/** In a comment of one of the first two lines, in one of the forms that editors know. */
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

/** Names that Python has for encodings that `TextDecoder` knows by another. */
const OTHER_NAMES: Record<string, string> = { utf8: "utf-8", "utf-8-sig": "utf-8", cp932: "shift_jis" };
const LATIN_1 = new Set(["latin-1", "latin1", "l1", "iso-8859-1", "iso8859-1", "iso-latin-1"]);

/** Characters. A longer text is no program that people read, and to follow it would take seconds and gigabytes. */
const LONGEST = 2_000_000;
export const TOO_LONG = "it has more than two million characters, which are too many to follow";

export class UnreadableText extends Error {}

export function isTooLong(text: string): boolean {
  return text.length > LONGEST;
}

/** @throws UnreadableText with the reason, to stand behind "cannot be read: " */
export function pythonText(bytes: Uint8Array): string {
  const text = decoded(bytes, encodingOf(bytes));
  if (isTooLong(text)) throw new UnreadableText(TOO_LONG);
  return text;
}

function decoded(bytes: Uint8Array, encoding: string): string {
  // What `TextDecoder` calls latin1 is windows-1252, where some characters are others.
  if (LATIN_1.has(encoding)) return Buffer.from(bytes).toString("latin1");
  try {
    return new TextDecoder(OTHER_NAMES[encoding] ?? encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    const known = !(error instanceof RangeError);
    throw new UnreadableText(
      known ? `it is not ${encoding} text` : `its encoding ${encoding} is not known here`,
    );
  }
}

function encodingOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString("latin1");
  if (head.startsWith(BYTE_ORDER_MARK)) return "utf-8";
  const [first = "", second = ""] = head.split(/\r\n|\n|\r/);
  const found = COOKIE.exec(first) ?? (/^[ \t\f]*(#|$)/.test(first) ? COOKIE.exec(second) : null);
  return (found?.[1] ?? "utf-8").toLowerCase().replaceAll("_", "-");
}
