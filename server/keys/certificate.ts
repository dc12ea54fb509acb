/**
 * A self-signed certificate for a key, which is all that is needed to be known again by somebody who has a copy.
 * Node makes and uses keys but no certificates; the structure is that of RFC 5280, in DER (X.690).
 */
import { createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";

const DAY_MS = 24 * 60 * 60 * 1000;
const VALID_DAYS = 3650;

const Tag = {
  integer: 0x02,
  bits: 0x03,
  oid: 0x06,
  text: 0x0c,
  shortTime: 0x17,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
};

/** 2.5.4.3, common name. */
const COMMON_NAME = der(Tag.oid, Buffer.from([0x55, 0x04, 0x03]));

/** 1.2.840.10045.4.3.2, ECDSA with SHA-256. */
const SIGNATURE_KIND = sequence(der(Tag.oid, Buffer.from([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02])));

/** @param key a private key on the curve P-256
 * @returns PEM, valid for ten years from a day before `now`, milliseconds since the epoch */
export function selfSigned(key: KeyObject, name: string, now: number): string {
  const issuer = sequence(der(Tag.set, sequence(COMMON_NAME, der(Tag.text, Buffer.from(name)))));
  const validity = sequence(time(now - DAY_MS), time(now + VALID_DAYS * DAY_MS));
  // Positive, because the first bit is not set, and not zero.
  const serial = der(Tag.integer, Buffer.concat([Buffer.from([0x40]), randomBytes(15)]));
  const version3 = der(Tag.version, der(Tag.integer, Buffer.from([2])));
  const publicKey = createPublicKey(key).export({ type: "spki", format: "der" });
  const signed = sequence(version3, serial, SIGNATURE_KIND, issuer, validity, issuer, publicKey);
  const signature = sign("sha256", signed, key);
  return pem("CERTIFICATE", sequence(signed, SIGNATURE_KIND, der(Tag.bits, Buffer.from([0]), signature)));
}

/** A block of a PEM file. */
export function pem(label: string, content: Buffer): string {
  const lines = content.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

function sequence(...parts: Buffer[]): Buffer {
  return der(Tag.sequence, ...parts);
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content]);
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  if (length < 0x100) return Buffer.from([0x81, length]);
  return Buffer.from([0x82, length >> 8, length & 0xff]);
}

/** `YYMMDDHHMMSSZ`, and from 2050 on with the whole year. */
function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/[-:T]|\.\d+/g, "");
  return digits < "2050"
    ? der(Tag.shortTime, Buffer.from(digits.slice(2)))
    : der(Tag.time, Buffer.from(digits));
}
