/** A Celery worker with a real broker. */
import { join } from "node:path";
import { pathWithTools } from "../../../scripts/tools.mjs";
import { until } from "../../until.js";
import { overLines, Program } from "./program.js";
import { FOLDER, type Target } from "./targets.js";

const ENV = { ...process.env, PATH: pathWithTools() };

export function celery(python: string, broker: string): Target {
  return {
    name: "Celery (prefork)",
    command: () => [
      ...[python, "-m", "celery", "--app", "celery_app", "worker", "--pool", "prefork"],
      ...["--concurrency", "2", "--loglevel", "WARNING"],
    ],
    env: (folder) => ({
      BROKER: `redis+socket://${broker}`,
      RESULTS: `file://${folder}`,
      PYTHONPATH: FOLDER,
    }),
    ask: (_program, _folder, helper) => overLines(helper([python, join(FOLDER, "celery_app.py")]).child),
    workers: 2,
    end: "SIGTERM",
  };
}

/** Listens at a socket in the folder and keeps nothing on the disk. */
export async function startRedis(folder: string): Promise<{ redis: Program; broker: string }> {
  const broker = join(folder, "redis");
  const options = ["--port", "0", "--unixsocket", broker, "--save", "", "--dir", folder];
  const redis = Program.start(["redis-server", ...options], ENV, folder);
  await until(
    "redis to listen",
    () => redis.output,
    (said) => said.includes("Ready to accept connections"),
  );
  return { redis, broker };
}
