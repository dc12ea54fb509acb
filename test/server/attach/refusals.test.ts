/** What is said where a way into a program does not work; `test/e2e/attach-refused.test.ts` has the real ones. */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { adviceOn } from "../../../server/attach/advice.js";
import { refuseOtherMachine } from "../../../server/attach/target.js";
import { folder } from "../cli/snappoint.js";

const refused = { problem: "ptrace: Operation not permitted.", refused: true };

test.each([
  ["no debugger", "missing" as const, undefined, "install one (`apt install gdb`"],
  ["the system's setting, which parents get around", refused, "1", "sysctl kernel.yama.ptrace_scope=0"],
  ["the system's setting for administrators only", refused, "2", "sysctl kernel.yama.ptrace_scope=0"],
  ["the system's setting that only a restart changes", refused, "3", "started anew with another setting"],
  ["a container", refused, "0", "`docker run --cap-add SYS_PTRACE`"],
  ["a system without such a setting", refused, "", "(ptrace: Operation not permitted.)"],
  [
    "anything else",
    { problem: "no such luck", refused: false },
    "1",
    "it could not be entered: no such luck",
  ],
])("%s", (_name, entry, scope, advice) => {
  expect(adviceOn(entry, scope)).toContain(advice);
});

test.skipIf(process.platform !== "linux")("a Python for another kind of processor", () => {
  const program = join(folder(), "python3.12");
  copyFileSync(process.execPath, program);
  expect(() => refuseOtherMachine(program)).not.toThrow();
  const bytes = readFileSync(program);
  bytes.writeUInt16LE(bytes.readUInt16LE(18) ^ 1, 18);
  writeFileSync(program, bytes);
  expect(() => refuseOtherMachine(program)).toThrow("it runs a Python for another kind of processor");
});
