/** Bytes for x86-64 processors, written as `bytes | what they mean`, with names for what is filled in later. */

/** `name` is an address of 8 bytes, `+name` a distance of 4. */
export type Values = Readonly<Record<string, bigint>>;

export function lengthOf(listing: string): number {
  return tokensOf(listing).reduce((sum, token) => sum + sizeOf(token), 0);
}

export function assembled(listing: string, values: Values): Buffer {
  return Buffer.concat(tokensOf(listing).map((token) => bytesOf(token, values)));
}

function tokensOf(listing: string): string[] {
  return listing.split("\n").flatMap((line) => (line.split("|")[0] ?? "").split(" ").filter(Boolean));
}

function sizeOf(token: string): number {
  if (HEXADECIMAL.test(token)) return 1;
  return token.startsWith("+") ? 4 : 8;
}

const HEXADECIMAL = /^[0-9a-f]{2}$/;

function bytesOf(token: string, values: Values): Buffer {
  if (HEXADECIMAL.test(token)) return Buffer.from(token, "hex");
  const value = values[token.replace("+", "")];
  if (value === undefined) throw new Error(`nothing is given for ${token}`);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes.subarray(0, sizeOf(token));
}
