/**
 * Programs that are somewhere else: reached by an encrypted port, or through a folder that a container
 * shares. The containers are made of the kernel's own namespaces.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { canMakeContainers } from "../../scripts/tools.mjs";
import { environment } from "../server/cli/orders.js";
import {
  BIN,
  folder,
  python,
  runtimeFolder,
  type Snappoint,
  snappoint,
  start,
} from "../server/cli/snappoint.js";
import { until } from "../until.js";
import { FakeEditor } from "./editor.js";

const TICK = `import time


def tick(number):
    doubled = number * 2
    return doubled


number = 0
print("ready", flush=True)
while True:
    number += 1
    tick(number)
    time.sleep(0.02)
`;
const LINE = 5;

const hasNamespaces = canMakeContainers();

/** The program, in a folder of a name that its copies have too. */
function tickIn(dir: string): string {
  const file = path.join(dir, "shop", "tick.py");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, TICK);
  return file;
}

/** The environment of somebody with settings of their own, whose agents are in `dir`. */
function somebody(dir: string): NodeJS.ProcessEnv {
  return { ...environment(dir), XDG_CONFIG_HOME: `${dir}-config` };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(port: number, dir: string, host = "127.0.0.1"): Promise<Snappoint> {
  const file = tickIn(`${dir}-there`);
  const args = ["run", "--listen", `tcp://${host}:${port}`, "--", python(), file];
  const program = start(args, { env: somebody(dir) });
  await program.untilOutput("ready");
  return program;
}

test("a program on another machine, once it is connected, is like any other", async () => {
  const [there, here, port] = [runtimeFolder(), runtimeFolder(), await freePort()];
  const program = await listening(port, there);
  const pass = path.join(`${there}-config`, "snappoint", "connect.pem");
  expect(program.stderr).toBe(
    `snappoint run: made ${pass}: whoever has a copy of it can connect to this program\n`,
  );

  const env = somebody(here);
  const address = `127.0.0.1:${port}`;
  const without = await snappoint(["connect", address], { env });
  expect(without.stderr).toContain("copy connect.pem from where the program was started");
  copyFileSync(pass, path.join(here, "pass.pem"));
  const connected = await snappoint(["connect", address, "--keys", "pass.pem"], { env, cwd: here });
  expect(connected).toMatchObject({ code: 0, stderr: "" });
  expect(connected.stdout).toMatch(new RegExp(`^${address}: process \\d+ \\(.*tick.py\\)\nconnected: `));

  const { stdout } = await snappoint(["ps"], { env });
  expect(stdout).toMatch(/^MACHINE +PID +PYTHON +AGE +FOLDER +COMMAND\n127\.0\.0\.1:\d+ +\d+ .*tick.py\n$/);
  const mine = tickIn(`${here}-mine`);
  const watched = await snappoint(["watch", `${mine}:${LINE}`, "--count", "2"], { env });
  expect(watched).toMatchObject({ code: 0, stdout: expect.stringMatching(/hit 1 +doubled=\d+ +number=\d+/) });

  expect(await snappoint(["disconnect", address], { env })).toMatchObject({
    code: 0,
    stdout: "",
    stderr: "",
  });
  expect((await snappoint(["ps"], { env })).stdout).toContain("no running program has an agent");
  expect((await snappoint(["disconnect", address], { env })).stderr).toBe(
    `snappoint disconnect: ${address} is not connected\n`,
  );
});

test("an editor connects by itself, by IPv6 where the machine has that", async () => {
  const [there, here, port] = [runtimeFolder(), runtimeFolder(), await freePort()];
  const addresses = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  const host = addresses.some((one) => one.address === "::1") ? "[::1]" : "127.0.0.1";
  await listening(port, there, host);
  const mine = tickIn(`${here}-mine`);
  const editor = await FakeEditor.start({ env: { SNAPPOINT_RUNTIME_DIR: here } });
  try {
    editor.open(mine);
    const address = `${host}:${port}`;
    const keys = path.join(`${there}-config`, "snappoint", "connect.pem");
    const { processes } = await editor.execute<{ processes: object[] }>("snappoint.connect", {
      address,
      keys,
    });
    expect(processes).toMatchObject([{ machine: address, argv: [python(), `${there}-there/shop/tick.py`] }]);
    const { id } = await editor.execute<{ id: string }>("snappoint.addProbe", {
      uri: pathToFileURL(mine).href,
      line: LINE - 1,
    });
    const captures = () => editor.execute<object[]>("snappoint.captures", { id });
    await until("a capture", captures, (found) => found.length > 0);
    await editor.execute("snappoint.disconnect", { address });
    await expect(editor.execute("snappoint.disconnect", { address })).rejects.toThrow("is not connected");
    await expect(editor.execute("snappoint.connect", { address: "::1:1" })).rejects.toThrow(
      "::1:1: HOST:PORT or HOST:FIRST-LAST is wanted, with up to 100 ports; an IPv6 address stands in brackets",
    );
  } finally {
    await editor.kill();
  }
});

test("who has other keys is not connected, and neither is who finds nobody", async () => {
  const [there, here, port] = [runtimeFolder(), runtimeFolder(), await freePort()];
  await listening(port, there);
  const env = somebody(here);
  await snappoint(["keys"], { env });
  const refused = await snappoint(["connect", `127.0.0.1:${port}`], { env });
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toBe(
    `snappoint connect: 127.0.0.1:${port}: it shows another certificate than that of the keys: ` +
      "connect again with the keys of this program\n",
  );
  const nobody = await freePort();
  expect((await snappoint(["connect", `127.0.0.1:${nobody}`], { env })).stderr).toBe(
    `snappoint connect: 127.0.0.1:${nobody}: cannot connect: ECONNREFUSED\n`,
  );
  expect((await snappoint(["connect", "nowhere"], { env })).code).toBe(2);
  expect(readdirSync(here)).toEqual([]);
});

test("neither keys nor token are in the program's arguments and environment", async () => {
  const [there, port] = [runtimeFolder(), await freePort()];
  await listening(port, there);
  const [name = ""] = readdirSync(there).filter((each) => each.endsWith(".json"));
  const pid = name.split("-")[0];
  const keys = readFileSync(path.join(`${there}-config`, "snappoint", "agent.pem"), "utf8");
  const secrets = keys.split("\n").filter((line) => line !== "" && !line.startsWith("-"));
  const shown = ["environ", "cmdline"].map((file) => readFileSync(`/proc/${pid}/${file}`, "utf8")).join("");
  expect(secrets.filter((line) => shown.includes(line))).toEqual([]);
});

/** A program in a container that shares nothing but the runtime folder; its files lie at another place there. */
async function contained(dir: string): Promise<Snappoint> {
  const base = folder();
  const [source, app, run] = ["source", "app", "run"].map((name) => path.join(base, name)) as [
    string,
    string,
    string,
  ];
  tickIn(source);
  for (const made of [app, run]) mkdirSync(made);
  const script = [
    'mount --bind "$1" "$2"',
    'mount --bind "$3" "$4"',
    'mount -t tmpfs none "$1"',
    'cd "$2"',
    'exec "$5" run -- "$6" "$2/shop/tick.py"',
  ].join(" && ");
  const named = [source, app, dir, run, BIN, python()];
  const program = start(["-rmpfn", "--mount-proc", "sh", "-c", script, "sh", ...named], {
    program: "unshare",
    env: { ...somebody(dir), SNAPPOINT_RUNTIME_DIR: run },
  });
  await program.untilOutput("ready");
  return program;
}

test.runIf(hasNamespaces)("a container that shares the runtime folder", async () => {
  const dir = runtimeFolder();
  const env = somebody(dir);
  await contained(dir);
  const list = async () => JSON.parse((await snappoint(["ps", "--json"], { env })).stdout);
  const [one] = await until("the program in the container", list, (found: object[]) => found.length === 1);
  // The process has another id here than there, where the first one begins at 1.
  expect(one).toMatchObject({ machine: "another container", cwd: expect.stringMatching(/app$/) });
  const mine = tickIn(`${dir}-mine`);
  const watched = await snappoint(["watch", `${mine}:${LINE}`, "--count", "1", "--json"], { env });
  const { values, stack } = JSON.parse(watched.stdout);
  expect(values).toMatchObject([{ name: "number" }, { name: "number * 2" }]);
  // The callers lead to the user's own file.
  expect(stack.map(({ file }: { file: string }) => file)).toEqual([mine, mine]);
});

test.runIf(hasNamespaces)("a container that was killed leaves nothing behind for long", async () => {
  const dir = runtimeFolder();
  const program = await contained(dir);
  await until(
    "its files",
    () => readdirSync(dir).length,
    (count) => count === 2,
  );
  if (program.child.pid !== undefined) process.kill(-program.child.pid, "SIGKILL");
  await program.ended();
  const look = async () => {
    await snappoint(["ps"], { env: somebody(dir) });
    return readdirSync(dir);
  };
  await until("an empty folder", look, (names) => names.length === 0);
});
