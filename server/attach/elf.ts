/** The functions that a Linux program or library lets others call, read from its file. */
import { closeSync, openSync, readSync } from "node:fs";

/** Where a function stands, counted from where the file's first byte is mapped. */
export type Offsets = ReadonlyMap<string, bigint>;

const MAGIC = 0x7f454c46;
const IS_64_BIT = 2;
const LITTLE_ENDIAN = 1;
const LOADED = 1;
const DYNAMIC_SYMBOLS = 11;
const SECTION_HEADER_BYTES = 64;
const SYMBOL_BYTES = 24;

interface Section {
  type: number;
  link: number;
  offset: number;
  size: number;
}

/** Those of `names` that the file has. None for a file that is not of this kind, or that was stripped of all names. */
export function exportedBy(file: string, names: ReadonlySet<string>): Offsets {
  const descriptor = openSync(file, "r");
  const read = (offset: number, length: number): Buffer => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset));
  };
  try {
    const header = read(0, 64);
    return isKnown(header) ? offsetsBy(read, header, names) : new Map();
  } finally {
    closeSync(descriptor);
  }
}

type Read = (offset: number, length: number) => Buffer;

function isKnown(header: Buffer): boolean {
  return (
    header.length === 64 &&
    header.readUInt32BE(0) === MAGIC &&
    header[4] === IS_64_BIT &&
    header[5] === LITTLE_ENDIAN
  );
}

function offsetsBy(read: Read, header: Buffer, names: ReadonlySet<string>): Offsets {
  const sections = sectionsOf(read, header);
  const symbols = sections.find(({ type }) => type === DYNAMIC_SYMBOLS);
  const strings = symbols && sections[symbols.link];
  if (!symbols || !strings) return new Map();
  const texts = read(strings.offset, strings.size);
  const table = read(symbols.offset, symbols.size);
  const base = lowestAddress(read, header);
  const found = new Map<string, bigint>();
  for (let at = 0; at + SYMBOL_BYTES <= table.length; at += SYMBOL_BYTES) {
    const name = textAt(texts, table.readUInt32LE(at));
    const isDefined = table.readUInt16LE(at + 6) !== 0;
    if (isDefined && names.has(name)) found.set(name, table.readBigUInt64LE(at + 8) - base);
  }
  return found;
}

function sectionsOf(read: Read, header: Buffer): Section[] {
  const start = Number(header.readBigUInt64LE(40));
  const count = header.readUInt16LE(60);
  const table = read(start, count * SECTION_HEADER_BYTES);
  return Array.from({ length: Math.floor(table.length / SECTION_HEADER_BYTES) }, (_, index) => {
    const at = index * SECTION_HEADER_BYTES;
    return {
      type: table.readUInt32LE(at + 4),
      offset: Number(table.readBigUInt64LE(at + 24)),
      size: Number(table.readBigUInt64LE(at + 32)),
      link: table.readUInt32LE(at + 40),
    };
  });
}

/** The address for which the file's first loaded byte was made: not zero for programs that can't be moved. */
function lowestAddress(read: Read, header: Buffer): bigint {
  const [start, size, count] = [
    Number(header.readBigUInt64LE(32)),
    header.readUInt16LE(54),
    header.readUInt16LE(56),
  ];
  for (let index = 0; index < count; index++) {
    const segment = read(start + index * size, size);
    if (segment.readUInt32LE(0) === LOADED) {
      return segment.readBigUInt64LE(16) - segment.readBigUInt64LE(8);
    }
  }
  return 0n;
}

function textAt(texts: Buffer, at: number): string {
  return texts.toString("latin1", at, texts.indexOf(0, at));
}
