/** `snappoint watch` with conditions, expressions and messages, and a real program. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { until } from "../../until.js";
import { environment, ORDERS, order, ordersIn, TOTAL_LINE } from "./orders.js";
import { python, runtimeFolder, type Snappoint, start } from "./snappoint.js";

const PLACE = `${ORDERS}:${TOTAL_LINE}`;

/** A program and a `watch` of the line that computes a total, already armed. */
async function watching(...args: string[]): Promise<{ program: Snappoint; watch: Snappoint }> {
  const dir = runtimeFolder();
  const program = await ordersIn(dir);
  const watch = start(["watch", PLACE, ...args], { env: environment(dir) });
  await watch.untilOutput(/: armed\n/);
  return { program, watch };
}

/** Sends the order again until the watch has had enough: a busy machine may leave hits uncaptured. */
async function orderUntilEnded(
  program: Snappoint,
  watch: Snappoint,
  name: string,
  price: number,
  count: number,
) {
  let ended = false;
  const ending = watch.ended().finally(() => {
    ended = true;
  });
  let number = 0;
  await until(
    "the end of the watch",
    () => order(program, `${name}${number++}`, price, count),
    () => ended,
  );
  return ending;
}

test("--if: only hits that fulfil the condition are shown, the others are counted", async () => {
  const { program, watch } = await watching("--if", "order.price > 2 and order.name != 'no'", "--count", "1");
  await order(program, "tea", 2, 3);
  await order(program, "no", 9, 3);
  const { code, stdout } = await orderUntilEnded(program, watch, "milk", 5, 7);
  expect(code).toBe(0);
  expect(stdout).toMatch(/ {2}result=35 {2}order\.price=5 {2}order\.count=7\n/);
  expect(stdout.match(/pid/g)).toHaveLength(1);
});

test("--expr: the user's own expressions come first, and one that fails says why", async () => {
  const { program, watch } = await watching("--expr", "len(order.name)", "--expr", "nothing", "--count", "1");
  const { stdout } = await orderUntilEnded(program, watch, "tea", 2, 3);
  expect(stdout).toMatch(/ {2}len\(order\.name\)=4 {2}nothing=NameError: .*nothing.* {2}result=6 /);
});

test("--log: the message alone; as JSON it is a field beside the others", async () => {
  const { program, watch } = await watching("--log", "{{{order.name}}}: {order.price}", "--count", "1");
  const { stdout } = await orderUntilEnded(program, watch, "tea", 2, 3);
  expect(stdout).toMatch(/hit \d+ {2}\{tea\d\}: 2\n/);
  const json = await watching("--log", "{order.price}!", "--json", "--count", "1");
  const ended = await orderUntilEnded(json.program, json.watch, "tea", 2, 3);
  expect(JSON.parse(ended.stdout)).toMatchObject({ message: "2!", locals: [{ name: "order" }] });
});

test("a condition that fails is told once, and its hits are counted", async () => {
  const { program, watch } = await watching("--if", "order.prize > 1");
  await order(program, "tea");
  await watch.untilOutput(/armed: condition failed: .*prize/);
  await order(program, "milk");
  watch.child.kill("SIGINT");
  const { stdout, stderr } = await watch.ended();
  expect(stdout).toMatch(/\n\d hits?, 0 shown(, \d condition failed)?\n$/);
  expect(stderr.match(/condition failed/g)).toHaveLength(1);
});

test("a condition that runs code is refused: why, and exit code 1", async () => {
  const dir = runtimeFolder();
  await ordersIn(dir);
  const { code, stderr } = await start(["watch", PLACE, "--if", "order.pay()"], {
    env: environment(dir),
  }).ended();
  expect(code).toBe(1);
  expect(stderr).toMatch(/: rejected: column 1: only these can be called: abs, .*\n$/);
});

test("--time: how long the line took", async () => {
  const { program, watch } = await watching("--time", "--count", "1");
  const { stdout } = await orderUntilEnded(program, watch, "tea", 2, 3);
  expect(stdout).toMatch(/ {2}hit \d+ {2}[\d.]+ (ns|µs|ms) {2}order\.price=2 {2}order\.count=3\n/);
});

test("--changes: only hits at which the value is another one", async () => {
  const { program, watch } = await watching("--changes", "order.price", "--count", "2");
  for (const price of [2, 2, 2, 3]) await order(program, "tea", price, 3);
  const { stdout } = await orderUntilEnded(program, watch, "milk", 4, 3);
  expect(stdout.match(/order\.price=\d/g)).toEqual(["order.price=2", "order.price=3"]);
});

const FAILING = `
import time

def check(n):
    return 10 / n

print("ready", flush=True)
while True:
    for n in (1, 0):
        try:
            check(n)
        except ZeroDivisionError:
            time.sleep(0.01)
`;

test("--exception: only hits that raise", async () => {
  const dir = runtimeFolder();
  const file = path.join(dir, "failing.py");
  writeFileSync(file, FAILING);
  const program = start(["run", "--", python(), file], { env: environment(dir) });
  await program.untilOutput("ready");
  const watch = start(["watch", `${file}:5`, "--exception", "--count", "1"], { env: environment(dir) });
  const { stdout } = await watch.ended();
  expect(stdout).toMatch(/ {2}✗ ZeroDivisionError: division by zero {2}n=0\n/);
  expect(stdout.match(/pid/g)).toHaveLength(1);
});
