/**
 * The code through which a program's thread is sent, for x86-64: it may be interrupted for it at any instruction,
 * and goes on behind it as if nothing had been.
 */
import type { Addresses } from "./addresses.js";
import { assembled, lengthOf } from "./machine-code.js";

/**
 * How it begins, 8 bytes each: what tells that it is ours, when it was put there, and where the thread was. The
 * last two are for whoever puts it there.
 */
const MAGIC = Buffer.from("snappnt1");
const HEADER_BYTES = 24;

/**
 * Where the text is, always: the interpreter may come to a text long after another has been put in its place, and
 * is to find a whole one there.
 */
const TEXT_AT = 384;

/**
 * A system call that was interrupted is made again by the system 2 bytes before the place where its thread is to go
 * on. So the first 2 bytes are reached only then, with the call's number in place; who puts the code there sends
 * the thread to the third.
 */
export const ENTRY = HEADER_BYTES + 2;

const IN = `
  eb 0e                 | jmp again
  48 8d 64 24 80        | lea rsp, [rsp-128]    what is below may be in use
  ff 35 eb ff ff ff     | push [where it was]
  9c                    | pushf
  eb 12                 | jmp in
  48 8d 64 24 80        | again: lea rsp, [rsp-128]
  ff 35 dd ff ff ff     | push [where it was]
  9c                    | pushf
  48 83 6c 24 08 02     | sub [rsp+8], 2        back to the system call
  fc                    | in: cld
  50 51 52 53 55 56 57  | push rax … rdi
  41 50 41 51 41 52 41 53 41 54 41 55 41 56 41 57 | push r8 … r15
  48 89 e5              | mov rbp, rsp
  b8 0d 00 00 00 31 c9  | mov eax, 13; xor ecx, ecx
  0f a2                 | cpuid                 rbx: what all other registers take
  48 29 dc 48 83 e4 c0  | sub rsp, rbx; and rsp, -64
  48 8d bc 24 00 02 00 00 | lea rdi, [rsp+512]
  31 c0 b9 08 00 00 00  | xor eax, eax; mov ecx, 8
  f3 48 ab              | rep stosq             its header has to be empty
  48 ff c8 48 89 c2     | dec rax; mov rdx, rax
  48 0f ae 24 24        | xsave64 [rsp]
  49 89 e4              | mov r12, rsp
  db e3                 | fninit                as functions expect it
  68 80 1f 00 00 0f ae 14 24 58 | push 0x1f80; ldmxcsr [rsp]; pop rax
  48 b8 __errno_location ff d0 | call __errno_location
  49 89 c5 44 8b 30     | mov r13, rax; mov r14d, [rax]
`;

/** r15: where all this begins. */
const BASE = "4c 8d 3d +toBase | lea r15, [rip-…]";

/** `Py_AddPendingCall(PyRun_SimpleString, text)` */
const LATER = `
  49 8d b7 +text        | lea rsi, [text]
  48 bf PyRun_SimpleString | mov rdi, PyRun_SimpleString
  48 b8 Py_AddPendingCall ff d0 | call Py_AddPendingCall
`;

/** With the interpreter's lock, and with an exception that is on its way put aside. */
const AT_ONCE = `
  48 b8 isEnding ff d0  | call Py_IsFinalizing
  85 c0 75 69           | test eax, eax; jnz ending
  48 b8 PyGILState_Ensure ff d0 | call PyGILState_Ensure
  89 c3                 | mov ebx, eax
  48 83 ec 20           | sub rsp, 32
  48 8d 3c 24           | lea rdi, [rsp]
  48 8d 74 24 08        | lea rsi, [rsp+8]
  48 8d 54 24 10        | lea rdx, [rsp+16]
  48 b8 PyErr_Fetch ff d0 | call PyErr_Fetch
  49 8d bf +text        | lea rdi, [text]
  48 b8 PyRun_SimpleString ff d0 | call PyRun_SimpleString
  48 8b 3c 24           | mov rdi, [rsp]
  48 8b 74 24 08        | mov rsi, [rsp+8]
  48 8b 54 24 10        | mov rdx, [rsp+16]
  48 b8 PyErr_Restore ff d0 | call PyErr_Restore
  89 df                 | mov edi, ebx
  48 b8 PyGILState_Release ff d0 | call PyGILState_Release
  eb 0e                 | jmp out
  49 8d bf +answerFile  | ending: lea rdi, [answerFile]
  b8 57 00 00 00 0f 05  | mov eax, 87; syscall  unlink: who waits for an answer sees it
`;

const OUT = `
  45 89 75 00           | out: mov [r13], r14d  errno
  4c 89 e4              | mov rsp, r12
  48 c7 c0 ff ff ff ff 48 89 c2 | mov rax, -1; mov rdx, rax
  48 0f ae 2c 24        | xrstor64 [rsp]
  48 89 ec              | mov rsp, rbp
  41 5f 41 5e 41 5d 41 5c 41 5b 41 5a 41 59 41 58 | pop r15 … r8
  5f 5e 5d 5b 5a 59 58  | pop rdi … rax
  9d                    | popf
  c2 80 00              | ret 128
`;

export interface Detour {
  /** Python code. */
  text: string;
  /** Taken away when the interpreter runs nothing any more. */
  answerFile: string;
  /** Runs the text at once, under the interpreter's lock, and not when the interpreter comes to it. */
  atOnce: boolean;
}

/** Can be put anywhere. */
export function detourCode({ text, answerFile, atOnce }: Detour, addresses: Addresses): Buffer {
  const listing = [IN, BASE, atOnce ? AT_ONCE : LATER, OUT].join("\n");
  const texts = [text, answerFile].map((each) => Buffer.from(`${each}\0`));
  const baseAt = HEADER_BYTES + lengthOf(`${IN}\n${BASE}`);
  const values = Object.fromEntries(
    Object.entries(addresses).map(([name, address]) => [name, BigInt(address)]),
  );
  const code = assembled(listing, {
    ...values,
    toBase: BigInt.asUintN(64, BigInt(-baseAt)),
    text: BigInt(TEXT_AT),
    answerFile: BigInt(TEXT_AT + (texts[0]?.length ?? 0)),
  });
  const beginning = Buffer.alloc(TEXT_AT);
  MAGIC.copy(beginning);
  if (code.copy(beginning, HEADER_BYTES) < code.length) throw new Error("the code reaches into the text");
  return inWords([beginning, ...texts]);
}

/** It is written 8 bytes at a time. */
function inWords(parts: Buffer[]): Buffer {
  const whole = Buffer.concat(parts);
  return Buffer.concat([whole, Buffer.alloc(-whole.length & 7)]);
}
