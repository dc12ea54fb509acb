/** Holds what the code map promises: who imports whom, how long a file may be, where `process` is touched. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * What each part of the server may import besides itself and Node's own modules: other parts, only the
 * types of other parts, npm packages. A part is a folder of `server/`, or `main`.
 */
const SERVER: Record<string, string[]> = {
  main: ["attach", "cli", "connect", "history", "keys", "lsp", "probes", "relay", "source-map", "view"],
  cli: ["attach", "connect", "history", "keys", "probes", "relay", "source-map", "view", "wrap"],
  lsp: [
    "attach",
    "comments",
    "connect",
    "history",
    "json",
    "probes",
    "relay",
    "source-map",
    "view",
    "vscode-languageserver",
  ],
  attach: ["relay"],
  connect: ["keys", "type probes", "relay", "view"],
  keys: [],
  wrap: ["json", "vscode-jsonrpc"],
  json: [],
  comments: ["probes", "source-map", "view"],
  probes: ["history", "source-map", "type relay"],
  history: ["type probes"],
  view: ["type history", "type probes"],
  relay: ["type probes", "vscode-jsonrpc"],
  "source-map": ["web-tree-sitter", "diff"],
};

/**
 * The same for the agent, without the standard library. A part is a package or a module of `agent/snappoint`.
 * Parts that come later stand on those that come first.
 */
const AGENT: Record<string, string[]> = {
  _vendor: [],
  behaviour: [],
  counter: ["behaviour"],
  genuine: [],
  own_threads: ["genuine"],
  runtime_dir: [],
  text_hash: [],
  source: ["text_hash"],
  fields: [],
  requests: ["fields"],
  wire: ["fields", "requests"],
  engines: ["_vendor", "behaviour"],
  rendering: ["behaviour"],
  capture: ["behaviour", "counter", "engines", "genuine", "own_threads", "rendering"],
  reachable: [],
  elsewhere: ["source"],
  looks: [],
  locate: ["behaviour", "reachable", "source"],
  plan: ["engines", "locate"],
  identity: ["behaviour", "source", "text_hash"],
  generations: ["engines", "locate", "reachable", "source"],
  imports: ["engines", "identity", "locate", "plan", "source"],
  loaded: ["engines", "generations", "identity", "imports", "locate", "plan", "source"],
  policy: ["requests"],
  entries: ["capture", "elsewhere", "engines", "imports", "plan", "policy", "rendering", "source", "wire"],
  registry: [
    "capture",
    "elsewhere",
    "engines",
    "entries",
    "imports",
    "loaded",
    "locate",
    "looks",
    "policy",
    "source",
    "wire",
  ],
  inquiries: ["identity", "loaded", "locate", "policy", "registry", "source", "wire"],
  sockets: ["genuine"],
  events: ["wire"],
  network: ["genuine", "sockets"],
  accounts: [],
  peers: ["accounts", "events", "sockets", "wire"],
  relay: ["events", "peers", "sockets"],
  configuration: ["policy", "rendering"],
  audit: ["wire"],
  door: ["behaviour", "events", "genuine", "network", "relay", "rendering", "runtime_dir", "wire"],
  outbox: [],
  client: ["capture", "loaded", "outbox"],
  visitors: ["audit", "client", "events", "wire"],
  reports: ["capture", "client", "imports", "registry", "wire"],
  service: [
    "audit",
    "capture",
    "client",
    "configuration",
    "engines",
    "imports",
    "inquiries",
    "registry",
    "reports",
    "events",
    "visitors",
    "wire",
  ],
  inbox: ["capture", "counter"],
  agent: [
    "configuration",
    "door",
    "events",
    "inbox",
    "network",
    "own_threads",
    "relay",
    "reports",
    "service",
    "visitors",
    "wire",
  ],
  process: ["agent", "behaviour", "configuration", "genuine", "network", "runtime_dir"],
  __init__: ["process", "rendering"],
};

/** Modules of Python's that only one part of the agent may use. */
const AGENT_OWNERS: Record<string, string> = { json: "wire" };

/** Files that may be longer than the rest, with their length. Empty, and meant to stay so: split the file. */
const LONG_FILES: Record<string, number> = {};
const MOST_LINES = 250;

/** One import: `to` is a path below the top folder without ending when it is `ours`, else a package or module. */
interface Import {
  file: string;
  part: string;
  to: string;
  ours: boolean;
  type: boolean;
}

test("the server's parts import only what stands below them", () => {
  expect(against(SERVER, importsOfServer())).toEqual([]);
});

test("the agent's parts import only what stands below them", () => {
  const ours = importsOfAgent().filter((it) => it.ours);
  expect(against(AGENT, ours)).toEqual([]);
});

test("only their owners use the modules that have one", () => {
  const strays = importsOfAgent().filter(
    ({ part, to, ours }) => !ours && to in AGENT_OWNERS && AGENT_OWNERS[to] !== part,
  );
  expect(strays.map(told)).toEqual([]);
});

test("only server/main.ts touches the process that it runs in", () => {
  const touches = /(?<![.\w])process\.|["'](node:)?process["']/;
  const found = sources("server", ".ts").filter(
    ({ file, code }) => file !== "server/main.ts" && touches.test(code),
  );
  expect(found.map(({ file }) => file)).toEqual([]);
});

test("no file only passes on what others export", () => {
  const passing = /^export (\*|\{[^}]*\}) from/m;
  const found = [...sources("server", ".ts"), ...sources("demo", ".ts")].filter(({ code }) =>
    passing.test(code),
  );
  expect(found.map(({ file }) => file)).toEqual([]);
});

test(`no file is longer than ${MOST_LINES} lines`, () => {
  const long = ["server", "agent", "demo", "scripts"]
    .flatMap((folder) => [".ts", ".py", ".mjs", ".sh"].flatMap((ending) => sources(folder, ending)))
    .map(({ file, text }) => ({ file, lines: text.split("\n").length - 1 }))
    .filter(({ file, lines }) => lines > (LONG_FILES[file] ?? MOST_LINES));
  expect(long).toEqual([]);
});

test("the rules see the imports that they judge", () => {
  const typescript = `import type { A } from "../probes/probe.js";\nimport {\n  b,\n} from "vscode-languageserver/node";`;
  const python = "from ..behaviour import (\n    A,\n)\nfrom .. import relay\nimport json";
  const seen = [
    ...importsOfTypeScript({ file: "server/view/x.ts", code: typescript }),
    ...importsOfPython({ file: "agent/snappoint/engines/x.py", code: python }),
  ];
  expect(seen.map(({ part, to, ours, type }) => [part, to, ours, type])).toEqual([
    ["view", "probes/probe", true, true],
    ["view", "vscode-languageserver", false, false],
    ["engines", "behaviour", true, false],
    ["engines", "relay", true, false],
    ["engines", "json", false, false],
  ]);
});

/** The imports that the table does not allow, in words. */
function against(table: Record<string, string[]>, imports: Import[]): string[] {
  return imports.filter((it) => it.part !== partOf(it.to) && !allowed(table[it.part] ?? [], it)).map(told);
}

function allowed(list: string[], { to, type }: Import): boolean {
  return list.includes(partOf(to)) || (type && list.includes(`type ${partOf(to)}`));
}

function told({ file, to }: Import): string {
  return `${file} imports ${to}`;
}

/** The first folder of a path, or the file itself: `engines` of `engines/base`. */
function partOf(path: string): string {
  return path.split("/")[0] as string;
}

function importsOfServer(): Import[] {
  return sources("server", ".ts").flatMap(importsOfTypeScript);
}

function importsOfTypeScript({ file, code }: { file: string; code: string }): Import[] {
  const inside = posix.relative("server", file);
  const statements =
    /^(?:import|export)\s(type\s)?(?:[\w*{},\s]*\bfrom\s)?["']([^"']+)["']|\bimport\(["']([^"']+)["']/gm;
  return [...code.matchAll(statements)]
    .map(([, type, named, called]) => ({ type: type !== undefined, specifier: (named ?? called) as string }))
    .filter(({ specifier }) => !specifier.startsWith("node:"))
    .map(({ type, specifier }) => {
      const ours = specifier.startsWith(".");
      const to = ours ? posix.join(posix.dirname(inside), specifier) : packageOf(specifier);
      return { file, part: partOf(withoutEnding(inside)), to: withoutEnding(to), ours, type };
    });
}

/** `vscode-languageserver` of `vscode-languageserver/node`. */
function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function importsOfAgent(): Import[] {
  return sources("agent/snappoint", ".py").flatMap(importsOfPython);
}

function importsOfPython({ file, code }: { file: string; code: string }): Import[] {
  const inside = withoutEnding(posix.relative("agent/snappoint", file));
  const found: string[] = [];
  for (const [, dots, module, names] of code.matchAll(/^\s*from (\.*)([\w.]*) import \(?([^)#\n]+)/gm)) {
    const base = dots ? posix.join("snappoint", inside, ...Array(dots.length).fill("..")) : ".";
    const from = posix.join(base, ...(module as string).split("."));
    // `from . import a, b` names modules; `from .a import b` names what is in one.
    found.push(
      ...(module ? [from] : (names as string).split(",").map((name) => posix.join(from, name.trim()))),
    );
  }
  for (const [, modules] of code.matchAll(/^\s*import ([\w., ]+)/gm)) {
    found.push(
      ...(modules as string).split(",").map((it) => (it.trim().split(" ")[0] as string).replaceAll(".", "/")),
    );
  }
  return found.map((path) => {
    const ours = partOf(path) === "snappoint";
    return {
      file,
      part: partOf(inside),
      to: ours ? posix.relative("snappoint", path) : partOf(path),
      ours,
      type: false,
    };
  });
}

/** The project's own files of one kind: `text` is the whole, `code` is without comments. */
function sources(folder: string, ending: string): { file: string; text: string; code: string }[] {
  const top = join(ROOT, folder);
  if (!existsSync(top)) return [];
  return readdirSync(top, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending) && !name.includes("_vendor"))
    .sort()
    .map((name) => {
      const text = readFileSync(join(top, name), "utf8");
      return { file: posix.join(folder, ...name.split(sep)), text, code: withoutComments(text, ending) };
    });
}

function withoutComments(text: string, ending: string): string {
  return ending === ".ts" ? text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "") : text;
}

function withoutEnding(path: string): string {
  return path.replace(/\.(ts|js|py)$/, "");
}
