/**
 * The developer's commands: `node scripts/setup.mjs COMMAND`, called by the npm scripts. Each prepares what
 * it needs first. Only Node's own modules are used here, because on a fresh clone nothing else is there.
 */
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { testLibraries } from "./libraries.mjs";
import { prepareToBench } from "./peers.mjs";
import { prepareToCheck, prepareToConform, prepareToRun, prepareToTest } from "./prepare.mjs";
import { testServers } from "./servers.mjs";
import { filesUnder, openly, ROOT, StageError } from "./stage.mjs";
import { check, fix, test } from "./suite.mjs";

/** @type {Record<string, (args: string[]) => Promise<number>>} each gives the exit code */
const COMMANDS = {
  build: async () => {
    await prepareToRun();
    return 0;
  },
  demo: (args) => run("demo", "demo", args),
  bench: ([name, ...args]) =>
    run("test/bench", name, args, name === "engine" ? prepareToBench : prepareToRun),
  conformance: ([name, ...args]) => {
    const ofLibraries = args.some((it) => it.startsWith("--package"));
    return run("test/conformance", name, args, ofLibraries ? prepareToConform : prepareToRun);
  },
  fuzz: (args) => run("test/stress", "fuzz", args, async () => void (await prepareToTest([]))),
  chaos: (args) => run("test/stress", "chaos", args),
  stress: (args) => run("test/stress", "stress", args),
  vsix: async () => {
    await prepareToRun();
    return openly(process.execPath, [join(ROOT, "scripts", "vsix.mjs")]);
  },
  screenshot: (args) => run("test/e2e/editors", "screenshot", args),
  check: async () => {
    await prepareToCheck();
    return check();
  },
  fix: async () => {
    await prepareToCheck();
    return fix();
  },
  test,
  "test-libraries": testLibraries,
  "test-servers": testServers,
};

/**
 * Builds, then runs a compiled program of ours.
 *
 * @param {string} folder where it is
 * @param {string | undefined} name its file's, without ending
 * @param {string[]} args
 * @param {() => Promise<void>} prepare
 */
async function run(folder, name, args, prepare = prepareToRun) {
  const programs = programsIn(folder);
  if (name === undefined || !programs.includes(name)) {
    console.error(
      `${name === undefined ? "Which one?" : `There is no ${name}.`} There are: ${programs.join(", ")}.`,
    );
    return 2;
  }
  await prepare();
  return openly(process.execPath, [join(ROOT, "dist", folder, `${name}.js`), ...args]);
}

/** Those files of a folder that say at their head how they are run; others are parts of them. */
function programsIn(/** @type {string} */ folder) {
  const files = filesUnder(folder, ".ts").filter((path) => dirname(path) === join(ROOT, folder));
  const programs = files.filter((path) => readFileSync(path, "utf8").includes("\n *   npm run "));
  return programs.map((path) => basename(path, ".ts"));
}

async function main() {
  const [name = "", ...args] = process.argv.slice(2);
  const command = COMMANDS[name];
  if (!command) {
    console.error(`usage: node scripts/setup.mjs ${Object.keys(COMMANDS).join("|")} [ARGUMENT…]`);
    return 2;
  }
  try {
    return await command(args);
  } catch (error) {
    if (!(error instanceof StageError)) throw error;
    console.error(`${error.output}\n${error.message}`.trim());
    return 1;
  }
}

process.exitCode = await main();
