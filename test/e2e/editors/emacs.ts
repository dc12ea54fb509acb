/** A real Emacs in a terminal, with `clients/emacs` and nothing of the user's own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../../../scripts/tools.mjs";
import { REPOSITORY } from "../../repository.js";
import { until } from "../../until.js";
import { type Driver, statesUntil } from "./scenario.js";
import { besideIn, Terminal } from "./terminal.js";
import type { WebServer } from "./web-server.js";

export const EMACS = findProgram("emacs") ?? "emacs";
export const CLIENT = join(REPOSITORY, "clients", "emacs", "snappoint-eglot.el");
const INIT = join(REPOSITORY, "test", "e2e", "editors", "emacs-init.el");

export class Emacs implements Driver {
  private constructor(
    private readonly folder: string,
    readonly terminal: Terminal,
    private readonly web: WebServer,
  ) {}

  /**
   * @param hints whether eglot is made to ask for hints again, and so gets them instead of diagnostics
   * @param args more arguments for it
   */
  static async open(web: WebServer, { hints }: { hints: boolean }, args: string[] = []): Promise<Emacs> {
    const folder = mkdtempSync(join(tmpdir(), "sp-emacs-"));
    const env = { ...web.env, HOME: folder, SNAPPOINT_EL: CLIENT, ...(hints && { SNAPPOINT_HINTS: "1" }) };
    const terminal = Terminal.open([EMACS, "-nw", "-Q", "-l", INIT, ...args, web.source], env);
    await terminal.until("eglot to manage the file", (rows) => rows.some((row) => row.includes("[eglot:")));
    return new Emacs(folder, terminal, web);
  }

  async go(line: number): Promise<void> {
    await this.terminal.press("M-g", "g");
    await this.terminal.type(`${line + 1}`);
    await this.terminal.press("Enter", "M-m", "C-l");
  }

  async choose(title: string): Promise<void> {
    await until(
      `the action “${title}”`,
      () => this.pick(title),
      (picked) => picked,
    );
  }

  async addWhen(condition: string): Promise<void> {
    await this.command("snappoint-when");
    await this.prompt("Only when:");
    await this.terminal.type(condition);
    await this.terminal.press("Enter");
  }

  async beside(line: number): Promise<string> {
    return besideIn(await this.terminal.screen(), this.web.textOf(line));
  }

  record(line: number, during: Promise<unknown>): Promise<string[]> {
    return statesUntil(() => this.beside(line), during);
  }

  async close(): Promise<void> {
    await this.terminal.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Completion refuses a title that is not offered; then the prompt is left, and there is another try. */
  private async pick(title: string): Promise<boolean> {
    await this.command("eglot-code-actions");
    const row = await this.prompt("Pick an action", "No code action");
    if (!row.includes("Pick")) return false;
    await this.terminal.type(title);
    await this.terminal.press("Enter");
    const after = await this.terminal.until(
      "an answer to the title",
      (rows) => !echoOf(rows).includes("Pick") || echoOf(rows).includes("[No match]"),
    );
    if (!echoOf(after).includes("[No match]")) return true;
    await this.terminal.press("C-g");
    return false;
  }

  private async command(name: string): Promise<void> {
    await this.terminal.press("M-x");
    await this.terminal.type(name);
    await this.terminal.press("Enter");
  }

  private async prompt(...wanted: string[]): Promise<string> {
    const rows = await this.terminal.until(`one of ${wanted.join(", ")}`, (seen) =>
      wanted.some((text) => echoOf(seen).includes(text)),
    );
    return echoOf(rows);
  }
}

/** The last row: what Emacs says and asks. */
function echoOf(rows: readonly string[]): string {
  return rows.at(-1) ?? "";
}
