/** A short piece of what `npm run chaos` does a hundred times. */
import { expect, test } from "vitest";
import { findPythons } from "../../pythons.js";
import { BLOWS } from "./blows.js";
import { Chance } from "./chance.js";
import { endure } from "./endure.js";

test("the same seed has the same blows", () => {
  const drawn = (seed: number) => {
    const chance = new Chance(seed);
    return Array.from({ length: 50 }, () => chance.one(Object.keys(BLOWS)));
  };
  expect(drawn(7)).toEqual(drawn(7));
  expect(new Set(drawn(7)).size).toBe(Object.keys(BLOWS).length);
});

test.skipIf(process.platform !== "linux")(
  "a program goes on whatever is taken from it",
  { timeout: 180_000 },
  async () => {
    const python = findPythons().at(-1)?.path ?? "python3";
    const endured = await endure(python, 5, 11, () => undefined);
    expect(endured.problems).toEqual([]);
    expect(endured.rounds).toBe(5);
    expect(endured.hits).toBeGreaterThan(0);
  },
);
