/**
 * The developer's commands: `node scripts/setup.mjs COMMAND`, called by the npm scripts. Each prepares what
 * it needs first. Only Node's own modules are used here, because on a fresh clone nothing else is there.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
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
  demo: (args) => run("demo/demo", args),
  bench: ([name, ...args]) =>
    run(`test/bench/${name ?? ""}`, args, name === "engine" ? prepareToBench : prepareToRun),
  conformance: ([name, ...args]) => {
    const ofLibraries = args.some((it) => it.startsWith("--package"));
    return run(`test/conformance/${name ?? ""}`, args, ofLibraries ? prepareToConform : prepareToRun);
  },
  fuzz: (args) => run("test/stress/fuzz", args, async () => void (await prepareToTest([]))),
  chaos: (args) => run("test/stress/chaos", args),
  stress: (args) => run("test/stress/stress", args),
  vsix: async () => {
    await prepareToRun();
    return openly(process.execPath, [join(ROOT, "scripts", "vsix.mjs")]);
  },
  screenshot: (args) => run("test/e2e/editors/screenshot", args),
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
 * @param {string} name its path without ending
 * @param {string[]} args
 * @param {() => Promise<void>} prepare
 */
async function run(name, args, prepare = prepareToRun) {
  await prepare();
  const program = join(ROOT, "dist", `${name}.js`);
  if (existsSync(program)) return openly(process.execPath, [program, ...args]);
  const folder = name.slice(0, name.lastIndexOf("/"));
  const others = filesUnder(folder, ".ts").map((path) =>
    path.slice(join(ROOT, folder).length + 1, -".ts".length),
  );
  console.error(`There is no ${name}. In ${folder}: ${others.join(", ") || "nothing yet"}.`);
  return 2;
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
