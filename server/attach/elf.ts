/** What a Linux program or library lets others call and use, and where its code ends, read from its file. */
import { closeSync, openSync, readSync } from "node:fs";

/** Where something stands, counted from where the file's first byte is mapped, and how many bytes it has. */
export interface Exported {
  offset: bigint;
  size: bigint;
}

const MAGIC = 0x7f454c46;
const IS_64_BIT = 2;
const LITTLE_ENDIAN = 1;
const LOADED = 1;
const EXECUTABLE = 1;
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
export function exportedBy(file: string, names: ReadonlySet<string>): Map<string, Exported> {
  return reading(file, (read, header) => offsetsBy(read, header, names)) ?? new Map();
}

/** Where its code ends, counted as offsets are; more than one place where its code is in several pieces. */
export function codeEndsOf(file: string): bigint[] {
  const ends = reading(file, (read, header) => {
    const segments = segmentsOf(read, header);
    const base = lowestAddress(segments);
    return segments.filter(({ isCode }) => isCode).map(({ address, size }) => address + size - base);
  });
  return ends ?? [];
}

type Read = (offset: number, length: number) => Buffer;

function reading<T>(file: string, use: (read: Read, header: Buffer) => T): T | undefined {
  const descriptor = openSync(file, "r");
  const read = (offset: number, length: number): Buffer => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset));
  };
  try {
    const header = read(0, 64);
    return isKnown(header) ? use(read, header) : undefined;
  } finally {
    closeSync(descriptor);
  }
}

function isKnown(header: Buffer): boolean {
  return (
    header.length === 64 &&
    header.readUInt32BE(0) === MAGIC &&
    header[4] === IS_64_BIT &&
    header[5] === LITTLE_ENDIAN
  );
}

function offsetsBy(read: Read, header: Buffer, names: ReadonlySet<string>): Map<string, Exported> {
  const sections = sectionsOf(read, header);
  const symbols = sections.find(({ type }) => type === DYNAMIC_SYMBOLS);
  const strings = symbols && sections[symbols.link];
  if (!symbols || !strings) return new Map();
  const texts = read(strings.offset, strings.size);
  const table = read(symbols.offset, symbols.size);
  const base = lowestAddress(segmentsOf(read, header));
  const found = new Map<string, Exported>();
  for (let at = 0; at + SYMBOL_BYTES <= table.length; at += SYMBOL_BYTES) {
    const name = textAt(texts, table.readUInt32LE(at));
    const isDefined = table.readUInt16LE(at + 6) !== 0;
    if (!isDefined || !names.has(name)) continue;
    found.set(name, { offset: table.readBigUInt64LE(at + 8) - base, size: table.readBigUInt64LE(at + 16) });
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

interface Segment {
  address: bigint;
  /** Where it is in the file. */
  offset: bigint;
  size: bigint;
  isCode: boolean;
}

/** What of the file is loaded. */
function segmentsOf(read: Read, header: Buffer): Segment[] {
  const start = Number(header.readBigUInt64LE(32));
  const [size, count] = [header.readUInt16LE(54), header.readUInt16LE(56)];
  const table = Array.from({ length: count }, (_, index) => read(start + index * size, size));
  return table
    .filter((segment) => segment.readUInt32LE(0) === LOADED)
    .map((segment) => ({
      address: segment.readBigUInt64LE(16),
      offset: segment.readBigUInt64LE(8),
      size: segment.readBigUInt64LE(40),
      isCode: (segment.readUInt32LE(4) & EXECUTABLE) !== 0,
    }));
}

/** The address for which the file's first loaded byte was made: not zero for programs that can't be moved. */
function lowestAddress([first]: Segment[]): bigint {
  return first ? first.address - first.offset : 0n;
}

function textAt(texts: Buffer, at: number): string {
  return texts.toString("latin1", at, texts.indexOf(0, at));
}
