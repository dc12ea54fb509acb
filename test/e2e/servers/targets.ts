/** The programs that are probed: how each is started, asked for work and ended. */
import { join } from "node:path";
import { REPOSITORY } from "../../repository.js";
import { type Ask, overHttp, overLines, type Program } from "./program.js";

export const FOLDER = join(REPOSITORY, "test", "targets", "servers");

export interface Target {
  name: string;
  /** @param python of the environment that has what the program needs */
  command: (python: string, folder: string) => string[];
  env?: (folder: string) => Record<string, string>;
  /** @param helper starts another program in the same folder, without the agent, that ends with this one */
  ask: (program: Program, folder: string, helper: (command: readonly string[]) => Program) => Ask;
  /** The processes that do the work. */
  workers: number;
  end: "SIGTERM" | "end of input";
}

const socket = (folder: string) => join(folder, "web");

export function gunicorn(name: string, ...options: string[]): Target {
  return underGunicorn("Flask", name, options);
}

function underGunicorn(framework: "Flask" | "Django", name: string, options: readonly string[]): Target {
  return {
    name: `${framework} under gunicorn ${name}`.trim(),
    command: (python, folder) => [
      ...[python, "-m", "gunicorn", "--workers", "4", ...options],
      ...["--chdir", FOLDER, "--bind", `unix:${socket(folder)}`, `${framework.toLowerCase()}_app:app`],
    ],
    ask: (_program, folder) => overHttp(socket(folder)),
    workers: 4,
    end: "SIGTERM",
  };
}

const UVICORN: Target = {
  name: "FastAPI under uvicorn",
  command: (python, folder) => [
    ...[python, "-m", "uvicorn", "--workers", "2", "--no-access-log"],
    ...["--app-dir", FOLDER, "--uds", socket(folder), "fastapi_app:app"],
  ],
  ask: (_program, folder) => overHttp(socket(folder)),
  workers: 2,
  end: "SIGTERM",
};

/** What needs an environment of its own. */
export const SERVERS: readonly Target[] = [
  gunicorn(""),
  gunicorn("--preload", "--preload"),
  gunicorn("with threads", "--threads", "4"),
  gunicorn("--preload with threads", "--preload", "--threads", "4"),
  underGunicorn("Django", "--preload", ["--preload"]),
  gunicorn("with gevent", "--worker-class", "gevent"),
  UVICORN,
];

/** What any Python can run. */
export const STANDARD: readonly Target[] = [
  ...["fork", "spawn", "forkserver"].map(
    (way): Target => ({
      name: `a ProcessPoolExecutor (${way})`,
      command: (python) => [python, join(FOLDER, "pool.py"), way],
      ask: (program) => overLines(program.child),
      workers: 2,
      end: "end of input",
    }),
  ),
  {
    name: "a script that sleeps in input()",
    command: (python) => [python, join(FOLDER, "waiting.py")],
    ask: (program) => overLines(program.child),
    workers: 1,
    end: "end of input",
  },
];
