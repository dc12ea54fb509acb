/** Paths of files that are called otherwise where a program runs, there and back. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { WayBack } from "../../../server/relay/path-map.js";
import { runtimeFolder } from "./fleet-fixture.js";

/** A folder with files. */
function files(...names: string[]): string {
  const dir = runtimeFolder();
  for (const name of names) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    writeFileSync(path.join(dir, name), "");
  }
  return dir;
}

test("what one file shows holds for the others below the same folder", () => {
  const dir = files("shop/cart.py", "shop/deep/tax.py");
  const back = new WayBack(() => ({}));
  expect(back.here("/app/shop/deep/tax.py")).toBe("/app/shop/deep/tax.py");
  back.learn(`${dir}/shop/cart.py`, "/app/shop/cart.py");
  expect(back.here("/app/shop/deep/tax.py")).toBe(`${dir}/shop/deep/tax.py`);
});

test("a file that is not here keeps the program's path", () => {
  const dir = files("shop/cart.py");
  const back = new WayBack(() => ({}));
  back.learn(`${dir}/shop/cart.py`, "/app/shop/cart.py");
  expect(back.here("/app/vendor/lib.py")).toBe("/app/vendor/lib.py");
  expect(back.here("/apples/shop/cart.py")).toBe("/apples/shop/cart.py");
  expect(back.here("<string>")).toBe("<string>");
});

test("the user's map leads back too, and may change", () => {
  const dir = files("shop/cart.py");
  let map: Record<string, string> = {};
  const back = new WayBack(() => map);
  expect(back.here("/usr/src/shop/cart.py")).toBe("/usr/src/shop/cart.py");
  map = { [dir]: "/usr/src/" };
  back.forget();
  expect(back.here("/usr/src/shop/cart.py")).toBe(`${dir}/shop/cart.py`);
});

test("files of other names teach nothing", () => {
  const dir = files("shop/cart.py");
  const back = new WayBack(() => ({}));
  back.learn(`${dir}/shop/cart.py`, "/app/shop/basket.py");
  expect(back.here("/app/shop/cart.py")).toBe("/app/shop/cart.py");
});
