import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { textHash } from "../../../server/probes/text-hash.js";

/** What the agent's `text_hash` is held to as well. */
const AGREED: { what: string; text: string; kept: string }[] = JSON.parse(
  readFileSync(new URL("../../agreed/probe-comments.json", import.meta.url), "utf8"),
);

test("the hash depends neither on line ends nor on a byte order mark", () => {
  const plain = textHash("a = 1\nb = 2\n");
  for (const text of ["a = 1\r\nb = 2\r\n", "a = 1\rb = 2\r", "\uFEFFa = 1\nb = 2\n"]) {
    expect(textHash(text)).toBe(plain);
  }
  expect(textHash("a = 1\nb = 2")).not.toBe(plain);
});

test.each(AGREED)("probe comments are left out: $what", ({ text, kept }) => {
  expect(textHash(text)).toBe(createHash("sha256").update(kept, "utf8").digest("hex"));
});

test("texts that are made to be slow to look through are not", () => {
  const hostile = ["#? ", "f'{", "'''", '"\\', "# ", " ", "{"].map((piece) => piece.repeat(100_000));
  for (const text of hostile) expect(textHash(`${text}#?\n`)).toHaveLength(64);
});
