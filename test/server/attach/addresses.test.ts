/** Where a debugger finds the functions it has to call. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addressesIn } from "../../../server/attach/addresses.js";
import { exportedBy } from "../../../server/attach/elf.js";
import { folder } from "../cli/snappoint.js";

const onLinux = test.skipIf(process.platform !== "linux");

onLinux("a program tells the functions that others may call, and only those", () => {
  const names = new Set(["napi_create_object", "no_such_function"]);
  expect([...exportedBy(process.execPath, names).keys()]).toEqual(["napi_create_object"]);
});

test("a file of another kind, or one that is cut off, has none", () => {
  const file = join(folder(), "file");
  for (const content of ["", "#!/bin/sh\n", Buffer.from("7f454c46020101", "hex"), Buffer.alloc(500)]) {
    writeFileSync(file, content);
    expect(exportedBy(file, new Set(["mmap"])).size).toBe(0);
  }
});

onLinux("a Python that does not tell is refused in a sentence", () => {
  const target = {
    program: process.execPath,
    programName: process.execPath,
    isInterpreter: true,
    library: undefined,
  };
  expect(() => addressesIn({ ...target, pid: process.pid })).toThrow("does not tell where its functions are");
});

onLinux("one that was replaced on the disk meanwhile is not entered by addresses of the new one", () => {
  const library = "/usr/lib/libpython3.12.so.1.0 (deleted)";
  const target = { program: process.execPath, programName: process.execPath, isInterpreter: true, library };
  expect(() => addressesIn({ ...target, pid: process.pid })).toThrow("was replaced by another on the disk");
});
