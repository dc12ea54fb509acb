/** A small part of `npm run conformance:truth`. */
import { describe, expect, test } from "vitest";
import { findPythons, pythonsWithTests } from "../pythons.js";
import { runTruth } from "./truth-run.js";

test("there are Pythons to judge with", () => expect(findPythons()).not.toEqual([]));

describe.each(pythonsWithTests())("Python $version", ({ path }) => {
  test.each(["textwrap", "fractions", "contextlib"])(
    "every value in %s is what the oracle says",
    async (module) => {
      const found = await runTruth(module, { python: path, seconds: 50, libraries: false });
      const { problem, wrong, unseen } = found;
      expect({ problem, wrong, unseen }).toEqual({ problem: "", wrong: [], unseen: [] });
      const missed = Object.values(found.missed).reduce((total, count) => total + count, 0);
      expect(found.agree + missed).toBe(found.expressions);
      expect(found.agree / found.expressions).toBeGreaterThan(0.95);
    },
  );
});
