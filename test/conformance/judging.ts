/** Starts one of the Python judges and talks with it: a JSON object a line, in both directions. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { REPOSITORY } from "../repository.js";

/** A script of this folder and how it is called. */
export interface Judge {
  python: string;
  script: string;
  mode: string;
}

/** All that the judge says, in the order of the requests. Rejects when the judge itself fails. */
export async function answers<Answer>(judge: Judge, requests: Iterable<object>): Promise<Answer[]> {
  const judging = start(judge);
  const found: Answer[] = [];
  const reading = (async () => {
    for await (const line of createInterface({ input: judging.stdout })) found.push(JSON.parse(line));
  })();
  for (const request of requests) {
    if (!judging.stdin.write(`${JSON.stringify(request)}\n`)) await once(judging.stdin, "drain");
  }
  judging.stdin.end();
  await reading;
  await ended(judging);
  return found;
}

type Judging = ChildProcessByStdio<Writable, Readable, null>;

function start({ python, script, mode }: Judge): Judging {
  return spawn(
    python,
    ["-E", "-s", "-B", "-X", "utf8", join(REPOSITORY, "test", "conformance", script), mode],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
}

async function ended(judging: Judging): Promise<void> {
  if (judging.exitCode === null && judging.signalCode === null) await once(judging, "exit");
  if (judging.exitCode !== 0)
    throw new Error(`the judge ended with ${judging.exitCode ?? judging.signalCode}`);
}
