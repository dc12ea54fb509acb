/** Puts the agent into a Python program that runs already. */
import { setTimeout as delay } from "node:timers/promises";
import { type Host, refusalOfRuntimeDir } from "../relay/runtime-folder.js";
import { adviceOn } from "./advice.js";
import { type KillGroup, runToEnd } from "./command.js";
import { byDetour } from "./detour.js";
import { hasAgent } from "./present.js";
import { RefusedTargetError } from "./refusal.js";
import { AttachRequest, removeLeftovers } from "./request.js";
import {
  byWhom,
  isHeld,
  refuseOld,
  type Target,
  takesScripts,
  targetOf,
  tracerOf,
  type Version,
  versionOf,
} from "./target.js";
import { byDebugger, byInterpreter, type Entry } from "./ways.js";

export interface AttachOptions {
  /** Where agents are found. */
  runtimeDir: string;
  /** The folder that holds `agent/`. */
  packageDir: string;
  host: Host;
  /** "linux" and so on. */
  platform: string;
  /** New at each call, for names of files. */
  nonce(): string;
  killGroup: KillGroup;
}

/** The message is a sentence about the process, for the user to act on. */
export class AttachError extends Error {}

/** A program that runs Python code at all does so within this time. */
const SOON_MS = 700;
const LAST_MS = 8000;

/** Once it has begun to run ours, its other threads may leave it little time. */
const STARTING_MS = 60_000;

/** Somebody else may be attaching just now. */
const OTHERS_NEED_MS = 4000;
const LOOK_EVERY_MS = 50;

/** Resolves when the agent can be found; tells whether it was there before. */
export async function attach(pid: number, options: AttachOptions): Promise<{ already: boolean }> {
  try {
    return await attached(pid, options);
  } catch (error) {
    if (error instanceof RefusedTargetError) throw new AttachError(`process ${pid}: ${error.message}`);
    throw error;
  }
}

async function attached(pid: number, options: AttachOptions): Promise<{ already: boolean }> {
  const { runtimeDir, host, packageDir, killGroup } = options;
  if (options.platform !== "linux") {
    throw new RefusedTargetError(
      "this version attaches on Linux only: start the program with `snappoint run -- …`",
    );
  }
  const refusal = refusalOfRuntimeDir(runtimeDir, host.uid);
  if (refusal !== undefined) throw new RefusedTargetError(refusal);
  await othersFinish(() => isHeld(pid));
  const target = targetOf(pid, host.uid);
  if (await hasAgent(runtimeDir, pid)) return { already: true };
  const version = versionOf(target) ?? (await versionBy(target, killGroup));
  refuseOld(version);
  removeLeftovers(runtimeDir, host);
  const request = new AttachRequest(runtimeDir, packageDir, pid, options.nonce());
  let isPending = false;
  try {
    isPending = await enter(target, request, stepsInto(target, version), options);
  } finally {
    request.close(isPending);
  }
  if (isPending) throw new RefusedTargetError(WAITING);
  return { already: false };
}

const WAITING =
  "it runs no Python code right now, because it waits for something or is busy in code of another language: " +
  "the agent starts as soon as it goes on";

type Step = (target: Target, request: AttachRequest, killGroup: KillGroup) => Promise<Entry>;

const threadLater: Step = (target, request, killGroup) => throughThread(target, request, false, killGroup);
const threadAtOnce: Step = (target, request, killGroup) => throughThread(target, request, true, killGroup);

function stepsInto(target: Target, version: Version): Step[] {
  return takesScripts(target, version) ? [byInterpreter, threadAtOnce] : [threadLater, threadAtOnce];
}

async function throughThread(
  target: Target,
  request: AttachRequest,
  atOnce: boolean,
  killGroup: KillGroup,
): Promise<Entry> {
  if (!(await othersFinish(() => tracerOf(target.pid) !== undefined))) {
    throw new RefusedTargetError(`it is${byWhom(target.pid)}, and only one can hold it: detach that first`);
  }
  const entry = await byDetour(target, request, atOnce, killGroup);
  return entry === "missing" ? byDebugger(target, request, atOnce, killGroup) : entry;
}

/** Returns whether they did, in the time that it takes to attach. */
async function othersFinish(areAtIt: () => boolean): Promise<boolean> {
  for (const end = Date.now() + OTHERS_NEED_MS; areAtIt(); await delay(LOOK_EVERY_MS)) {
    if (Date.now() > end) return false;
  }
  return true;
}

/** Returns whether the code is still waiting to be run. */
async function enter(
  target: Target,
  request: AttachRequest,
  steps: readonly Step[],
  { host, killGroup }: AttachOptions,
): Promise<boolean> {
  const isAlive = () => host.isAlive(target.pid);
  let isPending = false;
  for (const [index, step] of steps.entries()) {
    const entry = await step(target, request, killGroup);
    if (entry !== "done" && entry !== "running") {
      if (isPending) return true;
      throw new RefusedTargetError(adviceOn(entry));
    }
    const isLast = index === steps.length - 1;
    const answer =
      (await request.answer(isLast ? LAST_MS : SOON_MS, isAlive)) ??
      (request.isTaken ? await request.answer(STARTING_MS, isAlive) : undefined);
    if (answer) {
      if (answer.problem !== "") throw new RefusedTargetError(answer.problem);
      return false;
    }
    if (!isAlive()) throw new RefusedTargetError("it ended meanwhile");
    isPending = true;
  }
  return isPending;
}

async function versionBy({ program, isInterpreter }: Target, killGroup: KillGroup): Promise<Version> {
  const ask = ["-I", "-S", "-c", "import sys; print('%d %d' % sys.version_info[:2])"];
  const said = isInterpreter ? (await runToEnd(program, ask, 5000, killGroup)).said : "";
  const [, major, minor] = /^(\d) (\d+)\s*$/.exec(said) ?? [];
  if (!major) throw new RefusedTargetError("it does not tell which Python it is");
  return { major: Number(major), minor: Number(minor) };
}
