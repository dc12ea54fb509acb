/** The real VS Code: its web form's server, the packed extension installed in it, and Chromium before it. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { findProgram } from "../../../scripts/tools.mjs";
import { REPOSITORY } from "../../repository.js";
import { until } from "../../until.js";
import { endGroup } from "./processes.js";
import type { Typist } from "./scenario.js";
import type { WebServer } from "./web-server.js";

const SERVER = findProgram("vscode-server") ?? "vscode-server";
const SETTINGS = {
  // The file is the running program's, and in a browser VS Code would save it by itself.
  "files.autoSave": "off",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "editor.minimap.enabled": false,
  "telemetry.telemetryLevel": "off",
};

/** A function for the page: what stands behind a text of the source there. */
const BESIDE = `(source) => {
  const lines = [...document.querySelectorAll(".view-line")];
  const texts = lines.map((line) => line.textContent.replaceAll("\u00a0", " "));
  const text = texts.find((each) => each.includes(source)) ?? "";
  return text.slice(text.indexOf(source) + source.length).trim();
}`;

export class VsCode implements Typist {
  private constructor(
    private readonly folder: string,
    private readonly server: ChildProcess,
    private readonly browser: Browser,
    readonly page: Page,
    private readonly web: WebServer,
  ) {}

  static async open(web: WebServer): Promise<VsCode> {
    const folder = mkdtempSync(join(tmpdir(), "sp-vscode-"));
    const env = { ...web.env, HOME: folder };
    const places = ["--extensions-dir", join(folder, "extensions"), "--server-data-dir", folder];
    const agreed = [...places, "--accept-server-license-terms", "--telemetry-level", "off"];
    execFileSync(SERVER, ["--install-extension", packedExtension(), ...agreed], { env, stdio: "ignore" });
    mkdirSync(join(folder, "data", "Machine"), { recursive: true });
    writeFileSync(join(folder, "data", "Machine", "settings.json"), JSON.stringify(SETTINGS));
    const alone = [
      "--host",
      "127.0.0.1",
      "--port",
      "0",
      "--without-connection-token",
      "--disable-workspace-trust",
    ];
    const server = spawn(SERVER, [...alone, ...agreed], {
      env,
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    const address = await addressOf(server);
    const browser = await chromium.launch({
      executablePath: findProgram("chromium") ?? "chromium",
      args: ["--no-sandbox", "--disable-gpu"],
    });
    const page = await browser.newPage({ viewport: { width: 1200, height: 700 } });
    const vscode = new VsCode(folder, server, browser, page, web);
    await vscode.openFile(address).catch(async (error) => {
      await vscode.close();
      throw error;
    });
    return vscode;
  }

  async go(line: number): Promise<void> {
    await this.page.keyboard.press("Control+g");
    await this.page.waitForSelector(".quick-input-widget:visible");
    await this.page.keyboard.type(`${line + 1}`);
    await this.page.keyboard.press("Enter");
    await this.page.keyboard.press("Home");
  }

  async choose(title: string): Promise<void> {
    const rows = this.page.locator(".action-widget .monaco-list-row.action");
    const offered = async () => {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("Control+.");
      await rows.first().waitFor({ timeout: 2000 });
      return rows.allTextContents();
    };
    const titles = await until(`the action “${title}”`, offered, (found) => found.includes(title));
    // The first one is chosen already.
    for (const _ of titles.slice(0, titles.indexOf(title))) await this.page.keyboard.press("ArrowDown");
    await this.page.locator(".action-widget .focused", { hasText: title }).waitFor();
    await this.page.keyboard.press("Enter");
  }

  async addWhen(condition: string): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.page.keyboard.type("Snappoint: Show Values Only When");
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: "Only When" }).first().click();
    await this.page.locator(".quick-input-widget", { hasText: "Show values only when" }).waitFor();
    await this.page.keyboard.type(condition);
    await this.page.keyboard.press("Enter");
  }

  async append(text: string): Promise<void> {
    await this.page.keyboard.press("End");
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Escape");
  }

  /** As often as it takes until there is nothing to undo. */
  async undo(): Promise<void> {
    const changed = this.page.locator(".monaco-icon-label.dirty, .tab.dirty");
    await until(
      "the text as it was",
      () => this.page.keyboard.press("Control+z").then(() => changed.count()),
      (count) => count === 0,
    );
  }

  beside(line: number): Promise<string> {
    return this.page.evaluate(`(${BESIDE})(${JSON.stringify(this.web.textOf(line))})`);
  }

  /** Looks after every change of the page, before the browser paints it. */
  async record(line: number, during: Promise<unknown>): Promise<string[]> {
    const source = this.web.textOf(line);
    await this.page.evaluate(`(() => {
      const beside = ${BESIDE};
      const seen = (window.seenBeside = []);
      const look = () => seen.push(beside(${JSON.stringify(source)}));
      window.besideObserver = new MutationObserver(look);
      window.besideObserver.observe(document.querySelector(".view-lines"),
        { childList: true, subtree: true, characterData: true });
      look();
    })()`);
    await during;
    return this.page.evaluate("(window.besideObserver.disconnect(), window.seenBeside)");
  }

  async close(): Promise<void> {
    await this.browser.close();
    // With its extensions, and our language server among them, which it would leave running.
    await endGroup(this.server.pid as number);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async openFile(address: string): Promise<void> {
    const file = `vscode-remote://${new URL(address).host}${this.web.source}`;
    const payload = JSON.stringify([["openFile", file]]);
    const query = new URLSearchParams({ folder: dirname(this.web.source), payload });
    await this.page.goto(`${address}?${query}`);
    await this.page.locator(".view-line").first().click();
    await this.page.locator("#snappoint\\.snappoint\\.snappoint").waitFor();
  }
}

function packedExtension(): string {
  const script = join(REPOSITORY, "scripts", "vsix.mjs");
  return execFileSync(process.execPath, [script], { encoding: "utf8" }).trim();
}

async function addressOf(server: ChildProcess): Promise<string> {
  let output = "";
  server.stdout?.on("data", (data) => {
    output += data;
  });
  const address = () => /Web UI available at (\S+)/.exec(output)?.[1];
  await until(
    "VS Code's server",
    () => output,
    () => address() !== undefined,
  );
  return (address() as string).replace("localhost", "127.0.0.1");
}
