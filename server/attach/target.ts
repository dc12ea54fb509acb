/** What the system says of a process that somebody wants to get into, and why that can't be. */
import { closeSync, existsSync, openSync, readFileSync, readlinkSync, readSync, statSync } from "node:fs";
import path from "node:path";
import { filesMappedBy, textOf } from "./maps.js";
import { RefusedTargetError } from "./refusal.js";

/** The first Python that the agent works in. */
const OLDEST_MINOR = 11;

/** From this one on an interpreter takes a script from outside by itself (PEP 768). */
const FIRST_WITH_REMOTE_EXEC = 14;

export interface Target {
  pid: number;
  /** The interpreter, by a path that leads to it even when its file was replaced or belongs to another root. */
  program: string;
  /** What the process itself calls it. */
  programName: string;
  /** Whether that is Python's own program, and not one that has a Python in it. */
  isInterpreter: boolean;
  /** The library with the interpreter's code, where that is not in the program itself. */
  library: string | undefined;
}

/**
 * A process of ours that runs a Python.
 *
 * @throws RefusedTargetError
 */
export function targetOf(pid: number, uid: number): Target {
  const owner = ownerOf(pid);
  if (owner !== uid) {
    const whose = `it belongs to uid ${owner}, and this is uid ${uid}`;
    throw new RefusedTargetError(`${whose}: attach as that user, who alone may look into it`);
  }
  refuseStanding(pid);
  const program = path.join("/proc", String(pid), "exe");
  const programName = linkOf(program);
  const library = filesMappedBy(pid)
    .map(({ file }) => file)
    .find((file) => /libpython\d\.\d+t?\.so/.test(path.basename(file)));
  const name = path.basename(programName);
  if (/^pypy/.test(name)) {
    throw new RefusedTargetError("it runs PyPy, and Snappoint works in CPython only");
  }
  const isInterpreter = /^python/i.test(name);
  if (library === undefined && !isInterpreter) {
    throw new RefusedTargetError(`it runs ${programName}, which is no Python`);
  }
  refuseElsewhere(pid);
  refuseOtherMachine(program);
  return { pid, program, programName, isInterpreter, library };
}

/** Nothing is run in a process that stands still; one that was stopped by hand shall not be woken up by us. */
function refuseStanding(pid: number): void {
  const state = stateOf(pid);
  if (state === "Z" || state === "X") throw new RefusedTargetError("it has ended");
  if (isStopped(pid)) {
    throw new RefusedTargetError(`it is stopped: let it go on (\`kill -CONT ${pid}\`), and attach then`);
  }
  if (state === "t") throw new RefusedTargetError(`it stands still${byWhom(pid)}: let it go on there`);
}

/** Whether a debugger makes it stand still, be it for a moment. */
export function isHeld(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && stateOf(pid) === "t";
}

/** By a signal, and so until another. */
export function isStopped(pid: number): boolean {
  return stateOf(pid) === "T";
}

/** A process has one debugger at most. Undefined when there is none. */
export function tracerOf(pid: number): number | undefined {
  return Number(/^TracerPid:\s*(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1]) || undefined;
}

/** In words, for behind a statement about a process. */
export function byWhom(pid: number): string {
  const tracer = tracerOf(pid);
  return tracer === undefined ? "" : ` in the hands of process ${tracer} (${nameOf(tracer)})`;
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "of another user";
  }
}

export interface Version {
  major: number;
  minor: number;
}

/** As far as the names of the files tell; undefined when the interpreter has to be asked. */
export function versionOf({ programName, library }: Target): Version | undefined {
  const named = /python(\d)\.(\d+)/.exec(library ?? path.basename(programName));
  return named ? { major: Number(named[1]), minor: Number(named[2]) } : undefined;
}

/** @throws RefusedTargetError */
export function refuseOld({ major, minor }: Version): void {
  if (major === 3 && minor >= OLDEST_MINOR) return;
  const needs = `Snappoint needs 3.${OLDEST_MINOR} or newer`;
  throw new RefusedTargetError(`it runs Python ${major}.${minor}, and ${needs}`);
}

/** Whether its interpreter takes a script from outside by itself, given one like it that hands it over. */
export function takesScripts({ isInterpreter }: Target, { minor }: Version): boolean {
  return isInterpreter && minor >= FIRST_WITH_REMOTE_EXEC;
}

function ownerOf(pid: number): number {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    throw new RefusedTargetError("there is no such process");
  }
}

function stateOf(pid: number): string | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2)[0];
}

function linkOf(link: string): string {
  try {
    return readlinkSync(link).replace(/ \(deleted\)$/, "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "EACCES" ? "the system lets nobody look into it" : "it has no program of its own";
    throw new RefusedTargetError(why);
  }
}

/** What it sees as its files is not what we see, so neither our agent nor our folder is there for it. */
function refuseElsewhere(pid: number): void {
  const ours = linkOf("/proc/self/ns/mnt");
  if (linkOf(`/proc/${pid}/ns/mnt`) === ours) return;
  throw new RefusedTargetError(
    "it runs in a container, or with other mounts: attach inside of it, " +
      "or start it with `snappoint run` and a runtime folder that both sides mount",
  );
}

/** Both are Linux programs; the header of such a file says for which kind of processor. */
export function refuseOtherMachine(program: string): void {
  const [ours, theirs] = ["/proc/self/exe", program].map(machineOf);
  if (ours !== theirs) throw new RefusedTargetError("it runs a Python for another kind of processor");
}

/** By the numbers that a program has for it: of bits, and of the kind. */
export function machineOf(program: string): string {
  const header = Buffer.alloc(20);
  const file = openSync(program, "r");
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  return `${header.readUInt8(4)} ${header.readUInt16LE(18)}`;
}
