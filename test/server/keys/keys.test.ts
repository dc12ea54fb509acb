/** The keys for connections by network: made here, understood by OpenSSL on both sides. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { keyFilesIn, keysFolder, provideKeys } from "../../../server/keys/key-files.js";
import { newKeys, passIn } from "../../../server/keys/keys.js";
import { folder } from "../cli/snappoint.js";

const NOW = Date.parse("2026-05-01T12:00:00Z");
const wire = (name: string) => readFileSync(new URL(`../../wire/${name}`, import.meta.url), "utf8");

test("a certificate that belongs to the key, signed by itself, valid from a day before for ten years", () => {
  const { agent, connect } = newKeys(NOW);
  const certificate = new X509Certificate(connect);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(agent))).toBe(true);
  expect(certificate.subject).toBe("CN=snappoint");
  expect(certificate.validFrom).toBe("Apr 30 12:00:00 2026 GMT");
  expect(certificate.validTo).toBe("Apr 28 12:00:00 2036 GMT");
});

test("from 2050 on the years have four digits", () => {
  const certificate = new X509Certificate(newKeys(Date.parse("2045-01-02T00:00:00Z")).connect);
  expect([certificate.validFrom, certificate.validTo]).toEqual([
    "Jan  1 00:00:00 2045 GMT",
    "Dec 31 00:00:00 2054 GMT",
  ]);
});

test("each time others, of the form that agents read", () => {
  const [one, other] = [newKeys(NOW), newKeys(NOW)];
  expect(passIn(one.connect)?.token).not.toBe(passIn(other.connect)?.token);
  const form = (text: string) => text.replace(/^[^-].*$/gm, "…").replace(/(…\n)+/g, "…\n");
  expect(form(one.agent)).toBe(form(wire("agent.pem")));
  expect(form(one.connect)).toBe(form(wire("connect.pem")));
  expect(passIn(one.connect)?.token).toMatch(/^[\w+/]{43}=$/);
});

test("only the private key is not in what those get who connect", () => {
  const { agent, connect } = newKeys(NOW);
  expect(agent.endsWith(connect)).toBe(true);
  expect(connect).not.toContain("PRIVATE KEY");
  expect(passIn(agent)).toEqual(passIn(connect));
});

test.each([
  "",
  "nothing",
  wire("connect.pem").replace(/TOKEN/g, "TAKEN"),
  wire("connect.pem").replace("MII", "MIJ"),
])("a text without a pass: %#", (text) => {
  expect(passIn(text)).toBeUndefined();
});

test("the files are made once, and only their owner can read them", () => {
  const dir = path.join(folder(), "not", "yet");
  const files = keyFilesIn(dir);
  expect(provideKeys(dir, NOW)).toEqual({ ...files, made: true });
  const before = readFileSync(files.agent, "utf8");
  expect(provideKeys(dir, NOW)).toEqual({ ...files, made: false });
  expect(readFileSync(files.agent, "utf8")).toBe(before);
  expect([dir, files.agent, files.connect].map((file) => statSync(file).mode & 0o777)).toEqual([
    0o700, 0o600, 0o600,
  ]);
});

test("one file alone is not replaced", () => {
  const dir = folder();
  const { agent, connect } = provideKeys(dir, NOW);
  rmSync(agent);
  expect(() => provideKeys(dir, NOW)).toThrow(`${connect} is there without the other file: move it away`);
  writeFileSync(agent, "");
  rmSync(connect);
  expect(() => provideKeys(dir, NOW)).toThrow(`${agent} is there without the other file: move it away`);
});

test("the user's own are among the settings", () => {
  expect(keysFolder({ XDG_CONFIG_HOME: "/c", HOME: "/h" })).toBe("/c/snappoint");
  expect(keysFolder({ XDG_CONFIG_HOME: "", HOME: "/h" })).toBe("/h/.config/snappoint");
});
