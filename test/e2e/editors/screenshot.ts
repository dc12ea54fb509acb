/**
 * Draws the pictures of the clients: each real editor with values of a web server that is being used.
 *
 *   npm run screenshot -- [nvim|helix|emacs|kate|vscode]…
 *
 * Without a name all of them.
 */

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newestSupportedPython } from "../../../scripts/pythons.mjs";
import { findNeovims } from "../../../scripts/tools.mjs";
import { commandLine, refuse } from "../../command-line.js";
import { REPOSITORY } from "../../repository.js";
import { until } from "../../until.js";
import { Display } from "./display.js";
import { Emacs } from "./emacs.js";
import { Helix } from "./helix.js";
import { Kate } from "./kate.js";
import { Neovim } from "./neovim.js";
import { ADD, type Driver } from "./scenario.js";
import type { Terminal } from "./terminal.js";
import { VsCode } from "./vscode.js";
import { WebServer } from "./web-server.js";

/** Lines of `send_head` that a request for a file passes. */
const POINTS = [
  "if os.path.isdir(path):",
  "ctype = self.guess_type(path)",
  "f = open(path, 'rb')",
  "fs = os.fstat(",
];

const XTERM = [
  ...["-fa", "DejaVu Sans Mono", "-fs", "12", "-geometry", "110x44+0+0", "-b", "10", "-bw", "0"],
  ...["-bg", "#14161b", "-fg", "#e0e2ea", "+sb", "-e"],
];
const NEOVIM_LOOK = [
  "set termguicolors number signcolumn=no laststatus=0 noruler noshowcmd shortmess+=F",
  "autocmd VimEnter,ColorScheme * highlight LspInlayHint guifg=#8cf8f7 gui=italic",
];

/** Each opens its editor, lets it pose, takes the picture and closes it. */
const PICTURES: Record<string, (web: WebServer) => Promise<string>> = {
  nvim: async (web) => {
    const program = findNeovims().at(-1)?.path ?? "nvim";
    const look = NEOVIM_LOOK.flatMap((command) => ["-c", command]);
    return inTerminal(await Neovim.open(web, program, look), web, picture("docs", "nvim.png"));
  },
  helix: async (web) => inTerminal(await Helix.open(web, colours()), web, ofClient("helix")),
  emacs: async (web) => {
    const look = ["--eval", "(progn (load-theme 'modus-vivendi t) (global-display-line-numbers-mode))"];
    return inTerminal(await Emacs.open(web, {}, look), web, ofClient("emacs"));
  },
  kate: async (web) => {
    const path = ofClient("kate");
    await posing(await Kate.open(web), web, (editor) => editor.display.picture(path));
    return path;
  },
  vscode: async (web) => {
    const path = ofClient("vscode");
    const vscode = await VsCode.open(web);
    await vscode.page.setViewportSize({ width: 1250, height: 1000 });
    await posing(vscode, web, async (editor) => {
      await editor.page.locator("#snappoint\\.snappoint\\.snappoint").click();
      await editor.page.locator(".monaco-list-row", { hasText: "snapshot · ×2" }).first().waitFor();
      await editor.page.screenshot({ path });
      execFileSync("convert", [path, "+dither", "-colors", "64", "-strip", `PNG8:${path}`]);
    });
    return path;
  },
};

async function main(names: string[]): Promise<void> {
  const python = newestSupportedPython();
  if (!python) throw new Error("a Python from 3.11 to 3.15 is needed");
  for (const name of names.length > 0 ? names : Object.keys(PICTURES)) {
    const draw = PICTURES[name] ?? refuse(import.meta.url, `there is no picture of ${name}`);
    const web = await WebServer.start(python.path);
    try {
      console.log(await draw(web));
    } finally {
      await web.stop();
    }
  }
}

/** Shows the editor's terminal in a window, in the size of which the editor then draws. */
async function inTerminal(
  editor: Driver & { terminal: Terminal },
  web: WebServer,
  path: string,
): Promise<string> {
  const display = await Display.start();
  const window = spawn("xterm", [...XTERM, ...editor.terminal.attach], {
    env: { ...process.env, DISPLAY: display.name },
    stdio: "ignore",
  });
  try {
    await editor.terminal.until("the window's size", (rows) => rows.length === 44);
    await posing(editor, web, () => display.picture(path));
  } finally {
    window.kill();
    await display.stop();
  }
  return path;
}

/** Puts the points, lets requests come, and waits until the last one is beside every line. */
async function posing<Editor extends Driver>(
  editor: Editor,
  web: WebServer,
  take: (editor: Editor) => Promise<void>,
): Promise<void> {
  const lines = POINTS.map((text) => web.lineOfSendHead(text));
  const shownAt = (line: number, what: RegExp) =>
    until(
      `${what} beside line ${line + 1}`,
      () => editor.beside(line),
      (seen) => what.test(seen),
    );
  try {
    for (const line of lines) {
      await editor.go(line);
      await editor.choose(ADD);
      await shownAt(line, /no hit yet/);
    }
    await web.get("/one.txt");
    await editor.go(web.lineOfSendHead("ctype = self"));
    for (const line of lines) await shownAt(line, /^(?!.*no hit yet)./);
    await web.get("/two.txt");
    for (const line of lines) await shownAt(line, /^(?!.*one\.txt)./);
    await take(editor);
  } finally {
    await editor.close();
  }
}

/** Debian's Helix has no grammars, without which it draws in one colour; npm's package of Python's has its source. */
function colours(): NodeJS.ProcessEnv {
  const runtime = mkdtempSync(join(tmpdir(), "sp-helix-runtime-"));
  const sources = join(REPOSITORY, "node_modules", "tree-sitter-python", "src");
  mkdirSync(join(runtime, "grammars"));
  const files = ["parser.c", "scanner.c"].map((file) => join(sources, file));
  const output = join(runtime, "grammars", "python.so");
  execFileSync("gcc", ["-shared", "-fPIC", "-O1", "-I", sources, ...files, "-o", output]);
  return { HELIX_RUNTIME: runtime, COLORTERM: "truecolor" };
}

function ofClient(name: string): string {
  return picture("clients", name, "screenshot.png");
}

function picture(...path: string[]): string {
  return join(REPOSITORY, ...path);
}

await main(commandLine(import.meta.url, {}, Number.POSITIVE_INFINITY).words);
