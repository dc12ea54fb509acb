/** `snappoint run` starts the program with the agent in its way, and is otherwise not there. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Cli } from "../../../server/cli/cli.js";
import { run } from "../../../server/cli/run.js";
import { REPOSITORY } from "../../repository.js";
import { until } from "../../until.js";
import { BIN, folder, python, runtimeFolder, snappoint, start } from "./snappoint.js";

const NODE = process.execPath;
const BOOTSTRAP = path.join(REPOSITORY, "agent", "bootstrap");

/** What a program sees of its environment when it is run with this one. */
async function seenEnvironment(env: NodeJS.ProcessEnv, cwd = folder()): Promise<Record<string, string>> {
  const base = { PATH: process.env.PATH, TMPDIR: folder() };
  const script = "process.stdout.write(JSON.stringify(process.env))";
  const { stdout } = await snappoint(["run", "--", NODE, "-e", script], { env: { ...base, ...env }, cwd });
  return JSON.parse(stdout);
}

describe("the environment of the program", () => {
  test("the bootstrap is the only entry of PYTHONPATH when there was none", async () => {
    expect((await seenEnvironment({})).PYTHONPATH).toBe(BOOTSTRAP);
    expect((await seenEnvironment({ PYTHONPATH: "" })).PYTHONPATH).toBe(BOOTSTRAP);
  });

  test("the bootstrap comes before the user's own entries, which stay as they are", async () => {
    const PYTHONPATH = `/a b${path.delimiter}relative`;
    expect((await seenEnvironment({ PYTHONPATH })).PYTHONPATH).toBe(
      `${BOOTSTRAP}${path.delimiter}${PYTHONPATH}`,
    );
  });

  test("everything else passes through", async () => {
    const seen = await seenEnvironment({ MINE: "é = 1", PYTHONDONTWRITEBYTECODE: "1" });
    expect(seen).toMatchObject({ MINE: "é = 1", PYTHONDONTWRITEBYTECODE: "1" });
    expect(Object.keys(seen)).not.toContain("SNAPPOINT_RUNTIME_DIR");
  });

  test("a runtime folder that was set is passed on, as a path that holds in every folder", async () => {
    const cwd = folder();
    expect(await seenEnvironment({ SNAPPOINT_RUNTIME_DIR: "rt" }, cwd)).toMatchObject({
      SNAPPOINT_RUNTIME_DIR: path.join(cwd, "rt"),
    });
  });
});

test("of a program that is killed nothing is left, and of one that it has started and that goes on, all", async () => {
  const dir = runtimeFolder();
  const wait = "import time; time.sleep(100)";
  const source = `import os, signal, subprocess, sys
others = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
child = subprocess.Popen([sys.executable, "-c", "print(1, flush=True); ${wait}"], stdout=subprocess.PIPE, **others)
child.stdout.readline()
print(child.pid, flush=True)
os.kill(os.getpid(), signal.SIGTERM)`;
  const env = { ...process.env, SNAPPOINT_RUNTIME_DIR: dir };
  const { signal, stdout } = await snappoint(["run", "--", python(), "-c", source], { env });
  const child = Number(stdout);
  try {
    expect(signal).toBe("SIGTERM");
    expect(readdirSync(dir).map((name) => name.replace(/-.*[.]/, "."))).toEqual([
      `${child}.json`,
      `${child}.sock`,
    ]);
  } finally {
    process.kill(child, "SIGKILL");
  }
});

describe("the exit code is the program's", () => {
  const env = { ...process.env, SNAPPOINT_RUNTIME_DIR: "" };

  test.each([0, 1, 7, 255])("%i", async (code) => {
    const ended = await snappoint(["run", "--", "sh", "-c", `exit ${code}`], { env });
    expect(ended).toEqual({ code, signal: null, stdout: "", stderr: "" });
  });

  test.each<NodeJS.Signals>(["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGABRT"])("%s", async (signal) => {
    const ended = await snappoint(["run", "--", "sh", "-c", `kill -${signal.slice(3)} $$`], { env });
    expect(ended).toEqual({ code: null, signal, stdout: "", stderr: "" });
  });

  test("SIGUSR1, for which Node starts its debugger, becomes an exit code", async () => {
    const ended = await snappoint(["run", "--", "sh", "-c", "kill -USR1 $$"], { env });
    expect(ended).toEqual({ code: 128 + constants.signals.SIGUSR1, signal: null, stdout: "", stderr: "" });
  });

  test("a program that is not there: 127", async () => {
    const ended = await snappoint(["run", "--", "no-such-program"], { env });
    expect(ended).toMatchObject({
      code: 127,
      stderr: "snappoint run: cannot start 'no-such-program': not found\n",
    });
  });

  test("a file that is no program: 126", async () => {
    const file = path.join(folder(), "data");
    writeFileSync(file, "");
    const ended = await snappoint(["run", "--", file], { env });
    expect(ended).toMatchObject({
      code: 126,
      stderr: `snappoint run: cannot start '${file}': permission denied\n`,
    });
  });

  test("no program: 2 and the usage", async () => {
    const ended = await snappoint(["run"], { env });
    const stderr =
      "snappoint run: the command to run is missing\nusage: snappoint run [OPTION]… -- CMD ARG… (snappoint run --help explains it)\n";
    expect(ended).toEqual({ code: 2, signal: null, stdout: "", stderr });
  });
});

test("standard streams are the program's own", async () => {
  const ended = await snappoint(["run", "--", "sh", "-c", "cat; echo oops >&2"], { input: "tea\n" });
  expect(ended).toEqual({ code: 0, signal: null, stdout: "tea\n", stderr: "oops\n" });
});

describe("signals", () => {
  /** Tells each signal that comes; ends when its input does, with code 5. */
  const LISTENER = `
    for (const signal of ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"])
      process.on(signal, () => console.log("got " + signal));
    process.stdin.on("end", () => process.exit(5)).resume();
    console.log("ready");`;

  test("reach the program, and we are there until it has ended", async () => {
    const running = start(["run", "--", NODE, "-e", LISTENER]);
    await running.untilOutput("ready");
    for (const signal of ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2"] as const) {
      running.child.kill(signal);
      await running.untilOutput(`got ${signal}`);
    }
    expect(running.running).toBe(true);
    running.child.stdin?.end();
    expect(await running.ended()).toMatchObject({ code: 5, signal: null, stderr: "" });
  });

  /** Ends with code 10 at the first SIGTERM, 1 more for each SIGINT before it; has a file that tells the code. */
  const COUNTER = `
    let code = 10;
    const tell = () => require("fs").writeFileSync(process.argv[1], String(code));
    process.on("SIGINT", () => { code++; tell(); });
    process.on("SIGTERM", () => process.exit(code));
    setInterval(() => undefined, 1000);
    tell();`;

  test.each([
    ["without a terminal Ctrl-C is passed on", false, 11],
    ["with a terminal Ctrl-C is left to the terminal, which sends it to the program too", true, 10],
  ])("%s", async (_name, hasTerminal, code) => {
    const told = path.join(folder(), "code");
    const tells = (code: number) =>
      until(
        `the program to tell ${code}`,
        () => existsSync(told) && readFileSync(told, "utf8"),
        (it) => it === `${code}`,
      );
    let send: (signal: NodeJS.Signals) => void = () => undefined;
    const cli = {
      env: { ...process.env, SNAPPOINT_RUNTIME_DIR: runtimeFolder() },
      host: { uid: process.getuid?.() ?? -1, isAlive: () => true },
      packageDir: REPOSITORY,
      hasTerminal: () => hasTerminal,
      onSignals: (_signals: unknown, handler: typeof send) => {
        send = handler;
        return () => undefined;
      },
    };
    const exit = run(cli as unknown as Cli, { name: "run", command: [NODE, "-e", COUNTER, told] });
    await tells(10);
    send("SIGINT");
    // Two signals that wait together come in no order.
    await tells(code);
    send("SIGTERM");
    expect(await exit).toBe(code);
  });

  test("Ctrl-C in a terminal interrupts the program, whose exit code we give", async () => {
    const program = `
import time
try:
    print("ready", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    raise SystemExit(9)`;
    const terminal = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
seen = b""
while b"ready" not in seen: seen += os.read(terminal, 1000)
os.write(terminal, b"\\x03")
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`;
    const command = [NODE, path.join(REPOSITORY, "bin", "snappoint"), "run", "--", python(), "-c", program];
    const ended = await start(["-c", terminal, ...command], { program: python() }).ended();
    expect(ended).toMatchObject({ stdout: "9\n", stderr: "" });
  });

  test("whether there is a terminal is seen", async () => {
    const system = path.join(REPOSITORY, "dist", "server", "cli", "system.js");
    const script = `import("${system}").then((it) => console.log("terminal: " + it.hasTerminal()))`;
    const without = await start(["-e", script], { program: NODE }).ended();
    expect(without.stdout).toBe("terminal: false\n");
    const spawn = "import pty, sys; pty.spawn(sys.argv[1:])";
    const within = await start(["-c", spawn, NODE, "-e", script], { program: python() }).ended();
    expect(within.stdout).toBe("terminal: true\r\n");
  });
});

describe("where the agent can't come in", () => {
  test("it is said, with what to do, and the program runs", async () => {
    const code = "import os, sys; print(os.getpid(), 'snappoint' in sys.modules)";
    const ended = await snappoint(["run", "--", python(), "-I", "-c", code]);
    const [pid, inside] = ended.stdout.trim().split(" ");
    const name = path.basename(python());
    expect({ ...ended, inside }).toMatchObject({ code: 0, inside: "False" });
    expect(ended.stderr).toBe(
      `snappoint run: ${name} -I ignores PYTHONPATH, so the program runs without the agent. ` +
        `To look into it: snappoint attach ${pid}\n`,
    );
  });

  test("a console script of a virtual environment is entered, and nothing is said", async () => {
    const environment = path.join(folder(), "venv");
    execFileSync(python(), ["-m", "venv", "--without-pip", environment]);
    const tool = path.join(environment, "bin", "tool");
    const code = "import sys; print('snappoint' in sys.modules, sys.prefix != sys.base_prefix)";
    writeFileSync(tool, `#!${environment}/bin/python\n${code}\n`, { mode: 0o755 });
    const env = { ...process.env, SNAPPOINT_RUNTIME_DIR: runtimeFolder() };
    const ended = await snappoint(["run", "--", tool], { env });
    expect(ended).toEqual({ code: 0, signal: null, stdout: "True True\n", stderr: "" });
  });
});

test.skipIf(!existsSync("/bin/bash"))(
  "under nohup, the program does not hear of a hang-up either",
  async () => {
    const program = `
import signal, sys
print(signal.getsignal(signal.SIGHUP).name, flush=True)
sys.stdin.close()
while not signal.sigtimedwait({signal.SIGTERM}, 20): pass
print("ended", flush=True)`;
    const words = ["run", "--", python(), "-c", program].map((word) => `'${word}'`).join(" ");
    const blocked = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})";
    const running = start(["-c", `nohup '${BIN}' ${words.replace("\nimport", `\n${blocked}\nimport`)}`], {
      program: "/bin/bash",
    });
    await running.untilOutput("SIG_IGN");
    running.child.kill("SIGHUP");
    running.child.kill("SIGTERM");
    expect(await running.ended()).toMatchObject({ code: 0, stdout: "SIG_IGN\nended\n" });
  },
);

describe("a runtime folder that cannot be trusted: the program is not started", () => {
  async function refused(dir: string): Promise<string> {
    const trace = path.join(folder(), "started");
    const env = { ...process.env, SNAPPOINT_RUNTIME_DIR: dir };
    const { code, stderr } = await snappoint(["run", "--", "touch", trace], { env });
    expect({ code, started: existsSync(trace) }).toEqual({ code: 1, started: false });
    return stderr;
  }

  test("others may enter it", async () => {
    const dir = runtimeFolder();
    chmodSync(dir, 0o750);
    expect(await refused(dir)).toBe(
      `snappoint run: folder ${dir} has mode 0750, not 0700: refusing to look for programs there\n`,
    );
  });

  test("it is a link", async () => {
    const link = path.join(folder(), "link");
    symlinkSync(runtimeFolder(), link);
    expect(await refused(link)).toContain("is a symbolic link: refusing to look for programs there");
  });

  test("a missing one is made, private", async () => {
    const dir = path.join(folder(), "new");
    const env = { ...process.env, SNAPPOINT_RUNTIME_DIR: dir };
    expect(await snappoint(["run", "--", "true"], { env })).toMatchObject({ code: 0, stderr: "" });
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });
});
