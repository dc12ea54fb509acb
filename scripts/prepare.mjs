/** The steps that make a fresh clone runnable and testable. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { findPythons } from "./pythons.mjs";
import { announced, contents, filesUnder, quietly, ROOT, StageError, stage } from "./stage.mjs";
import { pipIntoFolder, VENDORED, vendorBytecode } from "./vendor.mjs";

/** @typedef {import("./pythons.mjs").Python} Python */

export const VENVS = join(ROOT, ".venv");

/** TypeScript's compiler, by the file that its command loads: early Nodes 20 can't load the command, which has no ending. */
export const TSC = join(ROOT, "node_modules", "typescript", "lib", "tsc.js");

/** The Python with pip and, for the checks, ruff and mypy. */
export const TOOLS_PYTHON = pythonOf(join(VENVS, "tools"));

/** pytest and what it needs: pure Python, so one copy serves every interpreter. */
const TEST_PACKAGES = join(VENVS, "pytest");

const LIBRARIES = join(VENVS, "packages");

/** The tools are published for these first; any other Python is taken when none of them is there. */
const PREFERRED_MINORS = [13, 12, 14, 11];

/** What running Snappoint from a clone needs: packages, the agent's private copy of bytecode, the built server. */
export async function prepareToRun() {
  await nodePackages();
  await toolsPython();
  const requirements = join(ROOT, "agent", "requirements-vendor.txt");
  await stage("vendored bytecode", {
    inputs: contents([requirements, join(ROOT, "scripts", "vendor.mjs")]),
    outputs: [join(VENDORED, "bytecode", "__init__.py")],
    work: () => vendorBytecode(TOOLS_PYTHON, requirements),
  });
  await build();
}

/** ruff and mypy. */
export async function prepareToCheck() {
  await prepareToRun();
  const requirements = join(ROOT, "agent", "requirements-dev.txt");
  await stage("ruff and mypy", {
    inputs: contents([requirements, join(VENVS, "tools", "pyvenv.cfg")]),
    outputs: [TOOLS_PYTHON],
    work: () => quietly(TOOLS_PYTHON, ["-m", "pip", "install", "--quiet", "--no-deps", "-r", requirements]),
  });
}

/**
 * pytest for each interpreter, in an environment of its own.
 *
 * @param {Python[]} pythons
 * @returns {Promise<{ python: Python, program: string }[]>} the interpreters to run the tests with
 */
export async function prepareToTest(pythons) {
  await prepareToCheck();
  await pytest();
  const ready = [];
  for (const python of pythons) {
    await neighbours(python);
    ready.push({ python, program: await testPython(python) });
  }
  return ready;
}

/** The libraries whose own tests are run with probes, and pytest for them. */
export async function prepareToConform() {
  await prepareToRun();
  await pytest();
  const requirements = join(ROOT, "test", "conformance", "packages.txt");
  await stage("libraries to probe", {
    inputs: contents([requirements]),
    outputs: [LIBRARIES],
    work: () => pipIntoFolder(TOOLS_PYTHON, requirements, LIBRARIES),
  });
}

async function pytest() {
  const requirements = join(ROOT, "agent", "requirements-test.txt");
  await stage("pytest", {
    inputs: contents([requirements]),
    outputs: [join(TEST_PACKAGES, "pytest")],
    work: () => pipIntoFolder(TOOLS_PYTHON, requirements, TEST_PACKAGES),
  });
}

async function nodePackages() {
  if (nodePackagesAreCurrent()) {
    console.log("node packages: up to date");
    return;
  }
  const npm = process.env.npm_execpath;
  await announced("node packages", () =>
    npm ? quietly(process.execPath, [npm, "ci"]) : quietly("npm", ["ci"]),
  );
}

/** npm keeps a record of what it installed: compared with the lock file, less what is for other machines. */
function nodePackagesAreCurrent() {
  const record = join(ROOT, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const installed = packagesIn(record);
  const locked = packagesIn(join(ROOT, "package-lock.json"));
  return Object.entries(locked).every(
    ([path, wanted]) =>
      path === "" || installed[path]?.version === wanted.version || (wanted.optional && !installed[path]),
  );
}

/** @returns {Record<string, { version: string, optional?: boolean }>} */
function packagesIn(/** @type {string} */ lockFile) {
  return JSON.parse(readFileSync(lockFile, "utf8")).packages;
}

async function toolsPython() {
  await stage("Python for the tools", {
    inputs: [VENVS],
    outputs: [TOOLS_PYTHON],
    work: async () => {
      const base = pythonWithPip();
      rmSync(join(VENVS, "tools"), { recursive: true, force: true });
      await quietly(base.path, ["-m", "venv", join(VENVS, "tools")]);
    },
  });
}

/** @throws {StageError} that says what to install */
function pythonWithPip() {
  const all = findPythons();
  const preferred = PREFERRED_MINORS.flatMap((minor) => all.filter((python) => python.minor === minor));
  const pythons = [...new Set([...preferred, ...all])];
  const usable = pythons.find(
    (it) => spawnSync(it.path, ["-I", "-c", "import venv, ensurepip"]).status === 0,
  );
  if (usable) return usable;
  const found = pythons.map((it) => `${it.path} (${it.version})`).join(", ") || "none ≥ 3.11";
  throw new StageError(
    `A Python ≥ 3.11 with the modules venv and ensurepip is needed (on Debian and Ubuntu: apt install python3-venv). Found: ${found}.`,
  );
}

/** Other tools that look into programs. They are compiled for each Python; where one is not, its tests are skipped. */
async function neighbours(/** @type {Python} */ { minor }) {
  const requirements = join(ROOT, "agent", "requirements-neighbours.txt");
  const folder = join(VENVS, "neighbours", `3.${minor}`);
  const interpreter = ["--python-version", `3.${minor}`, "--implementation", "cp"];
  const abis = [`cp3${minor}`, "abi3", "none"].flatMap((abi) => ["--abi", abi]);
  const options = ["--quiet", "--no-deps", "--no-compile", "--only-binary=:all:", "--target", folder];
  try {
    await stage(`neighbours for Python 3.${minor}`, {
      inputs: contents([requirements]),
      outputs: [folder],
      work: () => {
        rmSync(folder, { recursive: true, force: true });
        const all = [...options, ...interpreter, ...abis, "-r", requirements];
        return quietly(TOOLS_PYTHON, ["-m", "pip", "install", ...all]);
      },
    });
  } catch (error) {
    if (!(error instanceof StageError)) throw error;
    console.log(`  the tests beside coverage and debugpy are skipped on Python 3.${minor}: ${error.message}`);
  }
}

/** An environment without pip takes no time to make, and works for a Python that has no ensurepip. */
async function testPython(/** @type {Python} */ python) {
  const folder = join(VENVS, `3.${python.minor}`);
  const program = pythonOf(folder);
  await stage(`environment for Python ${python.version}`, {
    inputs: [folder, python.path, python.version],
    outputs: [program],
    work: async () => {
      rmSync(folder, { recursive: true, force: true });
      await quietly(python.path, ["-m", "venv", "--without-pip", folder]);
      await letImportPytest(program);
    },
  });
  return program;
}

export async function letImportPytest(/** @type {string} */ program) {
  const asked = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const site = (await quietly(program, ["-I", "-c", asked])).trim();
  writeFileSync(join(site, "snappoint-tests.pth"), `${TEST_PACKAGES}\n`);
}

async function build() {
  const sources = ["server", "demo", "test"].flatMap((folder) => filesUnder(folder, ".ts"));
  const scripts = filesUnder("scripts", ".mjs");
  const settings = ["tsconfig.json", "package-lock.json"].map((name) => join(ROOT, name));
  await stage("build", {
    inputs: contents([...sources, ...scripts, ...settings]),
    outputs: [join(ROOT, "dist", "server", "main.js")],
    work: async () => {
      removeStaleOutput(new Set([...sources, ...scripts].map((path) => relative(ROOT, path))));
      await quietly(process.execPath, [TSC, "-p", ROOT]);
    },
  });
}

/** A compiled file whose source is gone would still be found, imported and published. */
function removeStaleOutput(/** @type {Set<string>} */ sources) {
  for (const path of filesUnder("dist", "js").concat(filesUnder("dist", "js.map"))) {
    const source = relative(join(ROOT, "dist"), path)
      .replace(/\.map$/, "")
      .replace(/\.js$/, ".ts");
    if (!sources.has(source)) rmSync(path);
  }
}

export function pythonOf(/** @type {string} */ venv) {
  return process.platform === "win32" ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");
}
