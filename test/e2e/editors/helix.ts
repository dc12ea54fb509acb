/** A real Helix in a terminal, with the configuration of `clients/helix` and nothing of the user's own. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../../../scripts/tools.mjs";
import { REPOSITORY } from "../../repository.js";
import { until } from "../../until.js";
import { Terminal } from "./terminal.js";
import { emptyHome, TerminalEditor } from "./terminal-editor.js";
import type { WebServer } from "./web-server.js";

export class Helix extends TerminalEditor {
  /** @param more variables of its environment */
  static async open(web: WebServer, more: NodeJS.ProcessEnv = {}): Promise<Helix> {
    const folder = emptyHome("helix");
    cpSync(join(REPOSITORY, "clients", "helix"), join(folder, "helix"), { recursive: true });
    const homes = { XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder, XDG_DATA_HOME: folder };
    const terminal = Terminal.open([findProgram("hx") ?? "hx", web.source], {
      ...web.env,
      ...homes,
      ...more,
    });
    await terminal.until("Helix to open the file", (rows) => rows.some((row) => row.includes("NOR")));
    return new Helix(folder, terminal, web);
  }

  async go(line: number): Promise<void> {
    await this.terminal.type(`:goto ${line + 1}`);
    await this.terminal.press("Enter", "g", "s", "z", "z");
  }

  async choose(title: string): Promise<void> {
    const begins = (row: string) => `${row} `.startsWith(`${title} `);
    const titles = await until(
      `the action “${title}”`,
      () => this.openMenu(),
      (offered) => offered.some(begins),
    );
    // The first one is chosen already.
    for (const _ of titles.slice(0, titles.findIndex(begins))) await this.terminal.press("Down");
    await this.terminal.press("Enter");
    await this.terminal.until("the menu to close", (rows) => titlesIn(rows).length === 0);
  }

  /** Types it where the key of `clients/helix/config.toml` has put the cursor. */
  async addWhen(condition: string): Promise<void> {
    await this.terminal.press("Space", "n", "w");
    await this.terminal.until("the prompt", (rows) => rows.some((row) => row.includes("condition")));
    await this.terminal.type(condition);
    await this.terminal.press("Enter");
  }

  async append(text: string): Promise<void> {
    await this.terminal.press("A");
    await this.terminal.type(text);
    await this.terminal.press("Escape");
  }

  undo(): Promise<void> {
    return this.terminal.press("u");
  }

  private async openMenu(): Promise<string[]> {
    if (titlesIn(await this.terminal.screen()).length > 0) {
      await this.terminal.press("Escape");
      await this.terminal.until("no menu", (rows) => titlesIn(rows).length === 0);
    }
    await this.terminal.press("Space", "a");
    const rows = await this.terminal.until(
      "the menu",
      (seen) => titlesIn(seen).length > 0 || seen.some((row) => /\bno .*code actions/i.test(row)),
    );
    return titlesIn(rows);
  }
}

/** What stands in the rows of the menu; behind a title the row goes on with the text that the menu leaves free. */
function titlesIn(rows: readonly string[]): string[] {
  return rows.flatMap((row) => /Snappoint: .*/.exec(row)?.[0] ?? []);
}
