/** Two users of one machine reach nothing of each other's, by the command line or from an editor. */
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findPythons } from "../pythons.js";
import { REPOSITORY } from "../repository.js";
import { Attaching, BUSY } from "./attaching.js";

const ANOTHER = 65534;
const BIN = join(REPOSITORY, "bin", "snappoint");
const python = findPythons().at(-1)?.path ?? "python3";

let attaching: Attaching;

beforeEach(() => {
  attaching = new Attaching();
});

afterEach(() => attaching.cleanUp());

/** The command line, by another user. */
function byAnother(args: string[], runtimeDir: string): { code: number | null; said: string } {
  const env = { ...attaching.env, SNAPPOINT_RUNTIME_DIR: runtimeDir };
  const identity = { uid: ANOTHER, gid: ANOTHER };
  const done = spawnSync(process.execPath, [BIN, ...args], { ...identity, env, cwd: "/", encoding: "utf8" });
  return { code: done.status, said: `${done.stdout}${done.stderr}` };
}

function canRun(): boolean {
  return process.getuid?.() === 0 && byAnother(["--version"], "/tmp/nobody").code === 0;
}

describe.skipIf(process.platform !== "linux")("two users", () => {
  beforeEach(({ skip }) => skip(!canRun(), "takes root, and a clone that others can read"));

  test("neither sees the other's programs", async () => {
    chmodSync(attaching.folder, 0o755);
    const command = [BIN, "run", "--", python, "-c", "input()"];
    const program = spawn(process.execPath, command, { env: attaching.env, stdio: "pipe" });
    await expect.poll(() => readdirSync(attaching.runtimeDir)).toHaveLength(2);
    const { code, said } = byAnother(["ps", "--json"], attaching.runtimeDir);
    expect(said).toContain(`folder ${attaching.runtimeDir} belongs to uid 0`);
    expect({ code, isTold: said.includes(String(program.pid)) }).toEqual({ code: 1, isTold: false });
    program.stdin.end();
  });

  test("nor attaches to them", async () => {
    const { pid } = await attaching.start(python, BUSY);
    const folder = join("/tmp", `sp-${pid}`);
    const { code, said } = byAnother(["attach", String(pid)], folder);
    spawnSync("rm", ["-r", folder]);
    expect({ code, said }).toEqual({
      code: 1,
      said:
        `snappoint attach: process ${pid}: it belongs to uid 0, and this is uid ${ANOTHER}: ` +
        "attach as that user, who alone may look into it\n",
    });
  });

  test("not even root to one of theirs, whose agent would be root's", async () => {
    const source = `import os, time
child = os.fork()
if not child:
    os.setgroups([])
    os.setgid(${ANOTHER})
    os.setuid(${ANOTHER})
    os.write(1, b"ready\\n")  # In one piece, unlike what print writes where nothing is buffered.
    time.sleep(1000)
os.write(1, f"{child}\\n".encode())
os.wait()
`;
    const started = await attaching.start(python, `print("ready", flush=True)\n${source}`);
    const lines = [await started.nextLine(), await started.nextLine()];
    const child = lines.find((line) => line !== "ready");
    const { said } = await attaching.attach(child as string);
    process.kill(Number(child), "SIGKILL");
    expect(said).toContain(`it belongs to uid ${ANOTHER}, and this is uid 0: attach as that user`);
  });

  test("a runtime folder that the other has made is not used", async () => {
    const { pid } = await attaching.start(python, BUSY);
    chownSync(attaching.runtimeDir, ANOTHER, ANOTHER);
    const { code, said } = await attaching.attach(pid);
    expect({ code, said }).toEqual({
      code: 1,
      said:
        `snappoint attach: process ${pid}: folder ${attaching.runtimeDir} belongs to uid ${ANOTHER}: ` +
        "refusing to look for programs there\n",
    });
    expect(readdirSync(attaching.runtimeDir)).toEqual([]);
  });
});
