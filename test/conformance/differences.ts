/** Tests that look at what a probe has to change. Each is still run and listed, with its reason. */
import type { Difference } from "./verdict.js";

interface Expected {
  /** Of the test's id. */
  test: RegExp;
  /** What of the probes' own has to have happened, if it is no matter of any probe. */
  told?: string;
  reason: string;
}

const EXPECTED: Expected[] = [
  {
    test: /^test\.test_bdb\.StateTestCase\.test_skip$/,
    reason: "it traces an import, and a tracer sees the call by which the agent learns of one",
  },
  {
    test: /^test\.test_bdb\./,
    told: "condition errors",
    reason:
      "it tells which calls its own tracer sees, and that sees the call by which the agent learns of an error",
  },
  {
    test: /^test\.test_trace\.TestCoverage\.test_coverage_ignore$/,
    reason: "it traces imports, and a tracer sees the call by which the agent learns of one",
  },
  {
    test: /^test\.test_dis\.(CodeInfoTests|BytecodeTests)\.test_(code_info|show_code|info)$/,
    reason: "it compares the constants of functions of dis, and those have probes",
  },
];

/** Why a test may differ, or nothing: then it may not. `told` counts what the probes told of themselves. */
export function reasonToDiffer(
  { test }: Difference,
  told: Readonly<Record<string, number>>,
): string | undefined {
  const applies = (expected: Expected) => expected.told === undefined || (told[expected.told] ?? 0) > 0;
  return EXPECTED.find((expected) => expected.test.test(test) && applies(expected))?.reason;
}
