/** Draws docs/nvim.png: a real Neovim in a real terminal window, with values of a web server that is being used. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { newestSupportedPython } from "../../../scripts/pythons.mjs";
import { findNeovims } from "../../../scripts/tools.mjs";
import { REPOSITORY } from "../../repository.js";
import { until } from "../../until.js";
import { Neovim } from "./neovim.js";
import { WebServer } from "./web-server.js";

const PICTURE = join(REPOSITORY, "docs", "nvim.png");

/** Lines of `send_head` that a request for a file passes. */
const POINTS = [
  "if os.path.isdir(path):",
  "ctype = self.guess_type(path)",
  "f = open(path, 'rb')",
  "fs = os.fstat(",
];

const TERMINAL = [
  ...["xterm", "-fa", "DejaVu Sans Mono", "-fs", "12", "-geometry", "100x42+0+0", "-b", "10", "-bw", "0"],
  ...["-bg", "#14161b", "-fg", "#e0e2ea", "+sb", "-e"],
];
const LOOK = [
  "set termguicolors number signcolumn=no laststatus=0 noruler noshowcmd shortmess+=F",
  "autocmd VimEnter,ColorScheme * highlight LspInlayHint guifg=#8cf8f7 gui=italic",
];

async function main(): Promise<void> {
  const neovim = findNeovims().at(-1);
  const python = newestSupportedPython();
  if (!neovim || !python)
    throw new Error("A Neovim and a Python are needed: scripts/install-optional.sh nvim");
  const screen = await startScreen();
  const web = await WebServer.start(python.path);
  try {
    const env = { ...web.env, DISPLAY: `:${screen.display}`, COLORTERM: "truecolor" };
    const args = LOOK.flatMap((command) => ["-c", command]);
    const editor = await Neovim.open({
      program: neovim.path,
      file: web.source,
      env,
      args,
      terminal: TERMINAL,
    });
    try {
      await pose(editor, web);
      await takePicture(env);
    } finally {
      await editor.close();
    }
  } finally {
    await web.stop();
    screen.process.kill();
  }
  console.log(`${PICTURE}: Neovim ${neovim.version}, Python ${python.version}`);
}

/** Puts the points, lets requests come, and waits until the last one is on the screen. */
async function pose(editor: Neovim, web: WebServer): Promise<void> {
  const lines = POINTS.map((text) => web.lineOfSendHead(text));
  for (const line of lines) {
    await editor.go(line);
    await editor.choose("Snappoint: add snapshot point");
    await until(
      "the point to be armed",
      () => editor.shown(),
      (shown) => shown.some((it) => it.line === line && it.text.includes("no hit yet")),
    );
  }
  for (const page of ["/one.txt", "/two.txt"]) await web.get(page);
  await editor.go(web.lineOfSendHead("index = os.path.join"));
  await until(
    "the second request's values beside every line",
    () => editor.shown(),
    (shown) => lines.every((line) => shown.some((it) => it.line === line && it.text.includes("×2"))),
  );
  await editor.redraw();
}

/** The terminal draws when it likes: the picture is the first that looks like the one before. */
async function takePicture(env: NodeJS.ProcessEnv): Promise<void> {
  mkdirSync(dirname(PICTURE), { recursive: true });
  let before = Buffer.alloc(0);
  const take = () => {
    execFileSync(
      "import",
      ["-window", "root", "-trim", "+repage", "-colors", "48", "-strip", `PNG8:${PICTURE}`],
      {
        env,
      },
    );
    const now = readFileSync(PICTURE);
    const still = now.equals(before);
    before = now;
    return still;
  };
  await until("the terminal to come to rest", take, (still) => still);
}

/** An X server without a screen; it chooses its number and says so. */
async function startScreen(): Promise<{ display: string; process: ChildProcess }> {
  const child = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [number] = await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
  if (!Buffer.isBuffer(number)) throw new Error("Xvfb ended: scripts/install-optional.sh screenshot");
  return { display: number.toString().trim(), process: child };
}

await main();
