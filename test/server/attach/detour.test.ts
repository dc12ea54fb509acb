/** What is put into a program's memory, and where. */
import { expect, test } from "vitest";
import type { Addresses } from "../../../server/attach/addresses.js";
import { detourCode } from "../../../server/attach/detour-code.js";
import { assembled } from "../../../server/attach/machine-code.js";
import { PLACE_BYTES, unusedPlaces } from "../../../server/attach/places.js";

const ADDRESSES = Object.fromEntries(
  [
    ...[
      "mmap",
      "__errno_location",
      "Py_AddPendingCall",
      "PyRun_SimpleString",
      "PyErr_Fetch",
      "PyErr_Restore",
    ],
    ...["PyGILState_Ensure", "PyGILState_Release", "isEnding"],
  ].map((name, index) => [name, `0x${(0x7f00_0000_1000 + index).toString(16)}`]),
) as Addresses;

const made = (atOnce: boolean) =>
  detourCode({ text: "print('é')\n", answerFile: "/run/answer", atOnce }, ADDRESSES);

test("the text stands at the same place in both kinds, whole and ended", () => {
  const [later, atOnce] = [made(false), made(true)];
  const text = Buffer.from("print('é')\n\0/run/answer\0");
  expect(later.indexOf(text)).toBe(atOnce.indexOf(text));
  expect(later.indexOf(text)).toBeGreaterThan(0);
  expect([later.length % 8, atOnce.length % 8]).toEqual([0, 0]);
});

test("each has the functions that it calls", () => {
  const bytes = (name: keyof Addresses) => {
    const address = Buffer.alloc(8);
    address.writeBigUInt64LE(BigInt(ADDRESSES[name]));
    return address;
  };
  expect(made(false).includes(bytes("Py_AddPendingCall"))).toBe(true);
  expect(made(false).includes(bytes("PyGILState_Ensure"))).toBe(false);
  expect(made(true).includes(bytes("Py_AddPendingCall"))).toBe(false);
  expect(made(true).includes(bytes("PyErr_Restore"))).toBe(true);
});

test("what is written for a processor is filled in, and nothing is forgotten", () => {
  const listing = "  48 b8 function | mov rax, function\n  49 8d bf +text | lea rdi, [text]\n";
  expect(assembled(listing, { function: 0x1122n, text: 0xfffffffffffffff0n }).toString("hex")).toBe(
    "48b82211000000000000498dbff0ffffff",
  );
  expect(() => assembled(listing, { text: 0n })).toThrow("nothing is given for function");
});

test.skipIf(process.platform !== "linux")("no two places overlap", () => {
  const program = process.execPath;
  const target = { pid: process.pid, program, programName: program, isInterpreter: true, library: undefined };
  const places = unusedPlaces(target).sort((a, b) => Number(a - b));
  expect(places.length).toBeGreaterThan(1);
  for (const [index, place] of places.entries()) {
    expect(place % 64n).toBe(0n);
    expect((places[index + 1] ?? place + 4096n) - place).toBeGreaterThanOrEqual(PLACE_BYTES);
  }
});
