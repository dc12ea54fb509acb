import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

/** What `npm run test:servers` runs, with a Python that has the servers. */
const NEED_SERVERS = ["celery", "pytest", "replaced", "servers"].map(
  (name) => `test/e2e/servers/${name}.test.ts`,
);

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...(process.env.SNAPPOINT_SERVERS_PYTHON ? [] : NEED_SERVERS)],
    // They wait for other processes more than they compute.
    maxWorkers: availableParallelism() + 1,
    // Tests wait for states of real processes; on a busy machine starting one takes seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
