/** Which commands the agent can't come in with, and what is said of them. */
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readShebang, whyNoAgent } from "../../../server/cli/without-agent.js";
import { folder } from "./snappoint.js";

const SCRIPTS: Record<string, string[]> = {
  isolated: ["/usr/bin/python3", "-sI"],
  tool: ["/venv/bin/python3.12"],
  split: ["/usr/bin/env", "-S python3 -E"],
  wrapped: ["isolated"],
  endless: ["endless"],
};

test.each([
  ["python3 -I x.py", "python3 -I ignores PYTHONPATH"],
  ["/usr/bin/python3.12 -u -E x.py", "python3.12 -E ignores PYTHONPATH"],
  ["python -bS -m json.tool", "python -S loads no sitecustomize"],
  ["python -W error -X dev -I x.py", "python -I ignores PYTHONPATH"],
  ["python -Werror -I x.py", "python -I ignores PYTHONPATH"],
  ["env -i python x.py", "env -i clears the environment"],
  ["env - A=1 python x.py", "env -i clears the environment"],
  ["env -u PYTHONPATH python x.py", "env takes PYTHONPATH away"],
  ["env A=1 python -I x.py", "python -I ignores PYTHONPATH"],
  ["env PYTHONPATH=src python x.py", "env sets another PYTHONPATH"],
  ["nohup python -I x.py", "python -I ignores PYTHONPATH"],
  ["isolated", "python3 -I ignores PYTHONPATH"],
  ["split a", "python3 -E ignores PYTHONPATH"],
  ["wrapped", "python3 -I ignores PYTHONPATH"],
])("%s: %s", (command, why) => {
  expect(whyNoAgent(command.split(" "), (program) => SCRIPTS[program])).toEqual({ why });
});

test("sudo, which has to be the first word", () => {
  expect(whyNoAgent(["sudo", "python", "x.py"], () => undefined)).toEqual({
    why: "sudo gives its programs an environment of their own",
    instead: "sudo snappoint run",
  });
});

test.each([
  "python x.py -I",
  "python -c pass -I",
  "python -m tool -S",
  "python -X importtime x.py -E",
  "python -Xdev x.py",
  "python --version -I",
  "python -",
  "python3.12t -P x.py",
  "env A=1 -C / python x.py",
  "pythonic -I",
  "tool -I",
  "endless",
  "sh -c python",
])("%s: nothing", (command) => {
  expect(whyNoAgent(command.split(" "), (program) => SCRIPTS[program])).toBeUndefined();
});

describe("the first line of a program", () => {
  function script(text: string): { at: string; search: string } {
    const at = path.join(folder(), "tool");
    writeFileSync(at, text);
    chmodSync(at, 0o755);
    return { at, search: `/nowhere:${path.dirname(at)}` };
  }

  test("is read where the search path leads", () => {
    const { at, search } = script("#! /usr/bin/python3  -s -E \nprint(1)\n");
    expect(readShebang("tool", search)).toEqual(["/usr/bin/python3", "-s -E"]);
    expect(readShebang(at, "")).toEqual(["/usr/bin/python3", "-s -E"]);
    expect(readShebang("other", search)).toBeUndefined();
  });

  test("may be anything", () => {
    const { at } = script("\u007fELF\u0000\u0001");
    expect(readShebang(at, "")).toBeUndefined();
    expect(readShebang(path.dirname(at), "")).toBeUndefined();
  });
});
