/** The expressions of messages: the agent is held to the same cases (test/agent/test_subset.py). */
import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { partsOfMessage } from "../../../server/comments/message.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { flawIn } from "../../../server/source-map/subset.js";

interface Agreed {
  messages: { text: string; expressions: string[] }[];
  refusedMessages: string[];
}

const AGREED: Agreed = JSON.parse(
  readFileSync(new URL("../../agreed/expressions.json", import.meta.url), "utf8"),
);

beforeAll(loadGrammar);

test.each(AGREED.messages)("$text", ({ text, expressions }) => {
  const parts = partsOfMessage(text);
  expect(Array.isArray(parts) && parts.map(({ start, end }) => text.slice(start, end))).toEqual(expressions);
});

test.each(AGREED.refusedMessages)("refused: %s", (text) => {
  const parts = partsOfMessage(text);
  const flaw = Array.isArray(parts) ? parts.find(({ start, end }) => flawIn(text.slice(start, end))) : parts;
  expect(flaw).toBeDefined();
});
