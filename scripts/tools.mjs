/** The optional tools: where `scripts/install-optional.sh` puts them, and which Neovims there are. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { delimiter, join } from "node:path";

/** The layout of the folder; the installer has the same number. */
const LAYOUT = "v1";

/** The full path of everything in a folder; nothing when it can't be read. */
export function list(/** @type {string} */ folder) {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/**
 * The paths that are there, each once: a variable of the environment may be missing or empty.
 *
 * @param {(string | undefined)[]} paths
 */
export function present(paths) {
  return [...new Set(paths.flatMap((path) => path || []))];
}

/**
 * Home folders to look in: the one in the environment, and the user's own when that is missing or another.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function homes(env) {
  return present([env.HOME, homedir(), userInfo().homedir]);
}

/**
 * The `bin` folders of the installed sets of tools.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function toolFolders(env) {
  const caches = [env.XDG_CACHE_HOME, ...homes(env).map((home) => join(home, ".cache"))];
  return present(caches)
    .flatMap((cache) => list(join(cache, "snappoint-tools", LAYOUT)))
    .map((set) => join(set, "bin"));
}

/** What the environment's PATH is with the installed tools behind it. */
export function pathWithTools(env = process.env) {
  return [...(env.PATH ?? "").split(delimiter).filter(Boolean), ...toolFolders(env)].join(delimiter);
}

/** Whether a program is there and runs, among the installed tools or elsewhere. */
export function isThere(/** @type {string} */ program) {
  const env = { ...process.env, PATH: pathWithTools() };
  return spawnSync(program, ["--version"], { env, timeout: 10_000 }).status === 0;
}

/** Whether the kernel lets us make namespaces, as containers have them. */
export function canMakeContainers() {
  return spawnSync("unshare", ["-rmpfn", "--mount-proc", "true"], { timeout: 10_000 }).status === 0;
}

/**
 * The full path of a program, among the installed tools or elsewhere; nothing when there is none.
 *
 * @param {string} program
 */
export function findProgram(program) {
  const paths = pathWithTools()
    .split(delimiter)
    .map((folder) => join(folder, program));
  return paths.find(isExecutable);
}

function isExecutable(/** @type {string} */ path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The tests of one editor: what they need, and the part of the installer that provides it.
 *
 * @typedef {{ editor: string, part: string, programs: string[], tests: string }} EditorTests
 */

/** What is no program, by the name that users know it by, each with a command that fails where it is missing. */
const LIBRARIES = {
  "lsp-mode": ["emacs", "--batch", "-Q", "--eval", '(kill-emacs (if (locate-library "lsp-mode") 0 1))'],
  "python3-gi with AT-SPI": ["/usr/bin/python3", "-c", "import gi; gi.require_version('Atspi', '2.0')"],
  "at-spi2-core": ["test", "-e", "/usr/share/dbus-1/services/org.a11y.Bus.service"],
};

/** @typedef {keyof typeof LIBRARIES} Library */

/** @type {(EditorTests & { libraries?: Library[] })[]} */
const EDITORS = [
  { editor: "Helix", part: "helix", programs: ["hx", "tmux"], tests: "test/e2e/editors/helix.test.ts" },
  { editor: "Emacs", part: "emacs", programs: ["emacs", "tmux"], tests: "test/e2e/editors/emacs.test.ts" },
  {
    editor: "Emacs lsp-mode",
    part: "emacs",
    programs: ["emacs", "tmux"],
    libraries: ["lsp-mode"],
    tests: "test/e2e/editors/lsp-mode.test.ts",
  },
  {
    editor: "Kate",
    part: "kate",
    programs: ["kate", "Xvfb", "dbus-run-session", "xdotool", "import"],
    libraries: ["python3-gi with AT-SPI", "at-spi2-core"],
    tests: "test/e2e/editors/kate.test.ts",
  },
  {
    editor: "VS Code",
    part: "vscode",
    programs: ["vscode-server", "chromium"],
    tests: "test/e2e/editors/vscode.test.ts",
  },
];

/**
 * The editors that can't be tested here, each with only what is missing.
 *
 * @returns {EditorTests[]}
 */
export function editorsMissing() {
  const others = EDITORS.map(({ libraries = [], ...it }) => {
    const programs = it.programs.filter((name) => !findProgram(name));
    return { ...it, programs: [...programs, ...libraries.filter((name) => !hasLibrary(name))] };
  });
  const neovim = { editor: "Neovim", part: "nvim", tests: "test/e2e/editors/nvim.test.ts" };
  const lacking = [
    ...(findNeovims().length > 0 ? [] : ["nvim ≥ 0.10"]),
    ...(findProgram("tmux") ? [] : ["tmux"]),
  ];
  return [{ ...neovim, programs: lacking }, ...others].filter(({ programs }) => programs.length > 0);
}

/** Told by a program, so also missing where that is. */
function hasLibrary(/** @type {Library} */ name) {
  const [program = "", ...args] = LIBRARIES[name];
  return spawnSync(findProgram(program) ?? program, args, { timeout: 20_000 }).status === 0;
}

/**
 * @typedef {{ path: string, version: string, minor: number }} Neovim
 */

/**
 * One Neovim ≥ 0.10 per minor version, oldest first.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Neovim[]}
 */
export function findNeovims(env = process.env) {
  const folders = pathWithTools(env).split(delimiter);
  /** @type {Map<number, Neovim>} */
  const found = new Map();
  for (const path of folders.map((folder) => join(folder, "nvim"))) {
    const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 10_000 });
    const version = /^NVIM v(0\.(\d+)\.\d+)/.exec(stdout ?? "");
    const minor = Number(version?.[2] ?? 0);
    if (version?.[1] && minor >= 10 && !found.has(minor))
      found.set(minor, { path, version: version[1], minor });
  }
  return [...found.values()].sort((a, b) => a.minor - b.minor);
}
