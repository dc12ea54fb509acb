/** Celery's workers, probed as their users would, with a real Redis between them and whoever has work. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isThere } from "../../../scripts/tools.mjs";
import { celery, startRedis } from "./celery.js";
import { check } from "./probing.js";

test.skipIf(!isThere("redis-server"))("Celery (prefork)", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sp-"));
  const { redis, broker } = await startRedis(folder);
  try {
    await check(celery(process.env.SNAPPOINT_SERVERS_PYTHON ?? "", broker), "");
    expect(redis.child.exitCode).toBeNull();
  } finally {
    await redis.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
