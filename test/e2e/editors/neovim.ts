/** A real Neovim that a test looks into from outside: it runs by itself and answers through its remote interface. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY } from "../../repository.js";
import { until } from "../../until.js";

const run = promisify(execFile);

/** What the editor shows beside a line (0-based), and by which of its means. */
export interface Shown {
  line: number;
  text: string;
  by: "hint" | "diagnostic";
}

export interface NeovimOptions {
  /** Path of `nvim`. */
  program: string;
  /** The file to open. */
  file: string;
  env: NodeJS.ProcessEnv;
  /** More arguments for Neovim. */
  args?: string[];
  /** Command that runs a terminal program, for a Neovim with a screen. Without it there is none. */
  terminal?: string[];
}

export class Neovim {
  private output = "";

  private constructor(
    private readonly program: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {
    const keep = (data: Buffer) => {
      this.output += data;
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
  }

  /** Opens a file with the configuration in `clients/nvim` and nothing of the user's own. */
  static async open({ program, file, env, args = [], terminal }: NeovimOptions): Promise<Neovim> {
    const folder = mkdtempSync(join(tmpdir(), "sp-nvim-"));
    const config = join(REPOSITORY, "clients", "nvim", "plugin", "snappoint.lua");
    const driver = join(REPOSITORY, "test", "e2e", "editors", "driver.lua");
    const isolated = ["-u", config, "-i", "NONE", "-n", "--listen", join(folder, "socket")];
    const words = [...isolated, ...args, "-c", `lua dofile([[${driver}]])`, "--", file];
    const [command = program, ...before] = terminal ? [...terminal, program] : [program, "--headless"];
    const child = spawn(command, [...before, ...words], {
      env: {
        ...env,
        XDG_CONFIG_HOME: folder,
        XDG_DATA_HOME: folder,
        XDG_STATE_HOME: folder,
        XDG_CACHE_HOME: folder,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const neovim = new Neovim(program, folder, child);
    await until(
      "Neovim to attach Snappoint's server",
      () => neovim.ask<string[]>("servers"),
      (names) => names.includes("snappoint"),
    ).catch(async (error) => {
      await neovim.close();
      throw new Error(`${error.message}\nNeovim printed:\n${neovim.output}`);
    });
    return neovim;
  }

  /** Everything that Snappoint shows in the open file. */
  shown(): Promise<Shown[]> {
    return this.ask("shown");
  }

  /** Puts the cursor on a line (0-based). */
  async go(line: number): Promise<void> {
    await this.ask("go", line);
  }

  /** Titles of the code actions at the cursor. */
  offered(): Promise<string[]> {
    return this.ask("offered");
  }

  /** Chooses the code action with this title at the cursor, as soon as it is offered. */
  async choose(title: string): Promise<void> {
    await until(
      `the action “${title}”`,
      () => this.offered(),
      (titles) => titles.includes(title),
    );
    await this.ask("apply", title);
  }

  /** Runs a command, as one types it behind the colon. */
  async run(command: string): Promise<void> {
    await this.ask("run", command);
  }

  async redraw(): Promise<void> {
    await this.ask("redraw");
  }

  async close(): Promise<void> {
    const gone = this.child.exitCode === null && this.child.signalCode === null && once(this.child, "exit");
    await this.remote("execute('qall!')").catch(() => this.child.kill());
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Calls a function of driver.lua. An empty Lua table is an empty list here. */
  private async ask<Answer>(name: string, ...words: unknown[]): Promise<Answer> {
    const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
    const answer = await this.remote(`v:lua.Driver(${literal(name)}, ${literal(JSON.stringify(words))})`);
    const { ok, value } = JSON.parse(answer);
    if (!ok) throw new Error(`${name} in Neovim: ${value}`);
    return value;
  }

  private async remote(expression: string): Promise<string> {
    const socket = join(this.folder, "socket");
    const { stdout } = await run(this.program, ["--server", socket, "--remote-expr", expression], {
      timeout: 20_000,
    });
    return stdout;
  }
}
