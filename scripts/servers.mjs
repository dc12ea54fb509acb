/** Servers and workers of other people's, probed through the editor's command. */
import { join } from "node:path";
import { environment } from "./environments.mjs";
import { prepareToRun } from "./prepare.mjs";
import { openly, ROOT } from "./stage.mjs";
import { isThere } from "./tools.mjs";

/** @param {string[]} names of test files, or their beginnings; without any all of them */
export async function testServers(names) {
  await prepareToRun();
  const program = await environment("servers", "the tests with real servers");
  if (!program) return 0;
  if (!isThere("redis-server")) {
    console.log("skipped: the Celery tests: no redis-server (scripts/install-optional.sh redis installs it)");
  }
  // `npm test` leaves these out, because without it there is nothing that they could start.
  process.env.SNAPPOINT_SERVERS_PYTHON = program;
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const files = (names.length > 0 ? names : [""]).map((name) => `test/e2e/servers/${name}`);
  return openly(process.execPath, [vitest, "run", ...files]);
}
