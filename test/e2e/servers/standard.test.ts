/** Programs that need nothing but Python, probed as their users would. */
import { test } from "vitest";
import { newestSupportedPython } from "../../../scripts/pythons.mjs";
import { check } from "./probing.js";
import { STANDARD } from "./targets.js";

test.each(STANDARD)("$name", (target) => check(target, newestSupportedPython()?.path ?? "python3"));
