/** When a program on this machine counts as ended: its process id may be one of another container. */
import { linkSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { expect, test } from "vitest";
import { localEndpoint } from "../../../server/relay/local.js";
import { UnreachableError } from "../../../server/relay/transport.js";
import type { Discovery } from "../../../server/relay/wire.js";
import { runtimeFolder } from "./fleet-fixture.js";
import { golden } from "./golden.js";

const HERE = { boot: "this start", pids: "pid:[1]" };

interface Case {
  /** Where the program is. */
  there: Partial<Discovery>;
  alive: boolean;
  /** Whether there is a socket at which nobody listens. */
  socket: boolean;
}

/** Whether the files are cleared away by an attempt to connect, whether it is news, and which machine is named. */
async function check({ there, alive, socket }: Case): Promise<[boolean, boolean, string | undefined]> {
  const file = path.join(runtimeFolder(), "7-a.sock");
  if (socket) await abandonedSocket(file);
  const discovery = { ...golden("discovery"), boot: undefined, pids: undefined, ...there, socket: file };
  let cleared = false;
  const host = { uid: 0, isAlive: () => alive, ...HERE };
  const endpoint = localEndpoint("7-a", discovery as unknown as Discovery, host, () => {
    cleared = true;
  });
  await expect(endpoint.open()).rejects.toThrow(UnreachableError);
  return [cleared, !endpoint.isQuiet(), endpoint.machine];
}

const ELSEWHERE = { boot: HERE.boot, pids: "pid:[2]" };
const FAR = { boot: "another start", pids: "pid:[1]" };

test.each<[string, Case, [boolean, boolean, string | undefined]]>([
  ["ended", { there: HERE, alive: false, socket: false }, [true, false, undefined]],
  ["alive, without a socket", { there: HERE, alive: true, socket: false }, [false, true, undefined]],
  ["alive, and deaf", { there: HERE, alive: true, socket: true }, [true, true, undefined]],
  ["of an older agent", { there: {}, alive: false, socket: false }, [true, false, undefined]],
  ["of an older agent, alive", { there: {}, alive: true, socket: true }, [false, true, undefined]],
  [
    "another container's",
    { there: ELSEWHERE, alive: false, socket: false },
    [false, true, "another container"],
  ],
  [
    "another container's, deaf",
    { there: ELSEWHERE, alive: false, socket: true },
    [true, true, "another container"],
  ],
  ["another kernel's, deaf", { there: FAR, alive: false, socket: true }, [false, true, "another container"]],
])("%s", async (_name, given, expected) => {
  expect(await check(given)).toEqual(expected);
});

/** A socket whose listener has gone without tidying up. */
async function abandonedSocket(file: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${file}.other`, resolve));
  linkSync(`${file}.other`, file);
  await new Promise((resolve) => server.close(resolve));
}
