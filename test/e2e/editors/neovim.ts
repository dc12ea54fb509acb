/** A real Neovim in a terminal; besides its screen, a test sees through its remote interface by what it shows values. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY } from "../../repository.js";
import { until } from "../../until.js";
import { Terminal } from "./terminal.js";
import { emptyHome, TerminalEditor } from "./terminal-editor.js";
import type { WebServer } from "./web-server.js";

const run = promisify(execFile);

const CLIENT = join(REPOSITORY, "clients", "nvim", "plugin", "snappoint.lua");
const DRIVER = join(REPOSITORY, "test", "e2e", "editors", "driver.lua");

/** What Snappoint shows at a line (0-based), and by which of the editor's means. */
export interface Shown {
  line: number;
  text: string;
  by: "hint" | "diagnostic";
}

export class Neovim extends TerminalEditor {
  private constructor(
    private readonly program: string,
    folder: string,
    terminal: Terminal,
    web: WebServer,
  ) {
    super(folder, terminal, web);
  }

  /**
   * Opens the program's file with `clients/nvim` and nothing of the user's own.
   *
   * @param program path of `nvim`
   * @param args more arguments for it
   */
  static async open(web: WebServer, program: string, args: string[] = []): Promise<Neovim> {
    const folder = emptyHome("nvim");
    const homes = { XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder };
    const isolated = ["-u", CLIENT, "-i", "NONE", "-n", "--listen", join(folder, "socket")];
    const command = [program, ...isolated, ...args, "-c", `lua dofile([[${DRIVER}]])`, "--", web.source];
    const terminal = Terminal.open(command, { ...web.env, ...homes, XDG_STATE_HOME: folder });
    const neovim = new Neovim(program, folder, terminal, web);
    await until(
      "Neovim to attach Snappoint's server",
      () => neovim.ask<string[]>("servers"),
      (names) => names.includes("snappoint"),
    ).catch(async (error) => {
      const screen = await terminal.screen().catch(() => []);
      await neovim.close();
      throw new Error(`${error.message}\nOn the screen:\n${screen.join("\n")}`);
    });
    return neovim;
  }

  /** Everything that Snappoint shows in the open file. */
  shown(): Promise<Shown[]> {
    return this.ask("shown");
  }

  async go(line: number): Promise<void> {
    await this.ask("go", line);
  }

  /** Chooses by number from the list that Neovim shows below the text. */
  async choose(title: string): Promise<void> {
    const number = await until(
      `the action “${title}”`,
      () => this.numberOf(title),
      (found) => found !== undefined,
    );
    await this.terminal.type(`${number}`);
    await this.terminal.press("Enter");
    await this.terminal.until("the list to close", (rows) => !rows.some(isPrompt));
  }

  async addWhen(condition: string): Promise<void> {
    await this.command("SnappointWhen");
    await this.terminal.until("the prompt", (rows) => rows.some((row) => row.includes("Only when:")));
    await this.terminal.type(condition);
    await this.terminal.press("Enter");
  }

  append(text: string): Promise<void> {
    return this.command(`normal! A${text}`);
  }

  undo(): Promise<void> {
    return this.command("undo");
  }

  /** Types a command behind the colon. */
  async command(text: string): Promise<void> {
    await this.terminal.type(`:${text}`);
    await this.terminal.press("Enter");
  }

  /** The value of an expression of Neovim's own language. */
  async evaluate(expression: string): Promise<string> {
    const socket = join(this.folder, "socket");
    const asked = ["--server", socket, "--remote-expr", expression];
    return (await run(this.program, asked, { timeout: 20_000 })).stdout;
  }

  /** Opens the list of actions, and leaves it again where there is no such one. */
  private async numberOf(title: string): Promise<number | undefined> {
    await this.command("lua vim.lsp.buf.code_action()");
    const rows = await this.terminal.until(
      "the list of actions",
      (seen) => seen.some(isPrompt) || seen.some((row) => row.includes("No code actions")),
    );
    const numbered = rows.map((row) => /^(\d+): (Snappoint: .*?)(?: \[snappoint\])?$/.exec(row));
    const number = numbered.find((found) => found?.[2] === title)?.[1];
    if (number !== undefined) return Number(number);
    if (rows.some(isPrompt)) await this.terminal.press("q", "Enter");
    return undefined;
  }

  /** Calls a function of driver.lua. An empty Lua table is an empty list here. */
  private async ask<Answer>(name: string, ...words: unknown[]): Promise<Answer> {
    const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
    const call = `v:lua.Driver(${literal(name)}, ${literal(JSON.stringify(words))})`;
    const { ok, value } = JSON.parse(await this.evaluate(call));
    if (!ok) throw new Error(`${name} in Neovim: ${value}`);
    return value;
  }
}

function isPrompt(row: string): boolean {
  return row.startsWith("Type number and");
}
