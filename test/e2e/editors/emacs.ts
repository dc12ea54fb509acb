/** A real Emacs in a terminal, with `clients/emacs` and nothing of the user's own. */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { findProgram } from "../../../scripts/tools.mjs";
import { REPOSITORY } from "../../repository.js";
import { until } from "../../until.js";
import { Terminal } from "./terminal.js";
import { emptyHome, TerminalEditor } from "./terminal-editor.js";
import type { WebServer } from "./web-server.js";

const EMACS = findProgram("emacs") ?? "emacs";
const CLIENT = join(REPOSITORY, "clients", "emacs");
const INIT = join(REPOSITORY, "test", "e2e", "editors", "emacs-init.el");

/** How each way to talk to servers says that it does, and asks which action is meant. */
const WAYS = {
  eglot: { manages: /\[eglot:/, command: "eglot-code-actions", asks: "Pick an action" },
  "lsp-mode": {
    manages: /LSP\[snappoint:\d+\]/,
    command: "lsp-execute-code-action",
    asks: "Select code action",
  },
};

export type Way = keyof typeof WAYS;

export class Emacs extends TerminalEditor {
  private constructor(
    folder: string,
    terminal: Terminal,
    web: WebServer,
    private readonly way: (typeof WAYS)[Way],
  ) {
    super(folder, terminal, web);
  }

  /**
   * @param hints whether eglot is made to ask for hints again, and so gets them instead of diagnostics
   * @param args more arguments for it
   */
  static async open(
    web: WebServer,
    { by = "eglot", hints = false }: { by?: Way; hints?: boolean } = {},
    args: string[] = [],
  ): Promise<Emacs> {
    const folder = emptyHome("emacs");
    const wanted = { SNAPPOINT_CLIENT: CLIENT, SNAPPOINT_BY: by, ...(hints && { SNAPPOINT_HINTS: "1" }) };
    const env = { ...web.env, HOME: folder, ...wanted };
    const terminal = Terminal.open([EMACS, "-nw", "-Q", "-l", INIT, ...args, web.source], env);
    const emacs = new Emacs(folder, terminal, web, WAYS[by]);
    const { manages } = WAYS[by];
    await terminal
      .until(`${by} to manage the file`, (rows) => rows.some((row) => manages.test(row)))
      .catch(async (error) => {
        const screen = await terminal.screen().catch(() => []);
        await emacs.close();
        throw new Error(`${error.message}\nOn the screen:\n${screen.join("\n")}`);
      });
    return emacs;
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

  async append(text: string): Promise<void> {
    await this.terminal.press("C-e");
    await this.terminal.type(text);
  }

  /** Emacs undoes what was typed in parts, of which nobody knows how many there are. */
  undo(): Promise<void> {
    return this.command("comment-kill");
  }

  /** Completion refuses a title that is not offered; then the prompt is left, and there is another try. */
  private async pick(title: string): Promise<boolean> {
    const { command, asks } = this.way;
    await this.command(command);
    const row = await this.prompt(asks, "No code action");
    if (!row.includes(asks)) return false;
    await this.terminal.type(title);
    await this.terminal.press("Enter");
    const after = await this.terminal.until(
      "an answer to the title",
      (rows) => !echoOf(rows).includes(asks) || echoOf(rows).includes("[No match]"),
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

/** Checks that a file of the client is compiled without a word. */
export function compiles(file: string): void {
  const folder = emptyHome("elc");
  const compile = `(progn
    (add-to-list 'load-path "${CLIENT}")
    (setq byte-compile-error-on-warn t
          native-comp-enable-subr-trampolines nil
          byte-compile-dest-file-function (lambda (_) "${join(folder, "client.elc")}"))
    (kill-emacs (if (byte-compile-file "${join(CLIENT, file)}") 0 1)))`;
  const { status, stderr } = spawnSync(EMACS, ["--batch", "-Q", "--eval", compile], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
}

/** The last row: what Emacs says and asks. */
function echoOf(rows: readonly string[]): string {
  return rows.at(-1) ?? "";
}
