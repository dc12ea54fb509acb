/** The program that nobody here wrote: Python's own web server, started through `bin/snappoint run`. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setInterval } from "node:timers/promises";
import { REPOSITORY } from "../../repository.js";
import { until } from "../../until.js";

export class WebServer {
  private output = "";

  private constructor(
    /** Its source, `http/server.py` of the Python that runs it. */
    readonly source: string,
    /** The folder with the pages `one.txt` and `two.txt`; also the runtime folder's parent. */
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {
    const keep = (data: Buffer) => {
      this.output += data;
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
  }

  /** @param python path of the interpreter */
  static async start(python: string): Promise<WebServer> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "sp-")));
    for (const page of ["one.txt", "two.txt"]) writeFileSync(join(folder, page), `${page}\n`);
    const asked = ["-c", "import http.server; print(http.server.__file__)"];
    const source = execFileSync(python, asked, { encoding: "utf8" }).trim();
    const command = [python, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder];
    const snappoint = join(REPOSITORY, "bin", "snappoint");
    const child = spawn(process.execPath, [snappoint, "run", "--", ...command], {
      env: environmentIn(folder),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const server = new WebServer(source, folder, child);
    await until(
      "the web server's address",
      () => server.output,
      () => server.address !== undefined,
    );
    return server;
  }

  /** The environment in which an editor finds this program and no other, and `snappoint` as a command. */
  get env(): NodeJS.ProcessEnv {
    return environmentIn(this.folder);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Number (0-based) of the first line of `send_head` that contains a text. */
  lineOfSendHead(text: string): number {
    const lines = readFileSync(this.source, "utf8").split("\n");
    const start = lines.findIndex((line) => line.includes("def send_head"));
    return lines.findIndex((line, number) => number > start && line.includes(text));
  }

  /** A line (0-based) of the source without its indentation. */
  textOf(line: number): string {
    return readFileSync(this.source, "utf8").split("\n")[line]?.trim() ?? "";
  }

  /** Requests a page, which it must get. */
  async get(page: string): Promise<string> {
    const response = await fetch(`${this.address}${page}`);
    if (!response.ok) throw new Error(`${page}: status ${response.status}`);
    return response.text();
  }

  /** Asks for a new page at a steady pace, whether it is there or not, and gives how often. */
  async visit({ perSecond, seconds }: { perSecond: number; seconds: number }): Promise<number> {
    const answers: Promise<unknown>[] = [];
    for await (const _tick of setInterval(1000 / perSecond)) {
      answers.push(fetch(`${this.address}/${answers.length}`).then((response) => response.text()));
      if (answers.length >= perSecond * seconds) break;
    }
    await Promise.all(answers);
    return answers.length;
  }

  async stop(): Promise<void> {
    if (this.running) {
      const gone = once(this.child, "exit");
      this.child.kill();
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get address(): string | undefined {
    return /\((http:[^)]*)\)/.exec(this.output)?.[1];
  }
}

function environmentIn(folder: string): NodeJS.ProcessEnv {
  const command = [join(REPOSITORY, "bin"), process.env.PATH].join(delimiter);
  return {
    ...process.env,
    PATH: command,
    SNAPPOINT_RUNTIME_DIR: join(folder, "run"),
    XDG_STATE_HOME: join(folder, "state"),
  };
}
