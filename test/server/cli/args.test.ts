import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../../../server/cli/args.js";
import type { CommandName, Request } from "../../../server/cli/requests.js";

/** A command line, split at blanks. */
function check(line: string, request: Request): void {
  expect(parseCommandLine(line.split(" ").filter(Boolean))).toEqual(request);
}

const watch = {
  name: "watch",
  file: "a.py",
  line: 3,
  kind: "snapshot",
  wishes: {},
  count: undefined,
  seconds: undefined,
  json: false,
} as const;

describe("what is understood", () => {
  test.each<[string, Request]>([
    ["--help", { name: "help" }],
    ["-h", { name: "help" }],
    ["--version", { name: "version" }],
    ["lsp", { name: "lsp" }],
    ["lsp --stdio", { name: "lsp" }],
    ["lsp --help", { name: "help", command: "lsp" }],
    ["lsp --stdio --wrap ty server", { name: "lsp", wrap: ["ty", "server"] }],
    ["lsp --wrap pyright-langserver --stdio", { name: "lsp", wrap: ["pyright-langserver", "--stdio"] }],
    ["ps", { name: "ps", json: false }],
    ["ps --json", { name: "ps", json: true }],
    ["ps -h", { name: "help", command: "ps" }],
    ["run -- python3 a.py", { name: "run", command: ["python3", "a.py"] }],
    ["run python3 a.py", { name: "run", command: ["python3", "a.py"] }],
    ["run -- python3 --help", { name: "run", command: ["python3", "--help"] }],
    ["run -- python3 -- x", { name: "run", command: ["python3", "--", "x"] }],
    ["run --help", { name: "help", command: "run" }],
    [
      "run --listen tcp://0.0.0.0:4711-4712 --keys=a.pem -- python3 --keys b",
      {
        name: "run",
        command: ["python3", "--keys", "b"],
        listen: "tcp://0.0.0.0:4711-4712",
        keys: "a.pem",
      },
    ],
    ["run --listen=tcp://a:1 python3", { name: "run", command: ["python3"], listen: "tcp://a:1" }],
    ["connect web-1:4711", { name: "connect", address: "web-1:4711", keys: undefined }],
    ["connect web-1:4711 --keys a.pem", { name: "connect", address: "web-1:4711", keys: "a.pem" }],
    ["disconnect web-1:4711", { name: "disconnect", address: "web-1:4711" }],
    ["keys", { name: "keys", folder: undefined }],
    ["keys secrets", { name: "keys", folder: "secrets" }],
    ["keys --help", { name: "help", command: "keys" }],
    ["watch a.py:3", { ...watch }],
    ["watch c:/d:4/a.py:3", { ...watch, file: "c:/d:4/a.py" }],
    ["watch --json a.py:3 --count 2 --for 1.5", { ...watch, count: 2, seconds: 1.5, json: true }],
    ["watch a.py:3 --more", { ...watch, wishes: { detail: "more" } }],
    ["watch a.py:3 --count=10 --for=60", { ...watch, count: 10, seconds: 60 }],
    ["watch a.py:3 --for .5", { ...watch, seconds: 0.5 }],
    ["watch a.py:3 --if x>1", { ...watch, wishes: { condition: "x>1" } }],
    ["watch a.py:3 --if=-1<x", { ...watch, wishes: { condition: "-1<x" } }],
    ["watch a.py:3 --expr x --expr len(y)", { ...watch, wishes: { show: ["x", "len(y)"] } }],
    ["watch a.py:3 --log x={x}", { ...watch, kind: "log", wishes: { message: "x={x}" } }],
    [
      "watch a.py:3 --log {x} --if y --expr z",
      { ...watch, kind: "log", wishes: { message: "{x}", condition: "y", show: ["z"] } },
    ],
    ["watch a.py:3 --time", { ...watch, kind: "time" }],
    ["watch a.py:3 --exception --if x", { ...watch, kind: "exception", wishes: { condition: "x" } }],
    ["watch a.py:3 --changes a.b", { ...watch, wishes: { changes: "a.b" } }],
    [
      "watch a.py:3 --map /home/ann/shop=/app --map /lib=/usr/lib",
      { ...watch, pathMap: { "/home/ann/shop": "/app", "/lib": "/usr/lib" } },
    ],
    ["watch --help", { name: "help", command: "watch" }],
    ["captures", { name: "captures", probe: undefined, json: false }],
    ["captures --probe p1 --json", { name: "captures", probe: "p1", json: true }],
    ["captures --help", { name: "help", command: "captures" }],
  ])("%s", check);

  test("conditions and messages are texts with blanks, of which only a message keeps those at its ends", () => {
    const line = ["watch", "a.py:3", "--if", " x > 1 ", "--expr", " y ", "--log", " x: {x} "];
    const wishes = { condition: "x > 1", show: ["y"], message: " x: {x} " };
    expect(parseCommandLine(line)).toEqual({ ...watch, kind: "log", wishes });
  });

  test("a file's name may hold blanks and line breaks", () => {
    expect(parseCommandLine(["watch", "my file\n.py:3"])).toEqual({ ...watch, file: "my file\n.py" });
  });
});

describe("what is wrong", () => {
  test.each<[string, string]>([
    ["", "a command is missing"],
    ["dance", 'unknown command "dance"'],
    ["--dance", 'unknown option "--dance"'],
    ["constructor", 'unknown command "constructor"'],
  ])("%s", (line, message) => check(line, { name: "wrong", message }));

  test.each<[string, string]>([
    ["lsp --tcp", "unknown option --tcp"],
    ["lsp x", 'unexpected argument "x"'],
    ["lsp x --wrap ty", 'unexpected argument "x"'],
    ["lsp --stdio --wrap", "--wrap wants the command of the other language server"],
    ["ps x", 'unexpected argument "x"'],
    ["ps --json=1", "option '--json' does not take an argument"],
    ["run", "the command to run is missing"],
    ["run --", "the command to run is missing"],
    ["run --verbose", "unknown option --verbose"],
    ["watch", "the place to watch is missing: FILE:LINE"],
    ["watch a.py", '"a.py" is not FILE:LINE with a line from 1'],
    ["watch a.py:0", '"a.py:0" is not FILE:LINE with a line from 1'],
    ["watch a.py:-1", '"a.py:-1" is not FILE:LINE with a line from 1'],
    ["watch a.py:x", '"a.py:x" is not FILE:LINE with a line from 1'],
    ["watch :3", '":3" is not FILE:LINE with a line from 1'],
    ["watch a.py:3 b.py:4", 'unexpected argument "b.py:4"'],
    ["watch a.py:3 --count 0", '--count must be a whole number from 1, not "0"'],
    ["watch a.py:3 --count 1.5", '--count must be a whole number from 1, not "1.5"'],
    ["watch a.py:3 --count -1", '--count wants a value that does not begin with "-"'],
    ["watch a.py:3 --count", "option '--count <value>' argument missing"],
    ["watch a.py:3 --for 0", '--for must be a number of seconds above 0, not "0"'],
    ["watch a.py:3 --for 0.0", '--for must be a number of seconds above 0, not "0.0"'],
    ["watch a.py:3 --for .", '--for must be a number of seconds above 0, not "."'],
    ["watch a.py:3 --for=-1", '--for must be a number of seconds above 0, not "-1"'],
    ["watch a.py:3 --for 1e3", '--for must be a number of seconds above 0, not "1e3"'],
    ["watch a.py:3 --if=", "--if wants a text that is not empty"],
    ["watch a.py:3 --expr x --expr=", "--expr wants a text that is not empty"],
    ["watch a.py:3 --log=", "--log wants a text that is not empty"],
    ["watch a.py:3 --changes= ", "--changes wants a text that is not empty"],
    ["watch a.py:3 --time --exception", "--time and --exception exclude each other"],
    ["watch a.py:3 --log x --time", "--log and --time exclude each other"],
    ["watch a.py:3 --time --changes x", "--time and --changes exclude each other"],
    [`watch a.py:3 --if ${"x".repeat(2001)}`, "--if takes at most 2000 characters"],
    [
      "watch a.py:3 --map shop=/app",
      '--map wants HERE=THERE, two absolute paths of folders, not "shop=/app"',
    ],
    ["run --keys a.pem -- python3", "--keys goes with --listen"],
    ["run --listen -- python3", "--listen wants a value"],
    [
      "run --listen 4711 -- python3",
      "--listen wants tcp://HOST:PORT or tcp://HOST:FIRST-LAST, with up to 100 ports",
    ],
    ["connect", "the address is missing: HOST:PORT"],
    ["connect a:1 b:2", 'unexpected argument "b:2"'],
    ["watch a.py:3 --colour", "unknown option --colour"],
    ["captures --probe=", "--probe wants the id of a point"],
    ["captures p1", 'unexpected argument "p1"'],
  ])("%s", (line, message) => {
    const command = line.split(" ")[0] as CommandName;
    check(line, { name: "wrong", command, message });
  });
});
