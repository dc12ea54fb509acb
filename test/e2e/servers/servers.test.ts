/** Servers of other people's, probed as their users would. Their environment: `npm run test:servers`. */
import { test } from "vitest";
import { check } from "./probing.js";
import { SERVERS } from "./targets.js";

const PYTHON = process.env.SNAPPOINT_SERVERS_PYTHON ?? "";

test.each(SERVERS)("$name", (target) => check(target, PYTHON));
