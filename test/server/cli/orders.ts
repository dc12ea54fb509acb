/** The program `test/targets/orders.py`, run through `snappoint run`: it does one thing per line of its input. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { REPOSITORY } from "../../repository.js";
import { python, type Snappoint, start } from "./snappoint.js";

export const ORDERS = path.join(REPOSITORY, "test", "targets", "orders.py");

const lines = readFileSync(ORDERS, "utf8").split("\n");

/** The line with the marker, from 1. */
export const TOTAL_LINE = lines.findIndex((line) => line.includes("# @total")) + 1;
export const TOTAL_TEXT = (lines[TOTAL_LINE - 1] ?? "").trim();

/** A started program, ready for orders, whose agent is to be found in `dir`. */
export async function ordersIn(dir: string): Promise<Snappoint> {
  const program = start(["run", "--", python(), ORDERS], { env: environment(dir) });
  await program.untilOutput("ready");
  return program;
}

export function environment(dir: string): NodeJS.ProcessEnv {
  return { ...process.env, SNAPPOINT_RUNTIME_DIR: dir, SNAPPOINT_STATE_DIR: `${dir}-state` };
}

/** Gives the program an order and waits for what it says of it. */
export async function order(program: Snappoint, name: string, price = 2, count = 3): Promise<string> {
  program.child.stdin?.write(`${name} ${price} ${count}\n`);
  await program.untilOutput(new RegExp(`^${name}: .*\n`, "m"));
  return new RegExp(`^${name}: (.*)\n`, "m").exec(program.stdout)?.[1] ?? "";
}
