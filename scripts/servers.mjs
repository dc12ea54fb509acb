/** Servers and workers of other people's, probed through the editor's command. */
import { join } from "node:path";
import { environment } from "./environments.mjs";
import { prepareToRun } from "./prepare.mjs";
import { openly, ROOT } from "./stage.mjs";
import { isThere } from "./tools.mjs";

/** @param {string[]} args for vitest */
export async function testServers(args) {
  await prepareToRun();
  const program = await environment("servers", "the tests with real servers");
  if (!program) return 0;
  if (!isThere("redis-server")) {
    console.log("skipped: the Celery tests: no redis-server (scripts/install-optional.sh redis installs it)");
  }
  // `npm test` leaves these out, because without it there is nothing that they could start.
  process.env.SNAPPOINT_SERVERS_PYTHON = program;
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  return openly(process.execPath, [vitest, "run", "--dir", "test/e2e/servers", ...args]);
}
